"""JSON values one a line, as they arrive (application/x-ndjson)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antiphon
from antiphon.faults import transfer as faults
from antiphon.semantics.json_lines import JSONLines

from ..clients import Client
from ..peers import Link, Peer, always, response


def test_values_come_as_they_arrive(client: Client) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(b'HTTP/1.1 200 OK\r\n\r\n{"a": 1}\n\r\n"\xc3\xb1"\r\n[')
        assert link.rest() == b""

    with Peer(script) as peer:
        values = client.each(client.get(peer.url, stream=True), "iter_json_lines")
        assert next(values) == {"a": 1} and next(values) == "ñ"
        values.close()  # type: ignore[attr-defined]


def test_the_last_line_need_not_end(client: Client) -> None:
    with Peer(always(response(b"1\nnull\n\n 2 "))) as peer:
        assert list(client.each(client.get(peer.url), "iter_json_lines")) == [1, None, 2]


def test_what_is_no_json_is_named_by_its_line(client: Client) -> None:
    with Peer(always(response(b"1\n\n{no\n"))) as peer, pytest.raises(antiphon.JSONDecodeError) as caught:
        list(client.each(client.get(peer.url, stream=True), "iter_json_lines"))
    assert caught.value.fault is faults.NOT_JSON_LINE and "Line 3 " in str(caught.value)
    assert client.in_use == 0


def test_a_line_is_bounded(client: Client) -> None:
    with Peer(always(response(b"1\n" + b" " * 100_000))) as peer, pytest.raises(antiphon.ContentTooLarge) as caught:
        list(client.each(client.get(peer.url, stream=True), "iter_json_lines", max_line=1000))
    assert caught.value.fault is faults.JSON_LINE_TOO_LONG and "Line 2 " in str(caught.value)


def test_too_deep_a_value_is_an_error() -> None:
    with pytest.raises(antiphon.JSONDecodeError):
        list(JSONLines().feed(b"[" * 200_000 + b"\n"))


@given(st.integers(1, 30))
def test_pieces_make_no_difference(size: int) -> None:
    content, lines = b'{"a": [1, 2]}\n\r\n"x y"\n3', JSONLines()
    values = [value for at in range(0, len(content), size) for value in lines.feed(content[at : at + size])]
    assert [*values, *lines.finish()] == [{"a": [1, 2]}, "x y", 3]
