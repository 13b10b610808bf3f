"""An explanation as one HTML page: nothing is loaded, nothing runs, so it can be sent to anybody.

What came from outside is escaped, and the page's own policy (CSP) forbids scripts and connections, should any slip
through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as escape_markup
from typing import Any

from ...faults import Text
from ...faults.fault import Severity
from ...semantics.secrets import mask_query
from ...semantics.terminal_text import safe
from ..blocks.block import Block, Fact
from ..blocks.explanation import Explanation
from ..blocks.timed import PHASES, spent
from ..exchange import Exchange
from ..finding import Finding
from ..rules.lessons import LESSONS
from .dump import annotated
from .fact_lines import is_told
from .json_value import link_of
from .news import is_news
from .words import SEVERITIES, plain, told_parts, word

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_FIX = Text("What to do: ", "Qué hacer: ")
_LESSON = Text("Lesson: ", "Lección: ")
_MORE = Text("More findings: {count}", "Más hallazgos: {count}")
_MESSAGES = Text("The messages, byte by byte", "Los mensajes, byte a byte")
_TITLE = Text("What happened", "Qué pasó")
_ORDER = ("timing", "redirects", "request", "response")
_APART = frozenset({"verdict", "findings", "redirects", "reproduce"})
_CLASSES = {None: "good", Severity.NOTE: "good", Severity.WARNING: "warning", Severity.ERROR: "bad"}

_STYLE = """
:root{color-scheme:light dark;--bad:#b3261e;--good:#146c2e;--warning:#8a5300;--line:#8884;--soft:#8881}
:root{--paper:#fff;--ink:#1b1b1b;--link:#0b57d0}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7bdc9a;--warning:#ffc46b}
:root{--paper:#121212;--ink:#e8e8e8;--link:#8ab4f8}}
html{background:var(--paper);color:var(--ink)}a{color:var(--link)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem;overflow-wrap:anywhere}h2{font-size:1.15rem;border-bottom:1px solid var(--line);margin-top:2rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}summary{cursor:pointer;font-weight:600;margin-top:1rem}
.bad{color:var(--bad)}.good{color:var(--good)}.warning{color:var(--warning)}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.25rem 1rem;margin:0}
dt{font-weight:600;overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}dd p{margin:0}
code,pre{font:13px/1.5 ui-monospace,monospace;background:var(--soft);overflow-x:auto}
pre{padding:.75rem;white-space:pre}article{border-left:4px solid var(--line);padding:.25rem .75rem;margin:.75rem 0}
article.error{border-color:var(--bad)}article.warning{border-color:var(--warning)}
article.warning,article.error,article.note{color:inherit}
table{border-collapse:collapse;font-size:.85rem}th,td{text-align:left;padding:0 .75rem 0 0}
.bars div{display:grid;grid-template-columns:14rem 1fr 6rem;gap:.5rem;align-items:center}
.bars i{display:block;height:.8rem;background:currentColor;opacity:.6}.bars b{font-weight:400;text-align:right}
@media(max-width:40rem){dl,.bars div{grid-template-columns:1fr}}
"""


def as_page(explanation: Explanation, language: str = "en") -> str:
    """Return `explanation` as an HTML document in `language`."""
    return "".join(_Page(explanation, language).parts())


class _Page:
    def __init__(self, explanation: Explanation, language: str) -> None:
        self._explanation = explanation
        self._language = language
        self._shown = [number for number, each in enumerate(explanation.journey) if not each.probe]

    # -- the order -----------------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[str]:
        facts = self._explanation.verdict.facts
        outcome = facts[0].told(self._language) if facts else self._say(_TITLE)
        yield f'<!doctype html><html lang="{self._language}"><head><meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        yield f"<title>{escape(outcome[:80])}</title><style>{_STYLE}</style></head><body><main>"
        yield f'<h1 class="{_CLASSES[self._explanation.grade]}">{escape(outcome)}</h1>'
        yield self._facts(facts[1:])
        yield from self._findings()
        yield from self._of_all("redirects")
        yield from self._exchanges()
        yield from self._of_all("reproduce")
        yield from self._messages()
        yield "</main></body></html>\n"

    def _findings(self) -> Iterator[str]:
        findings = self._explanation.findings
        news = [each for each in findings if is_news(self._explanation, each, self._language)]
        rest = [each for each in findings if each not in news]
        yield from map(self._finding, news)
        if rest:
            title = _MORE.fill({"count": len(rest)}, self._language)
            yield f"<details><summary>{escape(title)}</summary>{''.join(map(self._finding, rest))}</details>"

    def _of_all(self, name: str) -> Iterator[str]:
        block = self._explanation.of(name)
        if block is not None and block.facts:
            yield f'<section id="{name}"><h2>{self._text(block.title)}</h2>{self._facts(block.facts)}</section>'

    def _exchanges(self) -> Iterator[str]:
        """Yield the blocks of each exchange; where there are several, the last one open."""
        for number in self._shown:
            blocks = [each for each in self._explanation.blocks if each.exchange == number and each.facts]
            shown = "".join(self._block(each) for each in sorted(blocks, key=_place) if each.name not in _APART)
            if len(self._shown) == 1:
                yield shown
                continue
            opened = " open" if number == self._shown[-1] else ""
            title = f"{self._shown.index(number) + 1}. {_line(self._explanation.journey[number])}"
            yield f"<details{opened}><summary>{escape(title)}</summary>{shown}</details>"

    def _messages(self) -> Iterator[str]:
        found = [
            message
            for exchange in self._explanation.journey
            for message in (exchange.request, exchange.response)
            if message is not None and message.raw
        ]
        if not found:
            return
        yield f'<section id="messages"><h2>{self._text(_MESSAGES)}</h2>'
        for message in found:
            lines = "\n".join(annotated(message.raw or b"", message.flaws, self._language))
            yield _preformatted(lines)
        yield "</section>"

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> str:
        shown = self._bars(block) if block.name == "timing" else self._facts(block.facts)
        return f'<section id="{block.name}-{block.exchange}"><h2>{self._text(block.title)}</h2>{shown}</section>'

    def _facts(self, facts: Iterable[Fact]) -> str:
        shown = "".join(map(self._fact, facts))
        return f"<dl>{shown}</dl>" if shown else ""

    def _fact(self, fact: Fact) -> str:
        told, rule = fact.told(self._language), _rule(fact.rfc)
        parts = ["" if is_told(fact) else self._value(fact.value)]
        parts.append(f"<p>{escape(told)}{rule}</p>" if told else rule)
        if fact.command:
            parts.append(f"<p><code>{escape(fact.command)}</code></p>")
        return f"<dt>{self._text(fact.label)}</dt><dd>{''.join(parts)}</dd>"

    def _value(self, value: Any) -> str:
        if value in (None, [], {}, ""):
            return ""
        if isinstance(value, list) and isinstance(value[0], dict):
            return self._table(value)
        if isinstance(value, dict):
            return "".join(self._part(name, part) for name, part in told_parts(value).items())
        return f"<code>{escape(plain(value, self._language))}</code>"

    def _part(self, name: str, part: Any) -> str:
        shown = plain(part, self._language)
        if name == "text":
            return _preformatted(shown)
        return f"<div>{escape(word(name, self._language))}: <code>{escape(shown)}</code></div>"

    def _table(self, rows: list[dict[str, Any]]) -> str:
        heads = "".join(f'<th scope="col">{escape(word(name, self._language))}</th>' for name in rows[0])
        lines = ("".join(f"<td>{escape(self._cell(part))}</td>" for part in row.values()) for row in rows)
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"

    def _cell(self, part: Any) -> str:
        return word(part, self._language) if isinstance(part, str) else plain(part, self._language)

    def _finding(self, finding: Finding) -> str:
        severity = finding.severity
        name, fix = self._text(SEVERITIES[severity]), self._text(_FIX)
        return (
            f'<article class="{severity.value}"><strong>{name}</strong> '
            f"{escape(finding.sentence(self._language))}{_rule(finding.fault.rfc)}"
            f"<br>{fix}{escape(finding.fix(self._language))}"
            f"<br>{self._text(_LESSON)}<code>antiphon learn {LESSONS[finding.rule]}</code></article>"
        )

    def _bars(self, block: Block) -> str:
        seconds = spent(self._explanation.journey[block.exchange or 0].phases)
        whole, before, rows = sum(seconds.values()) or 1.0, 0.0, []
        for name, value in seconds.items():
            place = f"margin-left:{before / whole * 100:.2f}%;width:{max(value / whole * 100, 0.3):.2f}%"
            label = self._text(PHASES[name])
            rows.append(f'<div><span>{label}</span><i style="{place}"></i><b>{value * 1000:.2f} ms</b></div>')
            before += value
        said = (fact for fact in block.facts if fact.name in ("biggest", "median"))
        told = "".join(f"<p>{escape(fact.told(self._language))}</p>" for fact in said)
        return f'<div class="bars">{"".join(rows)}</div>{told}'

    # -- words ---------------------------------------------------------------------------------------------------------

    def _say(self, text: Text) -> str:
        return text.sentence(self._language)

    def _text(self, text: Text) -> str:
        return escape(self._say(text))


def escape(text: str) -> str:
    """Return `text` for markup, what does not print as escapes: whoever reads the file on a terminal is safe, too."""
    return escape_markup(safe(text))


def _place(block: Block) -> tuple[int, int]:
    return _ORDER.index(block.name) if block.name in _ORDER else len(_ORDER), block.number


def _line(exchange: Exchange) -> str:
    url, response = exchange.request.url, exchange.response
    target = mask_query(exchange.request.target if url is None else url.masked)
    return f"{exchange.request.method} {target} → {'–' if response is None else response.status}"


def _rule(rfc: str) -> str:
    link = link_of(rfc) if rfc else None
    return f' <a href="{escape(link)}">{escape(rfc)}</a>' if link else ""


def _preformatted(text: str) -> str:
    # What scrolls must be reached by the keyboard.
    return f'<pre tabindex="0">{escape(text)}</pre>'
