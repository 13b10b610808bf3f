"""An explanation as text for a terminal: the verdict first, then what is wrong, then what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...faults import AntiphonError, ConnectionError, ResolveError, Text, Timeout, TLSError
from ...faults.fault import Severity
from ...semantics.secrets import mask_query
from ...semantics.terminal_text import safe
from ..blocks.block import Block, Fact
from ..blocks.explanation import Explanation
from ..blocks.timed import PHASES, spent
from ..finding import Finding
from ..rules.lessons import LESSONS
from .dump import annotated, hexadecimal
from .flow import Paper, Span
from .news import is_news
from .words import MORE_THAN_TOLD, PARTS, SEVERITIES, plain, told_parts, word

_LONGEST_BAR, _LEAST_BAR = 60, 10
_BESIDE_BAR = 18
"""Columns of a line of the waterfall besides its label and its bar."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_GREEN, _RED, _YELLOW, _CYAN, _BLUE, _DIM, _BOLD, _TITLE = "1;32", "1;31", "1;33", "36", "34", "2", "1", "1;4"
_COLOURS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: "1;36"}
_MARKS = {
    None: ("✓", _GREEN),
    Severity.NOTE: ("✓", _GREEN),
    Severity.WARNING: ("!", _YELLOW),
    Severity.ERROR: ("✗", _RED),
}

_FIX = Text("Fix: ", "Arreglo: ")
_LESSON = Text("Lesson: ", "Lección: ")
_MORE = Text("And {count} more like it (--all).", "Y {count} más como este (--all).")
_MORE_NOTES = Text("Notes not shown: {count} (--all).", "Notas que no se muestran: {count} (--all).")
_OF = Text("{title}, {number} of {count}", "{title}, {number} de {count}")

_REST = Text("The rest, in short", "Lo demás, en breve")
_CUT = Text("(cut: more was not kept)", "(cortado: no se conservó más)")
_SENT = Text("sent", "enviado")
_RECEIVED = Text("received", "recibido")
_SHORT_CONTENT = 10
"""How many lines of content are shown, unless everything is."""

# What a block is reduced to where it is not what matters: the names of its facts that count.
_BRIEF = {
    "names": ("failure",),
    "connection": ("peer_address", "proxy", "earlier"),
    "tls": ("none", "version", "cipher", "group", "alert"),
    "chain": ("certificate", "trusted"),
    "authentication": ("sent.authorization", "sent.cookie", "asked.www-authenticate", "asked.proxy-authenticate"),
    "cache": ("decision", "storable", "next"),
}
_MESSAGES = ("request", "response")


@dataclass(frozen=True, slots=True)
class Style:
    """What is shown besides the usual, how wide, and whether in colour.

    `tls` adds every message of the handshake and the whole chain, `bytes` the messages byte by byte, `wire` what really
    went over the network, `every` each block in full.
    """

    colour: bool = False
    width: int = 80
    tls: bool = False
    bytes: bool = False
    wire: bool = False
    every: bool = False


def as_text(explanation: Explanation, language: str = "en", **style: Any) -> str:
    """Return `explanation` in `language` (``en`` or ``es``); `style` are the attributes of `Style`."""
    return "\n".join(_Writer(explanation, language, Style(**style)).lines()).strip("\n") + "\n"


