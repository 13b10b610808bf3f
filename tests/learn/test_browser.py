"""The lessons in Chromium: read, jump, predict, send, answer, go offline and back, and go on in another browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.learn.assets import assets_path
from antiphon.learn.catalogue import LANGUAGES

from ..rest.page.browser import Browser
from .killed import process
from .learning import OTHER_CODE, Learning
from .opened import STATE, show, show_url, text, until

pytestmark = pytest.mark.peer

BOX = "document.querySelector('#box-one-resource-two-faces')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
        assert opened.problems == []


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
    assert "Now this device has the progress" in text(browser, ".devices .verdict")
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


# -- status codes in the text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("en", "The answer was 304"), ("es", "La respuesta fue 304")])
def test_a_status_code_is_pressed_and_a_real_server_answers_it(
    language: str, said: str, browser: Browser, learning: Learning
) -> None:
    show(browser, learning, f"{language}/status-codes")
    browser.evaluate(
        "[...document.querySelectorAll('button.status')].find((each) => each.textContent === '304').focus()"
    )
    browser.press("Enter")
    until(browser, "document.querySelector('.trace .exchanges > .view')")
    assert said in text(browser, ".trace .verdict")
    shown = text(browser, ".trace .exchanges > .view .messages")
    assert "If-None-Match: " in shown and "HTTP/1.1 304 Not Modified" in shown
    assert "200" in text(browser, ".trace .exchanges > details summary")
    assert browser.evaluate("document.activeElement.matches('.trace')")
    browser.press("Escape")
    assert browser.evaluate("document.activeElement.textContent") == "304"
    assert browser.evaluate("document.querySelectorAll('.trace').length") == 0


def test_without_scripts_a_status_code_is_plain_text(browser: Browser, learning: Learning) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(learning.url + "en/status-codes")
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.evaluate("document.querySelector('td .status').parentElement.textContent").startswith("301 Moved")
    assert browser.evaluate("document.querySelectorAll('button.status').length") == 0


# -- from page to page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_series_is_walked_by_arrow_keys_and_ends_at_its_list(
    language: str, browser: Browser, learning: Learning
) -> None:
    show(browser, learning, f"{language}/errors")
    for expected in (f"/{language}/troubleshooting", f"/{language}/"):
        browser.follow("dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', altKey: true, shiftKey: true}))")
        until(browser, "'ready' in document.body.dataset")
        assert browser.evaluate("location.pathname") == expected
    show(browser, learning, f"{language}/request-and-response")
    assert browser.evaluate("document.querySelector('a[rel=prev]').pathname") == f"/{language}/"
    assert browser.evaluate("document.querySelector('header nav a').pathname") == f"/{language}/"


# -- where nothing is kept, nobody answers, or somebody else asks ------------------------------------------------------

_BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
_FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


@pytest.mark.parametrize("broken", [_BLOCKED, _FULL], ids=["blocked", "full"])
def test_progress_is_saved_where_the_browser_keeps_nothing(broken: str, learning: Learning, tmp_path: Path) -> None:
    with Browser(tmp_path / "browser") as browser:
        browser.command("Page.addScriptToEvaluateOnNewDocument", source=broken)
        show(browser, learning, "en/request-and-response")
        browser.evaluate("document.querySelector('#what-is-http .mark').click()")
        assert "this browser keeps nothing" in text(browser, "#sync")
        until(browser, "document.querySelector('#sync').title")
        code = text(browser, "#code")
        assert learning.session.get(f"api/progress/{code}").json()["sections"] == ["request-and-response#what-is-http"]
        # The code goes along to the next page, and out of its address.
        browser.follow("document.querySelector('a[rel=next]').click()")
        until(browser, "'ready' in document.body.dataset")
        assert text(browser, "#code") == code and "code=" not in browser.evaluate("location.href")
        assert browser.problems == []


def test_what_was_read_while_the_server_was_killed_is_saved_once_it_is_back(tmp_path: Path) -> None:
    with Browser(tmp_path / "browser") as browser:
        with process(tmp_path / "home") as (running, url):
            show_url(browser, f"{url}en/request-and-response")
            browser.evaluate("document.querySelector('#what-is-http .mark').click()")
            until(browser, f"{STATE}.updated")
            before = browser.evaluate(f"{STATE}.updated")
            running.kill()
            running.wait()
            browser.evaluate("document.querySelector('#methods .mark').click()")
            until(browser, "document.querySelector('#sync').textContent.includes('the server is asked again')")
        port = int(url.rstrip("/").rpartition(":")[2])
        with process(tmp_path / "home", port) as (_, again):
            assert again == url
            browser.evaluate("dispatchEvent(new Event('online'))")
            until(browser, f"{STATE}.base.sections.includes('request-and-response#methods')")
            code = browser.evaluate(f"{STATE}.code")
            with antiphon.Session(base_url=url, trust_env=False) as session:
                row = session.get(f"api/progress/{code}").json()
            assert {"request-and-response#what-is-http", "request-and-response#methods"} <= set(row["sections"])
            assert row["updated"] == browser.evaluate(f"{STATE}.updated") > before


def test_another_device_goes_on_at_another_address(learning: Learning, tmp_path: Path) -> None:
    """Under another name the browser knows nothing of this one: the link brings the progress along."""
    there = learning.url.replace("localhost", "127.0.0.1")
    with Browser(tmp_path / "one") as one:
        show(one, learning, "en/methods")
        one.evaluate("document.querySelector('.mark').click()")
        until(one, f"{STATE}.updated")
        link = one.evaluate("document.querySelector('#link').href").replace(learning.url, there)
    with Browser(tmp_path / "other") as other:
        show_url(other, link)
        until(other, "document.querySelector('#percent').textContent !== '0 % read'")
        other.evaluate("document.querySelectorAll('.mark')[1].click()")
        until(other, f"{STATE}.base.sections.length === 2")
        assert other.problems == []


def test_a_page_of_another_name_is_not_served(learning: Learning) -> None:
    """RFC 9110 §7.4: a name that somebody has lead to this machine (DNS rebinding)."""
    answer = learning.session.get("en/", headers={"Host": "evil.example"})
    assert answer.status_code == 421 and answer.json()["type"].endswith("host-unknown")


def test_hostile_progress_stays_text(browser: Browser, learning: Learning) -> None:
    """What somebody writes into the row of a code is shown to whoever opens it, as text."""
    code = "x" * 20
    note = "<img src=x onerror=alert(1)>"
    row = {"sections": [], "answers": {}, "solved": [], "notes": {"methods": note}, "updated": "<b>never</b>"}
    learning.session.put(f"api/progress/{code}", json=row, headers={"If-None-Match": "*"}).raise_for_status()
    show(browser, learning, f"en/methods?code={code}")
    until(browser, f"document.querySelector('#notes').value.includes({json.dumps(note)})")
    assert browser.evaluate("document.querySelectorAll('main img, #sync b').length") == 0


def test_questions_that_the_search_leaves_out_are_still_found_by_the_browser(
    browser: Browser, learning: Learning
) -> None:
    show(browser, learning, "en/request-and-response")
    browser.evaluate(
        "const search = document.querySelector('#search');"
        "search.value = 'zzz'; search.dispatchEvent(new Event('input'))"
    )
    found = "[...document.querySelectorAll('#faq details')].map((each) => each.getAttribute('hidden'))"
    assert set(browser.evaluate(found)) == {"until-found"}


def test_a_question_is_opened_and_closed_by_keys(browser: Browser, learning: Learning) -> None:
    show(browser, learning, "en/request-and-response")
    browser.evaluate("document.querySelector('#search').focus()")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.matches('#faq summary')")
    browser.press("Enter")
    assert browser.evaluate("document.activeElement.parentElement.open")
    browser.press("Enter")
    assert not browser.evaluate("document.activeElement.parentElement.open")
