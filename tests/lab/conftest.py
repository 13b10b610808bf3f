"""One lab for all tests, in which a second is next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import antiphon
from antiphon.lab import Lab, running_lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with running_lab(pace=0.001) as running:
        yield running


@pytest.fixture
def session(lab: Lab) -> Iterator[antiphon.Session]:
    with antiphon.Session(verify=lab.authority_pem, trust_env=False) as opened:
        yield opened
