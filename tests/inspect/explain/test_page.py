"""The HTML page of an explanation in Chromium: nothing runs, nothing is loaded, axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ...axe import VIOLATIONS, axe_script
from ...rest.page.browser import Browser
from .conftest import Explain

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
        assert opened.problems == []


@pytest.mark.parametrize("name", ["good", "expired", "redirect/302"])
def test_axe_finds_nothing(browser: Browser, explained: Explain, tmp_path: Path, name: str) -> None:
    explanation = explained(name)
    for language, theme in (("en", "light"), ("es", "dark")):
        file = tmp_path / f"{language}.html"
        file.write_text(explanation.to_html(language), "utf-8")
        browser.open(file.as_uri())
        browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        browser.evaluate(f"{axe_script()}; undefined")
        browser.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert browser.evaluate(VIOLATIONS) == []
        assert browser.evaluate("performance.getEntriesByType('resource').length") == 0
