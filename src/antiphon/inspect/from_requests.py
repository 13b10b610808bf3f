"""Exchanges from a response of requests, or of what looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from ..faults import InvalidURL
from ..semantics.fields import Fields
from ..semantics.url import URL, parse_lenient
from .exchange import Exchange, Journey, Phases, RequestMessage, ResponseMessage

_VERSIONS = {10: "HTTP/1.0", 11: "HTTP/1.1", 20: "HTTP/2", 30: "HTTP/3"}


def journey_of_requests(response: Any) -> Journey:
    """Return the exchanges that led to `response`, its own last. Content that was not read is not known."""
    return tuple(_exchange(hop) for hop in (*getattr(response, "history", ()), response))


def _exchange(response: Any) -> Exchange:
    elapsed = getattr(response, "elapsed", None)
    total = elapsed.total_seconds() if isinstance(elapsed, timedelta) else None
    return Exchange(_request(response.request), _response(response), phases=Phases(total=total))


def _request(request: Any) -> RequestMessage:
    url = _url(str(getattr(request, "url", "")))
    body = getattr(request, "body", None)
    content = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return RequestMessage(
        method=str(getattr(request, "method", "") or ""),
        target="" if url is None else url.request_target.decode("ascii"),
        version="HTTP/1.1",
        fields=_fields(getattr(request, "headers", {})),
        url=url,
        content=b"" if content is None else content if isinstance(content, bytes) else None,
    )


def _response(response: Any) -> ResponseMessage:
    raw = getattr(response, "raw", None)
    content = getattr(response, "_content", None)
    # Those of the library below keep the lines of a field apart.
    lines = getattr(raw, "headers", None)
    return ResponseMessage(
        status=int(response.status_code),
        reason=str(getattr(response, "reason", "") or ""),
        version=_VERSIONS.get(getattr(raw, "version", 0), "HTTP/1.1"),
        fields=_fields(lines or response.headers),
        content=content if isinstance(content, bytes) else None,
    )


def _url(text: str) -> URL | None:
    try:
        return parse_lenient(text)
    except InvalidURL:
        return None


def _fields(headers: Mapping[Any, Any]) -> Fields:
    items: Iterable[tuple[Any, Any]] = headers.items()
    return Fields.of_checked((_bytes(name), _bytes(value)) for name, value in items)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("latin-1", "replace")
