"""Elements, and text that cannot become one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from antiphon.rest.page.markup import Markup, element, joined

from .reading import elements


def test_text_is_escaped_and_elements_are_not() -> None:
    assert element("p", "a < b & c", element("b", "d")) == "<p>a &lt; b &amp; c<b>d</b></p>"


def test_attributes_are_escaped_and_named_as_html_has_them() -> None:
    written = element("label", class_="a", aria_label='"<x>"', for_=None, hidden=True, checked=False, data_size=3)
    assert written == '<label class="a" aria-label="&quot;&lt;x&gt;&quot;" hidden data-size="3"></label>'


def test_a_void_element_has_no_end() -> None:
    assert element("br") == "<br>"


def test_a_line_end_at_the_start_of_preformatted_text_is_kept() -> None:
    assert element("pre", "\na") == "<pre>\n\na</pre>"


def test_nothing_is_nothing() -> None:
    assert joined([None, "", "a"]) == "a"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0")))
def test_any_text_comes_back(text: str) -> None:
    written = element("p", text, title=text)
    assert isinstance(written, Markup)
    (read,) = elements(written.encode())
    assert (read.text, read["title"]) == (text, text)
