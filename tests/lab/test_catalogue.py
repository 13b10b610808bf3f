"""The table of scenarios: whole, unique, bilingual."""

from __future__ import annotations

import re

import pytest

from antiphon.faults import UsageError
from antiphon.lab.catalogue import FAMILIES, SCENARIOS, chosen, family_of, listed, paths, ports, scenario_of
from antiphon.lab.scenario import Scenario

ROWS = list(SCENARIOS.values())


@pytest.mark.parametrize("scenario", ROWS, ids=lambda scenario: scenario.name)
def test_a_row_is_whole(scenario: Scenario) -> None:
    assert re.fullmatch(r"[a-z0-9.-]+(/[a-z0-9.-]+)*(/\{\})?", scenario.name)
    for text in (scenario.title, scenario.broken):
        assert text.en.strip() and text.es.strip()
        assert text.fill({}, "es") == text.es
    assert scenario.broken.en.endswith(".") and scenario.broken.es.endswith(".")
    assert scenario.title.en != scenario.broken.en
    assert re.match(r"RFC \d|Fetch §|ECMA-48", scenario.rfc)
    assert family_of(scenario).en
    assert scenario.command.format(url="URL").startswith("antiphon ")


def test_no_two_rows_have_a_name_and_every_family_has_rows() -> None:
    every = [*paths(ROWS).values(), *ports(ROWS)]
    assert len(every) == len(ROWS) == len({each.name for each in ROWS})
    assert {family_of(each) for each in ROWS} == set(FAMILIES.values())


def test_a_row_is_found_by_its_name_or_by_the_family_that_it_belongs_to() -> None:
    assert scenario_of("bare/401").name == "bare/401"
    assert scenario_of("bare/418").name == "bare/{}"
    assert scenario_of("redirect/chain/3").name == "redirect/chain/{}"
    assert list(chosen(["expired", "status/404"])) == ["expired", "status/{}"]
    assert chosen([]) == SCENARIOS


@pytest.mark.parametrize("name", ["nothing", "expired/now", "", "redirect/nowhere", "redirect/chain"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen([name])
    assert caught.value.fault.code == "scenario-unknown"


@pytest.mark.parametrize(
    ("name", "nearest"), [("tamper", "tampered, tampered-handshake, tampering-proxy"), ("expird", "expired")]
)
def test_an_unknown_name_is_told_with_those_that_look_like_it(name: str, nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen([name])
    assert nearest in caught.value.fix() and nearest in caught.value.fix("es")


def test_what_is_listed_has_no_address_while_the_lab_is_closed() -> None:
    expired, truncated = listed(["expired", "message/truncated"])
    assert (expired.url, truncated.url) == ("", "/message/truncated")
    assert truncated.as_dict("es")["title"] == "Contenido cortado"
    assert expired.command == "antiphon explain URL"
