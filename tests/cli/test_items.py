"""Request items: what HTTPie's users type."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.cli.items import Item, parse_item, parse_items
from antiphon.faults import UsageError


@pytest.mark.parametrize(
    ("argument", "item"),
    [
        ("a=b", Item("a", "=", "b")),
        ("a==b", Item("a", "==", "b")),
        ("a:=1", Item("a", ":=", "1")),
        ("a=@f", Item("a", "=@", "f")),
        ("a:=@f", Item("a", ":=@", "f")),
        ("a@f", Item("a", "@", "f")),
        ("@f", Item("", "@", "f")),
        ("A:b", Item("A", ":", "b")),
        ("A:", Item("A", ":", "")),
        ("A;", Item("A", ";", "")),
        ("a;b=c", Item("a;b", "=", "c")),
        ("a=b=c", Item("a", "=", "b=c")),
        ("a=b:c@d;e", Item("a", "=", "b:c@d;e")),
        ("a:b=c", Item("a", ":", "b=c")),
        (r"a\=b=c", Item("a=b", "=", "c")),
        (r"a\:b=c", Item("a:b", "=", "c")),
        (r"a=\@b", Item("a", "=", "@b")),
        (r"a\b=c\d", Item(r"a\b", "=", r"c\d")),
        (r"path=C:\temp\x", Item("path", "=", r"C:\temp\x")),
        ("text=two\nlines", Item("text", "=", "two\nlines")),
        ("ñ=ü", Item("ñ", "=", "ü")),
    ],
)
def test_an_item_is_split_at_its_first_separator(argument: str, item: Item) -> None:
    assert parse_item(argument) == item


@pytest.mark.parametrize("argument", ["", "a", "=b", ":b", "==b", ":=1", ";", r"a\=b"])
def test_what_has_no_name_or_separator_is_refused(argument: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_item(argument)
    assert refusal.value.fault.code == "item-syntax"


SEPARATORS = st.sampled_from(["=", "==", ":=", "=@", ":=@", "@", ":"])
PLAIN = st.text(st.characters(exclude_characters="=:@;\\", exclude_categories=["Cs"]), min_size=1)


@given(PLAIN, SEPARATORS, PLAIN)
def test_plain_names_and_values_survive(name: str, separator: str, value: str) -> None:
    assert parse_item(name + separator + value) == Item(name, separator, value)


def escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "=:@;" else character for character in text)


@given(
    st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"]), min_size=1),
    SEPARATORS,
    st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"])),
)
def test_escaped_names_and_values_survive(name: str, separator: str, value: str) -> None:
    assert parse_item(escaped(name) + separator + escaped(value)) == Item(name, separator, value)


@given(st.text())
def test_any_argument_is_an_item_or_refused(argument: str) -> None:
    try:
        assert parse_item(argument).separator in ("=", "==", ":=", "=@", ":=@", "@", ":", ";")
    except UsageError as refusal:
        assert refusal.fault.code == "item-syntax"


def test_items_are_sorted_by_what_they_are_for(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("ñ", "utf-8")
    (tmp_path / "list.json").write_text("[1, 2]")
    items = parse_items(
        [
            "name=Ana",
            'tags:=["a"]',
            f"note=@{tmp_path}/note.txt",
            f"list:=@{tmp_path}/list.json",
            "q==1",
            "q==2",
            "X-A:1",
            "x-a:2",
            "Accept:",
            "X-B;",
            f"photo@{tmp_path}/note.txt;type=image/png",
        ]
    )
    assert items.data == [("name", "Ana"), ("tags", ["a"]), ("note", "ñ"), ("list", [1, 2])]
    assert items.params == [("q", "1"), ("q", "2")]
    assert items.headers == {"X-A": "1, 2", "Accept": None, "X-B": ""}
    assert [(name, file.path.name, file.media_type) for name, file in items.files] == [
        ("photo", "note.txt", "image/png")
    ]


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("a:={", "item-json"),
        ("a:=" + "[" * 100_000, "item-json"),
        ("a=@/no/such", "file-unreadable"),
        ("@/", "file-unreadable"),
    ],
)
def test_a_value_that_cannot_be_had_is_refused(argument: str, code: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_items([argument])
    assert refusal.value.fault.code == code


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b"\xff")
    with pytest.raises(UsageError, match="byte 0 is not UTF-8"):
        parse_items([f"a=@{path}"])
