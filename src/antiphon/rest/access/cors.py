"""Pages of other origins: which may use this server (Fetch, CORS protocol), and that the others change nothing here.

No answer ever has Access-Control-Allow-Credentials: a page sends a token in Authorization itself, so the browser's own
cookies and passwords never act for a page of another origin, and ``*`` is safe to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ...faults import UsageError
from ...faults.access import CORS_ORIGIN, CROSS_ORIGIN_PREFLIGHT, CROSS_ORIGIN_WRITE
from ...semantics.cross_origin import is_cross_origin
from ...semantics.fields import Fields, Pair, field_pair
from ...server.handler import Response
from ..exchange import Exchange
from ..refusal import Refusal

ANY_ORIGIN = "*"
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://([a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?", re.IGNORECASE)
_USUAL_PORTS = {"http": "80", "https": "443"}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
_FIELD_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+(?:[ \t]*,[ \t]*[A-Za-z0-9!#$%&'*+\-.^_`|~]+)*")
# No browser keeps an answer longer than two hours, or some of them less.
_MAX_AGE: Pair = (b"access-control-max-age", b"7200")
_PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
_VARY_ORIGIN: Pair = (b"vary", b"Origin")
_EXPOSED: Pair = (
    b"access-control-expose-headers",
    b"Accept-Patch, Accept-Post, Accept-Query, Accept-Ranges, Allow, Content-Length, Content-Location, Content-Range, "
    b"ETag, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate",
)


class Cors:
    """Which other origins may use the server: those of `origins`, or all where ``*`` is among them; by default none.

    `always` are the fields that answers have whoever asks. Raises `UsageError` for what is not an origin.
    """

    def __init__(self, origins: Iterable[str] = ()) -> None:
        self._origins = frozenset(map(origin_of, origins))
        self._any = ANY_ORIGIN in self._origins
        self.always: tuple[Pair, ...] = () if self._any or not self._origins else (_VARY_ORIGIN,)

    def allows(self, origin: str) -> bool:
        """Tell whether pages of `origin` may use the server."""
        return self._any or origin in self._origins

    def preflight(self, exchange: Exchange, methods: Callable[[], Sequence[str]]) -> Response | None:
        """Answer the question of a browser whether a page may do what it wants with a place that has `methods`.

        None for every other request. Raises `Refusal`, 403 without any Access-Control field, where it may not.
        """
        origin = exchange.field("origin")
        if exchange.method != "OPTIONS" or origin is None or exchange.field("access-control-request-method") is None:
            return None
        if not self.allows(origin):
            raise Refusal(CROSS_ORIGIN_PREFLIGHT, fields=(("Vary", _PREFLIGHT_VARY),), origin=origin)
        fields = [
            self._allowed(origin),
            field_pair("access-control-allow-methods", ", ".join(methods())),
            _MAX_AGE,
            field_pair("vary", _PREFLIGHT_VARY),
        ]
        wanted = exchange.field("access-control-request-headers")
        if wanted is not None and _FIELD_NAMES.fullmatch(wanted):
            fields.append(field_pair("access-control-allow-headers", wanted))
        return Response(204, Fields.of_checked(fields))

    def fields(self, exchange: Exchange) -> tuple[Pair, ...]:
        """Return the fields that let the page that asks read the answer; errors need them as much as the rest."""
        if not self._origins:
            return ()
        origin = exchange.field("origin")
        if origin is None or not self.allows(origin):
            return self.always
        return self._allowed(origin), _EXPOSED, *self.always

    def check(self, exchange: Exchange) -> None:
        """Raise `Refusal`, 403, where a page of another origin that is not allowed tries to change something."""
        if exchange.method in _SAFE:
            return
        origin = exchange.field("origin")
        if is_cross_origin(exchange.field("sec-fetch-site"), origin, exchange.field("host")) and not (
            origin is not None and self.allows(origin)
        ):
            raise Refusal(CROSS_ORIGIN_WRITE, origin=origin or "?")

    def _allowed(self, origin: str) -> Pair:
        return field_pair("access-control-allow-origin", ANY_ORIGIN if self._any else origin)


def origin_of(text: str) -> str:
    """Return the origin `text`, or ``*``, as browsers write it (RFC 6454 §6.2). Raises `UsageError`.

    ``null`` is refused: it stands for every page that hides where it comes from.
    """
    if text == ANY_ORIGIN:
        return text
    parts = _ORIGIN.fullmatch(text)
    if parts is None:
        raise UsageError(CORS_ORIGIN, origin=text)
    scheme, host, port = parts[1].lower(), parts[2].lower(), parts[3]
    shown_port = "" if port in (None, _USUAL_PORTS.get(scheme)) else f":{int(port)}"
    return f"{scheme}://{host}{shown_port}"
