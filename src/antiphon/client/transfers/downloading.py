"""A download: asked for, gone on with where it broke off, checked, and only then given its name.

It is written once, as a coroutine over the session's engine; the disk is reached by way of `Network.aside`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import random
from typing import TYPE_CHECKING

from ...faults import BrokenResponse, DownloadError, RequestError, UsageError
from ...faults.transfer import (
    CHECKSUM_NEEDS_FILE,
    CHECKSUM_WRONG,
    DIGEST_WRONG,
    DOWNLOAD_SHORT,
    NOTHING_TO_SAVE,
    PART_IN_USE,
    RANGE_ELSEWHERE,
    RANGE_GIVEN,
    RANGE_TOO_LONG,
    TARGET_EXISTS,
)
from ...semantics.digest_fields import ALGORITHMS, REPR_DIGEST, Checksum, expected_digest
from ...semantics.resuming import Answer, Begun, Step, answer_of, strong_validator
from ...semantics.retrying import Outcome, is_passing, is_repeatable, pause
from ..connection import Progress
from ..engine import Engine
from ..plan import Plan
from ..request import Request
from ..response import Response
from .parts import Part
from .straight import Straight
from .target import PathInput, check_free, folder_of, is_straight, names_for, path_of

if TYPE_CHECKING:
    from ...net.network import Network

_AT_ONCE = 256 * 1024
"""How much is written to the disk in one step: each costs a turn in a thread."""

_ERROR_CONTENT = 64 * 1024
_UNTRUSTED = (DIGEST_WRONG, RANGE_TOO_LONG)
_WITHOUT_CONTENT = frozenset({204, 205})
_UNSATISFIABLE = 416


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came of a download.

    `path` is where the file is now, `size` how many bytes it has. `resumed_from` is how many of them were there
    already, `response` the one that brought the rest; its content is in the file alone.
    """

    path: Path
    size: int
    resumed_from: int
    response: Response


@dataclass(frozen=True, slots=True)
class Manner:
    """How a download is made: see `Session.download`.

    `unchecked` has the rest asked for without a validator, too: the user answers for the content being the same.
    `show` is called with each response before its content is read.
    """

    resume: bool = True
    checksum: Checksum | None = None
    progress: Progress | None = None
    overwrite: bool = False
    durable: bool = False
    unchecked: bool = False
    show: Callable[[Response], object] | None = None


