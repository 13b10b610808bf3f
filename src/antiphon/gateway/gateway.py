"""The gateway: a handler that answers with what an origin answers."""

from __future__ import annotations

from collections.abc import Callable

from ..client.exchange import Exchange
from ..faults import AntiphonError, BrokenResponse, ProtocolError, RequestError
from ..faults.access import HOST_UNKNOWN
from ..faults.gateway import GATEWAY_LOOP, ORIGIN_STATUS
from ..semantics.connection_fields import end_to_end
from ..semantics.fields import Fields
from ..semantics.via import came_through
from ..server.content_stream import ContentStream
from ..server.handler import Request, Response
from ..server.refusal import SERVED_METHODS
from ..wire import h1
from .answering import fields_here
from .asking import forwards_left, place_here, request_to
from .carrier import Carrier
from .content import OriginContent
from .origin import Origin
from .refusing import failure, refusal
from .settings import Settings
from .witness import Witness, current

_CONTINUE = 100
_FINAL = range(200, 600)


class Gateway:
    """Forwards each request to `origin`, and its response back, both as they come.

    `note` is told, in a line, why the origin did not answer, and a `witness` all that goes on for exchanges that are
    observed.
    """

    streams = True
    cancellable = True

    def __init__(
        self,
        origin: Origin,
        settings: Settings | None = None,
        note: Callable[[str], None] = lambda line: None,
        witness: Witness | None = None,
    ) -> None:
        """Raises `UsageError` where `settings` cannot be used."""
        self.origin = origin
        self.settings = settings or Settings()
        self._note = note
        self._carrier = Carrier(origin.url, self.settings, witness)
        self._is_witnessed = witness is not None

    async def __call__(self, request: Request) -> Response:
        """Return the origin's response, or what says why there is none."""
        stream = request.stream if isinstance(request.stream, ContentStream) else None
        try:
            self._check(request)
            asked = request_to(self.origin, request, stream.minor if stream is not None else 1, self.settings)
        except AntiphonError as error:
            return refusal(request, error)
        if request.method == "OPTIONS" and forwards_left(request) == 0:
            # The last recipient it may have answers for itself (RFC 9110 §7.6.2).
            return Response(204, Fields.of_checked([(b"Allow", SERVED_METHODS)]))
        if self._is_witnessed and stream is not None:
            current.set(stream.served)
        try:
            exchange = await self._carrier.exchange(asked, _passing_on(stream))
            return self._answer(exchange, request)
        except (RequestError, ProtocolError) as error:
            self._note(f"{self.origin}: {error.explanation()}")
            return failure(request, error)

    async def close(self) -> None:
        """Close the connections to the origin."""
        self._carrier.close()

    def _check(self, request: Request) -> None:
        """Raise `AntiphonError` for a request that is meant for another server, or comes in a circle."""
        own, host = self.settings.own_names, request.fields.get("host")
        if own is not None and host is not None and not own.include(host):
            raise AntiphonError(HOST_UNKNOWN, host=host)
        if came_through(request.fields.get_all("via"), self.settings.pseudonym):
            raise AntiphonError(GATEWAY_LOOP)

    def _answer(self, exchange: Exchange, request: Request) -> Response:
        """Return what came of `exchange`. Raises `BrokenResponse`, `ProtocolError` where that cannot be passed on."""
        head = exchange.head
        try:
            if head.status not in _FINAL:
                raise BrokenResponse(ORIGIN_STATUS, status=head.status)
            fields = fields_here(head, self.origin, place_here(request, self.settings), self.settings)
        except AntiphonError:
            exchange.abandon()
            raise
        if exchange.take_whole(decoded=False) and not exchange.trailers.pairs:
            return Response(head.status, fields, exchange.content or b"")
        return Response(head.status, fields, OriginContent(exchange))


def _passing_on(stream: ContentStream | None) -> Callable[[h1.Response], None]:
    """Return what passes interim responses on; the client is asked to continue when its content is wanted."""

    def pass_on(head: h1.Response) -> None:
        if stream is not None and head.status != _CONTINUE:
            stream.interim(head.status, Fields.of_checked(end_to_end(head.section.pairs)))

    return pass_on
