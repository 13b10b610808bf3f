"""Nobody is shut out: axe finds no violation in the lessons, as they come and after they were used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from antiphon.learn.catalogue import LANGUAGES, lessons

from ..axe import VIOLATIONS, axe_script
from ..rest.page.browser import Browser
from .learning import Learning
from .opened import show, until

pytestmark = pytest.mark.peer

# Each page once, by turns in English and Spanish: their structure is the same. So is that of both themes, whose colours
# are in one list.
NAMES = ["", *(lesson.name for lesson in lessons("en"))]
PAGES = [(LANGUAGES[place % len(LANGUAGES)], name) for place, name in enumerate(NAMES)]
BOX = "document.querySelector('.box')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
        assert opened.problems == []


def put_in(browser: Browser, *, dark: bool) -> None:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.command("Emulation.setEmulatedMedia", features=[scheme])


def violations(browser: Browser) -> list[str]:
    browser.evaluate(f"{axe_script()}; 0")
    found: list[str] = browser.evaluate(VIOLATIONS)
    return found


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_page_has_no_violation(language: str, name: str, browser: Browser, learning: Learning) -> None:
    put_in(browser, dark=language == "es")
    show(browser, learning, f"{language}/{name}")
    assert violations(browser) == []


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("es", True)])
def test_a_lesson_in_use_has_none(language: str, dark: bool, browser: Browser, learning: Learning) -> None:
    put_in(browser, dark=dark)
    show(browser, learning, f"{language}/status-codes")
    browser.evaluate(f"{BOX}.querySelector('[name=prediction]').click(); {BOX}.querySelector('form').requestSubmit()")
    until(browser, f"{BOX}.querySelector('.view')")
    browser.evaluate(
        "[...document.querySelectorAll('button.status')].find((each) => each.textContent === '304').click()"
    )
    until(browser, "document.querySelector('.trace .exchanges > .view')")
    browser.evaluate(
        "document.querySelectorAll('.question').forEach((form, place) => {"
        "  form.querySelector(`[data-right=${place ? 'yes' : 'no'}] input`).click(); form.requestSubmit(); });"
        "document.querySelectorAll('details').forEach((each) => { each.open = true; });"
        "document.querySelectorAll('.messages').forEach((each) => each.querySelector('.part').click());"
        "document.querySelector('.mark').click()"
    )
    assert violations(browser) == []


def test_the_documentation_has_none(browser: Browser, learning: Learning) -> None:
    for name in ("", "client/basics.md"):
        browser.open(f"{learning.url}docs/{name}")
        assert violations(browser) == []
