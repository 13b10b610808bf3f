"""The netrc file: entries, comments, macros, quotes; and errors that name the line and show no password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import UsageError
from antiphon.semantics.netrc import NetrcEntry, parse_netrc

WHOLE = """\
# machine commented.example login no password no
machine One.example login me password s#cret
machine two.example # here, too
    login you
    account other
    password "with space \\" and \\\\"
macdef init
cd /pub
machine inside.example login x password y

machine one.example login later password later
machine empty.example
default login anonymous password guest
"""


def test_entries() -> None:
    found = parse_netrc(WHOLE, "netrc")
    assert dict(found.machines) == {
        "one.example": NetrcEntry("me", "s#cret"),
        "two.example": NetrcEntry("you", 'with space " and \\'),
        "empty.example": NetrcEntry(),
    }
    assert found.default == NetrcEntry("anonymous", "guest") and found.has_passwords
    assert "s#cret" not in repr(found)


def test_a_file_may_be_empty_or_end_anywhere_good() -> None:
    assert not parse_netrc("", "f").machines and not parse_netrc("\n # x", "f").has_passwords
    assert parse_netrc("machine a login b", "f").machines["a"] == NetrcEntry("b")
    assert parse_netrc("machine a account b password c\r\nmacdef x\r\nline", "f").machines["a"] == NetrcEntry("b", "c")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("machine", 1),
        ("\n\nmachine a login", 3),
        ("machine a\n login b password", 2),
        ("login me password hunter2", 1),
        ("machine a login b hunter2", 1),
        ('machine a\nlogin b\npassword "hunter2', 3),
        ('machine a login b password "hunter2"x', 1),
        ("macdef", 1),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_not_shown(text: str, line: int) -> None:
    with pytest.raises(UsageError) as caught:
        parse_netrc(text, "/home/me/.netrc")
    assert caught.value.fault.code == "netrc-invalid" and caught.value.details["line"] == line
    assert "hunter2" not in str(caught.value) and "/home/me/.netrc" in str(caught.value)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_netrc(text, "f")
    except UsageError as error:
        assert error.fault.code == "netrc-invalid"
