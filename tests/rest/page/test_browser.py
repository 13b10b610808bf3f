"""The pages in Chromium, with the backend behind them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from antiphon.rest.backend import Backend
from antiphon.server.target import Kind

from ...server.running import Running
from .browser import Browser
from .conftest import HOSTILE
from .pages import Pages

pytestmark = pytest.mark.peer

Show = Callable[[str], Browser]

_UNTIL = "(async (is) => { while (!is()) await new Promise(requestAnimationFrame); })"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with Browser(tmp_path / "home") as opened:
        yield opened
        assert opened.problems == []


@pytest.fixture
def show(shop: Backend, browser: Browser) -> Iterator[Show]:
    """Opens a path of the shop."""
    with Running(Pages(shop), Kind.HANDLER, access_log=False) as server:

        def opened(path: str) -> Browser:
            browser.open(server.url + path)
            return browser

        yield opened


def _choose(browser: Browser, method: str) -> None:
    browser.evaluate(f"document.querySelector('[name=method][value={method}]').click()")


def _type(browser: Browser, column: str, text: str) -> None:
    row = f"document.querySelector('[data-name=\"{column}\"] .value')"
    browser.evaluate(f"{row}.value = {json.dumps(text)}; {row}.dispatchEvent(new Event('input', {{bubbles: true}}))")


def _send(browser: Browser) -> str:
    """Press the button, and return the response as it is shown."""
    browser.evaluate("document.querySelector('form.try button').click()")
    browser.evaluate(f"{_UNTIL}(() => document.querySelector('.stop').hidden)")
    shown: str = browser.evaluate("document.querySelector('.response').textContent")
    return shown


def _content(browser: Browser) -> str:
    # What the columns make of themselves is there a moment later.
    browser.evaluate(f"{_UNTIL}(() => document.querySelector('[name=content]').value.length > 2)")
    content: str = browser.evaluate("document.querySelector('[name=content]').value")
    return content


def test_a_new_item_is_made_of_its_columns(show: Show) -> None:
    browser = show("products")
    _choose(browser, "POST")
    for column, text in {"sku": "NEW", "name": 'A "new" tea', "category": "tea", "price": "12345.60"}.items():
        _type(browser, column, text)
    assert '"price": 12345.60' in _content(browser)
    response = _send(browser)
    assert response.startswith("HTTP 201") and "location: /products/21" in response
    assert browser.evaluate("document.querySelector('.response a').getAttribute('href')").endswith("/products/21")


def test_what_nobody_touched_is_put_back_as_it_was(show: Show) -> None:
    browser = show("products/1")
    before = browser.evaluate("fetch('/products/1').then((answer) => answer.text())")
    _choose(browser, "PUT")
    _type(browser, "stock", "7")
    _content(browser)
    assert _send(browser).startswith("HTTP 200")
    after = browser.evaluate("fetch('/products/1').then((answer) => answer.text())")
    changed = {**json.loads(before), "stock": 7}
    assert json.loads(after) | {"updated_at": 0} == changed | {"updated_at": 0}


def test_the_tag_of_the_last_answer_is_what_the_next_change_is_for(show: Show) -> None:
    browser = show("products/1")
    _choose(browser, "PATCH")
    for price in ("1.00", "2.00"):
        _type(browser, "price", price)
        browser.evaluate(f"{_UNTIL}(() => document.querySelector('[name=content]').value.includes('{price}'))")
        assert _send(browser).startswith("HTTP 200")


def test_somebody_elses_change_is_refused_and_explained(show: Show) -> None:
    browser = show("products/1")
    change = "{method: 'PATCH', headers: {'Content-Type': 'application/json'}, body: '{\"stock\": 1}'}"
    browser.evaluate(f"fetch('/products/1', {change}).then((answer) => answer.status)")
    _choose(browser, "DELETE")
    assert _send(browser).startswith("HTTP 412")
    assert "If-Match" in browser.evaluate("document.querySelector('.problem').textContent")


@pytest.mark.parametrize("method", ["GET", "HEAD", "QUERY", "OPTIONS"])
def test_reading_methods_are_answered(show: Show, method: str) -> None:
    browser = show("products")
    _choose(browser, method)
    assert _send(browser).startswith("HTTP 204" if method == "OPTIONS" else "HTTP 200")
    assert browser.evaluate("document.querySelector('.request').textContent").startswith(f"{method} /products HTTP")


def test_a_line_that_is_no_field_is_told(show: Show) -> None:
    browser = show("products")
    browser.evaluate("document.querySelector('[name=fields]').value = 'no field'")
    browser.evaluate("document.querySelector('form.try button').click()")
    assert "no field" in browser.evaluate("document.querySelector('[role=status]').textContent")


def test_a_condition_is_added_by_the_form(show: Show) -> None:
    browser = show("products?sort=-price")
    form = "document.querySelector('form.filter')"
    browser.evaluate(
        f"{form}.elements.column.value = 'category'; {form}.elements.column.dispatchEvent(new Event('change'));"
        f"{form}.elements.operator.value = 'starts'; {form}.elements.value.value = 'coc'"
    )
    browser.follow(f"{form}.requestSubmit()")
    assert browser.evaluate("location.search") == "?sort=-price&category%5Bstarts%5D=coc"
    assert browser.evaluate("document.querySelectorAll('tbody tr').length") == 3


def test_json_is_indented_with_its_numbers_as_they_are(show: Show) -> None:
    browser = show("")
    text = '{"a":1.50,"b":[],"c":[12345678901234567890,"x\\\\",{"d":"{,}"}],"e":{}}'
    code = f"import('/.antiphon/rest/page.js').then((page) => page.indented({json.dumps(text)}))"
    indented = browser.evaluate(code)
    assert "".join(indented.split()) == text and "1.50" in indented and "12345678901234567890" in indented
    assert json.loads(indented) == json.loads(text)


def test_the_keyboard_comes_first_to_the_link_that_skips(show: Show) -> None:
    browser = show("products")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"


def test_hostile_data_does_nothing(hostile: Backend, browser: Browser) -> None:
    with Running(Pages(hostile), Kind.HANDLER, access_log=False) as server:
        for path in ("", quote(HOSTILE, safe=""), f"{quote(HOSTILE, safe='')}/{quote(HOSTILE, safe='')}"):
            browser.open(server.url + path)
            assert browser.evaluate("document.title") != "taken"
            assert browser.evaluate("document.querySelectorAll('script').length") == 1
            assert _send(browser).startswith("HTTP 200")
            assert browser.evaluate("document.querySelectorAll('script').length") == 1
