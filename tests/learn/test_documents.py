"""The documentation beside the lessons: every page is listed, and its links lead somewhere."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

import pytest

from antiphon.learn.documents import document_named

from .learning import Learning
from .test_site import Seen

LISTED = ["explain.md", "lint.md", "rest.md", "client/basics.md", "client/README.md"]


def test_all_documents_are_listed(learning: Learning) -> None:
    answer = learning.session.get("docs/")
    assert answer.ok and set(LISTED) <= set(Seen(answer.text).links)


def test_links_between_documents_lead_to_pages_and_their_places(learning: Learning) -> None:
    pages: dict[str, Seen] = {}
    start = learning.url + "docs/"
    waiting = [start]
    while waiting:
        place = waiting.pop()
        answer = learning.session.get(place)
        assert answer.ok, place
        pages[place] = Seen(answer.text if "html" in answer.headers["Content-Type"] else "")
        inner = {urljoin(place, link).partition("#")[0] for link in pages[place].links}
        waiting += [link for link in inner if link.startswith(start) and link not in pages and link not in waiting]
    assert len(pages) > len(LISTED)
    for place, page in pages.items():
        for link in page.links:
            target, _, name = urljoin(place, link).partition("#")
            assert not name or target not in pages or unquote(name) in pages[target].ids, (place, link)


def test_a_document_is_read_without_scripts_and_says_where_it_is(learning: Learning) -> None:
    answer = learning.session.get("docs/explain.md")
    seen = Seen(answer.text)
    assert "<script" not in answer.text and seen.inline == []
    assert "/docs/" in seen.links and "/en/" in seen.links
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nothing.md", "../pyproject.toml", "../README.md", "/etc/passwd", "client", ""])
def test_nothing_else_is_found(name: str) -> None:
    assert document_named(name) is None


def test_a_document_that_is_not_there_is_told(learning: Learning) -> None:
    for place in ("docs/nothing.md", "docs/nothing.svg", "docs/client"):
        assert learning.session.get(place).status_code == 404
