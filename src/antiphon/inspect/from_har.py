"""Exchanges from an HTTP Archive: HAR 1.2, as browsers, proxies and other clients write it.

Tools leave out parts, add others, and fill in what was never on the wire. What is missing is not known; what
contradicts itself, such as sizes, is left out, so that nobody is blamed for what a tool wrote.
"""

from __future__ import annotations

import codecs
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from ..faults import BrokenResponse, ConnectionError, InvalidURL, Text, UsageError
from ..faults.inspecting import (
    ARCHIVE_NOT_JSON,
    ARCHIVE_SHAPE,
    ARCHIVE_TOO_LARGE,
    FILE_UNREADABLE,
    RECORDED_AS_FAILED,
    RECORDED_WITHOUT_RESPONSE,
)
from ..semantics.fields import Fields, Pair
from ..semantics.media_types import charset_of
from ..semantics.url import URL, parse_lenient
from .exchange import Exchange, Journey, Phases, RequestMessage, ResponseMessage

MOST_BYTES = 512 * 1024 * 1024
"""How large an archive may be."""

Object: TypeAlias = Mapping[str, Any]

_NAME = "HAR"
_LONGEST_REASON = 300
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_OBJECT = Text("an object", "un objeto")
_LIST = Text("a list", "una lista")
_TEXT = Text("text", "un texto")
_AT_LINE = Text("line {line}, column {column}", "línea {line}, columna {column}")
_AT_BYTE = Text("byte {offset}", "byte {offset}")
_SOMEWHERE = Text("too deep, or a number too long", "demasiado profundo, o un número demasiado largo")
_VERSIONS = {
    "h2": "HTTP/2",
    "http/2": "HTTP/2",
    "http/2.0": "HTTP/2",
    "h3": "HTTP/3",
    "h3-29": "HTTP/3",
    "http/3": "HTTP/3",
    "http/3.0": "HTTP/3",
    "http/1.1": "HTTP/1.1",
    "http/1.0": "HTTP/1.0",
}
_PHASES = ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")
_SOCKETS = {"ws://": "http://", "wss://": "https://"}


def journey_of_har(archive: Object | bytes, name: str = _NAME) -> Journey:
    """Return the exchanges in `archive`, the JSON value or its bytes, in its order.

    Entries that were never HTTP, such as those of ``data:`` URLs, are left out. Raises `UsageError` that names the
    place where it is no archive; `name` is what it is called there.
    """
    value = _loaded(archive, name) if isinstance(archive, bytes) else archive
    log = _part(value, "log", dict, _OBJECT, name, "log")
    entries = _part(log, "entries", list, _LIST, name, "log.entries")
    return tuple(_exchanges(entries, name))


def journey_of_file(path: Path) -> Journey:
    """Return the exchanges in the archive at `path`. Raises `UsageError` where it cannot be read, or is none."""
    return journey_of_har(content_of_file(path), str(path))


