"""One lab for all tests, and a way to have any place in it explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from antiphon import Timeouts
from antiphon.inspect import Explanation, explain
from antiphon.lab import Lab, running_lab

QUICK = Timeouts(connect=10, tls=0.3, read=0.3, total=0.6)
"""Limits in which the scenarios that never end do."""

Explain = Callable[..., Explanation]


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with running_lab(pace=0.001) as running:
        yield running


@pytest.fixture
def explained(lab: Lab) -> Explain:
    """Explain the scenario of a name, asked for with the usual options."""

    def run(name: str, method: str = "GET", **options: Any) -> Explanation:
        settings = {"verify": lab.authority_pem, "trust_env": False, **options.pop("settings", {})}
        return explain(lab.url(name), method, settings=settings, **{"timeout": Timeouts(total=20), **options})

    return run
