"""The lessons on a real server, with a home of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from antiphon.learn.serving import site
from antiphon.learn.site import MOST_CONTENT
from antiphon.server.target import Kind

from ..server.running import Running
from .learning import Learning


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory for a module of tests."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTIPHON_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def learning(home: Path) -> Iterator[Learning]:
    """The running lessons, in whose lab a second is next to nothing."""
    handler = site(home / "learn", pace=0.001)
    with (
        Running(handler, Kind.HANDLER, host="localhost", access_log=False, content_limit=MOST_CONTENT) as server,
        server.session(trust_env=False) as session,
    ):
        yield Learning(server.url, session)
