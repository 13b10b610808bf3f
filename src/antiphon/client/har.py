"""Exchanges as an HTTP Archive: HAR 1.2, which browsers and other tools read."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl

from .. import __version__
from ..semantics.dates import parse_date
from .masking import Masking
from .request import Request

if TYPE_CHECKING:
    from .received import Timings
    from .response import Response

Value: TypeAlias = dict[str, Any]

_UNKNOWN = -1


class _Open(Masking):
    """Masks nothing."""

    __slots__ = ()

    def field(self, name: str, value: str) -> str:
        return value

    def query(self, text: str) -> str:
        return text

    def content(self, content: bytes, kind: str) -> bytes:
        return content


def har_of(responses: Iterable[Response], *, reveal: bool = False, secrets: Iterable[str] = ()) -> Value:
    """Return a HAR 1.2 log of `responses`, each with the redirects that led to it, as a JSON value.

    Secrets are masked unless `reveal` says otherwise: credentials, cookies, and what the names in queries, forms and
    JSON show to be secrets, `secrets` among the names. What is not known is -1; content that has not been read is left
    out.
    """
    masking = _Open() if reveal else Masking(secrets)
    entries = [_entry(hop, masking) for response in responses for hop in (*response.history, response)]
    entries.sort(key=lambda entry: str(entry["startedDateTime"]))
    return {"log": {"version": "1.2", "creator": {"name": "antiphon", "version": __version__}, "entries": entries}}


def _entry(response: Response, masking: Masking) -> Value:
    timings = response.timings
    entry: Value = {
        "startedDateTime": _started(response),
        "time": _milliseconds(timings.first_byte if timings.total is None else timings.total),
        "request": _request(response.request, response.http_version, masking),
        "response": _response(response, masking),
        "cache": {},
        "timings": _phases(timings),
    }
    facts = response.connection
    if facts is not None and ":" in facts.peer_address:
        entry["serverIPAddress"] = facts.peer_address.rpartition(":")[0].strip("[]")
        entry["connection"] = facts.local_address.rpartition(":")[2]
    return entry


def _started(response: Response) -> str:
    """Return when the exchange began, in ISO 8601: where nobody has noted it, what the server says of the time."""
    moment: float | None = getattr(response.exchange, "started_at", None)
    if moment is None:
        moment = parse_date(response.headers.get("date", ""), int(time.time()))
    return datetime.fromtimestamp(time.time() if moment is None else moment, UTC).isoformat(timespec="microseconds")


def _phases(timings: Timings) -> Value:
    """Return the phases in milliseconds. Waiting for a connection, and sending, are not told apart from waiting."""
    opened = [timings.connect, timings.proxy, timings.tls]
    connect = sum(phase for phase in opened if phase is not None)
    before = (timings.resolve or 0.0) + connect
    receive = 0.0 if timings.total is None else timings.total - timings.first_byte
    return {
        "blocked": _UNKNOWN,
        "dns": _optional(timings.resolve),
        "connect": _UNKNOWN if timings.connect is None else _milliseconds(connect),
        "ssl": _optional(timings.tls),
        "send": 0,
        "wait": _milliseconds(timings.first_byte - before),
        "receive": _milliseconds(receive),
        "comment": "The time to send, and to get a connection of the pool, is part of wait.",
    }


def _optional(seconds: float | None) -> float:
    return _UNKNOWN if seconds is None else _milliseconds(seconds)


def _milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)


def _request(request: Request, version: str, masking: Masking) -> Value:
    section = request.section()
    url = masking.query(str(request.url.without_fragment()))
    line = len(request.method) + len(request.url.request_target) + len(" ") * 2 + len(version) + len("\r\n") * 2
    content = request.content
    value: Value = {
        "method": request.method,
        "url": url,
        "httpVersion": version,
        "cookies": _sent_cookies(request, masking),
        "headers": _headers(section.pairs, masking),
        "queryString": _pairs(url.partition("?")[2]),
        "headersSize": line + len(section.block),
        "bodySize": _UNKNOWN if content is None else len(content),
    }
    if content:
        kind = request.headers.get("content-type", "")
        data = masking.content(content, kind)
        value["postData"] = {"mimeType": kind, **_text(data, with_encoding=False)}
    return value


def _response(response: Response, masking: Masking) -> Value:
    head = response.exchange.head
    line = len(response.http_version) + len(f" {head.status} ") + len(head.reason) + len("\r\n") * 2
    return {
        "status": head.status,
        "statusText": response.reason,
        "httpVersion": response.http_version,
        "cookies": _set_cookies(response, masking),
        "headers": _headers(head.section.pairs, masking),
        "content": _content(response, masking),
        "redirectURL": masking.query(response.headers.get("location", "")),
        "headersSize": line + len(head.section.block),
        "bodySize": _UNKNOWN if head.length is None else head.length,
    }


def _content(response: Response, masking: Masking) -> Value:
    kind = response.headers.get("content-type", "")
    content = response.exchange.content
    if content is None:
        return {"size": _UNKNOWN, "mimeType": kind, "comment": "The content was not kept."}
    value: Value = {"size": len(content), "mimeType": kind}
    length = response.exchange.head.length
    if length is not None and "content-encoding" in response.headers:
        value["compression"] = len(content) - length
    return {**value, **_text(masking.content(content, kind), with_encoding=True)} if content else value


def _text(data: bytes, *, with_encoding: bool) -> Value:
    """Return `data` as text, else in base64. What a request carries has no place to say so but the comment."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        text = b64encode(data).decode("ascii")
    return {"text": text, "encoding": "base64"} if with_encoding else {"text": text, "comment": "base64"}


def _headers(pairs: Iterable[tuple[bytes, bytes]], masking: Masking) -> list[Value]:
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
    return [{"name": name, "value": masking.field(name, value)} for name, value in texts]


def _pairs(query: str) -> list[Value]:
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _sent_cookies(request: Request, masking: Masking) -> list[Value]:
    field = masking.field("cookie", request.headers.get("cookie", ""))
    return [_named(pair) for pair in field.split("; ") if "=" in pair]


def _set_cookies(response: Response, masking: Masking) -> list[Value]:
    return [_set_cookie(masking.field("set-cookie", field)) for field in response.headers.get_all("set-cookie")]


def _set_cookie(field: str) -> Value:
    pair, *attributes = field.split(";")
    value = _named(pair)
    for attribute in attributes:
        name, _, text = attribute.strip().partition("=")
        lowered = name.lower()
        if lowered in ("path", "domain"):
            value[lowered] = text
        elif lowered == "expires":
            moment = parse_date(text, int(time.time()))
            if moment is not None:
                value["expires"] = datetime.fromtimestamp(moment, UTC).isoformat()
        elif lowered in ("secure", "httponly"):
            value["httpOnly" if lowered == "httponly" else lowered] = True
    return value


def _named(pair: str) -> Value:
    name, _, value = pair.strip().partition("=")
    return {"name": name, "value": value}
