"""The places of the console: what each answers, in which language, and what is refused."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from antiphon.faults import AntiphonError
from antiphon.faults.service import PLAIN_HTTP_ON_TLS_PORT
from antiphon.inspect.console.application import ConsoleApplication
from antiphon.inspect.console.assets import _PAGE_FILES
from antiphon.inspect.console.listening import LISTENERS
from antiphon.inspect.console.recording import Recording
from antiphon.semantics.event_stream import EventStream
from antiphon.server.handler import Response

from .consoles import TLS, accepted, asked, code_of, console, json_of, recording_of, refused, request_for, served, told

# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_has_the_newest_first_with_what_matters() -> None:
    bad, good = refused(b"BAD\r\n\r\n"), served(connection=accepted(tls=TLS))
    value = told(recording_of(bad, good), "exchanges")
    first, second = value["exchanges"]
    assert (value["kept"], value["limit"], value["next"]) == (2, 1000, None)
    assert first == {
        "number": good.number,
        "connection": good.connection.number,
        "started": round(good.started_at * 1000),
        "client": "127.0.0.1:5000",
        "method": "GET",
        "target": "/",
        "status": 200,
        "state": "complete",
        "wrong": False,
        "milliseconds": 250.0,
        "received": good.received.size,
        "sent": good.sent.size,
        "tls": "TLSv1.3",
        "refusal": None,
    }
    assert (second["method"], second["state"], second["wrong"], second["status"]) == (None, "refused", True, 400)
    assert second["refusal"]["code"] == "request-line"


def test_the_list_comes_in_pages() -> None:
    recording = recording_of(*(served() for _ in range(5)))
    found: list[int] = []
    query: str | None = "limit=2"
    while query:
        page = told(recording, f"exchanges?{query}")
        found += [each["number"] for each in page["exchanges"]]
        query = f"limit=2&{page['next']}" if page["next"] else None
    assert found == [each.number for each in recording.newest_first()]


def test_how_an_exchange_stands_is_told() -> None:
    failed, cut, under_way = served(), served(), served(response=b"", ended=False)
    failed.failure = "an-instance"
    cut.complete = False
    value = told(recording_of(failed, cut, under_way), "exchanges")
    assert [each["state"] for each in value["exchanges"]] == ["open", "cut", "failed"]
    assert value["exchanges"][0]["milliseconds"] is None and value["exchanges"][0]["status"] is None


def test_a_refusal_is_told_in_the_language_of_the_reader() -> None:
    recording = recording_of(refused(b"BAD\r\n\r\n"))
    sentences = {
        told(recording, "exchanges?lang=es")["exchanges"][0]["refusal"]["sentence"],
        told(recording, "exchanges", Accept_Language="es-MX,es;q=0.9")["exchanges"][0]["refusal"]["sentence"],
    }
    assert len(sentences) == 1 and sentences != {
        told(recording, "exchanges", Accept_Language="fr")["exchanges"][0]["refusal"]["sentence"]
    }


# -- one exchange ------------------------------------------------------------------------------------------------------


def test_an_exchange_is_explained_by_the_blocks_of_explain() -> None:
    exchange = served(connection=accepted(tls=TLS))
    value = told(recording_of(exchange), f"exchanges/{exchange.number}")
    names = [block["name"] for block in value["explanation"]["blocks"]]
    assert names[0] == "verdict" and {"request", "response", "tls", "caching", "timing", "reproduce"} & set(names)
    assert value["summary"]["number"] == exchange.number
    assert [phase["name"] for phase in value["phases"]] == ["wait", "receive"]
    told_in_spanish = told(recording_of(exchange), f"exchanges/{exchange.number}?lang=es")
    assert told_in_spanish["explanation"]["language"] == "es"
    assert "Antiphon" not in json.dumps(value["explanation"]["blocks"][1])  # nothing of this process's environment


def test_what_was_refused_is_shown_with_the_bytes_marked() -> None:
    exchange = refused(b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n")
    messages = told(recording_of(exchange), f"exchanges/{exchange.number}")["messages"]
    (flaw,) = messages["request"]["flaws"]
    assert (flaw["code"], flaw["start"], flaw["end"]) == ("field-name-character", 28, 29)
    assert flaw["link"].startswith("https://www.rfc-editor.org/")
    line = messages["request"]["parts"][2]
    assert line["pieces"] == [{"text": "Bad"}, {"text": " ", "flaw": 0}, {"text": "Name: x\\r\\n"}]


def test_an_exchange_that_is_gone_is_told_as_that() -> None:
    for path in ("console/exchanges/999999999", "console/exchanges/999999999/har"):
        assert code_of(asked(console(), path)) == "console-exchange-gone"


# -- archives ----------------------------------------------------------------------------------------------------------


def test_an_archive_has_what_the_filter_lets_through() -> None:
    one, other = served(), served(b"GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n")
    response = asked(console(recording_of(one, other)), "console/har?path=other")
    assert response.fields["content-disposition"] == 'attachment; filename="exchanges.har"'
    (entry,) = json_of(response)["log"]["entries"]
    assert entry["request"]["url"] == "http://localhost/other" and entry["response"]["status"] == 200


def test_one_exchange_is_an_archive_too_and_has_no_secrets() -> None:
    exchange = served(
        b"POST /login?token=hidden1 HTTP/1.1\r\nHost: localhost\r\nCookie: a=hidden2\r\n"
        b'Content-Type: application/json\r\nContent-Length: 22\r\n\r\n{"password":"hidden3"}'
    )
    recording = recording_of(exchange)
    archive = told(recording, f"exchanges/{exchange.number}/har")
    full = told(recording, f"exchanges/{exchange.number}")
    assert archive["log"]["entries"][0]["request"]["method"] == "POST"
    for value in (archive, full, told(recording, "exchanges")):
        assert "hidden" not in json.dumps(value)


# -- connections and certificates --------------------------------------------------------------------------------------


def test_connections_and_failed_handshakes_are_listed() -> None:
    recording = Recording()
    recording.accepted(accepted("[::1]:4000", TLS))
    recording.accepted(accepted())
    recording.handshake_failed("127.0.0.1:9", AntiphonError(PLAIN_HTTP_ON_TLS_PORT, url="https://localhost/"))
    value = told(recording, "connections")
    secure, clear = value["connections"]
    assert value["count"] == 2 and clear["tls"] is None and secure["client"] == "[::1]:4000"
    assert secure["tls"] == {
        "version": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384",
        "alpn": "http/1.1",
        "server_name": "localhost",
        "resumed": False,
    }
    (failed,) = value["failed"]
    assert failed["code"] == "plain-http-on-tls-port" and failed["sentence"] and failed["fix"]


# -- what happens ------------------------------------------------------------------------------------------------------


def events_of(application: ConsoleApplication, work: Any) -> list[tuple[str, Any]]:
    """Return the events of `work`, from a stream whose listener then leaves."""

    async def listen() -> list[tuple[str, Any]]:
        response = await application(request_for("console/events"))
        assert response.fields["content-type"] == "text/event-stream"
        stream = EventStream()
        found = []
        pieces = aiter(response.content)  # type: ignore[arg-type]
        found += stream.feed(await anext(pieces))
        work()
        found += stream.feed(await anext(pieces))
        await pieces.aclose()  # type: ignore[attr-defined]
        return [(event.type, event.json()) for event in found]

    return asyncio.run(listen())


def test_what_happens_is_streamed() -> None:
    recording = Recording()
    exchange = served()

    def work() -> None:
        recording.accepted(exchange.connection)
        recording.began(exchange)
        recording.ended(exchange)

    exchanges, connections = events_of(console(recording), work)
    assert exchanges[0] == "exchanges" and [each["number"] for each in exchanges[1]] == [exchange.number]
    assert connections == ("connections", None)
    assert not recording.listeners.any


def test_a_page_that_missed_something_is_told() -> None:
    recording = Recording()

    def work() -> None:
        for _ in range(600):
            recording.began(served())

    events = dict(events_of(console(recording), work))
    assert len(events["exchanges"]) == 500 and events["missed"] == 100


def test_more_pages_than_can_listen_are_refused() -> None:
    recording = Recording()

    async def open_all() -> list[Response]:
        application = console(recording)
        return [await application(request_for("console/events")) for _ in range(LISTENERS + 1)]

    *_, last = asyncio.run(open_all())
    assert last.status == 503 and code_of(last) == "console-listeners" and last.fields["retry-after"]


def test_head_asks_for_a_stream_without_listening() -> None:
    recording = Recording()
    response = asked(console(recording), "console/events", "HEAD")
    assert response.status == 200 and not recording.listeners.any


# -- changing ----------------------------------------------------------------------------------------------------------


def test_the_list_can_be_cleared() -> None:
    recording = recording_of(served())
    assert asked(console(recording), "console/clear", "POST").status == 204
    assert told(recording, "exchanges")["exchanges"] == []


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("console/exchanges", "POST", "GET, HEAD"),
        ("console/exchanges/1", "DELETE", "GET, HEAD"),
        ("console/exchanges/1/replay", "GET", "POST"),
        ("console/clear", "GET", "POST"),
        ("console/page.js", "PUT", "GET, HEAD"),
        ("", "POST", "GET, HEAD"),
    ],
)
def test_a_method_that_means_nothing_is_refused_with_those_that_do(path: str, method: str, allowed: str) -> None:
    response = asked(console(recording_of(served())), path, method)
    assert response.status == 405 and response.fields["allow"] == allowed and code_of(response) == "console-method"


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_and_its_files_are_there_and_nothing_else() -> None:
    application = console()
    page = asked(application, "")
    assert page.fields["content-type"] == "text/html; charset=utf-8" and isinstance(page.content, bytes)
    linked = re.findall(rb'(?:href|src)="/\.antiphon/console/([^"]+\.(?:css|js))"', page.content)
    assert sorted(name.decode() for name in linked) == sorted(_PAGE_FILES)
    for name in _PAGE_FILES:
        assert asked(application, f"console/{name}").status == 200
    for name in ("nothing.js", "page.html", "../application.py", "..%2fapplication.py", "exchanges/", "exchanges/01"):
        assert code_of(asked(application, f"console/{name}")) == "console-place-unknown"


def test_files_are_kept_by_their_tags() -> None:
    application = console()
    first = asked(application, "console/page.css")
    again = asked(application, "console/page.css", If_None_Match=first.fields["etag"])
    assert again.status == 304 and again.content == b"" and first.fields["cache-control"] == "no-cache"


def test_without_its_slash_the_page_is_led_to() -> None:
    request = request_for("")
    request.path = "/.antiphon"
    response = asyncio.run(console()(request))
    assert response.status == 308 and response.fields["location"] == "/.antiphon/"


@pytest.mark.parametrize("path", ["", "console/page.js", "console/exchanges", "console/nothing", "console/events"])
def test_every_answer_has_the_fields_that_keep_the_page_safe(path: str) -> None:
    fields = asked(console(), path).fields
    policy = fields["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy and "require-trusted-types-for 'script'" in policy
    assert fields["x-content-type-options"] == "nosniff" and fields["referrer-policy"] == "no-referrer"
    assert fields["cross-origin-resource-policy"] == fields["cross-origin-opener-policy"] == "same-origin"


def test_what_is_told_of_others_is_kept_by_no_cache() -> None:
    for path in ("console/exchanges", "console/connections", "console/har", "console/nothing"):
        assert asked(console(), path).fields["cache-control"] == "no-store"
