"""Cassettes: exchanges recorded once, and replayed without a network."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeAlias

from ...faults import InvalidField, NotAsExpected, Phrase, Text, UsageError
from ...faults.stand_in import CASSETTE_DAMAGED, CASSETTE_SETTING, CASSETTE_UNMATCHED, CASSETTE_UNWRITABLE
from ...wire import h1
from ..masking import Masking
from ..plan import Plan
from ..received import AtHand
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings
from ..whole_files import replace_whole
from .recording import Value, played_head, recorded_request, recorded_response
from .whole_request import whole_request

Match: TypeAlias = "Sequence[str] | Callable[[Value, Value], object]"
Mask: TypeAlias = Callable[[Value], "Value | None"]


def _folded(line: str) -> str:
    name, colon, value = line.partition(":")
    return name.lower() + colon + value


_MODES = ("once", "new", "none", "all")
_PARTS: dict[str, Callable[[Value], object]] = {
    "method": lambda request: request["method"],
    "url": lambda request: request["url"],
    "path": lambda request: request["url"].partition("?")[0],
    "headers": lambda request: sorted(map(_folded, request["headers"])),
    "content": lambda request: request["content"],
}
_NO_CASSETTE = Text("it is not a cassette", "no es una casete")
_VERSION_DIFFERS = Text("its version is {found}, not {known}", "su versión es {found}, no {known}")
_NO_LIST = Text("it has no list of exchanges", "no tiene lista de intercambios")
_EXCHANGE = Text("exchange {number}: {kind}: {error}", "intercambio {number}: {kind}: {error}")
_ALL_PLAYED = Text("those that match have been replayed", "los que coinciden ya se han reproducido")
_REST_DIFFERS = Text(
    "the one with this method and URL differs in the rest", "el que tiene este método y URL difiere en lo demás"
)
_NOTHING_LIKE_IT = Text("nothing like it was recorded", "no se grabó nada parecido")
_USUAL = ("method", "url", "content")
_FORMAT = "antiphon-cassette"
_VERSION = 1


class Cassette:
    """Exchanges in the JSON file at `path`, each replayed once, in the order of their recording where several match.

    `record` is "once" (record if there is no file, else replay only), "new" (replay what is there, record the rest),
    "none" (replay only) or "all" (record everything anew). `match` names what makes a request the recorded one: of
    "method", "url", "path", "headers", "content"; or is a callable that is given the recorded request and the one
    asked. `repeat` lets the last match be replayed again and again.

    Secrets are masked before anything is kept: credentials, cookies, and what their names show to be secrets in
    queries, forms and JSON, `secrets` among the names. `mask` is then given each exchange, as in the file, and changes
    it or returns another; it is given one without ``response`` when a request is looked up.

    The file is written when the session, or the block of the cassette, ends: as a whole, readable by its owner alone.
    Raises `UsageError` where it is damaged, or an argument cannot be meant.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        record: str = "once",
        *,
        match: Match = _USUAL,
        secrets: Iterable[str] = (),
        mask: Mask | None = None,
        repeat: bool = False,
    ) -> None:
        self.path = os.fspath(path)
        self._match = _matcher(match)
        self._masking = Masking(secrets)
        self._mask = mask
        self._repeats = repeat
        self._lock = threading.Lock()
        self._played: set[int] = set()
        self._is_changed = False
        if record not in _MODES:
            raise UsageError(CASSETTE_SETTING, value=ascii(record), setting="record", allowed=", ".join(_MODES))
        kept = None if record == "all" else self._load()
        self.exchanges: list[Value] = kept or []
        self.records = record in ("all", "new") or (record == "once" and kept is None)
        self._replays = record != "all"

    # -- the file ----------------------------------------------------------------------------------------------------

    def _load(self) -> list[Value] | None:
        try:
            with open(self.path, "rb") as file:
                content = json.loads(file.read().decode("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise self._damaged(str(error)) from error
        if not isinstance(content, dict) or content.get("format") != _FORMAT:
            raise self._damaged(_NO_CASSETTE)
        if content.get("version") != _VERSION:
            raise self._damaged(_VERSION_DIFFERS.of(found=ascii(content.get("version")), known=_VERSION))
        return self._checked(content.get("exchanges"))

    def _checked(self, exchanges: Any) -> list[Value]:
        """Return `exchanges`, each of which could be replayed. Raises `UsageError`."""
        if not isinstance(exchanges, list):
            raise self._damaged(_NO_LIST)
        for number, exchange in enumerate(exchanges, 1):
            try:
                played_head(exchange["response"])
                for part in _PARTS.values():
                    part(exchange["request"])
            except (InvalidField, KeyError, TypeError, ValueError, AttributeError) as error:
                raise self._damaged(_EXCHANGE.of(number=number, kind=type(error).__name__, error=error)) from error
        return exchanges

    def _damaged(self, problem: str | Text | Phrase) -> UsageError:
        return UsageError(CASSETTE_DAMAGED, path=self.path, problem=problem)

    def save(self) -> None:
        """Write the file, if anything was recorded since. Raises `UsageError` where that cannot be done."""
        with self._lock:
            if self._is_changed:
                content = {"format": _FORMAT, "version": _VERSION, "exchanges": self.exchanges}
                self._write(json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
                self._is_changed = False

    def _write(self, content: bytes) -> None:
        try:
            os.makedirs(os.path.dirname(os.path.realpath(self.path)), exist_ok=True)
            replace_whole(self.path, content)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(CASSETTE_UNWRITABLE, path=self.path, reason=reason) from error

    # -- exchanges ---------------------------------------------------------------------------------------------------

    def asked(self, request: Request) -> Value:
        """Return `request` as the cassette would keep it."""
        exchange = {"request": recorded_request(request, self._masking)}
        return self._masked(exchange)["request"]  # type: ignore[no-any-return]

    def _masked(self, exchange: Value) -> Value:
        if self._mask is None:
            return exchange
        return self._mask(exchange) or exchange

    def played(self, asked: Value) -> tuple[h1.Response, bytes, h1.FieldSection] | None:
        """Return head, content and trailers of the next response to `asked`; None where it is to be recorded.

        Raises `NotAsExpected` where there is none and nothing is recorded.
        """
        with self._lock:
            place = self._place_of(asked) if self._replays else None
            if place is not None:
                self._played.add(place)
                return played_head(self.exchanges[place]["response"])
        if self.records:
            return None
        problem = self._problem(asked)
        raise NotAsExpected(
            CASSETTE_UNMATCHED, path=self.path, method=asked["method"], url=asked["url"], problem=problem
        )

    def _place_of(self, asked: Value) -> int | None:
        places = self._places_of(asked, self._match)
        fresh = [place for place in places if place not in self._played]
        if fresh:
            return fresh[0]
        return places[-1] if places and self._repeats else None

    def _places_of(self, asked: Value, match: Callable[[Value, Value], object]) -> list[int]:
        return [place for place, exchange in enumerate(self.exchanges) if match(exchange["request"], asked)]

    def _problem(self, asked: Value) -> Text:
        if self._places_of(asked, self._match):
            return _ALL_PLAYED
        return _REST_DIFFERS if self._places_of(asked, _matcher(("method", "url"))) else _NOTHING_LIKE_IT

    def keep(self, asked: Request, response: Response, content: bytes) -> None:
        """Keep an exchange, without its secrets."""
        exchange = {
            "request": recorded_request(asked, self._masking),
            "response": recorded_response(response.exchange, content, self._masking),
        }
        exchange = self._masked(exchange)
        with self._lock:
            self.exchanges.append(exchange)
            # What was recorded now is no answer to what is asked now.
            self._played.add(len(self.exchanges) - 1)
            self._is_changed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()

    # -- standing in -------------------------------------------------------------------------------------------------

    def stand_in(self, network: Send, surroundings: Surroundings, *, blocking: bool) -> CassetteStanding:
        """Return what answers for one session. See `StandIn`."""
        return CassetteStanding(self, network, surroundings)


def _matcher(match: Match) -> Callable[[Value, Value], object]:
    """Return what compares a recorded request with one that is asked. Raises `UsageError`."""
    if callable(match):
        return match
    names = (match,) if isinstance(match, str) else tuple(match)
    unknown = next((name for name in names if name not in _PARTS), None)
    if unknown is not None or not names:
        raise UsageError(CASSETTE_SETTING, value=ascii(unknown), setting="match", allowed=", ".join(_PARTS))
    parts = [_PARTS[name] for name in names]
    return lambda recorded, asked: all(part(recorded) == part(asked) for part in parts)


class CassetteStanding:
    """A `Cassette` at work for one session."""

    __slots__ = ("_cassette", "_network", "_surroundings")

    def __init__(self, cassette: Cassette, network: Send, surroundings: Surroundings) -> None:
        self._cassette = cassette
        self._network = network
        self._surroundings = surroundings

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the recorded response to `request`, or the network's, which is recorded with all its content."""
        whole = await whole_request(request, plan, self._surroundings.network)
        played = self._cassette.played(self._cassette.asked(whole))
        if played is not None:
            head, content, trailers = played
            received = AtHand(head, content, trailers=trailers, max_content=plan.max_content)
            return self._surroundings.respond(whole, received)
        response = await self._network(whole, plan, deadline)
        exchange = response.exchange
        content = await exchange.read_whole()
        self._cassette.keep(whole, response, content)
        return response

    async def close(self) -> None:
        """Write the cassette."""
        self._cassette.save()
