"""The lessons in Chromium: read, jump, predict, send, answer, go offline and back, and go on in another browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from antiphon.learn.assets import assets_path

from ..rest.page.browser import Browser
from .learning import OTHER_CODE, Learning

pytestmark = pytest.mark.peer

_UNTIL = "(async (is) => { while (!is()) await new Promise((after) => setTimeout(after, 20)); })"
BOX = "document.querySelector('#box-one-resource-two-faces')"
STATE = "JSON.parse(localStorage.getItem('antiphon-learn'))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
        assert opened.problems == []


def until(browser: Browser, condition: str) -> None:
    browser.evaluate(f"{_UNTIL}(() => {condition})")


def show(browser: Browser, learning: Learning, place: str) -> None:
    """Open a page anew, and wait for its scripts."""
    browser.open("about:blank")
    browser.open(learning.url + place)
    until(browser, "'ready' in document.body.dataset")


def text(browser: Browser, selector: str) -> str:
    shown: str = browser.evaluate(f"document.querySelector({json.dumps(selector)}).textContent")
    return shown


def saved(learning: Learning, browser: Browser) -> dict[str, Any]:
    """Return the progress of this browser as the server has it."""
    code = browser.evaluate(f"{STATE}.code")
    answer = learning.session.get(f"api/progress/{code}", headers={"Accept": "application/json"})
    found: dict[str, Any] = answer.json()
    return found


def test_a_lesson_is_read_and_the_progress_goes_along(browser: Browser, learning: Learning, tmp_path: Path) -> None:
    show(browser, learning, "en/request-and-response")
    browser.evaluate("document.querySelector('#what-is-http .mark').click()")
    assert text(browser, "#percent") == "20 % read"
    minutes = int(browser.evaluate("document.body.dataset.minutes"))
    assert text(browser, "#left") == f"{-(-minutes * 4 // 5)} min left"

    # A jump: the address, the focus and the mark in the list.
    browser.evaluate("document.querySelectorAll('.side nav a')[3].click()")
    assert browser.evaluate("location.hash") == "#status-codes"
    assert browser.evaluate("document.activeElement.id") == "status-codes"
    until(browser, "document.querySelector('.side a[aria-current]')?.hash === '#status-codes'")

    # The other language shows the same place.
    browser.follow("document.querySelector('#language').click()")
    until(browser, "'ready' in document.body.dataset")
    assert browser.evaluate("location.pathname + location.hash") == "/es/request-and-response#status-codes"
    assert text(browser, "#percent").endswith("leído")

    until(browser, f"{STATE}.updated")
    until(browser, f"{STATE}.base.sections.includes('request-and-response#what-is-http')")
    before = saved(learning, browser)
    assert "request-and-response#what-is-http" in before["sections"]

    # Away from the network, nothing is lost; back on it, everything is saved.
    browser.go_offline(True)
    browser.evaluate("document.querySelector('#methods .mark').click()")
    until(browser, "document.querySelector('#sync').textContent.includes('sin conexión')")
    assert "request-and-response#methods" in browser.evaluate(f"{STATE}.sections")
    assert "request-and-response#methods" not in saved(learning, browser)["sections"]
    browser.go_offline(False)
    until(browser, f"{STATE}.base.sections.includes('request-and-response#methods')")
    after = saved(learning, browser)
    assert "request-and-response#methods" in after["sections"] and after["updated"] > before["updated"]

    # Another browser, by the link alone: the same progress, with the same time.
    link = browser.evaluate("document.querySelector('#link').href")
    with Browser(tmp_path / "other") as other:
        other.open(link)
        until(other, "'ready' in document.body.dataset")
        until(other, f"{STATE}.sections.includes('request-and-response#methods')")
        until(other, f"{STATE}.updated")
        assert "code=" not in other.evaluate("location.href")
        assert other.evaluate("document.querySelector('#sync').title") >= after["updated"]
        assert other.problems == []


def test_both_devices_keep_what_they_learned_when_both_save(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/methods")
    until(browser, f"{STATE}.updated")
    code = browser.evaluate(f"{STATE}.code")
    # Another device saves between the reading and the writing of this one: 412, and once more.
    place = f"api/progress/{code}"
    read = learning.session.get(place, headers={"Accept": "application/json"})
    row = {name: read.json()[name] for name in ("sections", "answers", "solved", "notes")}
    row["sections"] = [*row["sections"], "caching#freshness"]
    row["notes"] = {"methods": "from there"}
    browser.go_offline(True)
    browser.evaluate(
        "const notes = document.querySelector('#notes'); notes.value = 'from here';"
        "notes.dispatchEvent(new Event('input')); document.querySelector('#reading .mark').click()"
    )
    learning.session.put(place, json=row, headers={"If-Match": read.headers["ETag"]}).raise_for_status()
    browser.go_offline(False)
    until(browser, f"{STATE}.base.notes.methods?.includes('from here')")
    kept = saved(learning, browser)
    assert {"caching#freshness", "methods#reading"} <= set(kept["sections"])
    assert set(kept["notes"]["methods"].split("\n")) == {"from here", "from there"}
    assert text(browser, "#percent") != "0 % read"


def test_a_box_is_predicted_sent_and_understood(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/request-and-response")
    browser.evaluate(f"{BOX}.querySelector('form').requestSubmit()")
    assert "Predict first" in browser.evaluate(f"{BOX}.querySelector('.verdict').textContent")
    browser.evaluate(f"{BOX}.querySelector('input[value=\"200\"]').click()")
    browser.evaluate(f"{BOX}.querySelector('form').requestSubmit()")
    until(browser, f"{BOX}.querySelector('.view')")
    verdict = browser.evaluate(f"{BOX}.querySelector('.verdict').textContent")
    assert "200 OK" in verdict and "You predicted 200: right." in verdict
    # A click on a part says what it means; the arrow keys go on to the next.
    browser.evaluate(f"const part = {BOX}.querySelector('.part'); part.focus(); part.click()")
    assert "request line" in browser.evaluate(f"{BOX}.querySelector('.meaning').textContent")
    browser.press("ArrowDown")
    assert browser.evaluate("document.activeElement.textContent").startswith("Host: ")
    # The task: Accept is changed, and what is really exchanged counts.
    browser.evaluate(f"{BOX}.querySelector('[name=fields]').value = 'Accept: text/html'")
    browser.evaluate(f"{BOX}.querySelector('form').requestSubmit()")
    until(browser, f"{BOX}.querySelector('.task.solved')")
    assert "request-and-response#one-resource-two-faces" in browser.evaluate(f"{STATE}.solved")
    assert browser.evaluate(f"{BOX}.querySelector('.samples code').textContent").startswith("curl ")


def test_a_url_is_shown_in_its_parts_as_it_is_typed(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/request-and-response")
    browser.evaluate(
        f"const path = {BOX}.querySelector('[name=path]'); path.value = '/v1/users?id=123#top';"
        "path.dispatchEvent(new Event('input'))"
    )
    parts = browser.evaluate(f"[...{BOX}.querySelectorAll('.url span')].map((each) => each.lastChild.textContent)")
    assert parts == ["https", "localhost", "8443", "/v1/users", "id=123", "top"]
    assert browser.evaluate(f"{BOX}.querySelector('.url').textContent").startswith("schemehttps://hostlocalhost:")


def test_a_quiz_is_answered_and_what_was_wrong_again(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/request-and-response")
    answer = (
        "((form, right) => {{ form.querySelector(`[data-right=${{right}}] input`).click(); form.requestSubmit(); }})"
        "(document.querySelectorAll('.question')[{place}], '{right}')"
    )
    count = browser.evaluate("document.querySelectorAll('.question').length")
    for place in range(count):
        browser.evaluate(answer.format(place=place, right="no" if place == 0 else "yes"))
    assert text(browser, ".score") == f"{count - 1} of {count} right."
    assert browser.evaluate("[...document.querySelectorAll('.option .why')].every((why) => !why.hidden)")

    show(browser, learning, "en/request-and-response")
    assert text(browser, ".score") == f"{count - 1} of {count} right."
    browser.evaluate("document.querySelector('.retry').click()")
    assert browser.evaluate("document.querySelectorAll('.question:not(.answered)').length") == 1
    browser.evaluate(answer.format(place=0, right="yes"))
    assert text(browser, ".score") == f"{count} of {count} right."


def test_options_stand_in_another_order_each_time(browser: Browser, learning: Learning) -> None:
    orders = set()
    for _ in range(4):
        show(browser, learning, "en/status-codes")
        orders.add(browser.evaluate("[...document.querySelectorAll('.option input')].map((each) => each.value).join()"))
    assert len(orders) > 1


def test_a_question_opens_by_its_link_and_is_found_by_its_words(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "es/request-and-response#faq-post-put")
    assert browser.evaluate("document.querySelector('#faq-post-put').open")
    assert browser.evaluate("document.activeElement.closest('details')?.id") == "faq-post-put"
    search = (
        "const search = document.querySelector('#search'); search.value = {}; search.dispatchEvent(new Event('input'))"
    )
    browser.evaluate(f"{{ {search.format(json.dumps('SESION cabec'))} }}")
    assert not browser.evaluate("document.querySelector('.nothing').hidden") or browser.evaluate(
        "document.querySelectorAll('#faq details:not([hidden])').length"
    )
    browser.evaluate(f"{{ {search.format(json.dumps('post PUT'))} }}")
    assert browser.evaluate("document.querySelector('#faq-post-put').hidden") is False


def test_a_code_is_typed_instead_of_a_link(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/")
    browser.evaluate(
        f"document.querySelector('#other-code').value = '{OTHER_CODE}';"
        "document.querySelector('#device').requestSubmit()"
    )
    until(browser, f"{STATE}.code === '{OTHER_CODE}' && {STATE}.updated")
    assert text(browser, "#code") == OTHER_CODE
    assert learning.session.get(f"api/progress/{OTHER_CODE}").ok


@pytest.mark.parametrize("place", ["en/", "es/https"])
def test_nothing_stands_out_of_a_narrow_window(place: str, browser: Browser, learning: Learning) -> None:
    browser.resize(320, 700)
    show(browser, learning, place)
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    browser.resize(1280, 900)


@pytest.mark.parametrize(
    ("here", "there", "merged"),
    [
        ({"sections": ["a#b"]}, {"sections": ["a#c"]}, {"sections": ["a#b", "a#c"]}),
        ({"answers": {"a#q": [1, 5]}}, {"answers": {"a#q": [2, 9]}}, {"answers": {"a#q": [2, 9]}}),
        ({"answers": {"a#q": [-1, 9]}}, {"answers": {"a#q": [2, 5]}}, {"answers": {"a#q": [-1, 9]}}),
        ({"notes": {"a": "x"}}, {"notes": {"a": "y"}}, {"notes": {"a": "y\nx"}}),
        ({"notes": {"a": "new"}}, {"notes": {"a": "old"}, "base": True}, {"notes": {"a": "new"}}),
        ({"sections": ["a#b"]}, {"sections": ["<b>", 1, None], "notes": {"a": 1}}, {"sections": ["a#b"]}),
        ({"sections": ["a#b"]}, [], {"sections": ["a#b"]}),
    ],
    ids=["union", "later-answer", "taken-back", "both-notes", "changed-note", "hostile", "no-object"],
)
def test_two_states_become_one(
    here: dict[str, Any], there: Any, merged: dict[str, Any], browser: Browser, learning: Learning
) -> None:
    show(browser, learning, "en/")
    base = there if isinstance(there, dict) and there.get("base") else {}
    result = browser.evaluate(
        f"import('{assets_path()}merging.js').then(({{ cleaned, merged }}) => "
        f"merged(cleaned({json.dumps(here)}), cleaned({json.dumps(there)}), cleaned({json.dumps(base)})))"
    )
    empty: dict[str, Any] = {"sections": [], "solved": [], "answers": {}, "notes": {}}
    assert result == {**empty, **merged}
