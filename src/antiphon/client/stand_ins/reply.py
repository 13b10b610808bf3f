"""What a mock route replies with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, TypeAlias

from ...faults import (
    AntiphonError,
    ConnectTimeout,
    PoolTimeout,
    ProxyError,
    RequestError,
    ResolveError,
    Text,
    TLSError,
    UsageError,
)
from ...faults.stand_in import MOCK_FAILURE, MOCK_REPLY_UNUSABLE
from ...semantics.codings import DEFAULT_LIMITS, decoder_for
from ...semantics.digest_fields import ContentCheck
from ..made import made
from ..plan import Plan
from ..received import AtHand, Received
from ..request import HeaderInput, Request
from ..response import Response

_NOTHING = Text("nothing", "nada")
_RETURNED = Text("what a callable returned: {kind}", "lo que devolvió una función: {kind}")
_BEFORE_SENDING = (ConnectTimeout, PoolTimeout, ProxyError, ResolveError, TLSError)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response of a mock route.

    `content` is text, sent as UTF-8, or bytes; `json` is any JSON value in its place. With a Content-Encoding in
    `headers`, `content` is encoded already.
    """

    status: int = 200
    headers: HeaderInput = None
    content: str | bytes = b""
    json: Any = None


ReplyInput: TypeAlias = (
    "Reply | Response | BaseException | type[BaseException] | Callable[[Request], Any] | Sequence[ReplyInput]"
)


def replies_of(given: ReplyInput) -> tuple[Any, ...]:
    """Return the replies that `given` is, one or several. Raises `UsageError` for none, or what is no reply."""
    replies = tuple(given) if isinstance(given, list | tuple) else (given,)
    for reply in replies or (given,):
        if not replies or not (isinstance(reply, Reply | Response | BaseException) or callable(reply)):
            raise UsageError(MOCK_REPLY_UNUSABLE, kind=_NOTHING if not replies else type(reply).__name__)
        if isinstance(reply, Reply):
            made(reply.status, reply.headers, reply.content, reply.json)
    return replies


async def received_of(reply: Any, request: Request, plan: Plan, route: str) -> Received:
    """Return what comes of `reply` to `request`. Raises the exception that it is, or that its callable raises."""
    if isinstance(reply, type) and issubclass(reply, BaseException):
        raise _failure(reply, route)
    if isinstance(reply, BaseException):
        raise reply
    if callable(reply):
        reply = reply(request)
        if isawaitable(reply):
            reply = await reply
        if not isinstance(reply, Reply | Response | BaseException):
            raise UsageError(MOCK_REPLY_UNUSABLE, kind=_RETURNED.of(kind=type(reply).__name__))
        return await received_of(reply, request, plan, route)
    if isinstance(reply, Response):
        return reply.exchange
    return _decoded(made(reply.status, reply.headers, reply.content, reply.json), request, plan)


def _failure(kind: type[BaseException], route: str) -> BaseException:
    if not issubclass(kind, AntiphonError):
        return kind(f"mock route {route}")
    failure = kind(MOCK_FAILURE, route=route)
    if isinstance(failure, RequestError):
        # Retries send again what never left, whatever its method.
        failure.unsent = isinstance(failure, _BEFORE_SENDING)
    return failure


def _decoded(answer: AtHand, request: Request, plan: Plan) -> AtHand:
    """Return `answer` as it reaches the caller: without content codings, and without content where none is sent."""
    head = answer.head
    content = answer.content
    if request.method == "HEAD" or head.status in (204, 304):
        content = b""
    if plan.verify_digest and content:
        check = ContentCheck(head.status, head.section.fields)
        check.feed(content)
        check.finish(answer.trailers.fields)
    codings = [value.decode("latin-1") for value in head.section.facts.get(b"content-encoding", ())]
    decoder = decoder_for(codings, plan.decoding or DEFAULT_LIMITS) if content else None
    if decoder is None:
        return AtHand(head, content, max_content=plan.max_content)
    decoded = AtHand(head, b"".join(_within(decoder.pieces(content), plan.max_content)), max_content=plan.max_content)
    decoder.finish()
    return decoded


def _within(pieces: Iterable[bytes], limit: int | None) -> Iterator[bytes]:
    """Yield `pieces` up to one beyond `limit` bytes: what is too much need not be decoded."""
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if limit is not None and size > limit:
            return
