"""The pages: what they are sent with, how much of it there is, and what else is asked for."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from antiphon.learn.assets import assets, assets_path
from antiphon.learn.catalogue import LANGUAGES, lessons
from antiphon.learn.serving import site
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request

from .learning import CODE, Learning

PAGES = [f"{language}/{lesson.name}" for language in LANGUAGES for lesson in lessons(language)]


class Seen(HTMLParser):
    """What a page has: ids, links, what is loaded, and what would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        if tag in ("script", "link", "img") and (tag != "link" or found.get("rel") != "alternate"):
            self.loaded.append(str(found.get("src") or found.get("href")))
        if tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(tag)
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        if tag in ("input", "textarea", "select") and found.get("type") != "radio":
            self.controls.append(found)


@pytest.mark.parametrize("page", ["en/", "es/", *PAGES])
def test_a_page_stands_on_its_own(page: str, learning: Learning) -> None:
    answer = learning.session.get(page)
    seen = Seen(answer.text)
    assert answer.status_code == 200
    assert len(set(seen.ids)) == len(seen.ids)
    assert seen.inline == [] and all(place.startswith(("/static/", "data:,")) for place in seen.loaded)
    assert all(control.get("id") in seen.labels for control in seen.controls)
    inner = {link[1:] for link in seen.links if link.startswith("#") and len(link) > 1}
    assert inner <= set(seen.ids)
    files = sum(len(content) for content in assets().values())
    assert int(answer.headers["content-length"]) + files < 100_000
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("page", PAGES)
def test_a_page_leads_on(page: str, learning: Learning) -> None:
    """Three related lessons or more, the lesson before and after or the list of all, and help."""
    text = learning.session.get(page).text
    related = Seen(text.partition('class="related"')[2].partition("</section>")[0])
    neighbours = Seen(text.partition('class="neighbours"')[2].partition("</nav>")[0])
    assert len(set(related.links)) >= 3 and len(neighbours.links) == 2
    assert "/docs/" in Seen(text).links and "antiphon explain URL" in text.partition('class="help"')[2]


@pytest.mark.parametrize("page", PAGES)
def test_links_between_lessons_lead_somewhere(page: str, learning: Learning) -> None:
    places = {link.partition("#")[0] for link in Seen(learning.session.get(page).text).links if link.startswith("/")}
    assert [place for place in places if not learning.session.head(place).ok] == []


def test_a_page_that_is_known_is_not_sent_again(learning: Learning) -> None:
    first = learning.session.get("en/caching")
    again = learning.session.get("en/caching", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Content-Encoding"] in ("gzip", "zstd", "br") and len(again.content) == 0


@pytest.mark.parametrize(
    ("accepted", "language"), [("es-MX,es;q=0.9", "es"), ("de", "en"), ("", "en"), ("en,es", "en")]
)
def test_the_first_page_speaks_the_reader_s_language(accepted: str, language: str, learning: Learning) -> None:
    led = learning.session.get("", headers={"Accept-Language": accepted}, allow_redirects=False)
    assert (led.status_code, led.headers["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize(
    ("entrance", "language"),
    [("aprender", "es"), ("learn", "en"), ("aprender?lang=es", "es"), ("learn?lang=es", "es"), ("?lang=es", "es")],
)
def test_who_names_a_language_gets_it(entrance: str, language: str, learning: Learning) -> None:
    led = learning.session.get(entrance, headers={"Accept-Language": "fr"})
    assert led.status_code == 200 and f"/{language}/" in str(led.url) and f'<html lang="{language}"' in led.text


def test_a_code_in_the_link_goes_along(learning: Learning) -> None:
    led = learning.session.get(f"?code={CODE}", allow_redirects=False)
    assert led.headers["Location"].endswith(f"/?code={CODE}")


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_file_may_be_kept_for_ever(name: str, learning: Learning) -> None:
    answer = learning.session.get(assets_path() + name)
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert answer.content == assets()[name]
    assert not re.search(rb"https?://(?!localhost)", answer.content)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("en/nothing", "lesson-unknown"),
        ("de/caching", "lessons-place-unknown"),
        ("en/caching/more", "lessons-place-unknown"),
        ("nothing", "lessons-place-unknown"),
        ("static/old/learn.css", "lessons-place-unknown"),
        ("static/../../etc/passwd", "lessons-place-unknown"),
        ("api/nothing", "lessons-place-unknown"),
    ],
)
def test_what_is_not_there_is_told(place: str, code: str, learning: Learning) -> None:
    answer = learning.session.get(place, headers={"Accept-Language": "es"})
    assert answer.status_code == 404 and answer.json()["type"].endswith(code)


@pytest.mark.parametrize(
    ("method", "place", "allowed"), [("POST", "en/caching", "GET, HEAD"), ("GET", "api/send", "POST")]
)
def test_other_methods_are_refused_with_those_there_are(
    method: str, place: str, allowed: str, learning: Learning
) -> None:
    refused = learning.session.request(method, place)
    assert refused.status_code == 405 and refused.headers["Allow"] == allowed


def test_one_client_cannot_keep_all_boxes_busy(home: Path, tmp_path: Path) -> None:
    async def ask() -> list[int]:
        limited = site(tmp_path / "progress", rate="2/60s")
        fields = Fields([("Host", "localhost"), ("Content-Type", "application/json")])
        request = Request("POST", "/api/sandbox", "/api/sandbox", "", fields, b"{}", ("127.0.0.1", 1), "http")
        answers = [await limited(request) for _ in range(3)]
        await limited.close()
        assert int(answers[-1].fields["Retry-After"]) > 0
        return [answer.status for answer in answers]

    assert asyncio.run(ask()) == [422, 422, 429]
