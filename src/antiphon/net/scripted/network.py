"""The scripted world: a network whose hosts, answers and bytes are written down beforehand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO, TypeVar

from .. import failures
from ..cancelling import CancelToken, Carry, at_once
from ..candidates import candidates
from ..limits import Allowance
from ..network import DEFAULT_OPTIONS, Address, ConnectOptions, Stream, authority
from ..resolver import numeric_address
from ..run import run
from ..sockets import unix_address
from .clock import Clock
from .race import ScriptedRace
from .steps import Accept, Answer, ScriptError, Step
from .stream import ScriptedStream
from .waiter import ScriptedWaiter

Result = TypeVar("Result")


class ScriptedNetwork:
    """A `Network` for tests, driven by ``run``. `streams` has every stream it opened, in order.

    Write the script with `host`, `answer`, `answer_unix` and `accept`, then run the code under test. Time
    starts at zero and passes only in waits.
    """

    def __init__(self) -> None:
        self.streams: list[ScriptedStream] = []
        self._clock = Clock()
        self._hosts: dict[str, tuple[tuple[str, ...], float | None]] = {}
        self._answers: dict[str, deque[Answer]] = {}

    # -- the script

    def host(self, name: str, *addresses: str, after: float | None = 0.0) -> None:
        """Let `name` resolve to numeric `addresses` `after` some seconds, never for None.

        No address: no such name.
        """
        self._hosts[name] = (addresses, after)

    def answer(self, address: str, port: int, *answers: Answer) -> None:
        """Let connections to a numeric `address` and `port` be answered so, one after the other."""
        self._answers.setdefault(authority(address, port), deque()).extend(answers)

    def answer_unix(self, path: str, *answers: Answer) -> None:
        """Let connections to the Unix socket at `path` be answered so, one after the other."""
        self._answers.setdefault(path, deque()).extend(answers)

    def accept(self, host: str, port: int, *steps: Step, cut: int | None = None) -> None:
        """Let the next connection to `host`, a name or an address, be accepted and its peer do `steps`.

        A name not yet known gets an address from the block for documentation (RFC 5737).
        """
        address = host
        if numeric_address(host, port) is None:
            if host not in self._hosts:
                self.host(host, f"192.0.2.{len(self._hosts) + 1}")
            address = self._hosts[host][0][0]
        self.answer(address, port, Accept(steps, cut=cut))

    # -- what a Network offers

    def now(self) -> float:
        """Return the seconds that the script has waited so far."""
        return self._clock.now

    async def resolve(self, host: str, port: int, limit: float | None, deadline: float | None) -> Sequence[Address]:
        """Return the addresses that the script has for `host`. See `Network.resolve`."""
        return self._resolve(host, port, Allowance.begin(limit, deadline, self._clock.now))

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> ScriptedStream:
        """Connect as the script answers. See `Network.connect`."""
        allowance = Allowance.begin(limit, deadline, self._clock.now)
        addresses = self._resolve(host, port, allowance)
        return self._open(authority(host, port), candidates(host, addresses, options), options, allowance)

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> ScriptedStream:
        """Connect as the script answers at `path`. See `Network.connect_unix`."""
        allowance = Allowance.begin(limit, deadline, self._clock.now)
        return self._open(path, (unix_address(path),), DEFAULT_OPTIONS, allowance)

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` of the script's time pass."""
        self._clock.wait(self._clock.now + seconds, None)

    def lock(self) -> AbstractContextManager[object]:
        """Return what needs no locking: there is one thread."""
        return nullcontext()

    def waiter(self) -> ScriptedWaiter:
        """Return a place to wait."""
        return ScriptedWaiter(self._clock)

    async def read_file(self, file: BinaryIO, size: int) -> bytes:
        """Return up to `size` bytes of `file`."""
        return file.read(size)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns."""
        return work()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` to its end: there is one thread, and what happens beside it has to happen some time."""
        run(work)

    async def cancellable(self, work: Coroutine[Any, Any, Result], token: CancelToken) -> Result:
        """Return what `work` returns: in a world of one thread nobody cancels while it waits."""
        return await work

    def watched(self, stream: Stream) -> AbstractContextManager[None]:
        """Return an empty block. See `cancellable`."""
        return nullcontext()

    def carry(self) -> Carry:
        """Return what calls at once."""
        return at_once

    # -- steps of the above

    def _resolve(self, host: str, port: int, allowance: Allowance) -> Sequence[Address]:
        numeric = numeric_address(host, port)
        if numeric is not None:
            return (numeric,)
        names, after = self._hosts.get(host, ((), 0.0))
        answered_at = None if after is None else self._clock.now + after
        if not self._clock.wait(answered_at, allowance.ends):
            raise failures.resolve_expired(host, allowance, self._clock.now)
        addresses = [address for name in names if (address := numeric_address(name, port)) is not None]
        if not addresses:
            raise failures.without_address(host)
        return addresses

    def _open(
        self, target: str, addresses: Sequence[Address], options: ConnectOptions, allowance: Allowance
    ) -> ScriptedStream:
        resolved_at = self._clock.now
        race = ScriptedRace(target, addresses, options, self._clock, self._next_answer)
        plan, address, attempts = race.run(allowance)
        stream = ScriptedStream(self._clock, plan, str(address))
        stream.resolved_at = resolved_at
        stream.attempts = attempts
        self.streams.append(stream)
        return stream

    def _next_answer(self, address: Address) -> Answer:
        answers = self._answers.get(str(address))
        if not answers:
            raise ScriptError(f"The script has no answer for one more connection to {address}.")
        return answers.popleft()
