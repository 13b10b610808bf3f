"""OPTIONS, and methods that a place does not have (RFC 9110 §9.3.7, §15.5.6, §15.6.2)."""

from __future__ import annotations

import pytest

from ...server.raw_client import connect
from .wire import Wire

COLLECTION = "GET, HEAD, POST, QUERY, OPTIONS"
READ_ONLY = "GET, HEAD, QUERY, OPTIONS"
ITEM = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"


def test_options_of_a_collection(api: Wire) -> None:
    answer = api.ask("OPTIONS", "/order%20items")
    assert answer.status == 204
    assert answer.fields["allow"] == COLLECTION
    assert "application/json" in answer.list_of("accept-post")
    assert answer.fields["accept-query"] == '"application/json", "application/x-www-form-urlencoded"'


def test_options_of_an_item_that_need_not_be_there(api: Wire) -> None:
    for path in ("/labels/plain", "/labels/absent"):
        answer = api.ask("OPTIONS", path)
        assert (answer.status, answer.fields["allow"]) == (204, ITEM)
        assert {"application/merge-patch+json", "application/json-patch+json"} <= answer.list_of("accept-patch")


@pytest.mark.parametrize(
    ("path", "allow"), [("/readings", READ_ONLY), ("/dear%20items", READ_ONLY), ("/", "GET, HEAD, OPTIONS")]
)
def test_options_of_what_can_only_be_read(api: Wire, path: str, allow: str) -> None:
    answer = api.ask("OPTIONS", path)
    assert (answer.status, answer.fields["allow"]) == (204, allow)
    assert "accept-post" not in answer.fields and "accept-patch" not in answer.fields


def test_options_of_nothing_is_404(api: Wire) -> None:
    assert api.ask("OPTIONS", "/nothing").status == 404


def test_options_of_the_server(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = client.read()
    assert answer.status in (200, 204) and "content-type" not in answer.fields


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/labels", COLLECTION),
        ("PATCH", "/labels", COLLECTION),
        ("DELETE", "/labels", COLLECTION),
        ("POST", "/labels/plain", ITEM),
        ("QUERY", "/labels/plain", ITEM),
        ("POST", "/labels/absent", ITEM),
        ("POST", "/", "GET, HEAD, OPTIONS"),
        ("DELETE", "/", "GET, HEAD, OPTIONS"),
        ("POST", "/readings", READ_ONLY),
        ("DELETE", "/dear%20items", READ_ONLY),
    ],
)
def test_a_method_that_a_place_does_not_have_is_405_with_those_it_has(
    api: Wire, method: str, path: str, allow: str
) -> None:
    answer = api.ask(method, path)
    assert (answer.status, answer.fields["allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["/labels", "/labels/plain", "/nothing"])
def test_trace_is_405_since_it_would_echo_secrets(api: Wire, path: str) -> None:
    assert api.ask("TRACE", path).status == 405


@pytest.mark.parametrize("method", ["get", "Post", "FROBNICATE", "PROPFIND", "X-!#$%&'*+-.^_`|~", "M" * 60])
@pytest.mark.parametrize("path", ["/labels", "/nothing"])
def test_an_unknown_method_is_501_wherever_it_goes(api: Wire, method: str, path: str) -> None:
    assert api.ask(method, path).status == 501


@pytest.mark.parametrize(("target", "status"), [(b"example.com:443", 405), (b"example.com:nonsense", 400)])
def test_connect_is_not_for_this_server(api: Wire, target: bytes, status: int) -> None:
    with connect(api.port) as client:
        client.send(b"CONNECT " + target + b" HTTP/1.1\r\nHost: example.com\r\n\r\n")
        answer = client.read()
    assert answer.status == status
    assert status != 405 or "GET" in answer.fields["allow"]
