"""What a request carries, byte for byte, and the ways to read what a response carries."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antiphon
from antiphon.client.response import Lines, Resize

from .clients import AsynchronousClient, BlockingClient, Client
from .peers import OK, Link, Peer, Seen, always, response

FORM = "application/x-www-form-urlencoded"


def sent(client: Client, method: str = "POST", path: str = "", **options: Any) -> Seen:
    """Return the request that `client` sends."""
    with Peer(always(OK)) as peer:
        assert client.request(method, peer.url + path, **options).ok
        return peer.requests[0]


# -- content of a request ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "content", "kind"),
    [
        ({"data": b"by\0tes"}, b"by\0tes", None),
        ({"data": bytearray(b"bytes")}, b"bytes", None),
        ({"data": memoryview(b"bytes")}, b"bytes", None),
        ({"data": "téxt"}, "téxt".encode(), None),
        ({"data": {"a": "1 2", "b": ["x", "ü"], "c": None, "d": 5}}, b"a=1+2&b=x&b=%C3%BC&d=5", FORM),
        ({"data": [("a", "1"), ("a", "2")]}, b"a=1&a=2", FORM),
        ({"data": (("a", "1"), ("b", "&="))}, b"a=1&b=%26%3D", FORM),
        ({"json": {"a": [1, None, "ü"]}}, '{"a":[1,null,"ü"]}'.encode(), "application/json"),
        ({"json": 0}, b"0", "application/json"),
        ({"json": False}, b"false", "application/json"),
        ({"json": ""}, b'""', "application/json"),
        ({"json": {}, "headers": {"Content-Type": "application/x+json"}}, b"{}", "application/x+json"),
        ({"data": {"a": "1"}, "headers": {"content-type": "text/form"}}, b"a=1", "text/form"),
    ],
)
def test_content_in_memory(client: Client, options: dict[str, Any], content: bytes, kind: str | None) -> None:
    seen = sent(client, **options)
    assert seen.content == content and seen.fields.get("content-type") == kind
    assert seen.fields["content-length"] == str(len(content)) and "transfer-encoding" not in seen.fields


@pytest.mark.parametrize("nothing", [None, b"", "", {}, []])
@pytest.mark.parametrize(
    ("method", "length"), [("POST", "0"), ("PUT", "0"), ("PATCH", "0"), ("QUERY", "0"), ("GET", None), ("DELETE", None)]
)
def test_no_content_is_said_where_it_is_expected_rfc_9110_8_6(
    client: Client, method: str, length: str | None, nothing: Any
) -> None:
    seen = sent(client, method, data=nothing)
    assert seen.fields.get("content-length") == length and "transfer-encoding" not in seen.fields


def pieces() -> Iterator[bytes | str]:
    yield b"one"
    yield b""
    yield "twö"
    yield b"x" * 100_000


WHOLE = b"one" + "twö".encode() + b"x" * 100_000


async def asynchronous_pieces() -> AsyncIterator[bytes]:
    for piece in (b"one", b"", "twö".encode(), b"x" * 100_000):
        yield piece


def test_an_iterator_is_chunked(client: Client) -> None:
    sources: list[Any] = [pieces(), [b"one", "twö".encode(), b"x" * 100_000]]
    if isinstance(client, AsynchronousClient):
        sources.append(asynchronous_pieces())
    for source in sources:
        seen = sent(client, data=source)
        assert seen.content == WHOLE and seen.fields["transfer-encoding"] == "chunked"
        assert "content-length" not in seen.fields and "content-type" not in seen.fields


def test_an_iterator_whose_length_the_user_knows_is_not_chunked(client: Client) -> None:
    seen = sent(client, data=pieces(), headers={"Content-Length": str(len(WHOLE))})
    assert seen.content == WHOLE and "transfer-encoding" not in seen.fields


@pytest.mark.parametrize("declared", [1, 1_000_000])
def test_a_length_that_is_not_true_is_refused(client: Client, declared: int) -> None:
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError):
        client.post(peer.url, data=pieces(), headers={"Content-Length": str(declared)})
    assert client.pool.open_connections == 0


def test_an_iterator_of_something_else_is_refused(client: Client) -> None:
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError, match="iterator of int"):
        client.post(peer.url, data=iter([b"fine", 5]))
    assert client.pool.open_connections == 0


def test_a_file_is_sent_from_where_it_stands_with_its_length(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"head" + b"x" * 700_000)
    with path.open("rb") as file:
        file.seek(4)
        seen = sent(client, "PUT", data=file)
    assert seen.content == b"x" * 700_000 and seen.fields["content-length"] == "700000"


class Pipe(io.RawIOBase):
    """A file that can only be read on."""

    def __init__(self, data: bytes) -> None:
        self._source = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._source.read(min(size, 1000))

    def tell(self) -> int:
        raise OSError("a pipe")


def test_a_pipe_is_chunked(client: Client) -> None:
    seen = sent(client, data=Pipe(WHOLE))
    assert seen.content == WHOLE and seen.fields["transfer-encoding"] == "chunked"


def test_a_file_that_grows_is_sent_as_long_as_it_was(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 600_000)
    with path.open("rb") as file, path.open("ab") as more:

        def grow(done: int, total: int | None) -> None:
            more.write(b"y" * 100_000)
            more.flush()

        assert sent(client, data=file, on_upload=grow).content == b"x" * 600_000


def test_a_file_that_shrinks_is_an_error(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "log"
    for options in (lambda file: {"data": file}, lambda file: {"files": {"f": file}}):
        path.write_bytes(b"x" * 1_000_000)
        with path.open("rb") as file, Peer(always(OK)) as peer, pytest.raises(antiphon.AntiphonError):
            client.post(peer.url, on_upload=lambda done, total: path.write_bytes(b""), **options(file))
        assert client.pool.open_connections == 0


# -- forms with files ----------------------------------------------------------------------------------------------


def parts_of(seen: Seen) -> list[tuple[str, bytes]]:
    boundary = seen.fields["content-type"].partition("boundary=")[2]
    *parts, end = seen.content.split(f"--{boundary}".encode())[1:]
    assert end == b"--\r\n" and seen.fields["content-length"] == str(len(seen.content))
    split = [part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n") for part in parts]
    return [(head.decode(), content) for head, _, content in split]


def test_fields_and_files_are_one_form(client: Client) -> None:
    files = [
        ("f", io.BytesIO(b"one")),
        ("f", ("ü.txt", b"two", "text/plain")),
        ("g", ("x", "three", None, {"X-Y": "1"})),
    ]
    seen = sent(client, data={"k": "v", "n": [1, 2]}, files=files)
    octets = "Content-Type: application/octet-stream"
    assert parts_of(seen) == [
        ('Content-Disposition: form-data; name="k"', b"v"),
        ('Content-Disposition: form-data; name="n"', b"1"),
        ('Content-Disposition: form-data; name="n"', b"2"),
        (f'Content-Disposition: form-data; name="f"; filename="f"\r\n{octets}', b"one"),
        ('Content-Disposition: form-data; name="f"; filename="ü.txt"\r\nContent-Type: text/plain', b"two"),
        (f'Content-Disposition: form-data; name="g"; filename="x"\r\n{octets}\r\nX-Y: 1', b"three"),
    ]


def test_names_cannot_break_out_of_their_part(client: Client) -> None:
    evil = 'a"\r\nX-Evil: 1\r\n\r\n--'
    seen = sent(client, data={evil: "1"}, files={evil: (evil, b"x")})
    assert len(parts_of(seen)) == 2 and all("\r\nX-Evil" not in head for head, _ in parts_of(seen))
    for wrong in ({"f": ("x", b"", "text/plain\r\nX: 1")}, {"f": ("x", b"", None, {"X\r\nY": "1"})}):
        with pytest.raises(antiphon.InvalidField):
            client.post("http://127.0.0.1:9/", files=wrong)


def test_a_pipe_in_a_form_makes_it_chunked(client: Client) -> None:
    seen = sent(client, files={"f": ("x", Pipe(b"piped"))})
    assert b"piped" in seen.content and seen.fields["transfer-encoding"] == "chunked"


class Vast(io.RawIOBase):
    """A file of zeros that takes no memory."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        size = min(size, self._size - self._at)
        self._at += size
        return bytes(size)


