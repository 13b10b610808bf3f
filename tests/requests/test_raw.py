"""`Response.raw` is urllib3's response, whatever is asked of it."""

from __future__ import annotations

import gc
import gzip
import io
import threading
from typing import Any

import pytest
from urllib3._collections import HTTPHeaderDict
from urllib3.exceptions import ProtocolError, ReadTimeoutError
from urllib3.response import HTTPResponse

from ..client.conftest import Secure
from ..client.peers import Link, Peer, Script, always, response
from .both import modules

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = bytes(range(256)) * 2000


def chunked(*pieces: bytes) -> bytes:
    """Return a response of these chunks."""
    return CHUNKED + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))


def coded(data: bytes) -> bytes:
    """Return a response whose content is `data` in gzip."""
    return response(gzip.compress(data), "Content-Encoding: gzip")


def all_read(raw: Any) -> Any:
    return raw.read()


def read_in_pieces(raw: Any) -> Any:
    return [raw.read(7), raw.tell(), raw.read(0), raw.read(3), raw.closed, raw.read()]


def read_to_the_byte(raw: Any) -> Any:
    return [raw.read(len(LONG)), raw.tell(), raw.closed, raw.isclosed(), raw.read(1), raw.closed]


def read_decoded(raw: Any) -> Any:
    return [raw.read(5, decode_content=True), raw.read(decode_content=True), raw.closed]


def streamed(raw: Any) -> Any:
    return b"".join(raw.stream(1000)), raw.tell(), raw.closed, list(raw.stream(10))


def streamed_decoded(raw: Any) -> Any:
    return b"".join(raw.stream(1000, decode_content=True)), raw.closed


def buffered(raw: Any) -> Any:
    return io.BufferedReader(raw).read(9)


def read_into(raw: Any) -> Any:
    space = bytearray(6)
    return raw.readinto(space), bytes(space)


def by_the_old_names(raw: Any) -> Any:
    original = raw._original_response
    facts = [original.msg.get_all("Content-Length"), original.status, original.version, original.isclosed()]
    return [
        *facts,
        raw.getheader("content-length"),
        raw.geturl(),
        raw.data,
        original.isclosed(),
        raw.info()["Content-Length"],
    ]


def dropped(raw: Any) -> Any:
    raw.close()
    return raw.closed, raw.read(), raw.tell()


def drained(raw: Any) -> Any:
    raw.drain_conn()
    raw.release_conn()
    return raw.closed, raw.connection


def head_alone(raw: Any) -> Any:
    names = (raw.status, raw.reason, raw.version, raw.version_string, raw.chunked, raw.length_remaining)
    return *names, list(raw.headers.items()), raw.retries is not None


READERS = (
    all_read,
    read_in_pieces,
    read_to_the_byte,
    read_decoded,
    streamed,
    streamed_decoded,
    buffered,
    read_into,
    dropped,
    drained,
    head_alone,
)
ANSWERS = {
    "short": response(b"content of thirty bytes or so"),
    "long": response(LONG),
    "empty": response(b""),
    "chunked": chunked(b"first", b"second", b"third " * 100),
    "gzip": coded(LONG),
    "until the end": b"HTTP/1.1 200 OK\r\n\r\n" + LONG,
}


def read_by(library: Any, script: Script, reader: Any) -> Any:
    with Peer(script) as peer, library.Session() as session:
        return reader(session.get(peer.url, stream=True).raw)


def closing_after(answer: bytes) -> Script:
    def script(link: Link) -> None:
        link.request()
        link.send(answer)

    return script


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("answer", ANSWERS)
def test_reading_gives_what_it_gives_with_requests(answer: str, reader: Any) -> None:
    real, ours = (read_by(library, closing_after(ANSWERS[answer]), reader) for library in modules())
    assert ours == real


def test_the_old_names_are_there() -> None:
    real, ours = (read_by(library, always(ANSWERS["short"]), by_the_old_names) for library in modules())
    assert ours == real


def test_it_is_of_urllib3s_classes() -> None:
    _, ours = modules()
    with Peer(always(response(b"ok", "X: 1", "X: 2"))) as peer, ours.Session() as session:
        raw = session.get(peer.url).raw
        assert isinstance(raw, HTTPResponse)
        assert isinstance(raw.headers, HTTPHeaderDict)
        assert raw.headers.getlist("x") == ["1", "2"]
        assert raw.headers["x"] == "1, 2"