class Download:
    """One download on its way."""

    def __init__(self, engine: Engine, request: Request, plan: Plan, given: PathInput | None, manner: Manner) -> None:
        """Raises `UsageError` for a path that cannot be meant, and for a request that asks for ranges itself."""
        for field in ("Range", "If-Range"):
            if field in request.headers:
                raise UsageError(RANGE_GIVEN, field=field)
        self._engine = engine
        self._request = request
        self._plan = plan
        self._manner = manner
        self._path = path_of(given)
        self._folder = folder_of(given)
        self._names: Iterator[str] = iter(())
        self._sink: Part | Straight | None = None
        self._wants_all = not manner.resume or request.method != "GET"
        self._resumed_from: int | None = None
        self._failed = 0
        total = plan.timeouts.total
        self._deadline = None if total is None else engine.network.now() + total

    @property
    def _network(self) -> Network:
        return self._engine.network

    async def run(self) -> Downloaded:
        """Return what came of it. Raises `UsageError`, `DownloadError`, `HTTPError`, or what broke the transfer.

        What is there of a transfer that broke stays in the part beside the file.
        """
        try:
            if self._path is not None:
                self._sink = await self._network.aside(partial(self._opened, self._path))
            return await self._course()
        finally:
            if self._sink is not None:
                self._sink.close()

    @property
    def kept(self) -> tuple[Path, int] | None:
        """Return the path of the file to be, and how many bytes of it a transfer that broke has left; None for none."""
        sink = self._sink
        return None if sink is None or not sink.size or not sink.location.exists() else (sink.path, sink.size)

    def _opened(self, path: Path) -> Part | Straight:
        if not is_straight(path):
            check_free(path, overwrite=self._manner.overwrite)
            return Part(path, self._source)
        if self._manner.checksum is not None:
            raise UsageError(CHECKSUM_NEEDS_FILE, path=ascii(str(path)))
        return Straight(path)

    @property
    def _source(self) -> str:
        url = self._request.url
        return f"{url.scheme}://{url.host}:{url.port}{url.request_target.decode('latin-1')}"

    async def _course(self) -> Downloaded:
        while True:
            begun = self._begun()
            response = await self._ask(begun)
            try:
                answer = await self._understood(response, begun)
            except BaseException:
                response.exchange.abandon()
                raise
            if answer is None:
                response.exchange.abandon()
                continue
            if answer.step is not Step.COMPLETE:
                try:
                    await self._receive(response, answer)
                except RequestError as error:
                    error.request, error.response = response.request, response
                    wait = self._wait_after(error)
                    if wait is None:
                        raise
                    await self._pause(wait)
                    continue
            return await self._complete(response)

    # -- asking ------------------------------------------------------------------------------------------------------

    def _begun(self) -> Begun:
        if self._sink is None or self._wants_all:
            return Begun()
        return self._sink.begun(unchecked=self._manner.unchecked)

    async def _ask(self, begun: Begun) -> Response:
        """Return the response to a request for what is missing. Raises `HTTPError` for one that is an error."""
        request = self._request.copy()
        for name, value in begun.fields().items():
            request.headers[name] = value
        response = await self._engine.send(request, self._plan_now())
        if self._manner.show is not None:
            self._manner.show(response)
        status = response.status_code
        if status >= 400 and not (status == _UNSATISFIABLE and begun.can_go_on):
            await response.exchange.read_some(_ERROR_CONTENT)
            response.raise_for_status()
        if 300 <= status < 400 or status in _WITHOUT_CONTENT or request.method == "HEAD":
            response.exchange.abandon()
            error = DownloadError(NOTHING_TO_SAVE, status=status, url=request.url.masked)
            error.request, error.response = request, response
            raise error
        return response

    def _plan_now(self) -> Plan:
        """Return the plan for the next request: the deadline is one for all of them."""
        if self._deadline is None:
            return self._plan
        left = max(self._deadline - self._network.now(), 0.001)
        return replace(self._plan, timeouts=replace(self._plan.timeouts, total=left))

    async def _understood(self, response: Response, begun: Begun) -> Answer | None:
        """Return what a response means, and have the part ready for it; None where something else has to be asked."""
        validator = strong_validator(response.headers)
        if self._sink is None:
            self._names = names_for(response)
            sink = self._sink = await self._network.aside(self._at_free_name)
            known = sink.begun()
            if not self._wants_all and known.can_go_on and known.validator == validator:
                return None
        answer = answer_of(response.status_code, response.headers, response.exchange.head.length, begun)
        if answer.step is Step.ASK_ALL:
            if not begun.can_go_on:
                said = response.headers.get("content-range", "")
                raise BrokenResponse(RANGE_ELSEWHERE, content_range=ascii(said)[1:-1])
            self._wants_all = True
            return None
        if answer.step is Step.COMPLETE:
            await response.exchange.read_some(_ERROR_CONTENT)
        if answer.step is Step.FROM_START:
            await self._network.aside(partial(self._sink.start, validator, answer.total))
            self._wants_all = self._request.method != "GET"
            self._resumed_from = 0
        elif self._resumed_from is None:
            self._resumed_from = begun.size
        return answer

    def _at_free_name(self) -> Part:
        """Return the part of a file whose name is free, and that nobody else downloads now."""
        while True:
            path = self._free_path()
            try:
                return Part(path, self._source)
            except UsageError as error:
                if error.fault is not PART_IN_USE:
                    raise

    def _free_path(self) -> Path:
        return next(path for name in self._names if not os.path.lexists(path := self._folder / name))

    # -- receiving ---------------------------------------------------------------------------------------------------

    async def _receive(self, response: Response, answer: Answer) -> None:
        """Put the content of `response` into the part. What came before a failure stays, if it can be trusted."""
        sink = self._the_sink
        start, received = sink.size, sink.size
        gathered: list[bytes] = []
        amount = 0
        try:
            async with aclosing(response.exchange.pieces()) as pieces:
                async for piece in pieces:
                    gathered.append(piece)
                    amount += len(piece)
                    received += len(piece)
                    if answer.end is not None and received > answer.end:
                        raise BrokenResponse(RANGE_TOO_LONG, expected=answer.end - start)
                    if amount >= _AT_ONCE:
                        batch, gathered, amount = gathered, [], 0
                        await self._network.aside(partial(sink.write, batch))
                    if self._manner.progress is not None:
                        self._manner.progress(received, answer.total)
        except BaseException as error:
            # It is little, and a task that was cancelled may not wait for a thread.
            if isinstance(error, BrokenResponse) and error.fault in _UNTRUSTED:
                sink.cut(start)
            else:
                sink.write(gathered)
            raise
        await self._network.aside(partial(sink.write, gathered))
        if answer.total is not None and received < answer.total:
            raise BrokenResponse(DOWNLOAD_SHORT, received=received, expected=answer.total)

    @property
    def _the_sink(self) -> Part | Straight:
        if self._sink is None:
            raise RuntimeError("a download without a place to put it")
        return self._sink

    def _wait_after(self, error: RequestError) -> float | None:
        """Return the seconds to wait before the rest is asked for, None where the failure is the caller's to know."""
        policy, request = self._plan.retries, self._request
        if policy is None or not is_passing(error):
            return None
        has_key = "idempotency-key" in request.headers
        if not is_repeatable(policy, request.method, has_key) or not request.body.rewind():
            return None
        wait = pause(policy, Outcome.of_error(error), self._failed + 1, random())
        if wait is None or (self._deadline is not None and self._network.now() + wait >= self._deadline):
            return None
        self._failed += 1
        return wait

    async def _pause(self, seconds: float) -> None:
        if self._plan.cancel is None:
            await self._network.sleep(seconds)
        else:
            await self._network.cancellable(_slept(self._network, seconds), self._plan.cancel)

    # -- the end -----------------------------------------------------------------------------------------------------

    async def _complete(self, response: Response) -> Downloaded:
        """Check the file and give it its name."""
        sink, network = self._the_sink, self._network
        resumed_from = self._resumed_from or 0
        await self._check(response, resumed=resumed_from > 0 or response.status_code != 200)
        while True:
            finish = partial(sink.finish, overwrite=self._manner.overwrite, durable=self._manner.durable)
            try:
                await network.aside(finish)
            except FileExistsError as error:
                if self._path is not None:
                    raise UsageError(TARGET_EXISTS, path=ascii(str(self._path))) from error
                sink.path = await network.aside(self._free_path)
            else:
                return Downloaded(sink.path, sink.size, resumed_from, response)

    async def _check(self, response: Response, *, resumed: bool) -> None:
        """Remove the file and raise unless it is what it has to be.

        Content that came in one piece was compared with Repr-Digest on its way.
        """
        sink, network = self._the_sink, self._network
        said = expected_digest(response.headers, REPR_DIGEST) if resumed else None
        try:
            if said is not None:
                said.check(await network.aside(partial(sink.sum, ALGORITHMS[said.algorithm])))
            checksum = self._manner.checksum
            if checksum is not None:
                found = (await network.aside(partial(sink.sum, checksum.algorithm))).hex()
                if found != checksum.hexadecimal:
                    raise DownloadError(
                        CHECKSUM_WRONG, algorithm=checksum.algorithm, found=found, expected=checksum.hexadecimal
                    )
        except RequestError as error:
            await network.aside(sink.discard)
            error.request, error.response = response.request, response
            raise


async def _slept(network: Network, seconds: float) -> None:
    await network.sleep(seconds)
