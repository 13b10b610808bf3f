"""The table: on the terminal, as a page, as a plot and as JSON."""

from __future__ import annotations

import html
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .environment import PEERS, ROOT
from .measure import Row


def number(value: float | None) -> str:
    """Return `value` with as many digits as mean anything."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def lines(row: Row) -> list[list[str]]:
    """Return the cells of a row: contender, median, spread, per CPU-second, ratio, target, verdict, memory."""
    targets = {target.peer: target.ratio for target in row.targets}
    cells = []
    for name in row.contenders:
        if name in row.failures and name not in row.figures:
            cells.append([name, "not measured: " + row.failures[name], "", "", "", "", ""])
            continue
        rates = row.rates(name)
        ratio = None if name == "antiphon" else row.ratio(name)
        target = targets.get(name)
        verdict = "" if target is None or ratio is None else ("yes" if ratio >= target else "no")
        memory = max((figure.memory or 0 for figure in row.figures[name]), default=0)
        cells.append(
            [
                name + (f" ({memory / 1e6:.1f} MB)" if memory > 1e5 else f" ({memory} B each)" if memory else ""),
                number(row.median(name)),
                f"{number(min(rates))} – {number(max(rates))}" if rates else "–",
                number(row.per_cpu(name)),
                "" if ratio is None else f"{ratio:.2f}",
                "" if target is None else f"{target:g}",
                verdict,
            ]
        )
    return cells


def show(row: Row) -> None:
    """Print a row."""
    print(f"\n{row.name} [{row.unit}]")
    for cells in lines(row):
        contender, median, spread, per_cpu, ratio, target, verdict = cells
        versus = f"antiphon is {ratio} x" if ratio else ""
        goal = f"(target {target}: {verdict})" if target else ""
        print(f"  {contender:<28} {median:>12}  {spread:>24}  {per_cpu:>12}/CPU-s  {versus} {goal}")


def machine() -> str:
    """Return a sentence about the machine and the versions."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    python = f"Python {platform.python_version()}"
    listed = subprocess.run(
        [str(PEERS / "bin" / "python"), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    names = ("aiohttp", "granian", "httpx", "httpx2", "pycurl", "requests", "urllib3", "uvicorn", "uvloop")
    peers = ", ".join(line.replace("==", " ") for line in listed if line.partition("==")[0].lower() in names)
    return f"{os.cpu_count()} cores of {cpu}, {platform.system()} {platform.release()}, {python}; {peers}."


def write(rows: Sequence[Row], rounds: int, seconds: int) -> None:
    """Write ``docs/benchmarks.md``, its plot, and the figures as JSON."""
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Every row runs in one go: the server on one core, the load on another, contenders",
        f"one after the other in each of {rounds} rounds of {seconds} s. A ratio is the median over the rounds of",
        "Antiphon's rate by the peer's in the same round. Figures of another machine will differ; ratios less so.",
        "",
        f"Machine: {machine()}",
        "",
        "![Antiphon beside its peers](benchmarks.svg)",
        "",
    ]
    for row in rows:
        text += [f"## {row.name}", "", f"In {row.unit}.", ""]
        text += ["| contender | median | spread | per CPU-second | Antiphon is × | target | reached |"]
        text += ["|---|---|---|---|---|---|---|"]
        text += ["| " + " | ".join(cells) + " |" for cells in lines(row)]
        text += [""]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(text))
    (ROOT / "docs" / "benchmarks.svg").write_text(plot(rows))
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    figures = {row.name: {name: row.rates(name) for name in row.contenders} for row in rows}
    (results / "latest.json").write_text(json.dumps({"python": sys.version, "rows": figures}, indent=1))


def plot(rows: Sequence[Row]) -> str:
    """Return the rows as bars, each contender's median beside Antiphon's."""
    bars: list[str] = []
    y = 10
    for row in rows:
        medians = {name: row.median(name) or 0.0 for name in row.contenders}
        most = max(medians.values(), default=0.0)
        if not most:
            continue
        bars.append(f'<text x="10" y="{y + 14}" class="title">{html.escape(row.name)}</text>')
        y += 24
        for name, median in medians.items():
            kind = "ours" if name == "antiphon" else "peer"
            width = 420 * median / most
            bars.append(f'<text x="10" y="{y + 12}">{html.escape(name)}</text>')
            bars.append(f'<rect x="120" y="{y}" width="{width:.1f}" height="16" class="{kind}"/>')
            bars.append(f'<text x="{126 + width:.1f}" y="{y + 12}">{number(median)}</text>')
            y += 20
        y += 14
    style = (
        "text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600}"
        ".ours{fill:#2a7f62}.peer{fill:#b9c4c9}"
        "@media (prefers-color-scheme:dark){text{fill:#ddd}.peer{fill:#566}}"
    )
    body = "\n".join(bars)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {y}"><style>{style}</style>\n{body}\n</svg>\n'