def content_of_file(path: Path) -> bytes:
    """Return what is in the file at `path`. Raises `UsageError` where it cannot be read, or is too large."""
    try:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            return _as_utf_8(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(FILE_UNREADABLE, name=str(path), reason=reason) from error
    raise UsageError(ARCHIVE_TOO_LARGE, name=str(path), size=size, limit=MOST_BYTES)


def _as_utf_8(data: bytes) -> bytes:
    """Return text that is marked as UTF-16, as some shells redirect it, in UTF-8; all else as it is."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    return data.decode("utf-16", "surrogatepass").encode("utf-8", "replace") if len(data) % 2 == 0 else data


def _loaded(archive: bytes, name: str) -> Object:
    if len(archive) > MOST_BYTES:
        raise UsageError(ARCHIVE_TOO_LARGE, name=name, size=len(archive), limit=MOST_BYTES)
    try:
        value = json.loads(archive.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place: object = _AT_LINE.of(line=error.lineno, column=error.colno)
        raise UsageError(ARCHIVE_NOT_JSON, name=name, place=place) from None
    except UnicodeDecodeError as error:
        raise UsageError(ARCHIVE_NOT_JSON, name=name, place=_AT_BYTE.of(offset=error.start)) from None
    except (RecursionError, ValueError):
        raise UsageError(ARCHIVE_NOT_JSON, name=name, place=_SOMEWHERE) from None
    if not isinstance(value, dict):
        raise UsageError(ARCHIVE_SHAPE, name=name, place="$", wanted=_OBJECT)
    return value


def _part(value: Object, key: str, kind: type, wanted: Text, name: str, place: str) -> Any:
    found = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(found, kind):
        raise UsageError(ARCHIVE_SHAPE, name=name, place=place, wanted=wanted)
    return found


def _exchanges(entries: list[Any], name: str) -> Iterator[Exchange]:
    for index, entry in enumerate(entries):
        place = f"log.entries[{index}]"
        if not isinstance(entry, dict):
            raise UsageError(ARCHIVE_SHAPE, name=name, place=place, wanted=_OBJECT)
        request = _part(entry, "request", dict, _OBJECT, name, f"{place}.request")
        url = _part(request, "url", str, _TEXT, name, f"{place}.request.url")
        _part(request, "method", str, _TEXT, name, f"{place}.request.method")
        if url.startswith(("http://", "https://", *_SOCKETS)):
            yield _exchange(entry, request, url)


def _exchange(entry: Object, request: Object, url: str) -> Exchange:
    response = entry.get("response")
    cached = _is_from_cache(entry)
    answer = _response(response, str(request["method"])) if isinstance(response, dict) else None
    return Exchange(
        _request(request, _url(url), url),
        answer,
        error=_failure(entry, answer, str(request["method"])),
        started_at=None if cached else _moment(entry.get("startedDateTime")),
        phases=Phases() if cached else _phases(entry),
    )


def _failure(entry: Object, answer: ResponseMessage | None, method: str) -> ConnectionError | None:
    """Return the error that stands for a response that there is not, or that is said to have failed."""
    response = entry.get("response")
    places = (response if isinstance(response, dict) else {}, entry)
    names = ("_error", "_errorMessage") if answer is not None else ("_error", "_errorMessage", "comment")
    told = (place.get(name) for place in places for name in names)
    words = next((each for each in told if isinstance(each, str) and each.strip()), "")
    reason = f" ({words.strip()[:_LONGEST_REASON].rstrip('.')})" if words else ""
    if answer is None:
        return ConnectionError(RECORDED_WITHOUT_RESPONSE, method=method, reason=reason)
    return BrokenResponse(RECORDED_AS_FAILED, method=method, reason=reason) if words else None


def _is_from_cache(entry: Object) -> bool:
    """Tell whether a browser took the response from its cache, where it is old by right."""
    response = entry.get("response")
    size = response.get("_transferSize") if isinstance(response, dict) else None
    return bool(entry.get("_fromCache")) or size == 0 or entry.get("time") == 0


def _url(text: str) -> URL | None:
    for socket, scheme in _SOCKETS.items():
        text = scheme + text.removeprefix(socket) if text.startswith(socket) else text
    try:
        return parse_lenient(text)
    except InvalidURL:
        return None


def _version(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return _VERSIONS.get(text.lower(), text if text.upper().startswith("HTTP/") else "")


def _request(request: Object, url: URL | None, text: str) -> RequestMessage:
    version = _version(request.get("httpVersion"))
    fields = _fields(request.get("headers"))
    if version in ("HTTP/2", "HTTP/3") and "connection" in fields:
        # Some browsers write it down though they do not send it.
        del fields["connection"]
    return RequestMessage(
        method=str(request["method"]),
        target=text if url is None else url.request_target.decode("ascii"),
        version=version,
        fields=fields,
        url=url,
        content=_posted(request),
    )


def _posted(request: Object) -> bytes | None:
    """Return the content of the request, None where it is not known."""
    data = request.get("postData")
    if not isinstance(data, dict):
        return b"" if request.get("bodySize") == 0 else None
    text = data.get("text")
    if not isinstance(text, str):
        return None
    if "base64" in (data.get("encoding"), data.get("comment")):
        return _unpacked(text)
    return _encoded(text, data.get("mimeType"))


def _response(response: Object, method: str) -> ResponseMessage | None:
    """Return the response, None where the status says that there was none."""
    status = response.get("status")
    if not isinstance(status, int) or isinstance(status, bool) or status <= 0:
        return None
    content, cut = _content(response.get("content"))
    if status == 304 or method == "HEAD":
        # Browsers show what they have stored.
        content, cut = None, False
    message = ResponseMessage(
        status=status,
        reason=str(response.get("statusText") or ""),
        version=_version(response.get("httpVersion")),
        fields=_fields(response.get("headers")),
        content=content,
        content_cut=cut,
    )
    return _sized(message, response.get("bodySize"), response.get("content"))


def _sized(message: ResponseMessage, size: object, content: object) -> ResponseMessage:
    """Return `message` with the size that the archive tells.

    Where the response declares another, that counts only if the content, sent as it is, has that very size: what
    browsers write down as `bodySize` is often only about right.
    """
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        return message
    as_it_is = "content-encoding" not in message.fields and message.content is not None
    exact = as_it_is and isinstance(content, dict) and content.get("size") == size == len(message.content or b"")
    return replace(message, encoded_size=size) if exact or message.declared in (None, size) else message


def _content(content: object) -> tuple[bytes | None, bool]:
    """Return the content, None where it is not known, and whether it was cut."""
    if not isinstance(content, dict):
        return None, False
    text, size = content.get("text"), content.get("size")
    if not isinstance(text, str):
        return (b"", False) if size == 0 else (None, False)
    data = _unpacked(text) if content.get("encoding") == "base64" else _encoded(text, content.get("mimeType"))
    if data is not None and isinstance(size, int) and size > len(data):
        return None, True
    return data, False


def _unpacked(text: str) -> bytes | None:
    try:
        return b64decode(text)
    except ValueError:
        return None


def _encoded(text: str, media_type: object) -> bytes | None:
    """Return `text` as it may have been sent; None where its charset cannot have been that."""
    charset = charset_of(media_type) if isinstance(media_type, str) else None
    try:
        return text.encode(charset or "utf-8")
    except (LookupError, ValueError, TypeError):
        return None


def _fields(headers: object) -> Fields:
    """Return the fields, those of HTTP/2 for the start line left out; several lines in one value become lines again."""
    return Fields.of_checked(_pairs(headers if isinstance(headers, list) else []))


def _pairs(headers: list[Any]) -> Iterator[Pair]:
    for header in headers:
        name, value = (header.get("name"), header.get("value")) if isinstance(header, dict) else (None, None)
        if isinstance(name, str) and isinstance(value, str) and _TOKEN.fullmatch(name):
            for line in value.split("\n"):
                yield name.encode("ascii"), line.strip(" \t\r").encode("latin-1", "replace")


# -- times -------------------------------------------------------------------------------------------------------------


def _moment(text: object) -> float | None:
    """Return the seconds since 1970 that a date of ISO 8601 means; without a zone it counts as UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _phases(entry: Object) -> Phases:
    timings = entry.get("timings")
    told = timings if isinstance(timings, dict) else {}
    seconds = {name: _seconds(told.get(name)) for name in _PHASES}
    connect, tls = seconds["connect"], seconds["ssl"]
    return Phases(
        blocked=seconds["blocked"],
        resolve=seconds["dns"],
        connect=connect if connect is None or tls is None else max(0.0, connect - tls),
        tls=tls,
        send=seconds["send"],
        wait=seconds["wait"],
        receive=seconds["receive"],
        total=_seconds(entry.get("time")),
    )


def _seconds(milliseconds: object) -> float | None:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool):
        return None
    return milliseconds / 1000 if 0 <= milliseconds < 1e12 else None
