"""One exchange as an entry of an HTTP Archive (HAR 1.2): values in, a JSON value out.

Whoever has an exchange, the client or what inspects any, tells what it knows of it; None is what it does not know.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from .. import __version__
from ..semantics.dates import parse_date
from ..semantics.fields import Fields, Pair
from .masking import Masking

Value: TypeAlias = dict[str, Any]

_UNKNOWN = -1


class OpenMasking(Masking):
    """Masks nothing."""

    __slots__ = ()

    def field(self, name: str, value: str) -> str:
        """Return `value`."""
        return value

    def query(self, text: str) -> str:
        """Return `text`."""
        return text

    def content(self, content: bytes, kind: str) -> bytes:
        """Return `content`."""
        return content


@dataclass(frozen=True, slots=True)
class HarPhases:
    """Seconds that each phase took, by the names of the archive; `comment` says what they leave out."""

    blocked: float | None = None
    dns: float | None = None
    connect: float | None = None
    ssl: float | None = None
    send: float = 0.0
    wait: float = 0.0
    receive: float = 0.0
    comment: str = ""


@dataclass(frozen=True, slots=True)
class HarRequest:
    """A request; `content` is None where it is not known."""

    method: str
    url: str
    version: str
    pairs: Sequence[Pair]
    head_size: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class HarResponse:
    """A response, status 0 where none came; `content` is decoded, `encoded_size` what it took on the way."""

    status: int
    reason: str
    version: str
    pairs: Sequence[Pair]
    head_size: int | None
    content: bytes | None
    encoded_size: int | None


@dataclass(frozen=True, slots=True)
class HarExchange:
    """An exchange; `started` in seconds since 1970, addresses as ``host:port``. `failure` says why none came."""

    started: float
    total: float
    request: HarRequest
    response: HarResponse
    phases: HarPhases
    peer_address: str | None = None
    local_address: str | None = None
    failure: str = ""


def archive_of(exchanges: Iterable[HarExchange], masking: Masking) -> Value:
    """Return the archive of `exchanges` in the order of time, what `masking` knows as secrets masked."""
    entries = [_entry(each, masking) for each in exchanges]
    entries.sort(key=lambda entry: str(entry["startedDateTime"]))
    return {"log": {"version": "1.2", "creator": {"name": "antiphon", "version": __version__}, "entries": entries}}


def _entry(exchange: HarExchange, masking: Masking) -> Value:
    entry: Value = {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="microseconds"),
        "time": _milliseconds(exchange.total),
        "request": _request(exchange.request, masking),
        "response": _response(exchange.response, masking),
        "cache": {},
        "timings": _phases(exchange.phases),
    }
    if exchange.peer_address is not None and ":" in exchange.peer_address:
        entry["serverIPAddress"] = exchange.peer_address.rpartition(":")[0].strip("[]")
        entry["connection"] = (exchange.local_address or "").rpartition(":")[2]
    if exchange.failure:
        entry["comment"] = exchange.failure
        # Where browsers write it, and show it.
        entry["response"]["_error"] = exchange.failure
    return entry


def _phases(phases: HarPhases) -> Value:
    value: Value = {
        "blocked": _optional(phases.blocked),
        "dns": _optional(phases.dns),
        "connect": _optional(phases.connect),
        "ssl": _optional(phases.ssl),
        "send": _milliseconds(phases.send),
        "wait": _milliseconds(phases.wait),
        "receive": _milliseconds(phases.receive),
    }
    return {**value, "comment": phases.comment} if phases.comment else value


def _optional(seconds: float | None) -> float:
    return _UNKNOWN if seconds is None else _milliseconds(seconds)


def _milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)


def _request(request: HarRequest, masking: Masking) -> Value:
    fields = Fields.of_checked(request.pairs)
    url = masking.query(request.url)
    content = request.content
    value: Value = {
        "method": request.method,
        "url": url,
        "httpVersion": request.version,
        "cookies": _sent_cookies(fields, masking),
        "headers": _headers(request.pairs, masking),
        "queryString": _pairs(url.partition("?")[2]),
        "headersSize": request.head_size,
        "bodySize": _UNKNOWN if content is None else len(content),
    }
    if content:
        kind = fields.get("content-type", "")
        value["postData"] = {"mimeType": kind, **_text(masking.content(content, kind), with_encoding=False)}
    return value


def _response(response: HarResponse, masking: Masking) -> Value:
    fields = Fields.of_checked(response.pairs)
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": response.version,
        "cookies": _set_cookies(fields, masking),
        "headers": _headers(response.pairs, masking),
        "content": _content(response, fields, masking),
        "redirectURL": masking.query(fields.get("location", "")),
        "headersSize": _UNKNOWN if response.head_size is None else response.head_size,
        "bodySize": _UNKNOWN if response.encoded_size is None else response.encoded_size,
    }


def _content(response: HarResponse, fields: Fields, masking: Masking) -> Value:
    kind, content = fields.get("content-type", ""), response.content
    if content is None:
        return {"size": _UNKNOWN, "mimeType": kind, "comment": "The content was not kept."}
    value: Value = {"size": len(content), "mimeType": kind}
    if response.encoded_size is not None and "content-encoding" in fields:
        value["compression"] = len(content) - response.encoded_size
    return {**value, **_text(masking.content(content, kind), with_encoding=True)} if content else value


def _text(data: bytes, *, with_encoding: bool) -> Value:
    """Return `data` as text, else in base64. What a request carries has no place to say so but the comment."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        text = b64encode(data).decode("ascii")
    return {"text": text, "encoding": "base64"} if with_encoding else {"text": text, "comment": "base64"}


def _headers(pairs: Iterable[Pair], masking: Masking) -> list[Value]:
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
    return [{"name": name, "value": masking.field(name, value)} for name, value in texts]


def _pairs(query: str) -> list[Value]:
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _sent_cookies(fields: Fields, masking: Masking) -> list[Value]:
    field = masking.field("cookie", fields.get("cookie", ""))
    return [_named(pair) for pair in field.split("; ") if "=" in pair]


def _set_cookies(fields: Fields, masking: Masking) -> list[Value]:
    return [_set_cookie(masking.field("set-cookie", field)) for field in fields.get_all("set-cookie")]


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
