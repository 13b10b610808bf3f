"""A real server with the sample application, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import antiphon
from antiphon.demo import application

from ..server.running import Running


@pytest.fixture(scope="module")
def session() -> Iterator[antiphon.Session]:
    """A client of the demo, which every module of tests has for itself."""
    with Running(application) as server, server.session() as client:
        yield client
