"""The sample keeps every rule that `antiphon check` knows."""

from __future__ import annotations

import pytest

import antiphon
from antiphon.demo.shop import COLLECTIONS
from antiphon.inspect.check import check


@pytest.mark.parametrize("name", ["items", "users", "data", "files", *COLLECTIONS])
def test_every_collection_of_the_sample_passes(session: antiphon.Session, name: str) -> None:
    before = session.get(f"/{name}").content
    report = check(f"/{name}", session=session)
    assert [(result.name, result.outcome.why()) for result in report.failed] == []
    assert report.ok and session.get(f"/{name}").content == before
