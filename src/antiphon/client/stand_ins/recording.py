"""One exchange as a cassette keeps it: a JSON value that people can read, without secrets."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any, TypeAlias

from ...semantics.fields import Pair, field_pair
from ...wire import h1
from ..masking import Masking
from ..received import Received
from ..request import Request

Value: TypeAlias = dict[str, Any]

_BOUNDARY = "antiphon-boundary"
# How a request came to its host, and was framed, says nothing about what it asks for.
_LEFT_OUT = frozenset({"host", "content-length", "transfer-encoding", "connection"})


def recorded_request(request: Request, masking: Masking) -> Value:
    """Return `request`, whose content is in memory, without secrets; the boundary of a form is always the same."""
    content, kind = request.content or b"", request.headers.get("content-type", "")
    pairs = [pair for pair in request.headers.raw if pair[0].decode("latin-1").lower() not in _LEFT_OUT]
    boundary = _boundary_of(kind)
    if boundary:
        content = content.replace(boundary.encode("latin-1"), _BOUNDARY.encode("ascii"))
        pairs = [(name, value.replace(boundary.encode("latin-1"), _BOUNDARY.encode("ascii"))) for name, value in pairs]
    return {
        "method": request.method,
        "url": masking.query(str(request.url.without_fragment())),
        "headers": _lines(pairs, masking),
        "content": content_value(masking.content(content, kind)),
    }


def recorded_response(received: Received, content: bytes, masking: Masking) -> Value:
    """Return the response that was `received` with this decoded content, without secrets."""
    head = received.head
    kind = head.section.fields.get("content-type", "")
    value: Value = {
        "status": head.status,
        "reason": head.reason.decode("latin-1"),
        "version": f"1.{head.minor}",
        "headers": _lines(head.section.pairs, masking),
        "content": content_value(masking.content(content, kind)),
    }
    if received.trailers.pairs:
        value["trailers"] = _lines(received.trailers.pairs, masking)
    return value


def played_head(value: Value) -> tuple[h1.Response, bytes, h1.FieldSection]:
    """Return head, content and trailers of a recorded response.

    Raises `InvalidField`, KeyError, TypeError or ValueError where it has been damaged.
    """
    content = content_of_value(value["content"])
    status, minor = value["status"], int(str(value["version"]).removeprefix("1."))
    if not isinstance(status, int) or not 200 <= status <= 599 or minor not in (0, 1):
        raise ValueError(f"status {status!a} in version {value['version']!a}")
    section = h1.build_section(_pairs(value["headers"]))
    trailers = h1.build_section(_pairs(value.get("trailers", [])))
    head = h1.Response(status, str(value["reason"]).encode("latin-1"), minor, section, bool(content), len(content))
    return head, content, trailers


def content_value(content: bytes) -> Value | None:
    """Return `content` as JSON where that says it exactly, else as text, else in base64; None for none."""
    if not content:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": b64encode(content).decode("ascii")}
    if text[0] in "[{":
        try:
            value = json.loads(text)
            if _dumped(value) == content:
                return {"json": value}
        except (ValueError, RecursionError):
            pass
    return {"text": text}


def content_of_value(value: Value | None) -> bytes:
    """Return the content that `content_value` made `value` of. Raises KeyError, TypeError or ValueError."""
    if value is None:
        return b""
    if "json" in value:
        return _dumped(value["json"])
    if "text" in value:
        return bytes(value["text"].encode("utf-8"))
    return b64decode(value["base64"], validate=True)


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def _lines(pairs: list[Pair], masking: Masking) -> list[str]:
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
    return [f"{name}: {masking.field(name, value)}" for name, value in texts]


def _pairs(lines: list[str]) -> list[Pair]:
    found = [line.partition(":") for line in lines]
    return [field_pair(name, value) for name, _, value in found]


def _boundary_of(kind: str) -> str:
    """Return the boundary of the multipart type `kind`, empty for others: it is random, so it would never match."""
    if not kind.lower().startswith("multipart/"):
        return ""
    return kind.partition("boundary=")[2].partition(";")[0].strip().strip('"')
