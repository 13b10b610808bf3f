"""``antiphon check``: asking first, what is shown, files for CI, exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from antiphon.faults.codes import FAULTS
from antiphon.rest.database.sample import create_sample_shop

from .conftest import Run, Serving


@pytest.fixture(scope="module")
def shop(start: Callable[..., Serving], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a collection of the sample shop, over HTTPS."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    create_sample_shop(path)
    return f"{start('serve', path, '--port', '0', '--no-access-log').url}/products"


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_the_backend_passes_over_https(antiphon: Run, shop: str, tmp_path: Path) -> None:
    ended = antiphon("check", shop, "--yes", "--junit", tmp_path / "report.xml")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[:2] == ["Reading", "  ✓ GET collection is 200 and JSON"]
    assert not [line for line in lines if line.startswith("  ✗")]
    assert "; 0 failed; " in lines[-1]
    root = fromstring((tmp_path / "report.xml").read_bytes())
    assert root.get("failures") == "0" and int(root.get("tests") or 0) > 100


def test_without_a_terminal_it_does_not_write_unasked(antiphon: Run, shop: str) -> None:
    ended = antiphon("check", shop)
    assert ended.code == 2 and ended.out == ""
    assert "there is no terminal to ask at" in ended.err and FAULTS["check-needs-consent"].fix.en in ended.err
    assert "--read-only" in antiphon("check", shop, "--lang", "es").err


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 130)])
def test_at_a_terminal_it_asks(antiphon: Run, shop: str, typed: str, code: int) -> None:
    ended = antiphon("check", shop, "--only", "delete", stdin=Typed(typed))
    assert ended.code == code
    assert f"Make items in {shop}, and remove them again? [y/N]" in ended.err
    assert ("✓ DELETE of an item" in ended.out) == (code == 0)


def test_reading_alone_needs_no_consent(antiphon: Run, shop: str) -> None:
    ended = antiphon("--lang", "es", "check", shop, "--read-only", "--only", "item-tag", "--only", "delete")
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "1 de 1 superadas; 0 fallidas; 1 no se aplican"
    assert "  – DELETE de un elemento da 204 o 200 (necesita un elemento propio)" in ended.out


def test_broken_rules_are_exit_code_1_and_items_say_what_to_send(antiphon: Run, demo: str) -> None:
    ended = antiphon("check", f"{demo}/items", "--yes", "--json", "--only", "wrong-types", "name=tea", "price:=4.5")
    report = json.loads(ended.out)
    assert (ended.code == 1) == (report["failed"] > 0)
    assert report["results"][0]["name"] == "wrong-types"


def test_an_item_may_be_in_a_file(antiphon: Run, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "item.json"
    item = {"sku": "CHECK-1", "name": "check", "category": "tea", "price": 1}
    file.write_text(json.dumps(item), "utf-8")
    for arguments in (["--body", file], [f"@{file}"], ["--body", json.dumps(item)]):
        ended = antiphon("check", shop, "--yes", "--only", "post-keeps", *arguments)
        assert (ended.code, ended.err) == (0, "")
        assert "1 of 1 passed" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--body", "{"], "not a JSON object"),
        (["--body", "[1]"], "cannot be read"),
        (["--body", "missing.json"], "cannot be read"),
        (["--body", "{}", "name=tea"], "both give the content"),
        (["file@missing"], "cannot be read"),
        (["--only", "nothing"], "There is no probe named 'nothing'"),
    ],
)
def test_what_is_mistaken_is_said(antiphon: Run, shop: str, arguments: list[str], words: str) -> None:
    ended = antiphon("check", shop, "--yes", *arguments)
    assert ended.code == 2
    assert words in ended.err


def test_what_is_wrong_with_an_item_is_said(antiphon: Run, shop: str) -> None:
    assert FAULTS["sample-item-unusable"].fix.fill({}) in antiphon("check", shop, "--yes", "--body", "{").err


def test_what_is_no_collection_is_refused(antiphon: Run, demo: str) -> None:
    ended = antiphon("check", f"{demo}/hello", "--yes")
    assert ended.code == 2 and "is no collection that a check knows" in ended.err


def test_nobody_there_is_its_own_exit_code(antiphon: Run) -> None:
    assert antiphon("check", "http://127.0.0.1:1/items", "--yes").code == 6


def test_the_probes_are_listed(antiphon: Run) -> None:
    ended = antiphon("check", "--list")
    assert ended.code == 0
    assert "  lost-update " in ended.out and "(RFC 9110 §13.1.1)" in ended.out
