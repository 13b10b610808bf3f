"""The pages about the client: their Python runs, says what they claim, and no setting or option is left out."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from antiphon import Cache, Retries
from antiphon.client.options import Options
from antiphon.client.settings import Settings
from antiphon.semantics.caching import Mode

from .pages import run_page
from .test_documents import ROOT, blocks

FOLDER = ROOT / "docs" / "client"
INDEX = FOLDER / "README.md"
PAGES = [*sorted(FOLDER.glob("*.md")), ROOT / "docs" / "migrating.md"]
_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)

SETTINGS = Settings.__required_keys__ | Settings.__optional_keys__
OPTIONS = Options.__required_keys__ | Options.__optional_keys__

SAYS = {
    "caching.md": ["hit\nThe stored response is fresh.\nRFC 9111 §4.2\n1 1 ", "no-store bypass", "only-if-cached hit"],
    "curl.md": ["PUT https://api.example.com/items", "curl"],
    "middleware.md": ["Hello from here!"],
    "proxies.md": ["proxy-unreachable 127.0.0.1:1"],
    "state.md": ["dark 1", "True ['bank.example']"],
}
"""What some pages print, beside running to their end."""


@pytest.mark.usefixtures("nothing_around")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_page(page)
    shown = capsys.readouterr().out
    assert [words for words in SAYS.get(page.name, []) if words not in shown] == []


# -- the tables say everything -------------------------------------------------------------------------------------


def rows(heading: str) -> list[str]:
    """Return the names in the first column of the tables under `heading`."""
    _, _, text = INDEX.read_text("utf-8").partition(f"\n## {heading}\n")
    return _ROW.findall(text.partition("\n## ")[0])


def test_the_index_has_every_setting_of_a_session() -> None:
    assert sorted(rows("Settings of a session")) == sorted(SETTINGS)


def test_the_index_has_every_option_of_a_request() -> None:
    assert sorted(rows("Options of a request")) == sorted(OPTIONS)


def test_every_page_is_reached_from_the_index() -> None:
    text = INDEX.read_text("utf-8")
    assert [page.name for page in FOLDER.glob("*.md") if page != INDEX and f"({page.name})" not in text] == []


@pytest.mark.parametrize("name", sorted(SETTINGS | OPTIONS))
def test_every_setting_and_option_is_in_an_example_that_runs(name: str) -> None:
    code = "\n".join(block for page in PAGES for block in blocks(page, "python"))
    assert re.search(rf"\b{name}=|[\"']{name}[\"']:", code), f"no page uses {name}="


def test_every_option_and_mode_of_the_cache_is_documented() -> None:
    text = (FOLDER / "caching.md").read_text("utf-8")
    options = inspect.signature(Cache).parameters
    assert [name for name in options if f"| `{name}` |" not in text] == []
    assert [mode.value for mode in Mode if f'| `"{mode.value}"` |' not in text] == []


def test_every_field_of_a_retry_policy_is_documented() -> None:
    text = (FOLDER / "resilience.md").read_text("utf-8")
    assert [name for name in inspect.signature(Retries).parameters if f"| `{name}` |" not in text] == []
