"""An explanation: the fifteen blocks about a journey, made once, shown in any form and language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...faults import AntiphonError, Severity, Text
from ..exchange import Exchange, Journey
from ..finding import Finding, worst_first
from .asked import asked
from .authenticated import authentication
from .block import Block, Fact
from .cached import caching
from .negotiated import negotiation
from .reached import connection, names
from .redirected import redirects
from .repeated import reproduction
from .secured import handshake
from .sent import request, response
from .shown_chain import chain
from .surroundings import Surroundings
from .timed import timing
from .verdict import grade_of, last_of, verdict, verdict_on

_FINDINGS = Text("Findings", "Hallazgos")

ExchangeBlock = Callable[[Exchange, int], Block]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened in a `journey`, block by block. ``str()`` is the text in English.

    `findings` are those of the rules, the worst first. `blocks` are in order; those about one exchange come once for
    each that is no probe.
    """

    journey: Journey = field(repr=False)
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...] = field(repr=False)
    cause: AntiphonError | None = field(default=None, repr=False)
    """The failure before there was any request."""

    @property
    def verdict(self) -> Block:
        """Return the first block."""
        return self.blocks[0]

    @property
    def grade(self) -> Severity | None:
        """Return how bad it is: an error where the request failed, a warning where it worked, None if all is well."""
        return Severity.ERROR if self.cause is not None else grade_of(self.journey, self.findings)

    @property
    def error(self) -> AntiphonError | None:
        """Return the failure that was explained, None where there was a response."""
        last = last_of(self.journey)
        return self.cause if last is None else last.error

    def of(self, name: str, exchange: int | None = None) -> Block | None:
        """Return the block `name`, of the exchange number `exchange`, else the last one there is."""
        found = [each for each in self.blocks if each.name == name and (exchange is None or each.exchange == exchange)]
        return found[-1] if found else None

    def text(self, language: str = "en", **style: Any) -> str:
        """Return it as text for a terminal. See `antiphon.inspect.show.text.as_text` for `style`."""
        from ..show.text import as_text

        return as_text(self, language, **style)

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Return it as a JSON value, by the schema in ``docs/explanation.schema.json``."""
        from ..show.json_value import as_json

        return as_json(self, language)

    def to_html(self, language: str = "en") -> str:
        """Return it as one self-contained HTML page."""
        from ..show.page import as_page

        return as_page(self, language)

    def to_har(self) -> dict[str, Any]:
        """Return the exchanges as a HAR 1.2 log, secrets masked."""
        from ..to_har import har_of_journey

        return har_of_journey(self.journey)

    def __str__(self) -> str:
        return self.text()


def explanation_of(
    journey: Journey,
    *,
    findings: Sequence[Finding] | None = None,
    now: float | None = None,
    surroundings: Surroundings | None = None,
    others: Sequence[Exchange] = (),
) -> Explanation:
    """Return the explanation of `journey`.

    `findings` are those of the rules, found now where they are not given; `now` is in seconds since 1970;
    `surroundings` are those of a live exchange; `others` are repetitions of the last one, for the median of their
    times.
    """
    moment = time.time() if now is None else now
    found = tuple(worst_first(list(_lint(journey, moment) if findings is None else findings)))
    blocks = [verdict(journey, found, moment)]
    shown = [(number, each) for number, each in enumerate(journey) if not each.probe]
    last = last_of(journey)
    for number, exchange in shown:
        repetitions = others if exchange is last else ()
        blocks += _blocks_of(exchange, number, _moment_of(exchange, moment), surroundings, repetitions)
    blocks += [redirects(journey), _findings_block(found)]
    if shown:
        blocks.append(reproduction(journey, shown[-1][0], surroundings))
    return Explanation(journey, found, tuple(sorted(blocks, key=_in_order)))


def explanation_of_error(error: AntiphonError) -> Explanation:
    """Return the explanation of an error that came before there was any request."""
    return Explanation((), (), (verdict_on(error),), error)


def _moment_of(exchange: Exchange, now: float) -> float:
    """Return when `exchange` was over, by which its ages and ends count: an archive tells of the past."""
    return now if exchange.started_at is None else exchange.started_at + (exchange.phases.total or 0.0)


def _in_order(block: Block) -> tuple[int, int]:
    return block.number, -1 if block.exchange is None else block.exchange


def _blocks_of(
    exchange: Exchange,
    number: int,
    now: float,
    surroundings: Surroundings | None,
    others: Sequence[Exchange],
) -> Iterator[Block]:
    yield asked(exchange, number, surroundings)
    yield names(exchange, number, surroundings)
    yield connection(exchange, number)
    yield handshake(exchange, number)
    yield chain(exchange, number, now, surroundings)
    yield request(exchange, number)
    yield response(exchange, number)
    yield authentication(exchange, number, now)
    yield caching(exchange, number, now)
    yield negotiation(exchange, number)
    yield timing(exchange, number, others)


def _lint(journey: Journey, now: float) -> Sequence[Finding]:
    from ..rules.judging import judge

    return judge(journey, now=now)


def _findings_block(findings: Sequence[Finding]) -> Block:
    return Block(14, "findings", _FINDINGS, tuple(map(_finding_fact, findings)))


def _finding_fact(finding: Finding) -> Fact:
    fault = finding.fault
    return Fact(
        "finding",
        Text(fault.severity.value, _SEVERITIES[fault.severity.value]),
        {"rule": finding.rule, "code": fault.code, "exchange": finding.exchange, "place": finding.place},
        fault.sentence,
        finding.details,
        fault.rfc,
    )


_SEVERITIES = {"error": "error", "warning": "aviso", "note": "nota"}