def swallow(link: Link) -> None:
    """Read content without keeping it, and answer with its length."""
    while True:
        left = int(link.head().fields["content-length"])
        size = left
        while left:
            left -= len(link.some(left))
        link.send(response(str(size).encode()))


def test_files_of_any_size_take_constant_memory(client: Client) -> None:
    size = 40_000_000
    with Peer(swallow) as peer:
        client.put(peer.url, data=Vast(1000))
        for options in ({"data": Vast(size)}, {"files": {"f": ("x", Vast(size))}}):
            tracemalloc.start()
            got = client.put(peer.url, **options)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert int(got.content) >= size and peak < 8_000_000


# -- the rest of a request -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "params", "target"),
    [
        ("", {"a": 1, "b": ["x y", "ü"], "c": None}, "/?a=1&b=x+y&b=%C3%BC"),
        ("p?z=0", {"a": "&=#?"}, "/p?z=0&a=%26%3D%23%3F"),
        ("?", [("a", 1), ("a", 2)], "/?a=1&a=2"),
        ("#there", "raw=a b%20c&ü", "/?raw=a%20b%20c&%C3%BC"),
        ("", b"raw=1", "/?raw=1"),
        ("", {"a": True}, "/?a=True"),
        ("?a=1", {}, "/?a=1"),
    ],
)
def test_params_are_merged_into_the_query(client: Client, path: str, params: Any, target: str) -> None:
    assert sent(client, "GET", path, params=params).target == target


