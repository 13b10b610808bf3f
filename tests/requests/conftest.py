"""Fixtures for tests of the drop-in over real connections."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ..client.conftest import secure

__all__ = ["secure"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what this machine says about proxies and certificates out of the way."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name)
    yield
