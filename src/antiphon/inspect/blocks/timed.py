"""Block 13: where the time went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...faults import Text
from ..exchange import Exchange, Phases
from .block import Block, Fact

_TITLE = Text("Time", "Tiempo")

PHASES = {
    "blocked": Text("preparing", "preparación"),
    "resolve": Text("resolving the name", "resolución del nombre"),
    "connect": Text("connecting", "conexión"),
    "proxy": Text("opening the way through the proxy", "apertura del paso por el proxy"),
    "tls": Text("the TLS handshake", "el saludo TLS"),
    "send": Text("sending", "envío"),
    "wait": Text("waiting for the server", "espera del servidor"),
    "receive": Text("receiving", "recepción"),
}
"""The phases in their order."""


def timing(exchange: Exchange, number: int, others: Sequence[Exchange] = ()) -> Block:
    """Return the block of the phases of `exchange`; `others` are repetitions, to compare with."""
    return Block(13, "timing", _TITLE, tuple(_facts(exchange.phases, [other.phases for other in others])), number)


def spent(phases: Phases) -> dict[str, float]:
    """Return the seconds of each phase that there was, in order."""
    return {name: seconds for name in PHASES if (seconds := getattr(phases, name)) is not None}


def _facts(phases: Phases, others: Sequence[Phases]) -> Iterator[Fact]:
    seconds = spent(phases)
    for name, value in seconds.items():
        yield Fact(name, PHASES[name], _ms(value))
    if phases.total is not None:
        yield Fact("total", Text("total", "total"), _ms(phases.total))
    if seconds:
        biggest = max(seconds, key=lambda name: seconds[name])
        yield Fact(
            "biggest",
            Text("Biggest phase", "Mayor fase"),
            biggest,
            Text("Most of the time was {phase}.", "La mayor parte del tiempo fue {phase}."),
            {"phase": PHASES[biggest]},
            coded=True,
        )
    totals = [other.total for other in others if other.total is not None]
    if totals and phases.total is not None:
        yield Fact(
            "median",
            Text("Median", "Mediana"),
            _ms(_median([*totals, phases.total])),
            Text("Of {count} exchanges.", "De {count} intercambios."),
            {"count": len(totals) + 1},
        )


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _median(seconds: Sequence[float]) -> float:
    # That of `statistics` takes longer to load than all the rest of this block.
    ordered, half = sorted(seconds), len(seconds) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