def test_chunks_are_handed_on_as_they_come() -> None:
    """Programs read streams of events this way: waiting for a full piece would be waiting for ever."""
    _, ours = modules()
    go_on = threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(CHUNKED + b"3\r\none\r\n")
        go_on.wait(5)
        link.send(b"3\r\ntwo\r\n0\r\n\r\n")

    for size in (None, 1000):
        go_on.clear()
        with Peer(script) as peer, ours.Session() as session:
            pieces = session.get(peer.url, stream=True, timeout=5).iter_content(size)
            assert next(pieces) == b"one"
            go_on.set()
            assert list(pieces) == [b"two"]


def test_a_coded_stream_is_decoded_piece_by_piece_rfc9110_8_4() -> None:
    """A few bytes may mean very many: no more than was asked for is decoded at once."""
    _, ours = modules()
    bomb = gzip.compress(b"\0" * 5_000_000)
    answer = chunked(bomb).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)
    with Peer(always(answer)) as peer, ours.Session() as session:
        sizes = [len(piece) for piece in session.get(peer.url, stream=True).iter_content(10_000)]
    assert sum(sizes) == 5_000_000
    assert max(sizes) <= 10_000


def test_silence_in_the_content_is_urllib3s_error() -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        link.wait()

    for library in modules():
        with Peer(script) as peer, library.Session() as session:
            answer = session.get(peer.url, stream=True, timeout=0.1)
            with pytest.raises(ReadTimeoutError):
                answer.raw.read()
            with pytest.raises(ReadTimeoutError):
                session.get(peer.url, stream=True, timeout=0.1).raw.read(5)
            answer = session.get(peer.url, stream=True, timeout=0.1)
            with pytest.raises(library.exceptions.ConnectionError):
                list(answer.iter_content(5))


def read_to_the_end(raw: Any, size: int | None) -> None:
    while raw.read(size):
        pass


def test_content_cut_short_is_urllib3s_error() -> None:
    for library in modules():
        for size in (None, 2, 5):
            script = closing_after(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            with Peer(script) as peer, library.Session() as session:
                raw = session.get(peer.url, stream=True).raw
                with pytest.raises(ProtocolError, match="3 bytes read, 7 more"):
                    read_to_the_end(raw, size)


def test_a_connection_is_used_again_once_the_content_is_read_rfc9112_9_3() -> None:
    _, ours = modules()
    with Peer(always(response(LONG))) as peer, ours.Session() as session:
        session.get(peer.url, stream=True).raw.read(len(LONG))
        b"".join(session.get(peer.url, stream=True).raw.stream(1000))
        session.get(peer.url)
        assert {seen.connection for seen in peer.requests} == {0}


def test_a_response_half_read_is_not_taken_for_the_next_one() -> None:
    _, ours = modules()
    for leave in ("close", "release_conn", "__del__"):
        with Peer(always(response(LONG + b"end"))) as peer, ours.Session() as session:
            answer = session.get(peer.url, stream=True)
            assert answer.raw.read(10) == LONG[:10]
            getattr(answer.raw, leave)()
            if leave == "__del__":
                del answer
                gc.collect()
            assert session.get(peer.url).content == LONG + b"end"
            assert [seen.connection for seen in peer.requests] == [0, 1]


def test_the_connection_can_be_looked_at_while_it_is_in_use(secure: Secure) -> None:
    _, ours = modules()
    with Peer(always(response(LONG)), tls=secure.context) as peer, ours.Session() as session:
        answer = session.get(peer.url, verify=secure.root, stream=True)
        sock = answer.raw.connection.sock
        assert sock.getpeername() == ("127.0.0.1", int(peer.url.rstrip("/").rpartition(":")[2]))
        assert sock.getsockname()[0] == "127.0.0.1"
        assert ("DNS", "a.test") in sock.getpeercert()["subjectAltName"]
        assert sock.getpeercert(binary_form=True).startswith(b"\x30")
        assert sock.version() == "TLSv1.3"
        assert sock.cipher()[1] == "TLSv1.3"
        assert sock.selected_alpn_protocol() == "http/1.1"
        assert "127.0.0.1" in repr(answer.raw.connection)
        assert answer.content == LONG
        assert answer.raw.connection is None


def test_a_file_put_between_is_read_through() -> None:
    """Caches put their own file around the content to keep a copy of it."""
    _, ours = modules()

    class Copying:
        def __init__(self, file: Any) -> None:
            self.file = file
            self.copy = b""

        def read(self, size: int | None = None) -> bytes:
            data: bytes = self.file.read(size) if size is not None else self.file.read()
            self.copy += data
            return data

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    for answer in (ANSWERS["long"], chunked(LONG[:1000], LONG[1000:])):
        with Peer(always(answer)) as peer, ours.Session() as session:
            found = session.get(peer.url, stream=True)
            found.raw._fp = Copying(found.raw._fp)
            assert found.content == LONG
            assert found.raw._fp.copy == LONG
