"""An exchange that a visitor asked for, really made: over TLS, to the sandbox or the lab, and nowhere else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..client.timeouts import Timeouts
from ..faults import AntiphonError, Text
from ..faults.learning import SENDING_MEMBER
from ..inspect.exchange import Exchange
from ..inspect.from_client import journey_of_notes
from ..inspect.recorder import Recorder
from ..semantics.fields import Fields
from ..server.observed import Served
from .sandbox import LAB, Sandbox
from .wanted import Wanted

if TYPE_CHECKING:
    from ..lab.running import Lab

_DEADLINE = 8.0
_MOST_CONTENT = 64 * 1024
_SETTLING = 20


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request goes: `origin`, a server on loopback, and the `path` there. `trust` are the roots to believe."""

    origin: str
    path: str
    trust: bytes | bool = True

    @property
    def url(self) -> str:
        """The whole URL."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: the exchange, None where nothing could be sent, and the `error` that says why.

    `request` are the bytes of the request with the secrets in it, which are the visitor's own; `served` is the
    exchange as the sandbox's server saw it, None where the lab was asked.
    """

    exchange: Exchange | None
    error: AntiphonError | None
    request: bytes
    served: Served | None


def needs_lab(wanted: Wanted) -> bool:
    """Tell whether `wanted` is for the lab."""
    return bool(wanted.server) or wanted.path.startswith(LAB)


def destination_of(wanted: Wanted, sandbox: Sandbox, lab: Lab | None) -> Destination:
    """Return where `wanted` goes. A visitor chooses among servers that are known here, and can name no other.

    Raises `AntiphonError`, 422, for a port that the lab does not have.
    """
    if lab is None:
        return Destination(sandbox.https if wanted.scheme == "https" else sandbox.http, wanted.path)
    if not wanted.server:
        origin = lab.https if wanted.scheme == "https" else lab.http
        return Destination(origin, wanted.path[len(LAB) - 1 :], lab.authority_pem)
    try:
        return Destination(lab.url(wanted.server).rstrip("/"), wanted.path, lab.authority_pem)
    except (AntiphonError, KeyError):
        known = Text("the name of a port of the lab", "el nombre de un puerto del laboratorio")
        raise AntiphonError(SENDING_MEMBER, name="server", wanted=known) from None


async def send(wanted: Wanted, destination: Destination, sandbox: Sandbox) -> Sent:
    """Send what is `wanted` to `destination`, and return what came of it; a failure is told, not raised."""
    sandbox.watcher.served.clear()
    recorder = Recorder()
    error = await _exchange(recorder, wanted, destination)
    try:
        journey = journey_of_notes(recorder.noted)
    except AntiphonError as unwritable:
        # The request cannot even be written down, so nothing was sent.
        return Sent(None, unwritable, b"", None)
    exchange = journey[-1] if journey else None
    if exchange is not None and error is not None and exchange.error is None:
        exchange = replace(exchange, error=error)
    request = b"" if exchange is None else _unmasked(exchange.request.raw or b"", recorder)
    return Sent(exchange, error, request, await _served(sandbox))


async def _exchange(recorder: Recorder, wanted: Wanted, destination: Destination) -> AntiphonError | None:
    from ..client.session import AsyncSession

    options: dict[str, Any] = {"allow_redirects": False, "stream": True}
    if wanted.content:
        options["data"] = wanted.content.encode("utf-8", "replace")
    try:
        async with AsyncSession(
            trace=recorder,
            trust_env=False,
            proxies=False,
            hsts=False,
            verify=destination.trust,
            timeout=Timeouts(total=_DEADLINE),
        ) as session:
            headers = Fields(wanted.fields)
            response = await session.request(wanted.method, destination.url, headers=headers, **options)
            await response.exchange.read_some(_MOST_CONTENT)
    except AntiphonError as error:
        return error
    return None


def _unmasked(raw: bytes, recorder: Recorder) -> bytes:
    """Return the recorded bytes of a request with the secrets that the recorder has written over."""
    noted = recorder.noted[-1]
    request = noted.request if noted.sent is None else noted.sent
    head = b"%s %s HTTP/1.1\r\n%s\r\n" % (
        request.method.encode("latin-1", "replace"),
        request.url.request_target,
        request.section().block,
    )
    return revealed(raw, head + (request.content or b""))


def revealed(masked: bytes, typed: bytes) -> bytes:
    """Return `typed` where `masked` is the same with asterisks in some places, else `masked`."""
    star = ord("*")
    same = len(masked) == len(typed) and all(one in (other, star) for one, other in zip(masked, typed, strict=True))
    return typed if same else masked


async def _served(sandbox: Sandbox) -> Served | None:
    """Return the exchange as the server saw it. The client may be done with it a moment before the server is."""
    for _ in range(_SETTLING):
        if not sandbox.watcher.served or sandbox.watcher.served[-1].ended is not None:
            break
        await asyncio.sleep(0)
    return sandbox.watcher.served[-1] if sandbox.watcher.served else None
