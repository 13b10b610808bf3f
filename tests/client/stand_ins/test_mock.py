"""Mock routes: which request each answers, with what, and what is noted."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

import antiphon
from antiphon import Mock, Reply

from ..conftest import NewClient
from ..peers import OK, Peer, always

URL = "https://api.test/items/7?sort=price&tag=a&tag=b"


@pytest.mark.parametrize(
    ("route", "fits"),
    [
        ({}, True),
        ({"method": "GET"}, True),
        ({"method": "get"}, True),
        ({"method": "POST"}, False),
        ({"url": "https://api.test/items/{id}"}, True),
        ({"url": "https://api.test:443/items/7"}, True),
        ({"url": "https://api.test/items/{id}?sort=price"}, True),
        ({"url": "https://api.test/items/{id}?sort=name"}, False),
        ({"url": "https://api.test/{rest}"}, False),
        ({"url": "http://api.test/items/7"}, False),
        ({"url": "https://api.test.evil/items/7"}, False),
        ({"url": "/items/{id}"}, True),
        ({"url": "/items"}, False),
        ({"url": re.compile(r"items/(?P<id>\d+)")}, True),
        ({"url": re.compile(r"items/x")}, False),
        ({"params": {"sort": "price"}}, True),
        ({"params": {"tag": ["a", "b"]}}, True),
        ({"params": {"tag": "a"}}, False),
        ({"headers": {"X-A": "1"}}, True),
        ({"headers": {"x-a": re.compile("[0-9]")}}, True),
        ({"headers": {"x-a": lambda value: value == "2"}}, False),
        ({"headers": {"x-none": "1"}}, False),
        ({"json": {"a": [1]}}, True),
        ({"json": {"a": [2]}}, False),
        ({"json": lambda value: value["a"] == [1]}, True),
        ({"content": b'{"a":[1]}'}, True),
        ({"content": '{"a":[1]}'}, True),
        ({"content": re.compile(r"\[1]")}, True),
        ({"content": lambda content: not content}, False),
    ],
)
def test_a_route_is_for_requests_with_all_of_its_parts(route: dict[str, Any], fits: bool) -> None:
    mock = Mock()
    mock.route().reply(404)
    mock.route(**route).reply(200)
    with antiphon.Session(transport=mock) as session:
        got = session.get(URL, json={"a": [1]}, headers={"X-A": "1"})
    assert got.ok is fits


def test_the_latest_route_that_fits_wins(new_client: NewClient) -> None:
    mock = Mock()
    mock.get("/", content="first")
    mock.get("/", content="second")
    assert new_client(transport=mock).get("https://a.test/").text == "second"


def test_replies_have_every_part_of_a_response(new_client: NewClient) -> None:
    mock = Mock()
    mock.post("/json", status=201, headers={"X-A": "1"}, json=[1, {"a": "é"}])
    mock.get("/coded", headers={"Content-Encoding": "gzip"}, content=gzip.compress(b"text"))
    mock.head("/", headers={"X-A": "1"}, content="some")
    client = new_client(transport=mock)
    got = client.post("https://a.test/json", data="x")
    assert (got.status_code, got.reason, got.headers["x-a"], got.json()) == (201, "Created", "1", [1, {"a": "é"}])
    assert got.headers["content-type"] == "application/json"
    assert client.get("https://a.test/coded").text == "text"
    assert client.head("https://a.test/").content == b""
    with pytest.raises(antiphon.ContentTooLarge):
        client.get("https://a.test/coded", max_content=3)


def test_several_replies_come_in_order_and_the_last_one_stays(new_client: NewClient) -> None:
    mock = Mock()
    route = mock.get("/", reply=[Reply(503), antiphon.ConnectTimeout, OSError("cable"), Reply(content="ok")])
    client = new_client(transport=mock)
    assert client.get("https://a.test/").status_code == 503
    with pytest.raises(antiphon.ConnectTimeout) as caught:
        client.get("https://a.test/")
    assert caught.value.fault.code == "mock-failure"
    with pytest.raises(OSError, match="cable"):
        client.get("https://a.test/")
    assert [client.get("https://a.test/").text for _ in range(2)] == ["ok", "ok"]
    assert len(route.calls) == 5 and route.calls[1].error is caught.value
    mock.reset()
    assert client.get("https://a.test/").status_code == 503


def test_retries_meet_mocked_failures(new_client: NewClient) -> None:
    mock = Mock()
    mock.get("/", reply=[antiphon.ConnectionError, Reply(content="ok")])
    client = new_client(transport=mock, retries=antiphon.Retries(2, backoff=0.001))
    assert client.get("https://a.test/").text == "ok" and len(mock.calls) == 2
    mock.post("/", reply=[antiphon.ConnectTimeout, Reply(content="ok"), antiphon.ReadTimeout])
    assert client.post("https://a.test/").text == "ok"
    with pytest.raises(antiphon.ReadTimeout):
        client.post("https://a.test/")
    assert len(mock.calls) == 5


def test_a_callable_replies_by_the_request(new_client: NewClient) -> None:
    mock = Mock()
    mock.post("/", reply=lambda request: Reply(json={"echo": request.content.decode()}))
    mock.get("/", reply=lambda request: antiphon.Response.of(request, 202, content="made"))
    mock.put("/", reply=lambda request: ValueError("no"))
    client = new_client(transport=mock)
    assert client.post("https://a.test/", data=iter([b"a", b"b"])).json() == {"echo": "ab"}
    assert client.get("https://a.test/").status_code == 202
    with pytest.raises(ValueError, match="no"):
        client.put("https://a.test/")


def test_calls_have_the_requests_with_their_content(new_client: NewClient) -> None:
    mock = Mock()
    route = mock.post("https://a.test/{kind}/{id}", status=204)
    got = new_client(transport=mock).post("https://a.test/x%20y/5", data=iter([b"a", b"b"]))
    (call,) = mock.calls
    assert call.request.method == "POST" and call.request.content == b"ab" and call.params == {"kind": "x y", "id": "5"}
    assert route.called and route.calls == [call]
    assert call.response is got and call.route is route


def test_an_unmatched_request_names_the_nearest_routes(new_client: NewClient) -> None:
    mock = Mock()
    mock.post("https://a.test/login")
    mock.route("GET", "https://a.test/items", headers={"x": "1"})
    client = new_client(transport=mock)
    with pytest.raises(AssertionError) as caught:
        client.get("https://a.test/items?token=secret")
    assert isinstance(caught.value, antiphon.NotAsExpected) and caught.value.fault.code == "mock-unmatched"
    text = str(caught.value)
    assert "GET https://a.test/items (other headers); POST https://a.test/login (other url, method)" in text
    assert "secret" not in text
    with pytest.raises(antiphon.NotAsExpected, match="there are no routes"):
        new_client(transport=Mock()).get("https://a.test/")


def test_routes_that_no_request_reached_are_named() -> None:
    with pytest.raises(antiphon.NotAsExpected) as caught, Mock() as mock:
        mock.get("/used")
        mock.route(None, re.compile("idle"))
        with antiphon.Session(transport=mock) as session:
            session.get("https://a.test/used")
    assert caught.value.fault.code == "mock-not-called" and "any method idle" in str(caught.value)
    assert "/used" not in str(caught.value)
    with Mock(assert_all_called=False) as mock:
        mock.get("/idle")
    with pytest.raises(KeyError), Mock() as mock:
        mock.get("/idle")
        raise KeyError


def test_what_passes_through_goes_to_the_network(new_client: NewClient) -> None:
    with Peer(always(OK)) as peer:
        mock = Mock()
        mock.route(url=peer.url).pass_through()
        assert new_client(transport=mock).get(peer.url).text == "ok"
        mock = Mock(pass_through=True)
        assert new_client(transport=mock).get(peer.url).text == "ok" and mock.calls[0].route is None


@pytest.mark.parametrize("reply", [5, "text", [], [Reply(), 5], {}])
def test_what_is_no_reply_is_refused(reply: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        Mock().get("/", reply=reply)
    assert caught.value.fault.code == "mock-reply-unusable"


def test_a_callable_that_returns_no_reply_is_refused(new_client: NewClient) -> None:
    mock = Mock()
    mock.get("/", reply=lambda request: 5)
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(transport=mock).get("https://a.test/")
    assert caught.value.fault.code == "mock-reply-unusable"


@pytest.mark.parametrize("status", [99, 100, 600, "200"])
def test_a_status_that_is_none_is_refused_at_once(status: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        Mock().get("/", status=status)
    assert caught.value.fault.code == "response-unusable"


@pytest.mark.parametrize("route", [("G T", "/"), ("GET", 5), ("GET", "ftp://a"), ("GET", "/{a}/{a}")])
def test_what_is_no_route_is_refused(route: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        Mock().route(*route)
    assert caught.value.fault.code == "mock-route-unusable"
