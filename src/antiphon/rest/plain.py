"""Plain reads: GET that asks for JSON and nothing else, by anybody. Most are, so they have a shorter way.

What the fields of such a request mean is found out once for all requests that have the same ones. What it shows is
kept for as long as nothing in the database changes, and from the second time on the whole answer is, so that neither
the place, nor the rules, nor the row are looked at again. Everything else goes the long way, in `backend`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import time

from ..semantics.fields import Pair
from ..semantics.negotiation import best_media_type
from ..server.handler import Request, Response
from ..wire import h1
from .access.gate import Gate
from .answer import JSON_TYPE, NO_CACHE
from .content import JSON
from .exchange import Exchange
from .listing import TYPES, changes_by_commits, shown_page
from .page.frame import MEDIA_TYPE
from .place import Collection, Item, Place
from .reading import shown_item
from .refusal import Refusal
from .representation.coding import IDENTITY, coding_for
from .service import Service
from .shown import Shown, coding_fields, fields_of

# With one of these, an answer depends on more than the representation, or nobody knows whether it does.
_UNUSUAL = frozenset(
    {"if-match", "if-modified-since", "if-unmodified-since", "origin", "prefer", "range", "sec-fetch-site"}
)
_ONE_TAG = re.compile(r'(?:W/)?"([!#-+\--~]*)"')
_KNOWN = 1024
_LONGEST = 2048

_FOUND = h1.build_section([JSON_TYPE, NO_CACHE])
_UNCHANGED = h1.build_section([NO_CACHE])


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plain read wants: one of the codings it names, and nothing where it has what bears the tag `known`."""

    accept_encoding: str | None
    known: str | None


class PlainReads:
    """Answers plain reads of `service`; `place_of` tells what a path leads to. There must be no rule about who may."""

    def __init__(self, service: Service, place_of: Callable[[str], Place]) -> None:
        self._service = service
        self._place_of = place_of
        self._kept = service.kept
        self._always = service.gate.cors.always
        self._wishes: dict[tuple[Pair, ...], Wish | None] = {}

    def wish(self, request: Request) -> Wish | None:
        """Return what `request` wants; None where it is no plain read."""
        if request.method != "GET":
            return None
        lines = tuple(request.fields.raw)
        try:
            return self._wishes[lines]
        except KeyError:
            wish = _wish_of(request, self._service.gate)
        if len(self._wishes) >= _KNOWN:
            self._wishes.clear()
        if sum(len(name) + len(value) for name, value in lines) <= _LONGEST:
            self._wishes[lines] = wish
        return wish

    def kept(self, request: Request, wish: Wish) -> Response | None:
        """Return the answer where all of it is at hand. Raises `DatabaseUnavailable`."""
        shown = self._kept.get(request.target)
        return None if shown is None else self._answer(shown, wish, is_kept=True)

    async def read(self, exchange: Exchange, wish: Wish) -> Response | None:
        """Return the answer after reading; None where the path leads neither to an item nor to a collection.

        To be called right after `kept` had nothing. Raises `Refusal`: 404, 400.
        """
        version = self._kept.version
        exchange.preferences = {}
        place = self._place_of(exchange.path)
        if isinstance(place, Item):
            shown = await shown_item(self._service, exchange, place)
        elif isinstance(place, Collection):
            shown = await shown_page(self._service, exchange, place)
        else:
            return None
        if isinstance(place, Item) or changes_by_commits(place):
            self._kept.keep(exchange.request.target, shown, version)
        return self._answer(shown, wish, is_kept=False)

    def _answer(self, shown: Shown, wish: Wish, *, is_kept: bool) -> Response:
        """Return the answer; what was asked for twice may be again, so that then the answer is kept."""
        coding = coding_for(wish.accept_encoding, len(shown.content))
        opaque = shown.tag.opaque if coding == IDENTITY else f"{shown.tag.opaque}-{coding}"
        as_known = wish.known == opaque
        answer = shown.answers.get((coding, as_known))
        if answer is None:
            answer = self._made(shown, coding, as_known)
            if is_kept and (shown.modified is None or shown.modified < time() - 1):
                shown.answers[coding, as_known] = answer
        return answer

    def _made(self, shown: Shown, coding: str, as_known: bool) -> Response:
        fields = [*fields_of(shown, coding), *self._always]
        if as_known:
            section, content = _UNCHANGED.followed_by(fields), b""
        else:
            section = _FOUND.followed_by([*fields, *coding_fields(coding)])
            content = shown.content_in(coding)
        return Response(304 if as_known else 200, section.fields, content, section)


def _wish_of(request: Request, gate: Gate) -> Wish | None:
    fields = request.fields
    if fields.has_any(_UNUSUAL) or not _wants_json(fields.get("accept")):
        return None
    if gate.hosts is not None:
        try:
            gate.hosts.check(Exchange(request))
        except Refusal:
            return None
    known = fields.get("if-none-match")
    if known is None:
        return Wish(fields.get("accept-encoding"), None)
    tag = _ONE_TAG.fullmatch(known)
    return None if tag is None else Wish(fields.get("accept-encoding"), tag[1])


def _wants_json(accept: str | None) -> bool:
    """Tell whether JSON is the best that there is of anything: of an item, a collection, and a page for people."""
    return accept in (None, "*/*") or best_media_type(accept or "", (*TYPES, MEDIA_TYPE)) == JSON