def test_params_of_session_and_request_add_up(client: Client) -> None:
    client.session.params = {"key": "1"}
    assert sent(client, "GET", "?z=0", params={"a": 2}).target == "/?z=0&key=1&a=2"
    assert sent(client, "GET").target == "/?key=1"


INJECTIONS = ["a\r\nX: b", "a\nb", "a\rb", "a\0b", "a\x7fb", "☃"]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_nothing_can_add_a_line_to_a_head(client: Client, evil: str) -> None:
    url = "http://127.0.0.1:9/"
    attempts: list[dict[str, Any]] = [
        {"headers": {"X": evil}},
        {"headers": {evil: "1"}},
        {"headers": {"Host": evil}},
        {"headers": {"Content-Type": evil}, "data": b"x"},
        {"cookies": {"a": evil}},
        {"cookies": {evil: "1"}},
        {"auth": evil},
    ]
    for options in attempts:
        with pytest.raises(ValueError):
            client.post(url, **options)
    with pytest.raises(ValueError):
        client.request(f"GET{evil}", url)
    for target in (f"http://127.0.0.1{evil}/", f"http://127.0.0.1:9{evil}/"):
        with pytest.raises(ValueError):
            client.get(target)
    if evil != "☃":
        with pytest.raises(ValueError):
            client.get(f"{url}{evil}")


@pytest.mark.parametrize("evil", INJECTIONS)
def test_params_cannot_leave_the_query(client: Client, evil: str) -> None:
    target = sent(client, "GET", params={"a": evil}).target
    assert target.startswith("/?a=") and target.isascii() and target.isprintable() and " " not in target


def test_a_field_of_none_is_left_out_and_names_keep_their_case(client: Client) -> None:
    seen = sent(client, "GET", headers={"accept": None, "X-MiXed": "1", "User-Agent": b"me"})
    assert "accept" not in seen.fields and b"X-MiXed: 1\r\n" in seen.head and seen.fields["user-agent"] == "me"
    assert seen.head.startswith(b"GET / HTTP/1.1\r\nHost: ")


# -- progress ------------------------------------------------------------------------------------------------------


def test_uploads_tell_how_far_they_are(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 600_000)
    told: list[tuple[int, int | None]] = []
    with path.open("rb") as file:
        for source, total in ((b"x" * 600_000, 600_000), (file, 600_000), (iter([b"x" * 300_000] * 2), None)):
            sent(client, data=source, on_upload=lambda done, total: told.append((done, total)))
            assert told[-1] == (600_000, total) and len(told) > 1 and told == sorted(told)
            told.clear()


