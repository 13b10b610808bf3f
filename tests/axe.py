"""axe-core, the accessibility rules of Deque, which the package axe-playwright-python carries; `make` installs it."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files

import pytest

VIOLATIONS = """
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((found) =>
  found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(' ')}`))
""".strip()
"""The expression that gives what is wrong with a page as a list of strings, once the script was evaluated there."""


@cache
def axe_script() -> str:
    """Return the script; without it, skip the test, or fail with ``ANTIPHON_PEERS=required``."""
    try:
        return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        message = "needs axe: pip install --no-deps axe-playwright-python"
        if os.environ.get("ANTIPHON_PEERS") == "required":
            pytest.fail(message)
        pytest.skip(message)
