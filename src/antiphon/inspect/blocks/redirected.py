"""Block 9: from one request to the next (RFC 9110 §15.4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...faults import Text
from ...semantics.redirects import REDIRECT_STATUSES
from ...semantics.secrets import mask_query
from ..exchange import Exchange, Journey
from .block import Block, Fact

_TITLE = Text("Redirects", "Redirecciones")
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})
_OF_CONTENT = frozenset({"content-length", "content-type", "content-encoding", "transfer-encoding"})

_CHANGED = Text(
    "{status} made {before} a {after}, as user agents have always done; 307 and 308 keep the method.",
    "{status} convirtió {before} en {after}, como siempre han hecho los navegadores; 307 y 308 conservan el método.",
)
_KEPT = Text("{status} kept the method {after}.", "{status} conservó el método {after}.")
_DROPPED = Text(
    "{status} leads to another origin, so {dropped} stayed behind: credentials belong to their origin.",
    "{status} lleva a otro origen y {dropped} se quedó: las credenciales pertenecen a su origen.",
)
_WITHOUT_CONTENT = Text(
    "{status} made {before} a {after}, so the content and {dropped} were left out; 307 and 308 keep them.",
    "{status} convirtió {before} en {after}, así que se omitieron el contenido y {dropped}; 307 y 308 los conservan.",
)
_IN_CLEAR = Text(
    "{status} leads from https to http: from there on everybody on the way can read along.",
    "{status} lleva de https a http: desde ahí cualquiera en el camino puede leerlo.",
)
_SECURED = Text("{status} leads from http to https.", "{status} lleva de http a https.")


def redirects(journey: Journey) -> Block:
    """Return the block of the redirects in `journey`, one fact a hop."""
    hops = [each for each in journey if not each.probe]
    return Block(9, "redirects", _TITLE, tuple(_hops(hops)))


def _hops(exchanges: list[Exchange]) -> Iterator[Fact]:
    for before, after in pairwise(exchanges):
        if before.response is not None and before.response.status in REDIRECT_STATUSES:
            yield _hop(before, after, before.response.status)


def _hop(before: Exchange, after: Exchange, status: int) -> Fact:
    dropped = sorted(_names(before) - _names(after))
    fields = before.response.fields if before.response is not None else before.request.fields
    value = {
        "status": status,
        "location": mask_query(fields.get("location", "")),
        "from": _shown(before),
        "to": _shown(after),
        "method_before": before.request.method,
        "method_after": after.request.method,
        "dropped": dropped,
        "scheme_changed": _scheme(before) != _scheme(after),
        "cookies_set": [line.partition("=")[0].strip() for line in fields.get_all("set-cookie")],
    }
    details = {
        "status": status,
        "before": before.request.method,
        "after": after.request.method,
        "dropped": ", ".join(name.title() for name in dropped),
    }
    return Fact(
        "hop", Text("Redirect", "Redirección"), value, _sentence(before, after, dropped), details, "RFC 9110 §15.4"
    )


def _sentence(before: Exchange, after: Exchange, dropped: list[str]) -> Text:
    if _CREDENTIALS & set(dropped):
        return _DROPPED
    if before.request.method != after.request.method:
        return _WITHOUT_CONTENT if _OF_CONTENT & set(dropped) else _CHANGED
    schemes = _scheme(before), _scheme(after)
    return _IN_CLEAR if schemes == ("https", "http") else _SECURED if schemes == ("http", "https") else _KEPT


def _names(exchange: Exchange) -> set[str]:
    return {name.decode("latin-1").lower() for name, _ in exchange.request.fields.raw}


def _shown(exchange: Exchange) -> str:
    url = exchange.request.url
    return mask_query(exchange.request.target if url is None else url.masked)


def _scheme(exchange: Exchange) -> str:
    return "" if exchange.request.url is None else exchange.request.url.scheme
