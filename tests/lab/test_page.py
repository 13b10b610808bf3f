"""The index: everything with a link, harmless, in two languages."""

from __future__ import annotations

import html

from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS

from .wire import ask


def test_every_scenario_has_a_link(lab: Lab) -> None:
    page = ask(lab.http, "/").content.decode()
    assert [each.url for each in lab.exhibits if f'href="{html.escape(each.url)}"' not in page] == []
    assert html.escape(SCENARIOS["expired"].broken.en) in page


def test_the_page_loads_nothing_and_runs_nothing(lab: Lab) -> None:
    answer = ask(lab.http, "/")
    assert answer.values("Content-Security-Policy")[0].startswith("default-src 'none'")
    assert answer.values("X-Content-Type-Options") == ["nosniff"]
    assert b"<script" not in answer.content and b"<img" not in answer.content


def test_it_speaks_the_language_of_the_reader(lab: Lab) -> None:
    for answer in (ask(lab.http, "/?lang=es"), ask(lab.http, "/", "Accept-Language: es-MX,es;q=0.9")):
        assert answer.values("Content-Language") == ["es"]
        assert b"El laboratorio" in answer.content
    assert ask(lab.http, "/?lang=en", "Accept-Language: es").values("Content-Language") == ["en"]
