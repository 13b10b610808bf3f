"""Field sections that came before, and those that are put together from checked parts."""

from __future__ import annotations

import pytest

from antiphon.faults import ProtocolError
from antiphon.wire import h1

HEAD = b"GET / HTTP/1.1\r\nHost: a.example\r\nIf-None-Match: %b\r\n\r\n"


def _section(known: h1.KnownSections, message: bytes) -> h1.FieldSection:
    (head, _) = h1.Connection(h1.Role.SERVER, h1.DEFAULT_LIMITS, known).receive(message)
    assert isinstance(head, h1.Request)
    return head.section


def test_a_section_that_another_connection_had_is_not_parsed_again() -> None:
    known = h1.KnownSections()
    first = _section(known, HEAD % b'"1"')
    assert _section(known, HEAD % b'"2"') is not first
    assert _section(known, HEAD % b'"1"') is first
    assert _section(h1.KnownSections(), HEAD % b'"1"') is not first


def test_not_everything_is_remembered() -> None:
    known = h1.KnownSections()
    first = _section(known, HEAD % b'"1"')
    for number in range(2000):
        _section(known, HEAD % b"%d" % number)
    assert _section(known, HEAD % b'"1"') is not first
    long = HEAD % (b'"%b"' % (b"x" * 2000))
    assert _section(known, long) is not _section(known, long)


def test_a_broken_section_is_refused_each_time() -> None:
    known = h1.KnownSections()
    for _ in range(2):
        with pytest.raises(ProtocolError) as refused:
            _section(known, HEAD % b"a\0b")
        assert refused.value.fault.code == "field-value-character"


def test_a_section_is_followed_by_checked_fields() -> None:
    start = h1.build_section([(b"content-type", b"text/plain"), (b"content-length", b"2")])
    pairs = [(b"etag", b'"a"'), (b"vary", b"Accept")]
    made, expected = start.followed_by(pairs), h1.build_section([*start.pairs, *pairs])
    for name in h1.FieldSection.__slots__:
        if name not in ("_heads", "_plain_length"):
            assert getattr(made, name) == getattr(expected, name)
    assert made.plain_length == expected.plain_length == 2
    assert made.head(200, b"OK") == expected.head(200, b"OK") != start.head(200, b"OK")
