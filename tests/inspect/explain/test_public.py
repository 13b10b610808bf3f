"""What a response, an error and the package offer."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

import antiphon
import antiphon.inspect
import antiphon.requests
from antiphon.inspect import Explanation, explain
from antiphon.lab import Lab

from .made import fact


def test_a_response_explains_itself_and_the_redirects_before(lab: Lab) -> None:
    with antiphon.Session(verify=lab.authority_pem, trust_env=False) as session:
        made = session.get(f"{lab.https}/redirect/302").explain()
    assert len(made.journey) == 2 and fact(made, "verdict", "outcome").value == 200
    assert fact(made, "redirects", "hop").value["status"] == 302
    assert str(made).startswith("✓ 200 OK")


def test_a_response_of_the_other_world_does_so_too(lab: Lab) -> None:
    async def run() -> Explanation:
        async with antiphon.AsyncSession(verify=lab.authority_pem, trust_env=False) as session:
            return (await session.get(f"{lab.https}/status/404")).explain()

    assert fact(asyncio.run(run()), "verdict", "outcome").value == 404


def test_an_error_explains_itself(lab: Lab) -> None:
    session = antiphon.Session(verify=lab.authority_pem, trust_env=False)
    with session, pytest.raises(antiphon.TLSError) as caught:
        session.get(lab.url("expired"))
    made = caught.value.explain()
    assert made.error is caught.value and "expired" in str(made)


def test_an_error_before_any_request_explains_itself() -> None:
    with pytest.raises(antiphon.InvalidURL) as caught:
        antiphon.get("http://a b/")
    made = caught.value.explain()
    assert made.error is caught.value and [each.name for each in made.verdict.facts] == ["outcome", "side", "next"]
    for language in ("en", "es"):
        assert made.text(language) and made.to_html(language) and made.to_json(language)["grade"] == "error"
    assert made.to_har()["log"]["entries"] == []


def test_a_failure_is_explained_and_not_raised() -> None:
    assert explain("http://a b/").cause is not None
    assert explain("https://localhost:1/", settings={"trust_env": False}).error is not None
    assert explain("https://localhost:1/", settings={"verify": "/nowhere.pem", "trust_env": False}).error is not None


def test_the_package_offers_it_lazily() -> None:
    assert {"explain", "Explanation", "comparison", "Comparison"} <= set(dir(antiphon.inspect))
    code = (
        "import sys, antiphon, antiphon.inspect; print([n for n in sys.modules if n.startswith('antiphon.inspect.')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_the_drop_in_has_the_names_of_requests_alone() -> None:
    assert not hasattr(antiphon.requests.Response(), "explain")
    assert not hasattr(antiphon.requests.exceptions.SSLError(), "explain")
