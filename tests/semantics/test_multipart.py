"""multipart/form-data, RFC 7578."""

from __future__ import annotations

import io
import os
import tracemalloc
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError, InvalidField, RequestError, UsageError
from antiphon.semantics.multipart import FileValue, Multipart, Part, multipart_form

MIB = 1024 * 1024


class Pipe:
    """A file that cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._source = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        return self._source.read(size)


def body(form: Multipart, size: int = 65_536) -> bytes:
    return b"".join(form.pieces(size))


def read_back(form: Multipart) -> list[tuple[str | None, str | None, str | None, bytes]]:
    """Read the content with the standard library: name, filename, content type and content of each part."""
    head = f"Content-Type: {form.content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + body(form))
    parts = message.get_payload()
    assert isinstance(parts, list)
    return [_part(part) for part in parts if isinstance(part, Message)]


def _part(part: Message) -> tuple[str | None, str | None, str | None, bytes]:
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(name), part.get_filename(), part["Content-Type"], content


def test_the_bytes_of_a_form_rfc7578_4() -> None:
    form = multipart_form({"a": "1"}, {"f": ("ñ.txt", b"hello", "text/plain", {"X-Extra": "yes"})}, "sep")
    assert form.content_type == "multipart/form-data; boundary=sep"
    assert body(form) == (
        b'--sep\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--sep\r\nContent-Disposition: form-data; name="f"; filename="\xc3\xb1.txt"\r\n'
        b"Content-Type: text/plain\r\nX-Extra: yes\r\n\r\nhello\r\n"
        b"--sep--\r\n"
    )


@pytest.mark.parametrize(
    ("value", "filename", "content_type", "content"),
    [
        (b"bytes", "f", "application/octet-stream", b"bytes"),
        ("téxt", "f", "application/octet-stream", "téxt".encode()),
        (io.BytesIO(b"open"), "f", "application/octet-stream", b"open"),
        (("n.txt", "text"), "n.txt", "application/octet-stream", b"text"),
        (("n.txt", io.BytesIO(b"open"), "text/csv"), "n.txt", "text/csv", b"open"),
        (("n.txt", b"", None, {"Content-Type": "a/b"}), "n.txt", "a/b", b""),
        (("n.txt", b"x", "a/b", None), "n.txt", "a/b", b"x"),
        ((None, "field"), None, None, b"field"),
        ((None, "{}", "application/json"), None, "application/json", b"{}"),
        (("n", bytearray(b"array")), "n", "application/octet-stream", b"array"),
        (Pipe(b"piped"), "f", "application/octet-stream", b"piped"),
    ],
)
def test_the_shapes_of_files_that_requests_takes(
    value: FileValue, filename: str | None, content_type: str | None, content: bytes
) -> None:
    assert read_back(multipart_form(None, {"f": value}, "sep")) == [("f", filename, content_type, content)]


def test_lists_of_pairs_repeat_names_and_fields_come_first() -> None:
    form = multipart_form([("a", ["1", "2"]), ("n", None)], [("f", b"x"), ("f", b"y")], "sep")
    assert [(name, content) for name, _, _, content in read_back(form)] == [
        ("a", b"1"),
        ("a", b"2"),
        ("f", b"x"),
        ("f", b"y"),
    ]


def test_an_open_file_gives_its_name_and_is_read_from_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        form = multipart_form(None, {"f": file}, "sep")
        assert form.content_length == len(body(form))
        assert form.rewind()
        assert read_back(form) == [("f", "data.bin", "application/octet-stream", b"456789")]


def test_names_are_escaped_as_browsers_do() -> None:
    part = Part('a"b\r\nX: y\0', b"", filename='c"\r\n.txt')
    assert part.head() == (
        b'Content-Disposition: form-data; name="a%22b%0D%0AX: y%00"; filename="c%22%0D%0A.txt"\r\n\r\n'
    )


@pytest.mark.parametrize(
    ("content_type", "fields"),
    [
        ("text/plain\r\nX: y", {}),
        ("text/plain\0", {}),
        (None, {"X-A": "1\r\nX-B: 2"}),
        (None, {"X-A\r\nX-B": "1"}),
        (None, {"": "1"}),
        (None, {"X A": "1"}),
    ],
)
def test_controls_in_types_and_fields_are_refused_rfc7578_4_8(content_type: str | None, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidField) as caught:
        multipart_form(None, {"f": ("n", b"x", content_type, fields)}, "sep")
    assert caught.value.fault.code == "multipart-field-invalid"


@pytest.mark.parametrize(
    "fields", [{"content-type": "a/b"}, {"Content-Disposition": "inline"}, {"X-A": "1", "x-a": "2"}]
)
def test_a_field_is_not_given_twice(fields: dict[str, str]) -> None:
    with pytest.raises(InvalidField) as caught:
        multipart_form(None, {"f": ("n", b"x", "a/b", fields)}, "sep")
    assert caught.value.fault.code == "multipart-field-duplicate"


@pytest.mark.parametrize("boundary", ["", "a b", "a\r\nb", 'a"b', "a;b", "a" * 71, "ñ"])
def test_boundaries_outside_rfc2046_5_1_1_are_refused(boundary: str) -> None:
    with pytest.raises(InvalidField):
        Multipart(boundary, ())


@pytest.mark.parametrize("value", [5, None, ("n",), ("n", b"x", None, None, None), ("n", 5), object()])
def test_other_shapes_are_refused(value: object) -> None:
    with pytest.raises(UsageError) as caught:
        multipart_form(None, {"f": value}, "sep")  # type: ignore[arg-type]
    assert caught.value.fault.code == "multipart-shape-invalid"


def test_files_in_text_mode_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        multipart_form(None, {"f": io.StringIO("text")}, "sep")
    assert caught.value.fault.code == "multipart-file-not-binary"
    assert '"rb"' in str(caught.value)


def test_a_file_of_unknown_size_makes_the_length_unknown_and_cannot_be_sent_again() -> None:
    form = multipart_form({"a": "1"}, {"f": Pipe(b"x" * 100_000)}, "sep")
    assert form.content_length is None
    assert b"x" * 100_000 in body(form)
    assert not form.rewind()


def test_a_pipe_of_the_system_has_no_size() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as file, os.fdopen(writer, "wb") as sink:
        form = multipart_form(None, {"f": ("n", file)}, "sep")
        sink.write(b"through the pipe")
        sink.close()
        assert form.content_length is None
        assert b"through the pipe" in body(form)


def test_a_file_that_grows_sends_what_was_announced() -> None:
    file = io.BytesIO(b"12345")
    form = multipart_form(None, {"f": file}, "sep")
    file.seek(0, 2)
    file.write(b"67890")
    assert form.rewind()
    assert form.content_length == len(body(form))


def test_a_file_that_shrinks_is_an_error_not_a_short_body() -> None:
    file = io.BytesIO(b"12345")
    form = multipart_form(None, {"f": file}, "sep")
    file.truncate(3)
    with pytest.raises(RequestError) as caught:
        body(form)
    assert caught.value.fault.code == "multipart-file-changed"
    assert caught.value.details == {"part": "f", "missing": 2}


class Zeros(io.RawIOBase):
    """A large file that takes no memory."""

    def __init__(self, size: int) -> None:
        self._size, self._position = size, 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = self._size + offset if whence == 2 else offset
        return self._position

    def tell(self) -> int:
        return self._position

    def read(self, size: int = -1) -> bytes:
        count = min(size, self._size - self._position)
        self._position += count
        return bytes(count)


def test_large_files_take_constant_memory() -> None:
    form = multipart_form({"a": "1"}, {"f": ("zeros", Zeros(100 * MIB))}, "sep")
    tracemalloc.start()
    try:
        total = sum(map(len, form.pieces()))
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()
    assert total == form.content_length


def test_many_small_fields_share_a_piece() -> None:
    form = multipart_form([("name", "value")] * 100, None, "sep")
    assert len(list(form.pieces())) == 1


def test_no_parts_at_all_are_an_end() -> None:
    form = multipart_form(None, None, "sep")
    assert body(form) == b"--sep--\r\n"
    assert form.content_length == 9


@given(
    data=st.lists(st.tuples(st.text(max_size=10), st.text(max_size=20) | st.binary(max_size=20))),
    files=st.lists(
        st.tuples(
            st.text(max_size=10),
            st.one_of(
                st.binary(max_size=300),
                st.tuples(st.none() | st.text(max_size=10), st.binary(max_size=300)),
                st.tuples(st.text(max_size=10), st.binary(max_size=300).map(io.BytesIO)),
            ),
        )
    ),
    size=st.integers(1, 400),
)
def test_the_announced_length_is_what_is_sent(
    data: list[tuple[str, str | bytes]], files: list[tuple[str, FileValue]], size: int
) -> None:
    try:
        form = multipart_form(data, files, "sep")
    except AntiphonError as error:
        pytest.fail(str(error))
    first = body(form, size)
    assert form.content_length == len(first)
    assert form.rewind()
    assert body(form) == first
