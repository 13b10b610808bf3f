"""Rules about caching (32)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...faults import Text
from ...faults.fault import Phrase
from ...faults.findings_caching import (
    CACHE_CONTRADICTION,
    CACHE_CONTROL_MISSPELT,
    CACHE_CONTROL_SEPARATOR,
    CACHE_CONTROL_UNREADABLE,
    CACHE_GUESSED,
    CACHE_REFUSED,
    CACHE_STORABLE,
    SHARED_COOKIE,
)
from ...semantics.cache_control import parse_cache_control
from ...semantics.cache_grounds import KEPT, OF_NO_USE
from ...semantics.caching import STORING_METHODS, storing
from ...semantics.freshness import HEURISTIC_STATUSES, Metadata, freshness_lifetime, is_lifetime_explicit
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

_PLACE = "response.cache-control"
_EVERY_CACHE = Text("Every cache", "Cualquier caché")
_OWN_CACHE = Text("The user's own cache alone", "Solo la caché propia del usuario")
_SHARED_CACHES = Text("A shared cache alone", "Solo una caché compartida")
_SHARED = Text(
    "in shared caches for {shared} s, as the server says", "en las compartidas {shared} s, como dice el servidor"
)
_SEMICOLON = Text("a semicolon", "un punto y coma")
_SPACE = Text("only a space", "solo un espacio")
_SAID = Text("as the server says", "como dice el servidor")
_GUESSED = Text("which is guessed from Last-Modified", "lo que se deduce de Last-Modified")
_AT_ONCE = Text("so it is asked about each time", "así que se pregunta cada vez")
_BY_TAG = Text("Then it is asked about with If-None-Match.", "Después se pregunta con If-None-Match.")
_BY_DATE = Text("Then it is asked about with If-Modified-Since.", "Después se pregunta con If-Modified-Since.")
_ANEW = Text("Then it is fetched anew: it has no validator.", "Después se pide de nuevo: no tiene validador.")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATED = re.compile(r";|(?<=[^\s,=])[ \t]+(?=[A-Za-z])")
_MOST_DIGITS = 12
_STORING = STORING_METHODS | {""}
_SAYING = frozenset({"cache-control", "expires", "last-modified"})
_SECONDS = ("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error")
_DIRECTIVES = ("max-age", "s-maxage", "no-cache", "no-store", "no-transform", "must-revalidate", "proxy-revalidate")
_MISSPELT = {
    spelling: directive
    for directive in _DIRECTIVES
    for spelling in (directive.replace("-", ""), directive.replace("-", "_"), directive.replace("s-max", "s-max-"))
    if spelling != directive
}
_FOES = (("public", "private"), ("no-store", "immutable"), ("no-store", "public"))


@answered
def cache_verdict(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """32: who may store it, for how long, and what then; what may be stored though nobody says for how long."""
    if case.method not in _STORING or response.status < 200 or response.status in (206, 304):
        return
    moment = case.moment or 0.0
    lowered = [(name.lower(), value) for name, value in response.fields.raw]
    metadata = Metadata.parse(response.status, lowered, int(moment))
    lifetime = freshness_lifetime(metadata, moment)
    ground = storing(metadata, lifetime)
    shared = _shared_lifetime(response, metadata)
    if ground is OF_NO_USE and shared:
        yield seen(CACHE_STORABLE, _PLACE, who=_SHARED_CACHES, seconds=shared, why=_SAID, how=_how(metadata))
        return
    if ground is OF_NO_USE and _may_be_guessed(response):
        yield seen(CACHE_GUESSED, _PLACE, status=response.status)
        return
    if ground is not KEPT:
        yield seen(CACHE_REFUSED, _PLACE, ground=ground.text)
        return
    explicit = is_lifetime_explicit(metadata)
    says_no = metadata.directives.no_cache
    details = {
        "who": _OWN_CACHE if _is_private(case, response, metadata) else _EVERY_CACHE,
        "seconds": 0.0 if says_no else lifetime,
        "why": _AT_ONCE if says_no or lifetime <= 0 else _SAID if explicit else _GUESSED,
        "how": _how(metadata),
    }
    if shared is not None and shared != lifetime and not says_no:
        details["why"] = Phrase(_SHARED, {"shared": shared})
    yield seen(CACHE_STORABLE, _PLACE, **details)
    if not explicit and not says_no and response.status in HEURISTIC_STATUSES and metadata.last_modified is not None:
        yield seen(CACHE_GUESSED, _PLACE, status=response.status)


def _how(metadata: Metadata) -> Text:
    """Return what happens when it is fresh no longer."""
    return _BY_TAG if metadata.etag else _BY_DATE if metadata.last_modified is not None else _ANEW


def _shared_lifetime(response: ResponseMessage, metadata: Metadata) -> int | None:
    """Return the seconds for which shared caches alone keep it (RFC 9111 §5.2.2.10), None where that is not said."""
    said = parse_cache_control(response.fields.get_all("cache-control")).get("s-maxage", [])
    seconds = said[0] if said else None
    if seconds is None or metadata.directives.private or not (seconds.isascii() and seconds.isdigit()):
        return None
    return int(seconds[:_MOST_DIGITS])


def _is_private(case: Case, response: ResponseMessage, metadata: Metadata) -> bool:
    """Tell whether a shared cache may not store it (RFC 9111 §3, §3.5)."""
    directives = metadata.directives
    said = parse_cache_control(response.fields.get_all("cache-control"))
    allowed = directives.public or directives.must_revalidate or "s-maxage" in said
    return directives.private or ("authorization" in case.request.fields and not allowed)


def _may_be_guessed(response: ResponseMessage) -> bool:
    """Tell whether the status alone, such as 301 or 404, lets caches keep the response (RFC 9110 §15.1)."""
    return response.status in HEURISTIC_STATUSES - {200, 203} and not response.fields.has_any(_SAYING)


@answered
def cache_control(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """32: directives that cannot be read or speak against each other; one user's cookie for all."""
    values = response.fields.get_all("cache-control")
    said = parse_cache_control(values)
    wrong = next(filter(None, (_SEPARATED.search(_QUOTED.sub("", value)) for value in values)), None)
    if wrong is not None:
        yield seen(CACHE_CONTROL_SEPARATOR, _PLACE, found=_SEMICOLON if wrong[0] == ";" else _SPACE)
        return
    for name in _SECONDS:
        arguments = said.get(name, [])
        if any(argument is None or not (argument.isascii() and argument.isdigit()) for argument in arguments):
            yield seen(CACHE_CONTROL_UNREADABLE, _PLACE, directive=name)
        elif len(set(arguments)) > 1:
            one, other, *_ = dict.fromkeys(arguments)
            yield seen(CACHE_CONTRADICTION, _PLACE, one=f"{name}={one}", other=f"{name}={other}")
    for one, other in _FOES:
        if one in said and other in said:
            yield seen(CACHE_CONTRADICTION, _PLACE, one=one, other=other)
    if "no-store" in said and any(argument and argument.strip("0") for argument in said.get("max-age", ())):
        yield seen(CACHE_CONTRADICTION, _PLACE, one="no-store", other="max-age")
    for name in said:
        if name in _MISSPELT:
            yield seen(CACHE_CONTROL_MISSPELT, _PLACE, directive=name, meant=_MISSPELT[name])
    shared = "public" in said or "s-maxage" in said
    if shared and "set-cookie" in response.fields and not {"private", "no-store", "no-cache"} & set(said):
        yield seen(SHARED_COOKIE, "response.set-cookie")
