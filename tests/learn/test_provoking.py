"""Status codes in the text are buttons: what each of them sends really brings that status."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from antiphon.learn.catalogue import LANGUAGES, lessons
from antiphon.learn.prose import prose
from antiphon.learn.provoking import steps_as_json, steps_of
from antiphon.semantics.status import STATUSES

from .learning import CODE, Learning, field

_MARKED = re.compile(r'<span class="status" data-steps="([^"]*)">(\d{3})</span>')
_INTERIM = {100, 102, 103, 104}


def sent(learning: Learning, status: int) -> dict[str, Any]:
    """Send the steps of `status` as the page does, and return what is shown of the last one."""
    shown: dict[str, Any] = {}

    def filled(text: str) -> str:
        return (
            field(shown, text[1:-1]) if text.startswith("{") and text.endswith("}") and text[1:-1].isalpha() else text
        )

    for step in json.loads(steps_as_json(status)):
        fields = [[name, filled(value)] for name, value in step["fields"]]
        shown = learning.send(CODE, **{**step, "path": filled(step["path"]), "fields": fields})
    return shown


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_each_status_is_got_from_a_real_server(status: int, learning: Learning) -> None:
    for _ in range(2):  # what was created by the first time is no obstacle to the second
        shown = sent(learning, status)
        first = "".join(piece["text"] for piece in shown["response"]["parts"][0]["pieces"])
        assert first.startswith(f"HTTP/1.1 {status}")
        assert shown["outcome"] == ("201" if status == 100 else "200" if status in _INTERIM else str(status))


def test_a_304_answers_the_tag_that_the_server_gave(learning: Learning) -> None:
    (first, second) = steps_of(304)
    assert (second.method, second.path) == (first.method, first.path)
    shown = sent(learning, 304)
    asked = "".join(piece["text"] for part in shown["request"]["parts"] for piece in part.get("pieces", []))
    assert f"If-None-Match: {field(shown, 'etag')}" in asked
    assert not any(part["kind"] == "content" for part in shown["response"]["parts"])


def test_a_number_that_is_no_status_has_no_steps() -> None:
    with pytest.raises(KeyError):
        steps_of(299)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_statuses_are_marked(language: str) -> None:
    (lesson,) = [lesson for lesson in lessons(language) if lesson.name == "status-codes"]
    html = "".join(
        prose(getattr(part, "markdown", ""), live=True) for section in lesson.sections for part in section.parts
    )
    found = {int(code): json.loads(unescape(steps)) for steps, code in _MARKED.findall(html)}
    assert {100, 200, 204, 301, 304, 308, 400, 401, 403, 404, 422, 500, 503} <= set(found)
    assert found[404] == json.loads(steps_as_json(404))


@pytest.mark.parametrize(
    ("markdown", "marked"),
    [
        ("| a | b |\n|---|---|\n| 404 Not Found | or 410 |", ["404", "410"]),
        ("| a |\n|---|\n| 299, 4xx and 1404 |", []),
        ("| a |\n|---|\n| `404` and [404](caching) |", []),
        ("- **502, 504**: not 500, nor **503**", ["502", "504"]),
        ("- it says **404** later", []),
        ("**304 Not Modified** leads nowhere.", ["304"]),
        ("A 404 in a sentence.", []),
    ],
)
def test_codes_are_marked_in_cells_and_at_the_start_of_items(markdown: str, marked: list[str]) -> None:
    assert [code for _, code in _MARKED.findall(prose(markdown, live=True))] == marked
    assert "data-steps" not in prose(markdown)


def test_a_heading_without_words_is_no_heading() -> None:
    html = prose("| | a |\n|---|---|\n| b | c |")
    assert html.count("<th>") == 1 and "<th></th>" not in html
