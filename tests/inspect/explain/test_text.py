"""The text: the verdict first, within its columns, deeper where it is asked to."""

from __future__ import annotations

import re

import pytest

from antiphon.inspect.show.flow import Paper, Span

from .conftest import Explain
from .made import exchange, response, shown

_COMMAND = re.compile(r"  \S.*: (curl|antiphon|import|printf) ")


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", ["good", "expired", "redirect/to-http", "message/truncated", "content/not-json"])
def test_lines_keep_to_their_columns_but_for_words_and_commands(name: str, width: int, explained: Explain) -> None:
    for line in explained(name).text(width=width).splitlines():
        assert len(line) <= width or _COMMAND.match(line) or max(map(len, line.split())) + 6 > width, line


def test_the_verdict_comes_first_then_the_time_and_the_messages(explained: Explain) -> None:
    text = explained("content/no-type").text()
    places = [text.index(part) for part in ("! 200 OK", "Whose:", "warning ", "\nTime", "\nRequest", "\nResponse")]
    assert places == sorted(places) and places[0] == 0
    assert text.index("The rest, in short") < text.index("Do it again")


def test_what_the_cache_block_says_is_no_note_on_top(explained: Explain) -> None:
    usual, every = explained("good").text(), explained("good").text(every=True)
    assert "note No cache keeps" not in usual and "Notes not shown" in usual and "Cache: No cache keeps it." in usual
    assert "note No cache keeps" in every and "Notes not shown" not in every


def test_findings_of_one_kind_are_told_once(explained: Explain) -> None:
    usual, every = explained("message/bare-line-feed").text(), explained("message/bare-line-feed").text(every=True)
    assert "And 3 more like it (--all)." in usual
    assert usual.count("\nerror Byte") == 1 and every.count("\nerror Byte") == 4


def test_tls_is_told_in_full_on_request_and_where_it_failed(explained: Explain) -> None:
    good = explained("good")
    assert "ClientHello" not in good.text() and "→ ClientHello, " in good.text(tls=True)
    assert "→ ClientHello, " in explained("expired").text()


def test_bytes_are_marked_where_they_break_a_rule_rfc_9112_5_1(explained: Explain) -> None:
    lines = explained("message/space-before-colon").text(bytes=True).splitlines()
    broken = next(index for index, line in enumerate(lines) if line.strip().startswith("broken ("))
    assert set(lines[broken - 1].strip()) == {"^"} and "field" in lines[broken - 2]


def test_the_wire_shows_what_everybody_on_the_way_sees(explained: Explain) -> None:
    """The mission's row: the same login in clear over http, and as ciphertext over https."""
    clear = explained("cookie/session-over-http", "POST", data={"user": "ana"}).text(wire=True)
    assert "user=ana" in clear
    secured = explained("good", "POST", data={"user": "ana"}).text(wire=True)
    sent = [line for line in secured.splitlines() if re.match(r"[0-9a-f]{8}  ", line)]
    assert sent and not [line for line in sent if "user=ana" in line]


def test_long_content_is_cut_unless_everything_is_shown() -> None:
    made = shown(exchange(None, response(200, b"\n".join(b"line %d" % number for number in range(20)))))
    assert "    …" in made.text() and "line 19" not in made.text()
    assert "line 19" in made.text(every=True)


@pytest.mark.parametrize("colour", [False, True])
def test_words_flow_into_lines(colour: bool) -> None:
    paper = Paper(24, colour)
    lines = list(paper.flow([Span("one two ", "1"), Span("three four five six"), Span("")], indent=2, hanging=2))
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    assert plain == ["  one two three four", "    five six"]
    assert ("\x1b" in lines[0]) is colour
    assert list(paper.flow([])) == []
    assert list(Paper(10).flow([Span("x" * 30 + " y")])) == ["x" * 30, "  y"]
