"""Progress is a row behind our own REST API: read, replaced on condition, refused where it is hostile, never lost."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

import antiphon

from .killed import process
from .learning import Learning

ROW = {"sections": ["caching#freshness"], "answers": {"caching#q-what": [2, 1700000000000]}, "solved": [], "notes": {}}


def path(number: int) -> str:
    """Return the path of a progress that no other test has."""
    return f"api/progress/{number:020}"


def save(learning: Learning, number: int, **changes: Any) -> antiphon.Response:
    return learning.session.put(path(number), json={**ROW, **changes}, headers={"If-None-Match": "*"})


def test_what_is_saved_is_read_with_the_time_of_the_server(learning: Learning) -> None:
    saved = save(learning, 1)
    assert saved.status_code == 201
    read = learning.session.get(path(1))
    assert {name: read.json()[name] for name in ROW} == ROW
    assert read.json()["updated"] == saved.json()["updated"] and read.json()["updated"].endswith("Z")
    assert read.headers["ETag"] and "no-cache" in read.headers["Cache-Control"]


def test_a_change_needs_the_version_that_it_is_meant_for(learning: Learning) -> None:
    save(learning, 2)
    tag = learning.session.get(path(2)).headers["ETag"]
    assert learning.session.put(path(2), json=ROW).status_code == 428
    first = learning.session.put(path(2), json={**ROW, "solved": ["a#b"]}, headers={"If-Match": tag})
    assert first.status_code == 200
    second = learning.session.put(path(2), json=ROW, headers={"If-Match": tag})
    assert second.status_code == 412
    assert learning.session.get(path(2)).json()["solved"] == ["a#b"]


def test_the_time_of_the_last_save_moves_on(learning: Learning) -> None:
    before = save(learning, 3).json()["updated"]
    tag = learning.session.get(path(3)).headers["ETag"]
    after = learning.session.put(path(3), json=ROW, headers={"If-Match": tag}).json()["updated"]
    assert after >= before


@pytest.mark.parametrize(
    "hostile",
    [
        {"sections": {"a": 1}},
        {"sections": "caching#freshness"},
        {"sections": ["<script>alert(1)</script>"]},
        {"sections": ["é"]},
        {"sections": ["a" * 30_000]},
        {"solved": ["' OR 1=1 --"]},
        {"answers": []},
        {"answers": {"a#b": "<img src=x>"}},
        {"notes": []},
        {"notes": None},
        {"notes": {"caching": "x" * 200_001}},
        {"updated": "x" * 41},
        {"unknown": 1},
    ],
    ids=lambda hostile: "-".join(hostile),
)
def test_hostile_data_are_refused_by_the_rules_of_the_table(hostile: dict[str, Any], learning: Learning) -> None:
    refused = save(learning, 4, **hostile)
    assert refused.status_code in (400, 422), refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert learning.session.get(path(4)).status_code == 404


@pytest.mark.parametrize("code", ["a", "A" * 20, "a" * 21, "a" * 19 + "-", "%C3%A9" * 20, "a" * 5000])
def test_a_code_that_could_be_guessed_makes_no_row(code: str, learning: Learning) -> None:
    refused = learning.session.put(f"api/progress/{code}", json=ROW, headers={"If-None-Match": "*"})
    assert refused.status_code in (404, 414, 422)


def test_content_that_is_too_large_is_refused(learning: Learning) -> None:
    assert save(learning, 5, notes={"caching": "x" * 300_000}).status_code == 413


@pytest.mark.parametrize(
    "place",
    ["api/progress", "api/progress/", "api/progress?limit=1", "api/progress?code=a", "api/progress?code[gt]=a"],
)
def test_nobody_lists_the_codes_of_others(place: str, learning: Learning) -> None:
    save(learning, 6)
    answer = learning.session.get(place, headers={"Accept": "application/json"})
    assert answer.status_code == 403 and answer.json()["type"].endswith("lessons-code-missing")


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_the_collection_takes_nothing_and_is_not_queried(method: str, learning: Learning) -> None:
    assert learning.session.request(method, "api/progress", json={}).status_code == 403


def test_several_codes_in_one_path_are_refused(learning: Learning) -> None:
    assert learning.session.get(f"{path(7)},{8:020}").status_code == 403


def test_who_has_the_code_finds_the_row_in_the_collection(learning: Learning) -> None:
    save(learning, 9)
    (row,) = learning.session.get("api/progress", params={"code": f"{9:020}"}).json()
    assert row["sections"] == ROW["sections"]


@pytest.mark.parametrize("fields", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str)
def test_pages_of_other_sites_get_nothing(fields: dict[str, str], learning: Learning) -> None:
    save(learning, 10)
    refused = learning.session.get(path(10), headers=fields)
    assert refused.status_code == 403 and "access-control-allow-origin" not in refused.headers


# -- killed in the middle ----------------------------------------------------------------------------------------------


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    place = path(11)
    read: list[str] = []
    with process(tmp_path) as (running, url), antiphon.Session(base_url=url, trust_env=False) as session:
        session.put(place, json=ROW, headers={"If-None-Match": "*"}).raise_for_status()
        for number in range(20):
            tag = session.get(place).headers["ETag"]
            sections = [*read, f"lesson#{number}"]
            if session.put(place, json={**ROW, "sections": sections}, headers={"If-Match": tag}).ok:
                read = sections
        running.send_signal(signal.SIGKILL)
    with process(tmp_path) as (_, url), antiphon.Session(base_url=url, trust_env=False) as session:
        assert session.get(place).json()["sections"] == read
    assert len(read) == 20
