"""Pages of the lessons in a browser: opened, waited for, and read."""

from __future__ import annotations

import json

from ..rest.page.browser import Browser
from .learning import Learning

_UNTIL = "(async (is) => { while (!is()) await new Promise((after) => setTimeout(after, 20)); })"
STATE = "JSON.parse(localStorage.getItem('antiphon-learn'))"
"""What the browser keeps of the progress, as an expression."""


def until(browser: Browser, condition: str) -> None:
    """Wait until the JavaScript `condition` holds."""
    browser.evaluate(f"{_UNTIL}(() => {condition})")


def show(browser: Browser, learning: Learning, place: str) -> None:
    """Open a page anew, and wait for its scripts."""
    show_url(browser, learning.url + place)


def show_url(browser: Browser, url: str) -> None:
    """Open the page at `url` anew, and wait for its scripts."""
    browser.open("about:blank")
    browser.open(url)
    until(browser, "'ready' in document.body.dataset")


def text(browser: Browser, selector: str) -> str:
    """Return the text of what `selector` finds."""
    shown: str = browser.evaluate(f"document.querySelector({json.dumps(selector)}).textContent")
    return shown