class _Writer:
    def __init__(self, explanation: Explanation, language: str, style: Style) -> None:
        self._explanation = explanation
        self._language = language
        self._style = style
        self._paper = Paper(style.width, style.colour)
        self._shown = [number for number, each in enumerate(explanation.journey) if not each.probe]

    # -- the order -----------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        yield from self._verdict()
        yield from self._findings()
        yield from self._lesson()
        full, brief = self._chosen()
        for block in sorted(full, key=_place):
            yield ""
            yield self._paper.painted(self._title(block), _TITLE)
            yield from self._waterfall(block) if block.name == "timing" else self._facts(block)
        yield from self._rest(brief)
        yield from self._reproduction()
        yield from self._bytes()

    def _chosen(self) -> tuple[list[Block], list[Block]]:
        """Return the blocks that are shown in full, and those that are in short."""
        blocks = [block for block in self._explanation.blocks if block.facts and block.name not in _SHOWN_APART]
        if self._style.every:
            return blocks, []
        wanted = {"redirects", "timing", *_MESSAGES, *_of_failure(self._explanation.error)}
        if self._style.tls:
            wanted |= {"tls", "chain"}
        last = self._shown[-1] if self._shown else None
        near = [block for block in blocks if block.exchange in (None, last)]
        full = [block for block in near if block.name in wanted]
        return full, [block for block in near if block.name in _BRIEF and block.name not in wanted]

    # -- the verdict ---------------------------------------------------------------------------------------------------

    def _verdict(self) -> Iterator[str]:
        facts = self._explanation.verdict.facts
        if not facts:
            return
        mark, colour = _MARKS[self._explanation.grade]
        outcome, *others = facts
        yield from self._paper.flow([Span(f"{mark} {self._told(outcome)} ", colour), *self._rfc(outcome.rfc)])
        for fact in others:
            yield from self._paper.flow([Span(f"{self._say(fact.label)}: ", _BOLD), Span(self._told(fact))], 2)

    # -- what is wrong -------------------------------------------------------------------------------------------------

    def _findings(self) -> Iterator[str]:
        told = [
            each
            for each in self._explanation.findings
            if self._style.every or is_news(self._explanation, each, self._language)
        ]
        notes = [each for each in told if each.severity is Severity.NOTE]
        for group in _alike([each for each in told if each.severity is not Severity.NOTE]):
            yield ""
            for finding in group if self._style.every else group[:1]:
                yield from self._finding(finding)
            if len(group) > 1 and not self._style.every:
                yield from self._paper.flow([Span(_MORE.fill({"count": len(group) - 1}, self._language), _DIM)], 2)
        hidden = sum(each.severity is Severity.NOTE for each in self._explanation.findings) - len(notes)
        if notes or hidden:
            yield ""
        for group in _alike(notes):
            for finding in group if self._style.every else group[:1]:
                yield from self._finding(finding, fix=self._style.every)
        if hidden:
            yield from self._paper.flow([Span(_MORE_NOTES.fill({"count": hidden}, self._language), _DIM)])

    def _finding(self, finding: Finding, *, fix: bool = True) -> Iterator[str]:
        severity = Span(f"{SEVERITIES[finding.severity].sentence(self._language)} ", _COLOURS[finding.severity])
        sentence = Span(f"{safe(finding.sentence(self._language))} ")
        yield from self._paper.flow([severity, sentence, *self._rfc(finding.fault.rfc)])
        if fix:
            advice = Span(safe(finding.fix(self._language)))
            yield from self._paper.flow([Span(self._say(_FIX), _BOLD), advice], 2)

    def _lesson(self) -> Iterator[str]:
        """Say which lesson teaches the worst of what is wrong; findings come worst first."""
        worst = next((each for each in self._explanation.findings if each.severity is not Severity.NOTE), None)
        if worst is not None:
            command = Span(f"antiphon learn {LESSONS[worst.rule]}")
            yield from self._paper.flow([Span(self._say(_LESSON), _BOLD), command])

    # -- blocks --------------------------------------------------------------------------------------------------------

    def _title(self, block: Block) -> str:
        title = self._say(block.title)
        if block.exchange is None or len(self._shown) < 2:
            return title
        number = self._shown.index(block.exchange) + 1
        return _OF.fill({"title": title, "number": number, "count": len(self._shown)}, self._language)

    def _facts(self, block: Block) -> Iterator[str]:
        for fact in block.facts:
            if self._style.every or fact.name not in _IN_THE_VERDICT:
                yield from self._fact(fact)

    def _fact(self, fact: Fact) -> Iterator[str]:
        label, told = Span(f"{safe(self._say(fact.label))}: ", _BLUE), self._told(fact)
        rows = self._rows(fact)
        value = "" if rows or self._is_told(fact) else self._value(fact.value)
        rule = self._rfc(fact.rfc) if self._style.every else []
        between = "  " if value and told else " "
        yield from self._paper.flow([label, Span(value + between), Span(f"{told} ", _DIM if value else ""), *rule], 2)
        if fact.name == "messages":
            yield from map(self._message, fact.value)
        for row in rows:
            yield from self._paper.flow([Span(row)], 4)
        yield from self._content(fact)
        if fact.command and self._style.every:
            yield self._paper.painted(f"    $ {safe(fact.command)}", _DIM)

    def _is_told(self, fact: Fact) -> bool:
        """Tell whether the sentence says all; what a value of several parts has besides is shown with everything."""
        return fact.coded and not (self._style.every and fact.name in MORE_THAN_TOLD)

    def _rows(self, fact: Fact) -> list[str]:
        """Return the lines of a value that takes several, none for one that takes part of a line."""
        value = fact.value
        if fact.name == "hop" and not self._style.every:
            return list(self._hop(value))
        if isinstance(value, dict) and fact.name in _IN_ROWS:
            # The text of content is shown below.
            parts = {name: part for name, part in told_parts(value).items() if name != "text"}
            return [f"{safe(word(name, self._language))}: {self._value(part)}" for name, part in parts.items()]
        return []

    def _message(self, message: dict[str, Any]) -> str:
        arrow = "→" if message["direction"] == "sent" else "←"
        return f"  {message['milliseconds']:>9.2f} ms {arrow} {message['name']}, {message['bytes']} B"

    def _hop(self, hop: dict[str, Any]) -> Iterator[str]:
        yield safe(f"{hop['method_before']} {hop['from']}")
        yield safe(f"→ {hop['method_after']} {hop['to']}")
        if hop["cookies_set"]:
            yield f"{self._say(PARTS['cookies_set'])}: {safe(', '.join(hop['cookies_set']))}"

    def _content(self, fact: Fact) -> Iterator[str]:
        """Yield the beginning of content, as it is."""
        text = fact.value.get("text") if isinstance(fact.value, dict) else None
        if not text:
            return
        lines = safe(text).replace("\t", "    ").splitlines()
        most = len(lines) if self._style.every else _SHORT_CONTENT
        for line in lines[:most]:
            yield f"    {line}"[: None if self._style.every else self._style.width]
        if len(lines) > most:
            yield "    …"

    def _value(self, value: Any) -> str:
        if isinstance(value, dict):
            value = {name: part for name, part in value.items() if name != "text"}
        return safe(plain(value, self._language))

    def _rest(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield what other blocks say, each in a line."""
        lines = [line for block in blocks for line in self._in_short(block)]
        if lines:
            yield ""
            yield self._paper.painted(self._say(_REST), _TITLE)
            yield from lines

    def _in_short(self, block: Block) -> Iterator[str]:
        facts = [fact for fact in block.facts if fact.name in _BRIEF[block.name]]
        if block.name == "chain":
            # Of the chain the server's own counts; the others are what it leads through.
            facts = [fact for place, fact in enumerate(facts) if place == 0 or fact.name != "certificate"]
        values = ", ".join(self._value(fact.value) for fact in facts if fact.value and not fact.coded)
        told = " ".join(self._told(fact) for fact in facts if fact.sentence is not None)
        if block.name in ("chain", "authentication") or not values:
            values = ""
        if values or told:
            shown = f"{values}{'. ' if values and told else ''}{told}"
            yield from self._paper.flow([Span(f"{self._say(block.title)}: ", _BLUE), Span(shown)], 2)

    # -- time ----------------------------------------------------------------------------------------------------------

    def _waterfall(self, block: Block) -> Iterator[str]:
        yield from self._hops()
        exchange = self._explanation.journey[block.exchange or 0]
        seconds = spent(exchange.phases)
        whole = sum(seconds.values()) or 1.0
        width = max((len(self._say(PHASES[name])) for name in seconds), default=0)
        room = max(_LEAST_BAR, min(_LONGEST_BAR, self._style.width - width - _BESIDE_BAR))
        before = 0.0
        for name, value in seconds.items():
            bar = self._paper.painted(_bar(before / whole, value / whole, room), _CYAN)
            yield f"  {self._say(PHASES[name]):{width}} {bar} {value * 1000:9.2f} ms"
            before += value
        for fact in block.facts:
            if fact.name in ("biggest", "median"):
                median = "" if fact.coded else f"{self._say(fact.label)}: {fact.value} ms. "
                yield from self._paper.flow([Span(median + self._told(fact))], 2)

    def _hops(self) -> Iterator[str]:
        """Yield how long each exchange before took, unless each has a waterfall of its own."""
        if self._style.every:
            return
        for number in self._shown[:-1]:
            exchange = self._explanation.journey[number]
            if exchange.phases.total is not None and exchange.response is not None:
                asked = safe(f"{exchange.request.method} {mask_query(exchange.request.target)}")
                yield f"  {asked} → {exchange.response.status}: {exchange.phases.total * 1000:.2f} ms"

    # -- doing it again ------------------------------------------------------------------------------------------------

    def _reproduction(self) -> Iterator[str]:
        block = self._explanation.of("reproduce")
        if block is None or not block.facts:
            return
        yield ""
        yield self._paper.painted(self._say(block.title), _TITLE)
        for fact in block.facts:
            # A command is copied, so it stays in one line.
            yield f"  {self._paper.painted(self._say(fact.label) + ':', _BLUE)} {safe(str(fact.value))}"
            if fact.sentence is not None:
                yield from self._paper.flow([Span(self._told(fact), _DIM)], 4)

    # -- bytes ---------------------------------------------------------------------------------------------------------

    def _bytes(self) -> Iterator[str]:
        for exchange in self._explanation.journey:
            if self._style.bytes:
                for message in (exchange.request, exchange.response):
                    if message is not None and message.raw is not None:
                        yield ""
                        yield from annotated(message.raw, message.flaws, self._language)
            if self._style.wire and exchange.record is not None:
                for piece in exchange.record.wire:
                    yield ""
                    way = self._say(_SENT if piece.sent else _RECEIVED)
                    at = (piece.moment - exchange.record.began) * 1000
                    yield self._paper.painted(f"{way} {len(piece.data)} B, {at:.2f} ms", _BOLD)
                    yield from hexadecimal(piece.data)
                if exchange.record.cut:
                    yield self._say(_CUT)

    # -- words ---------------------------------------------------------------------------------------------------------

    def _say(self, text: Text) -> str:
        return text.sentence(self._language)

    def _told(self, fact: Fact) -> str:
        return safe(fact.told(self._language))

    def _rfc(self, rfc: str) -> list[Span]:
        return [Span(f"({rfc})", _DIM)] if rfc else []


_IN_THE_VERDICT = frozenset({"failure", "refused", "fix"})
_SHOWN_APART = frozenset({"verdict", "findings", "reproduce"})
_IN_ROWS = frozenset({"certificate", "hop"})
_ORDER = ("timing", "redirects", "input", "names", "connection", "tls", "chain")


def _place(block: Block) -> tuple[int, int, int]:
    """Return where a block is shown: the time first, the messages after the connection, what follows from them last."""
    place = _ORDER.index(block.name) if block.name in _ORDER else len(_ORDER)
    return block.exchange or 0, place, block.number


def _alike(findings: list[Finding]) -> list[list[Finding]]:
    """Return `findings` of one kind together, in the order of the first of each."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return list(groups.values())


def _of_failure(error: AntiphonError | None) -> frozenset[str]:
    """Return the names of the blocks that tell most of a failure."""
    if isinstance(error, TLSError):
        return frozenset({"connection", "tls", "chain"})
    if isinstance(error, ResolveError):
        return frozenset({"input", "names"})
    if isinstance(error, ConnectionError | Timeout) and error.unsent:
        return frozenset({"names", "connection"})
    return frozenset()


def _bar(start: float, share: float, room: int) -> str:
    """Return a bar of `share` of the `room`, beginning at `start`, both from 0 to 1; never nothing."""
    left = int(start * room)
    eighths = max(1, round(share * room * 8))
    full, rest = divmod(eighths, 8)
    bar = " " * min(left, room - 1) + _EIGHTHS[8] * full + (_EIGHTHS[rest] if rest else "")
    return f"{bar[:room]:{room}}"