def test_downloads_tell_how_far_they_are_in_bytes_as_received(client: Client) -> None:
    import gzip

    packed = gzip.compress(json.dumps(list(range(100_000))).encode())
    told: list[tuple[int, int | None]] = []
    with Peer(always(response(packed, "Content-Encoding: gzip"))) as peer:
        got = client.get(peer.url, on_download=lambda done, total: told.append((done, total)))
    assert len(got.json()) == 100_000 and told[-1] == (len(packed), len(packed)) and told == sorted(told)


def test_a_callback_that_fails_ends_the_exchange(client: Client) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with Peer(always(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK)) as peer:
        for name in ("on_upload", "on_download", "on_interim"):
            with pytest.raises(ZeroDivisionError):
                client.post(peer.url, data=b"x", **{name: fail})
            assert client.pool.open_connections == 0


# -- reading a response --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text/plain", "ü".encode(), "ü"),
        ("text/plain; charset=utf-8", "ü".encode(), "ü"),
        ('text/plain; charset="ISO-8859-1"', "ü".encode("latin-1"), "ü"),
        ("text/plain; charset=windows-1252", "€".encode("cp1252"), "€"),
        ("text/plain; charset=utf-16", "ü".encode("utf-16"), "ü"),
        ("text/plain; charset=unheard-of", "ü".encode(), "ü"),
        ("text/plain; charset=hex", "ü".encode(), "ü"),
        ("text/plain; charset=undefined", "ü".encode(), "ü"),
        ("text/plain; charset=idna", "ü".encode(), "ü"),
        ("text/plain; charset=\xff", "ü".encode(), "ü"),
        ("", "ü".encode(), "ü"),
        ("text/plain", b"\xff", "\ufffd"),
    ],
)
def test_text_is_decoded_as_the_server_says_else_as_utf_8(client: Client, kind: str, content: bytes, text: str) -> None:
    with Peer(always(response(content, *([f"Content-Type: {kind}"] if kind else [])))) as peer:
        got = client.get(peer.url)
        assert got.text == text
        assert "".join(client.each(client.get(peer.url, stream=True), "iter_text")) == text
        got.encoding = "latin-1"
        assert got.text == content.decode("latin-1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_in_every_encoding_of_unicode(client: Client, encoding: str) -> None:
    with Peer(always(response('{"a": "ü"}'.encode(encoding)))) as peer:
        assert client.get(peer.url).json() == {"a": "ü"}


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"<html>", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        (b"", "", "not given"),
        (b"{", "application/json", "application/json"),
        (b"\xff\xfe\xfd", "application/json", "application/json"),
        (b"[" * 200_000, "application/json", "application/json"),
    ],
)
def test_what_is_not_json_is_a_value_error_that_names_the_type(
    client: Client, content: bytes, kind: str, said: str
) -> None:
    with Peer(always(response(content, *([f"Content-Type: {kind}"] if kind else [])))) as peer:
        got = client.get(peer.url)
    with pytest.raises(ValueError, match=said) as caught:
        got.json()
    assert isinstance(caught.value, antiphon.JSONDecodeError) and caught.value.response is got


