"""The plot: each row's contenders as bars with their spread, as SVG."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from .measure import OURS, Row, median
from .words import number

_LEFT, _WIDTH, _BAR, _STEP = 190, 360, 16, 21
_STYLE = (
    "svg{background:#fff}text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600;font-size:13px}"
    ".note{fill:#777}.ours{fill:#2a7f62}.peer{fill:#b9c4c9}line{stroke:#444;stroke-width:1.5}"
    "@media (prefers-color-scheme:dark){svg{background:#161b1d}text{fill:#ddd}.note{fill:#999}.ours{fill:#3fa883}"
    ".peer{fill:#56656b}line{stroke:#ddd}}"
)


def plot(rows: Sequence[Row]) -> str:
    """Return an SVG document with a group of bars for each row that was measured."""
    drawn: list[str] = []
    y = 24
    for row in rows:
        bars = [(name, row.values(name)) for name in row.contenders if row.values(name)]
        if bars:
            drawn += _group(row, bars, y)
            y += 18 + _STEP * len(bars) + 18
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 {y}" role="img">\n'
        f"<title>Antiphon beside its peers</title>\n<style>{_STYLE}</style>\n{body}\n</svg>\n"
    )


def _group(row: Row, bars: Sequence[tuple[str, list[float]]], y: int) -> Iterator[str]:
    greatest = max(max(values) for _, values in bars)
    better = "less is better" if row.less_is_better else "more is better"
    yield (
        f'<text x="10" y="{y}" class="title">{html.escape(row.name)} '
        f'<tspan class="note" font-weight="400">{html.escape(row.unit)}, {better}</tspan></text>'
    )
    for position, (name, values) in enumerate(bars):
        yield from _bar(name, values, greatest, y + 10 + _STEP * position)


def _bar(name: str, values: list[float], greatest: float, y: int) -> Iterator[str]:
    middle = median(values) or 0.0
    length, low, high = (_WIDTH * value / greatest for value in (middle, min(values), max(values)))
    kind = "ours" if name == OURS else "peer"
    yield f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{html.escape(name)}</text>'
    yield f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR}" class="{kind}"/>'
    center = y + _BAR // 2
    yield f'<line x1="{_LEFT + low:.1f}" y1="{center}" x2="{_LEFT + high:.1f}" y2="{center}"/>'
    yield f'<text x="{_LEFT + max(length, high) + 8:.1f}" y="{y + 12}">{number(middle)}</text>'
