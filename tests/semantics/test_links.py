"""Links (RFC 8288)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.links import Link, parse_links


def test_one_link_with_its_parameters_section_3_5() -> None:
    value = '<http://example.com/TheBook/chapter2>; rel="previous"; title="previous chapter"'
    assert parse_links(value) == [
        Link("http://example.com/TheBook/chapter2", {"rel": "previous", "title": "previous chapter"})
    ]


def test_several_links_and_several_relation_types_section_3_5() -> None:
    links = parse_links('</first>; rel="start", <next>;rel="next http://example.net/other"')
    assert [(link.target, link.rel) for link in links] == [
        ("/first", "start"),
        ("next", "next http://example.net/other"),
    ]


def test_commas_and_semicolons_in_quotes_and_targets_part_nothing() -> None:
    links = parse_links('<a,b;c>; title="x, <y>; rel=z"; rel=next, <d>')
    assert links == [Link("a,b;c", {"title": "x, <y>; rel=z", "rel": "next"}), Link("d")]


def test_escapes_in_quotes_are_undone() -> None:
    assert parse_links(r'<a>; title="say \"hi\" \\"')[0].params["title"] == r'say "hi" \\'.replace(r"\\", "\\")


def test_the_first_of_several_rel_counts_section_3_3() -> None:
    assert parse_links("<a>; rel=one; rel=two")[0].rel == "one"


def test_parameter_names_are_without_case_and_may_lack_a_value() -> None:
    assert parse_links("<a>; REL=Next; crossorigin") == [Link("a", {"rel": "Next", "crossorigin": ""})]


def test_a_link_without_rel_has_an_empty_one() -> None:
    assert parse_links("<a>")[0].rel == ""


def test_white_space_and_empty_members_are_passed_over() -> None:
    assert parse_links(' , ,\t<a> ; rel = "x" ,, <b>,') == [Link("a", {"rel": "x"}), Link("b")]


def test_what_cannot_be_read_does_not_hide_the_links_behind_it() -> None:
    assert parse_links('nonsense, <a>; ="x"; rel=y, <b>; rel=z') == [Link("a"), Link("b", {"rel": "z"})]


def test_a_quoted_string_that_is_not_closed_ends_the_list() -> None:
    assert parse_links('<a>; rel=x; title="never, <b>; rel=y') == [Link("a", {"rel": "x", "title": ""})]


def test_links_can_be_kept_in_sets() -> None:
    assert len({Link("a", {"rel": "x"}), Link("a", {"rel": "x"})}) == 1


def test_no_hostile_value_takes_more_than_linear_time() -> None:
    for hostile in ('"\\"' * 50_000 + "\\", "<" * 100_000, "<," * 50_000, '<a>;x="' * 30_000, ';a="\\' * 30_000):
        parse_links(hostile)


@given(st.text(alphabet='<>;,="\\ arel'))
def test_no_text_raises(text: str) -> None:
    assert all(isinstance(link, Link) for link in parse_links(text))
