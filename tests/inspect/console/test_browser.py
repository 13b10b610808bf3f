"""The page in Chromium: list, filters, keys, one exchange, languages, widths, and what hostile clients send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import antiphon
from antiphon.demo import application as demo
from antiphon.gateway.gateway import Gateway
from antiphon.gateway.origin import Origin
from antiphon.inspect.console.attaching import Console
from antiphon.server.target import Kind

from ...axe import VIOLATIONS, axe_script
from ...rest.page.browser import Browser
from ...server.raw_client import connect
from ...server.running import Running

pytestmark = pytest.mark.peer

_UNTIL = """(async (is) => {
  for (let left = 3000; !is(); left -= 1) {
    if (!left) throw new Error(`never: ${is}`);
    await new Promise((done) => setTimeout(done, 10));
  }
})"""
ROWS = "[...document.querySelectorAll('#rows tr')].filter((row) => !row.hidden)"
HOSTILE = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"


class Page:
    """The console in a tab, and a client of the same server."""

    def __init__(self, browser: Browser, server: Running, session: antiphon.Session) -> None:
        self.browser = browser
        self.server = server
        self.session = session

    def open(self, place: str = "") -> None:
        self.browser.open(f"{self.server.url}.antiphon/{place}")
        self.until("document.body.classList.contains('live')")

    def run(self, expression: str) -> Any:
        return self.browser.evaluate(expression)

    def until(self, condition: str) -> None:
        self.run(f"{_UNTIL}(() => {condition})")

    def shown(self, count: int) -> None:
        """Wait until so many rows are shown."""
        self.until(f"{ROWS}.length === {count}")

    def text(self, selector: str) -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)}).textContent"))

    def type(self, identity: str, value: str) -> None:
        field = f"document.getElementById({json.dumps(identity)})"
        self.run(f"{field}.value = {json.dumps(value)}; {field}.dispatchEvent(new Event('input'))")

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.browser.press(key)

    def width(self, pixels: int) -> None:
        self.browser.command(
            "Emulation.setDeviceMetricsOverride", width=pixels, height=700, deviceScaleFactor=1, mobile=False
        )

    def prefers(self, name: str, value: str) -> None:
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": name, "value": value}])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with Running(demo, Kind.ASGI, access_log=False, around=Console()) as server, server.session() as session:
        browser.problems.clear()
        yield Page(browser, server, session)
        browser.open("about:blank")
        browser.command("Emulation.clearDeviceMetricsOverride")
        browser.command("Emulation.setEmulatedMedia", features=[])
        assert browser.problems == []


def test_exchanges_show_as_they_happen_the_newest_first_or_last(page: Page) -> None:
    page.session.get("hello")
    page.open()
    page.shown(1)
    page.session.get("status/404")
    page.shown(2)
    page.until(f"{ROWS}[0].textContent.includes('404')")
    page.click("#order")
    assert "404" in page.run(f"{ROWS}[1].textContent")
    page.session.get("status/500")
    page.until(f"{ROWS}.length === 3 && {ROWS}[2].textContent.includes('500')")


def test_filters_narrow_the_list_at_once(page: Page) -> None:
    for path in ("hello", "status/404", "status/500"):
        page.session.get(path)
    page.session.post("items", json={"name": "tea", "price": 1})
    page.open()
    page.shown(4)
    page.type("filter-path", "STATUS")
    page.shown(2)
    page.type("filter-status", "5xx")
    page.shown(1)
    assert page.text("#count") == "1 of 4"
    assert page.run("document.getElementById('har').search").startswith("?path=status&status=5xx")
    page.type("filter-path", "nothing")
    assert page.text("#empty") == "No exchange fits the filter."
    for name in ("path", "status"):
        page.type(f"filter-{name}", "")
    page.type("filter-method", "POST")
    page.shown(1)
    page.type("filter-method", "")
    page.click("#filter-errors")
    page.shown(2)
    page.session.get("hello")
    page.session.get("status/418")
    page.shown(3)


def test_a_pause_holds_back_what_comes(page: Page) -> None:
    page.open()
    page.click("#pause")
    page.session.get("hello")
    page.until("document.getElementById('pause').textContent === 'Go on (1)'")
    assert page.run(f"{ROWS}.length") == 0
    page.click("#pause")
    page.shown(1)


def test_the_keyboard_is_enough(page: Page) -> None:
    for path in ("hello", "status/404"):
        page.session.get(path)
    page.open()
    page.shown(2)
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    page.press("/")
    assert page.run("document.activeElement.id") == "filter-path"
    page.press("Escape")
    assert page.run(f"{ROWS}[0].contains(document.activeElement)")
    page.press("ArrowDown", "ArrowDown")
    assert page.run(f"{ROWS}[1].contains(document.activeElement)")
    page.press("Home", "End")
    assert page.run(f"{ROWS}.at(-1).contains(document.activeElement)")
    page.press("Home", "Enter")
    page.until("document.activeElement.id === 'detail-title'")
    page.until("document.querySelector('.outcome') !== null")
    page.press("ArrowDown")
    assert page.run("document.activeElement.id") == "detail-title", "within an exchange, the arrows scroll"
    page.press("Escape")
    page.until("document.getElementById('detail').hidden")
    page.until(f"{ROWS}[0].contains(document.activeElement)")


def test_an_exchange_opens_into_its_explanation(page: Page) -> None:
    page.session.get("status/404")
    page.open()
    page.shown(1)
    page.click("#rows a")
    page.until("document.querySelector('.outcome') !== null")
    assert page.text(".outcome").startswith("404")
    assert "GET /status/404 HTTP/1.1\\r\\n" in page.text(".dump")
    assert page.run("document.querySelectorAll('.bars li').length") == 2
    assert page.run("document.querySelectorAll('details').length") > 3
    assert "curl" in page.text(".command")
    assert page.run("document.querySelector('a.rule').href").startswith("https://www.rfc-editor.org/rfc/")
    assert page.run("!document.querySelector('#detail').textContent.includes('[object')")


def test_an_exchange_that_is_under_way_is_told_again_once_it_ends(page: Page) -> None:
    with connect(page.server.port) as client:
        client.send(b"POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n")
        page.open()
        page.shown(1)
        page.click("#rows a")
        page.until("document.querySelector('.outcome') !== null")
        assert page.run("document.querySelectorAll('.dump').length") == 1
        client.send(b"{}")
        client.read()
    page.until("document.querySelectorAll('.dump').length === 2")


def test_of_two_exchanges_opened_at_once_the_last_is_shown(page: Page) -> None:
    for path in ("hello", "status/404"):
        page.session.get(path)
    page.open()
    page.shown(2)
    page.run(f"{ROWS}.forEach((row) => row.querySelector('a').click())")
    page.until("document.querySelector('.outcome') !== null")
    page.until("document.getElementById('detail-title').textContent.endsWith('/hello')")
    assert page.text(".outcome").startswith("200")


def test_behind_a_gateway_both_sides_are_shown(browser: Browser, page: Page) -> None:
    console = Console()
    handler = Gateway(Origin.of(page.server.url), witness=console.witness)
    with Running(handler, Kind.HANDLER, around=console) as server, server.session() as session:
        session.get("hello")
        in_front = Page(browser, server, session)
        in_front.open()
        in_front.shown(1)
        in_front.click("#rows a")
        in_front.until("document.querySelectorAll('.dump').length === 4")
        titles = in_front.run(
            "[...document.querySelectorAll('#detail h2, #detail .message h3')].map((e) => e.textContent)"
        )
        assert titles[3] == "Behind the gateway" and titles[4].startswith("What was asked of the server behind")
        browser.open("about:blank")


def test_broken_bytes_are_marked(page: Page) -> None:
    with connect(page.server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n")
        client.read()
    page.open()
    page.shown(1)
    assert "a space is not allowed" in page.run(f"{ROWS}[0].textContent")
    page.click("#rows a")
    page.until("document.querySelector('mark') !== null")
    assert page.text("mark") == " "
    assert "broken rule (28)" in page.text(".message .finding")


def test_what_hostile_clients_send_is_text(page: Page) -> None:
    page.session.post("items?q=" + HOSTILE.replace(" ", "%20"), json={"name": HOSTILE, "price": 1})
    with connect(page.server.port) as client:
        client.send(b"GET /<script> HTTP/1.1\r\nHost: localhost\r\nX: " + HOSTILE.encode() + b"\r\nBad Name: x\r\n\r\n")
        client.read()
    page.open()
    page.shown(2)
    scripts = page.run("document.querySelectorAll('script').length")
    for row in (0, 1):
        page.run(f"{ROWS}[{row}].querySelector('a').click()")
        page.until(f"document.getElementById('detail').textContent.includes({json.dumps(HOSTILE[:20])})")
    assert page.run("document.title") == "Antiphon console"
    assert page.run("document.querySelectorAll('script').length") == scripts == 1
    assert page.run("document.querySelectorAll('main img').length") == 0


def test_what_cannot_be_seen_is_shown_as_an_escape(page: Page) -> None:
    """A mark that turns the direction of writing would have people read something else (Unicode UAX 9)."""
    with connect(page.server.port) as client:
        client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Way: \u202eevil\r\n\r\n".encode())
        client.read()
    page.open()
    page.shown(1)
    page.click("#rows a")
    page.until("document.querySelector('.outcome') !== null")
    assert not page.run("/[\\u202a-\\u202e\\u0080-\\u009f]/.test(document.body.textContent)")
    assert "\\x80" in page.text("#detail")


def test_a_request_is_sent_again_after_asking_where_it_changes_something(page: Page) -> None:
    page.session.post("items", json={"name": "tea", "price": 1})
    page.open()
    page.shown(1)
    page.click("#rows a")
    page.until("document.querySelector('.tools button') !== null && document.querySelector('.outcome') !== null")
    page.click("#detail .tools button")
    page.until("document.getElementById('ask') !== null")
    page.click("#ask-no")
    page.until("document.getElementById('ask') === null")
    page.click("#detail .tools button")
    page.until("document.getElementById('ask') !== null")
    page.press("Escape")
    page.until("document.getElementById('ask') === null")
    page.click("#detail .tools button")
    page.until("document.getElementById('ask') !== null")
    page.click("#ask-yes")
    page.shown(2)
    page.until("document.getElementById('live').textContent === 'Sent again: 201.'")


def test_the_list_is_cleared_after_asking(page: Page) -> None:
    page.session.get("hello")
    page.open()
    page.shown(1)
    page.click("#clear")
    page.until("document.getElementById('ask') !== null")
    page.click("#ask-yes")
    page.shown(0)


def test_the_page_speaks_spanish(page: Page) -> None:
    page.session.get("status/404")
    page.open("?lang=es")
    page.shown(1)
    assert page.run("document.documentElement.lang") == "es"
    assert page.text("nav").split() == ["Intercambios", "Conexiones", "Certificados"]
    page.click("#rows a")
    page.until("document.querySelector('.outcome') !== null")
    assert "Qué hacer" in page.text("#detail") and "La petición, tal como llegó" in page.text("#detail")
    assert page.run("document.getElementById('language').href").endswith("?lang=en" + page.run("location.hash"))


def test_connections_are_listed_with_what_was_agreed_on(page: Page) -> None:
    page.session.get("hello")
    page.open("#connections")
    page.until("document.querySelector('#view-connections tbody tr') !== null")
    assert "127.0.0.1" in page.text("#view-connections tbody") and "in clear" in page.text("#view-connections tbody")


def test_a_thousand_exchanges_are_listed(page: Page) -> None:
    for _ in range(1000):
        page.session.get("hello")
    page.open()
    page.shown(1000)


@pytest.mark.parametrize("place", ["", "#exchanges/{number}", "#connections", "#certificates"])
def test_it_fits_320_pixels(page: Page, place: str) -> None:
    page.session.get("hello?name=" + "x" * 200)
    number = page.session.get(".antiphon/console/exchanges").json()["exchanges"][0]["number"]
    page.width(320)
    page.open(place.format(number=number))
    page.until("document.querySelector('.outcome, main h2, #rows tr') !== null")
    assert page.run("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("es", "dark")])
def test_axe_finds_nothing(browser: Browser, language: str, theme: str) -> None:
    browser.command("Security.setIgnoreCertificateErrors", ignore=True)
    console = Console()
    with (
        Running(demo, Kind.ASGI, access_log=False, around=console, tls=True, host="localhost") as server,
        server.session() as session,
    ):
        session.get("hello")
        refuse_something(server)
        refuse_something(server)
        page = Page(browser, server, session)
        page.prefers("prefers-color-scheme", theme)
        page.open(f"?lang={language}")
        page.shown(1)
        page.run(f"{axe_script()}; undefined")
        assert page.run(VIOLATIONS) == []
        page.click("#clear")
        page.until("document.getElementById('ask') !== null")
        assert page.run(VIOLATIONS) == []
        page.click("#ask-no")
        page.until("document.getElementById('ask') === null")
        page.click("#rows a")
        page.until("document.querySelector('.outcome')")
        page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert page.run(VIOLATIONS) == []
        for view, shows in (("connections", "td"), ("certificates", ".certificate")):
            page.run(f"location.hash = '#{view}'")
            page.until(f"document.querySelector('#view-{view} {shows}') !== null")
            assert page.run(VIOLATIONS) == []
        assert "×2" in page.text("#view-connections"), "the same failure again is counted"
        browser.open("about:blank")
        page.prefers("prefers-color-scheme", "")
        browser.problems.clear()


def refuse_something(server: Running) -> None:
    """Send a request in clear where TLS is spoken."""
    with connect(server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.read()


def test_axe_finds_nothing_in_a_refused_exchange(page: Page) -> None:
    with connect(page.server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n")
        client.read()
    page.open()
    page.shown(1)
    page.run(f"{axe_script()}; undefined")
    page.click("#rows a")
    page.until("document.querySelector('mark') !== null")
    for theme in ("light", "dark"):
        page.prefers("prefers-color-scheme", theme)
        assert page.run(VIOLATIONS) == []
