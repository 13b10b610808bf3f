"""Copies: a response goes to other processes, a session stays where it is."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import antiphon

from .conftest import NewClient
from .peers import Peer, answering, redirect, response

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_of_a_response_has_all_but_its_connection(new_client: NewClient, copied: Callable[[Any], Any]) -> None:
    client = new_client()
    with Peer(answering(redirect(302, "/next"), response("ñ".encode("latin-1"), "X-A: 1", status="404 Gone"))) as peer:
        got = client.get(peer.url)
        got.encoding = "latin-1"
    again = copied(got)
    assert type(again) is type(got) and again is not got
    for name in ("status_code", "reason", "content", "text", "url", "timings", "elapsed", "attempts", "http_version"):
        assert getattr(again, name) == getattr(got, name), name
    assert dict(again.headers) == dict(got.headers) and [hop.status_code for hop in again.history] == [302]
    assert again.connection is None and again.cache is None and again.request.method == "GET"
    with pytest.raises(antiphon.HTTPError):
        again.raise_for_status()


def test_what_an_asynchronous_response_has_not_read_is_in_no_copy(new_client: NewClient) -> None:
    client = new_client()
    with Peer(answering(response(b"content"))) as peer:
        streamed = client.get(peer.url, stream=True)
        if isinstance(streamed, antiphon.AsyncResponse):
            with pytest.raises(antiphon.StreamConsumed):
                pickle.dumps(streamed)
        assert client.read(streamed) == pickle.loads(pickle.dumps(streamed)).content == b"content"


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_session_has_no_copies(new_client: NewClient, copied: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="cannot be copied or pickled"):
        copied(new_client().session)
