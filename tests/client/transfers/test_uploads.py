"""What is uploaded: files by their paths, asynchronous files, true lengths, digests (RFC 9110 §8.6, RFC 9530)."""

from __future__ import annotations

import hashlib
import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.faults import exchange
from antiphon.faults import transfer as faults

from ..clients import AsynchronousClient, Client
from ..peers import OK, Peer, always, redirect, response

CONTENT = bytes(range(256)) * 3000


class AsyncReader:
    """A file as libraries for asyncio have it."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def test_a_path_is_streamed_with_length_and_type(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(CONTENT)
    with Peer(always(redirect(307, "/again")), always(OK)) as peer:
        client.put(peer.url, data=path, allow_redirects=False)
        client.put(peer.url, data=path, headers={"Content-Type": "text/mine"}, allow_redirects=False)
    first, second = peer.requests
    assert first.content == second.content == CONTENT
    assert first.fields["content-length"] == str(len(CONTENT)) and first.fields["content-type"].startswith("text/html")
    assert second.fields["content-type"] == "text/mine"


def test_a_path_is_sent_again_after_a_redirect(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    with Peer(always(OK)) as peer, Peer(always(redirect(307, peer.url))) as first:
        assert client.put(first.url, data=path).ok
    assert peer.requests[0].content == CONTENT


@pytest.mark.parametrize("name", ["missing", ".", "a\0b"])
def test_a_path_that_cannot_be_read(client: Client, tmp_path: Path, name: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        client.put("http://127.0.0.1:1/", data=tmp_path / name)
    assert caught.value.fault is faults.UPLOAD_UNREADABLE


def test_a_file_that_shrinks_is_not_made_up_for(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)

    def shrink(sent: int, total: int | None) -> None:
        path.write_bytes(b"")

    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError):
        client.put(peer.url, data=path, on_upload=shrink)
    assert client.pool.open_connections == 0


def test_an_asynchronous_file(client: Client) -> None:
    with Peer(always(OK)) as peer:
        if isinstance(client, AsynchronousClient):
            assert client.put(peer.url, data=AsyncReader(CONTENT)).ok
            assert peer.requests[0].content == CONTENT
            assert peer.requests[0].fields["transfer-encoding"] == "chunked"
        else:
            with pytest.raises(antiphon.UsageError) as caught:
                client.put(peer.url, data=AsyncReader(CONTENT))
            assert caught.value.fault is exchange.ASYNC_CONTENT


@pytest.mark.parametrize("declared", ["0", "5", "1000000", "9" * 5000])
@pytest.mark.parametrize("make", [lambda: CONTENT, lambda: io.BytesIO(CONTENT)], ids=["bytes", "file"])
def test_a_length_that_is_not_true_is_refused_before_a_byte_is_sent(client: Client, make: Any, declared: str) -> None:
    with Peer(always(OK)) as peer:
        with pytest.raises(antiphon.UsageError) as caught:
            client.put(peer.url, data=make(), headers={"Content-Length": declared})
        assert caught.value.fault is faults.LENGTH_DISAGREES and peer.requests == []


# -- digests -----------------------------------------------------------------------------------------------------------


def field(content: bytes, algorithm: str = "sha-256") -> str:
    digest = hashlib.new(algorithm.replace("-", ""), content).digest()
    return f"{algorithm}=:{b64encode(digest).decode()}:"


@pytest.mark.parametrize("algorithm", ["sha-256", "sha-512"])
def test_the_digest_of_content_is_added(client: Client, tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    sources: list[Any] = [CONTENT, path, io.BytesIO(CONTENT)]
    with Peer(always(OK)) as peer:
        for source in sources:
            client.put(peer.url, data=source, digest=algorithm)
        client.put(peer.url, files={"a": io.BytesIO(CONTENT)}, digest=algorithm)
        client.get(peer.url, digest=algorithm)
    assert [seen.fields.get("content-digest") for seen in peer.requests] == [
        *[field(CONTENT, algorithm)] * 3,
        field(peer.requests[3].content, algorithm),
        None,
    ]


def test_a_stream_has_no_digest_before_it_is_sent(client: Client) -> None:
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError) as caught:
        client.put(peer.url, data=iter([b"x"]), digest="sha-256")
    assert caught.value.fault is faults.DIGEST_OF_STREAM


@pytest.mark.parametrize("algorithm", ["md5", "", 5])
def test_a_digest_that_is_none(client: Client, algorithm: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        client.put("http://127.0.0.1:1/", data=b"x", digest=algorithm)
    assert caught.value.fault is faults.DIGEST_UNKNOWN


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fields", "is_right"),
    [
        ((), True),
        ((f"Content-Digest: {field(CONTENT)}",), True),
        ((f"Content-Digest: md5=:AAAA:, {field(CONTENT)}",), True),
        ((f"Content-Digest: {field(b'other')}, {field(CONTENT, 'sha-512')}",), True),
        ((f"Content-Digest: {field(CONTENT)}", f"Content-Digest: {field(b'x', 'sha-512')}"), False),
        ((f"Content-Digest: {field(b'other')}",), False),
        ((f"Repr-Digest: {field(b'other')}",), False),
        ((f"Repr-Digest: {field(b'other')}", "Content-Location: /other"), True),
        (("Content-Digest: nonsense",), True),
        (("Content-Digest: sha-256=:no base64:",), True),
        (("Content-Digest: sha-256=:AAA:",), True),
        (("Content-Digest: sha-256=::",), False),
    ],
)
def test_the_digest_of_a_response_is_compared(
    client: Client, fields: tuple[str, ...], is_right: bool, stream: bool
) -> None:
    with Peer(always(response(CONTENT, *fields))) as peer:
        assert client.get(peer.url).content == CONTENT
        if is_right:
            got = client.get(peer.url, verify_digest=True, stream=stream)
            assert client.read(got) == CONTENT
        else:
            with pytest.raises(antiphon.BrokenResponse) as caught:
                client.read(client.get(peer.url, verify_digest=True, stream=stream))
            assert caught.value.fault is faults.DIGEST_WRONG
    assert client.in_use == 0


def test_a_digest_behind_the_content(client: Client) -> None:
    def answer(digest: str) -> bytes:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Digest\r\n\r\n"
        return head + b"2\r\nok\r\n0\r\nContent-Digest: " + digest.encode() + b"\r\n\r\n"

    with Peer(always(answer(field(b"ok")))) as peer:
        assert client.get(peer.url, verify_digest=True).content == b"ok"
    with Peer(always(answer(field(b"other")))) as peer, pytest.raises(antiphon.BrokenResponse):
        client.get(peer.url, verify_digest=True)


def test_an_answer_without_content_is_not_compared(client: Client) -> None:
    said = f"Content-Digest: {field(CONTENT)}\r\n".encode()
    with Peer(always(b"HTTP/1.1 200 OK\r\n" + said + b"Content-Length: 5\r\n\r\n")) as peer:
        assert client.head(peer.url, verify_digest=True).ok
    with Peer(always(b"HTTP/1.1 304 Not Modified\r\n" + said + b"\r\n")) as peer:
        assert client.get(peer.url, verify_digest=True).status_code == 304
