"""A user of the tests' own, with a local authority, and a server that the clients of others talk to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import antiphon
from antiphon.tls.home import local_root_path

from ..client.clients import MAKERS, Client
from ..server.running import Running
from .application import application


@pytest.fixture(scope="session")
def user(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of somebody who has just installed the package."""
    return tmp_path_factory.mktemp("user")


@pytest.fixture(scope="module", autouse=True)
def home(user: Path) -> Iterator[None]:
    """Keep the local authority in the user's home, and proxies of this machine out of the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(user))
        patch.setenv("ANTIPHON_HOME", str(user / "antiphon"))
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="module")
def server(home: None) -> Iterator[Running]:
    """The application of these tests over HTTPS."""
    with Running(application, tls=True, host="localhost", access_log=False) as running:
        yield running


@pytest.fixture(scope="module")
def plain(home: None) -> Iterator[Running]:
    """The same application over plain HTTP."""
    with Running(application, access_log=False) as running:
        yield running


@pytest.fixture(scope="module")
def root(server: Running) -> Path:
    """The file with the certificate that every client has to trust."""
    path = local_root_path()
    assert path is not None
    return path


@pytest.fixture(params=list(MAKERS))
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Our client, blocking and asynchronous in turn."""
    with MAKERS[request.param](timeout=10) as made:
        yield made


@pytest.fixture
def session() -> Iterator[antiphon.Session]:
    """A blocking session, for tests of what the server does."""
    with antiphon.Session(timeout=10) as made:
        yield made
