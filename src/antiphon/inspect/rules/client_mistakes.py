"""A client's mistake that the server answers as if the fault were its own (28)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from ...faults import Text
from ...faults.fault import Phrase
from ...faults.findings_methods import CLIENT_MISTAKE_AS_5XX, CLIENT_MISTAKE_LIKELY
from ...semantics.dates import parse_date
from ...semantics.media_types import parse_media_type
from ...semantics.ranges import RangeOutcome, select_ranges
from ...semantics.validators import parse_entity_tags
from ..exchange import RequestMessage, ResponseMessage
from .case import Case, Seen, answered, seen

BROKEN_FIELDS: Mapping[str, str] = MappingProxyType(
    {"If-Modified-Since": "not a date", "If-None-Match": "not-a-tag", "Range": "bytes=9-1"}
)
"""Fields of a probe that a server must ignore, each for breaking its grammar (RFC 9110 §13.1, §14.2)."""

_BROKEN_JSON = Text("its content is not JSON", "su contenido no es JSON")
_NO_JSON = Text("its content is said to be JSON, and is empty", "su contenido se anuncia como JSON y está vacío")
_URL = Text("its URL has bytes that are no text", "su URL tiene bytes que no son texto")
_FIELD = Text("{field} cannot be read", "{field} no se puede leer")
_BYTES = Text("its bytes break a rule: {code}", "sus bytes incumplen una regla: {code}")
_TYPE = Text("with another Content-Type it succeeds", "con otro Content-Type sale bien")

_UNRELATED = frozenset({503, 504, 505})
"""Statuses of overload, of gateways that wait in vain and of versions, which say nothing of what was sent."""
_LARGEST = 1024 * 1024
_HUGE = 10**15
_WRITING = frozenset({"POST", "PUT", "PATCH", "QUERY"})
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEIGHT = re.compile(r";[ \t]*q[ \t]*=[ \t]*([^,;]*)", re.IGNORECASE)
_GOOD_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*")


@answered
def client_mistake(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """28: 5xx for what is wrong in the request."""
    if not 500 <= response.status <= 599 or response.status in _UNRELATED:
        return
    mistake = _mistake_of_probe(case) if case.exchange.probe else _mistake(case)
    if mistake is not None:
        yield seen(CLIENT_MISTAKE_AS_5XX, "response.status", status=response.status, mistake=mistake)
        return
    fixed = _fixed(case)
    if fixed is not None and response.status == 500:
        yield seen(CLIENT_MISTAKE_LIKELY, "response.status", status=response.status, fixed=fixed.status)


def _mistake_of_probe(case: Case) -> Phrase | None:
    """Return the first field that a probe broke on purpose, where the user's own request was answered."""
    broken = [name for name, value in BROKEN_FIELDS.items() if case.request.fields.get(name) == value]
    own = [other.response for other in case.others() if not other.exchange.probe]
    fine = any(response is not None and response.status < 500 for response in own)
    return Phrase(_FIELD, {"field": broken[0]}) if broken and fine else None


def _mistake(case: Case) -> Phrase | Text | None:
    """Return what is surely wrong in the request, None where nothing is known to be."""
    request = case.request
    if request.flaws:
        return Phrase(_BYTES, {"code": request.flaws[0].fault.code})
    if _is_broken_target(request.target):
        return _URL
    broken = next((name for name, reads in _GRAMMARS.items() if not reads(request.fields.get(name))), None)
    if broken is not None:
        return Phrase(_FIELD, {"field": broken})
    media_type = parse_media_type(request.fields.get("content-type", ""))
    if media_type is not None and media_type.is_json and _is_broken_json(request):
        return _BROKEN_JSON if request.content else _NO_JSON
    return _TYPE if any(_is_corrected(case, other) for other in case.others()) else None


def _is_broken_target(target: str) -> bool:
    """Tell whether a target has what no program can read as text: half an escape, other bytes than UTF-8, NUL."""
    if _BROKEN_PERCENT.search(target) is not None or "%00" in target:
        return True
    try:
        unquote_to_bytes(target).decode()
    except UnicodeError:
        return True
    return False


def _is_broken_json(request: RequestMessage) -> bool:
    content = request.content
    if content is None or len(content) > _LARGEST or (not content and request.method not in _WRITING):
        return False
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return True
    return False


def _is_date(value: str | None) -> bool:
    return value is None or parse_date(value, None) is not None


def _is_list_of_tags(value: str | None) -> bool:
    return value is None or value.strip(" \t") == "*" or bool(parse_entity_tags(value))


def _is_range(value: str | None) -> bool:
    in_bytes = value is not None and value.lower().startswith("bytes")
    return not in_bytes or select_ranges(value, _HUGE).outcome is not RangeOutcome.NONE


def _has_weights(value: str | None) -> bool:
    return all(_GOOD_WEIGHT.fullmatch(weight) for weight in _WEIGHT.findall(value or ""))


_GRAMMARS: Mapping[str, Callable[[str | None], bool]] = MappingProxyType(
    {
        "If-Modified-Since": _is_date,
        "If-Unmodified-Since": _is_date,
        "If-Match": _is_list_of_tags,
        "If-None-Match": _is_list_of_tags,
        "Range": _is_range,
        "Accept": _has_weights,
        "Accept-Language": _has_weights,
        "Accept-Encoding": _has_weights,
    }
)
"""Fields of requests, each with what tells whether it keeps to its grammar (RFC 9110 §12 to §14)."""


def _is_corrected(case: Case, other: Case) -> bool:
    """Tell whether the same, with another Content-Type, is done later."""
    named = {other.request.fields.get("content-type"), case.request.fields.get("content-type")}
    return len(named) > 1 and _is_done_later(case, other)


def _is_done_later(case: Case, other: Case) -> bool:
    later = other.index > case.index and other.method == case.method
    return later and other.response is not None and 200 <= other.response.status <= 299


def _fixed(case: Case) -> ResponseMessage | None:
    """Return the response to the same with other content, done later, where this content never was."""
    content = case.request.content
    others = [other for other in case.others() if other.method == case.method and other.request.content is not None]
    if not content or any(_is_done(other) for other in others if other.request.content == content):
        return None
    return next((other.response for other in others if _is_done_later(case, other)), None)


def _is_done(other: Case) -> bool:
    return other.response is not None and 200 <= other.response.status <= 299
