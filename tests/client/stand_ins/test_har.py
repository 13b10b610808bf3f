"""HAR 1.2: its structure, its timings, and what it never shows."""

from __future__ import annotations

import gzip
import json
import time
from datetime import datetime
from typing import Any

import antiphon
from antiphon import Mock, Reply
from antiphon.net.scripted import Accept, Delay, ReadThrough, Send

from ..clients import Client, ScriptedClient
from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, by_path, redirect, response
from .har_schema import check_har


def entries(har: Any) -> list[Any]:
    check_har(har)
    assert json.loads(json.dumps(har)) == har
    found: list[Any] = har["log"]["entries"]
    return found


def test_an_exchange_over_tls_has_its_phases_and_addresses(new_client: NewClient, secure: Secure) -> None:
    before = time.time()
    with Peer(always(OK), tls=secure.context) as peer:
        client = new_client(verify=secure.root)
        first, second = client.get(f"{peer.url}?a=1&b="), client.get(peer.url)
        (entry,), (reused,) = entries(first.to_har()), entries(second.to_har())
    assert entry["timings"]["connect"] >= entry["timings"]["ssl"] > 0 and entry["timings"]["dns"] >= 0
    assert reused["timings"]["connect"] == reused["timings"]["ssl"] == reused["timings"]["dns"] == -1
    assert entry["serverIPAddress"] == "127.0.0.1" and entry["connection"] == reused["connection"] != ""
    assert before - 1 <= datetime.fromisoformat(entry["startedDateTime"]).timestamp() <= time.time() + 1
    assert entry["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert entry["response"]["content"] == {"size": 2, "mimeType": "", "text": "ok"}
    assert entry["request"]["headersSize"] == len(peer.requests[0].head)
    assert entry["response"]["headersSize"] == len(OK) - 2 and entry["response"]["bodySize"] == 2


def test_redirects_are_entries_in_their_order(client: Client) -> None:
    with Peer(by_path({"/": redirect(302, "/next"), "/next": OK})) as peer:
        first, second = entries(client.get(peer.url).to_har())
    assert (first["response"]["status"], first["response"]["redirectURL"]) == (302, "/next")
    assert (second["response"]["status"], second["response"]["redirectURL"]) == (200, "")


def test_many_responses_make_one_log(client: Client) -> None:
    with Peer(always(OK)) as peer:
        responses = [client.get(f"{peer.url}{number}") for number in range(3)]
    found = entries(antiphon.har_of(reversed(responses)))
    assert [entry["request"]["url"][-1] for entry in found] == ["0", "1", "2"]
    assert entries(antiphon.har_of([])) == []


def test_content_is_text_or_base64_or_left_out(client: Client) -> None:
    coded = response(gzip.compress(bytes(1000)), "Content-Encoding: gzip", "Content-Type: a/b")
    answers = {"/text": response("é".encode()), "/bytes": response(b"\xff"), "/coded": coded}
    with Peer(by_path(answers)) as peer:
        text, binary, plain = (
            entries(client.post(peer.url + path, data=b"\xff").to_har())[0] for path in ("text", "bytes", "coded")
        )
        streamed = client.get(f"{peer.url}text", stream=True)
        (unread,) = entries(streamed.to_har())
        client.drop(streamed)
    assert text["response"]["content"] == {"size": 2, "mimeType": "", "text": "é"}
    assert binary["response"]["content"] == {"size": 1, "mimeType": "", "text": "/w==", "encoding": "base64"}
    assert plain["response"]["content"]["size"] == 1000
    assert plain["response"]["content"]["compression"] == 1000 - plain["response"]["bodySize"]
    assert unread["response"]["content"]["size"] == -1 and "text" not in unread["response"]["content"]
    assert text["request"]["postData"]["text"] == "/w==" and text["request"]["bodySize"] == 1


def secretive() -> Any:
    mock = Mock()
    fields = [("Set-Cookie", "sid=SECRET1; Path=/p; Domain=a.test; Secure; HttpOnly; Max-Age=9")]
    mock.route().replies(Reply(headers=fields, json={"access_token": "SECRET2", "x": 1}))
    with antiphon.Session(transport=mock) as session:
        return session.post(
            "https://a.test/?token=SECRET3&x=1",
            data={"password": "SECRET4", "own": "SECRET5"},
            auth="SECRET6",
            cookies={"c": "SECRET7"},
        )


def test_secrets_are_masked_unless_they_are_to_be_revealed() -> None:
    got = secretive()
    masked, revealed = antiphon.har_of([got], secrets=["own"]), got.to_har(reveal=True)
    assert "SECRET" not in json.dumps(masked)
    assert all(f"SECRET{number}" in json.dumps(revealed) for number in range(1, 8))
    (entry,) = entries(masked)
    (cookie,) = entry["response"]["cookies"]
    assert cookie == {
        "name": "sid",
        "value": "[masked]",
        "path": "/p",
        "domain": "a.test",
        "secure": True,
        "httpOnly": True,
    }
    assert entry["request"]["cookies"] == [{"name": "c", "value": "[masked]"}]
    assert {"name": "Authorization", "value": "Bearer [masked]"} in entry["request"]["headers"]
    assert entry["request"]["postData"]["text"] == "password=[masked]&own=[masked]"


def test_the_expiry_of_a_cookie_is_a_date_and_an_unreadable_one_is_left_out() -> None:
    mock = Mock()
    fields = [("Set-Cookie", "a=1; Expires=Sun, 06 Nov 2094 08:49:37 GMT"), ("Set-Cookie", "b; Expires=soon")]
    mock.route().replies(Reply(headers=fields))
    with antiphon.Session(transport=mock) as session:
        (entry,) = entries(session.get("https://a.test/").to_har())
    assert all(
        "expires" not in cookie or cookie["expires"].startswith("2094-11-06T08:49:37")
        for cookie in entry["response"]["cookies"]
    )


def test_the_scripted_clock_is_where_timings_come_from() -> None:
    with ScriptedClient() as client:
        steps = (ReadThrough(b"\r\n\r\n"), Delay(0.25), Send(OK))
        client.network.answer("192.0.2.1", 80, Accept(steps))
        (entry,) = entries(client.get("http://192.0.2.1/").to_har())
    assert entry["timings"]["wait"] == 250 and entry["time"] == 250 and entry["timings"]["receive"] == 0
