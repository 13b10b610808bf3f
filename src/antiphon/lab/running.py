"""The lab at work: its ports, and a thread for it where a program has no loop to spare."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..faults import TLSError
from ..server.config import ServerConfig
from ..server.listening import bind
from .catalogue import SCENARIOS, chosen, exhibit_of, paths, ports, scenario_of
from .conversation import Conversation
from .line import PlainLine
from .openings import plain, secured
from .places import Exhibit, Places
from .reply import reply
from .scenario import Opening, PathScenario, PortScenario, Scenario
from .visit import Play
from .workshop import Workshop, context_of

if TYPE_CHECKING:
    from ..tls.misissuing import LaxAuthority

_HTTP, _HTTPS, _OTHER = 0, 1, 2
_FIRST_OWN = 3


class Lab:
    """All scenarios on loopback ports, or those named in `only`; `start` opens and `close` ends them.

    The http origin has `port`, the https one the next, then come another https origin and the ports of TLS in the
    order of the table; 0 takes free ones. Slow scenarios take steps of `pace` seconds. With `root` None, the
    certificates come from a root of the lab's own, which nobody trusts but who trusts `authority_pem`.
    """

    def __init__(
        self,
        *,
        only: Iterable[str] = (),
        port: int = 0,
        pace: float = 1.0,
        root: LaxAuthority | None = None,
    ) -> None:
        """Raises `UsageError` for a name that is none of a scenario."""
        self.scenarios: Mapping[str, Scenario] = chosen(only)
        self.missing: list[str] = []
        self.authority_pem = b""
        self.client_pem = b""
        self._first_port = port
        self._root = root
        self._places = Places()
        self._ports: dict[str, str] = {}
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._conversation = Conversation(paths(SCENARIOS.values()), lambda: self._places, pace)

    # -- where it is -----------------------------------------------------------------------------------------------

    @property
    def https(self) -> str:
        """The https origin, without a final slash."""
        return self._places.https

    @property
    def http(self) -> str:
        """The http origin, without a final slash."""
        return self._places.http

    @property
    def other(self) -> str:
        """Another https origin with the same paths."""
        return self._places.other

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The scenarios with their addresses."""
        return self._places.exhibits

    def url(self, name: str) -> str:
        """Return where the scenario `name` is; ``status/418`` is one of those whose last part is free.

        Raises `UsageError` where it is unknown, KeyError where it is not open.
        """
        scenario = scenario_of(name)
        if not isinstance(scenario, PathScenario):
            return self._ports[scenario.name] + "/"
        path = scenario.path if name == scenario.name else "/" + name
        return (self.https if scenario.secure else self.http) + path

    # -- its life --------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open all ports. Raises `UsageError` where one cannot be had."""
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        from ..tls.misissuing import LaxAuthority, Wish

        http = await self._listen(plain, _HTTP, "http")
        workshop = Workshop(self._root or LaxAuthority.constrained("Antiphon Lab Root"), http)
        good = secured(context_of(workshop.root.leaf(Wish())))
        https = await self._listen(good, _HTTPS, "https")
        other = await self._listen(good, _OTHER, "https")
        every = ports(SCENARIOS.values())
        for scenario in ports(self.scenarios.values()):
            await self._open(scenario, workshop, _FIRST_OWN + every.index(scenario))
        self.authority_pem = workshop.authority_pem
        self.client_pem = workshop.client_pem
        self._places = Places(https, http, other, workshop.files())
        self._places = Places(https, http, other, workshop.files(), tuple(self._exhibits()))

    async def _open(self, scenario: PortScenario, workshop: Workshop, place: int) -> None:
        opening = scenario.prepare(workshop)
        if opening is None:
            self.missing.append(scenario.name)
            return
        start = reply(200, content=f"{scenario.title.en}. {scenario.broken.en} ({scenario.rfc})\n")
        self._ports[scenario.name] = await self._listen(opening, place, scenario.scheme, start)

    def _exhibits(self) -> Iterator[Exhibit]:
        for name, scenario in self.scenarios.items():
            if name not in self.missing:
                yield exhibit_of(scenario, self.url(name))

    async def close(self) -> None:
        """Close all ports, and break off all connections."""
        for server in self._servers:
            server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    # -- connections -----------------------------------------------------------------------------------------------

    async def _listen(self, opening: Opening, place: int, scheme: str, start: Play | None = None) -> str:
        """Listen on loopback; return the origin. Each connection begins with `opening`."""

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._answer(reader, writer, opening, start))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            # Here, since a task that is cancelled before it has begun ends nothing itself.
            task.add_done_callback(lambda _: writer.transport.abort())

        port = self._first_port + place if self._first_port else 0
        bound = bind(ServerConfig(host="localhost", port=port, tls=False))
        for each in bound:
            self._servers.append(await asyncio.start_server(accept, sock=each))
        return f"{scheme}://localhost:{bound[0].getsockname()[1]}"

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, opening: Opening, start: Play | None
    ) -> None:
        first = PlainLine(reader, writer)
        # That the other end is shocked, and goes, is what the lab is for.
        with contextlib.suppress(OSError, TLSError):
            line = await opening(first)
            if line is not None:
                await self._conversation.run(line, start)
            await (line or first).close()


def run(only: Iterable[str], port: int, ready: Callable[[Lab], None]) -> None:
    """Run the lab with this user's local authority until SIGINT or SIGTERM; `ready` is called once it is open.

    Raises `UsageError` for an unknown scenario and for a port that is taken.
    """
    from ..tls.misissuing import LaxAuthority

    lab = Lab(only=only, port=port, root=LaxAuthority.local())

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            # Windows has no such handlers: there Ctrl-C is an exception.
            with contextlib.suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await lab.start()
        try:
            ready(lab)
            await stop.wait()
        finally:
            await lab.close()

    asyncio.run(serve())


@contextlib.contextmanager
def running_lab(*, only: Iterable[str] = (), pace: float = 1.0) -> Iterator[Lab]:
    """Run the lab in a thread while the block runs, on free ports, with a root of its own. See `Lab`."""
    lab = Lab(only=only, pace=pace)
    ready = threading.Event()
    over: list[BaseException] = []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        await lab.start()
        stop.append((asyncio.get_running_loop(), asyncio.Event()))
        ready.set()
        await stop[0][1].wait()
        await lab.close()

    def work() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            over.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=work, name="antiphon-lab", daemon=True)
    thread.start()
    ready.wait()
    if over:
        raise over[0]
    try:
        yield lab
    finally:
        loop, event = stop[0]
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(event.set)
        thread.join()
    if over:
        raise over[0]