def test_nothing_is_nothing(client: Client) -> None:
    with Peer(always(response())) as peer:
        for stream in (False, True):
            for method in ("iter_bytes", "iter_text", "iter_lines", "iter_content"):
                assert list(client.each(client.get(peer.url, stream=stream), method)) == []


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("size", [1, 7, 1000, 10_000_000, None])
def test_pieces_have_the_size_that_was_asked_for(client: Client, size: int | None, stream: bool) -> None:
    content = bytes(range(256)) * 10
    chunks = b"".join(b"100\r\n%b\r\n" % bytes(range(256)) for _ in range(10))
    with Peer(always(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")) as peer:
        got = list(client.each(client.get(peer.url, stream=stream), "iter_bytes", size))
    assert b"".join(got) == content and all(got)
    assert size is None or all(len(piece) == size for piece in got[:-1])


def test_a_stream_is_read_once_unless_it_was_kept(client: Client) -> None:
    with Peer(always(response(b"content"))) as peer:
        got = client.get(peer.url, stream=True)
        assert b"".join(client.each(got, "iter_bytes")) == b"content"
        with pytest.raises(antiphon.StreamConsumed):
            list(client.each(got, "iter_bytes"))
        with pytest.raises(antiphon.StreamConsumed):
            got.content  # noqa: B018  (reading is what is refused)
        kept = client.get(peer.url)
        assert [b"".join(client.each(kept, "iter_bytes")) for _ in range(2)] == [b"content"] * 2


def test_an_asynchronous_stream_says_that_it_has_to_be_read() -> None:
    with Peer(always(OK)) as peer, AsynchronousClient(timeout=5) as client:
        got = client.get(peer.url, stream=True)
        with pytest.raises(antiphon.StreamConsumed, match=r"await response\.read"):
            got.content  # noqa: B018
        assert client.read(got) == got.content == b"ok"


def test_trailers_are_there_once_the_content_has_been_read(client: Client) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"
    with Peer(always(chunked)) as peer:
        assert client.get(peer.url).trailers["x-sum"] == "1"
        got = client.get(peer.url, stream=True)
        assert client.read(got) == b"ok" and got.trailers["x-sum"] == "1" and "x-sum" not in got.headers


def test_a_change_to_headers_stays_with_its_response(client: Client) -> None:
    with Peer(always(response(b"ok", "X-One: 1"))) as peer:
        first = client.get(peer.url)
        first.headers["X-One"] = "2"
        first.request.headers["X-Mine"] = "1"
        assert client.get(peer.url).headers["x-one"] == "1"
    assert "x-mine" not in peer.requests[1].fields


# -- lines and sizes, at any cut -----------------------------------------------------------------------------------

CUTS = st.lists(st.integers(min_value=0, max_value=40), max_size=6)


def cut(data: bytes, places: list[int]) -> Iterator[bytes]:
    borders = [0, *sorted(min(place, len(data)) for place in places), len(data)]
    return (data[start:end] for start, end in pairwise(borders))


@given(st.text(alphabet="ab\r\n", max_size=40).map(str.encode), CUTS)
def test_lines_are_the_same_at_any_cut(data: bytes, places: list[int]) -> None:
    lines = Lines()
    got = [line for piece in cut(data, places) for line in lines.feed(piece)] + lines.finish()
    assert got == data.splitlines()


@given(st.text(alphabet="ab\r-=", max_size=40).map(str.encode), CUTS, st.sampled_from([b"-", b"-=", b"=--", b"\r"]))
def test_delimited_lines_are_the_same_at_any_cut(data: bytes, places: list[int], delimiter: bytes) -> None:
    lines = Lines(delimiter)
    got = [line for piece in cut(data, places) for line in lines.feed(piece)] + lines.finish()
    *expected, rest = data.split(delimiter)
    assert got == expected + ([rest] if rest else [])


@given(st.binary(max_size=40), CUTS, st.integers(min_value=1, max_value=50))
def test_sizes_are_the_same_at_any_cut(data: bytes, places: list[int], size: int) -> None:
    resize = Resize(size)
    got = [part for piece in cut(data, places) for part in resize.feed(piece)] + list(resize.finish())
    assert got == [data[start : start + size] for start in range(0, len(data), size)]


def test_lines_arrive_as_soon_as_they_are_complete(client: Client) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b"7\r\none\r\ntw\r\n", b"4\r\no\n\nt\r\n"):
            link.send(piece)
        link.wait()

    with Peer(script) as peer:
        lines = client.each(client.get(peer.url, stream=True), "iter_lines")
        assert [next(lines) for _ in range(3)] == [b"one", b"two", b""]
        lines.close()  # type: ignore[attr-defined]


# -- what only a blocking response has -----------------------------------------------------------------------------


def test_the_ways_of_requests_to_iterate() -> None:
    content = "añ\nb".encode()
    with Peer(always(response(content, "Content-Type: text/plain; charset=utf-8"))) as peer, BlockingClient() as client:
        for stream in (False, True):

            def get(stream: bool = stream) -> Any:
                return client.get(peer.url, stream=stream)

            assert list(get().iter_content()) == [bytes([byte]) for byte in content]
            assert list(get().iter_content(2, decode_unicode=True)) == ["a", "ñ\n", "b"]
            assert list(get().iter_lines(decode_unicode=True)) == ["añ", "b"]
            assert list(get()) == [content]
