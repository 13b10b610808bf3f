"""What a request says about its content counts for stand-ins, too."""

from __future__ import annotations

import gzip
from hashlib import sha256
from typing import Any

import pytest

import antiphon
from antiphon.semantics.digest_fields import digest_field

from ..conftest import NewClient
from ..transfers.test_events import AT_ONCE, Stream
from .applications import Receive, Send, content_of, respond

EVENTS = [(b"content-type", b"text/event-stream")]


def test_silence_of_an_application_is_bounded_as_that_of_a_server(new_client: NewClient) -> None:
    """The limit while events come is another than the one for the head."""
    asked: list[str] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await content_of(receive)
        if len(asked) > 1:
            await respond(send, status=204)
            return
        await respond(send, AT_ONCE + b"data: a\n\n", headers=EVENTS, more=True)
        await receive()

    client = new_client(transport=antiphon.ASGI(answer, lifespan=False), timeout=antiphon.Timeouts(read=60))
    with Stream(client, "http://app.test/", idle_timeout=0.05) as stream:
        assert [event.data for event in stream] == ["a"]
    assert asked == ["/", "/"]


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_digest_of_a_mock_is_compared(new_client: NewClient, coding: str) -> None:
    content = gzip.compress(b"tea") if coding == "gzip" else b"tea"
    mock = antiphon.Mock()
    client = new_client(transport=mock)
    for sent, is_right in ((content, True), (b"coffee", False)):
        headers = {"Content-Digest": digest_field("sha-256", sha256(sent).digest()), "Content-Encoding": coding}
        mock.get("/", headers=headers, content=content)
        if is_right:
            assert client.get("http://shop.test/", verify_digest=True).content == b"tea"
        else:
            with pytest.raises(antiphon.BrokenResponse):
                client.get("http://shop.test/", verify_digest=True)
            assert client.get("http://shop.test/").content == b"tea"
