"""Fixtures for tests that run with every kind of client."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from antiphon.tls.contexts import server_context

from ..tls.conftest import Authority, key_pem
from .clients import MAKERS, Client

NewClient = Callable[..., Client]


@pytest.fixture(params=list(MAKERS))
def new_client(request: pytest.FixtureRequest) -> Iterator[NewClient]:
    """What makes a client with the settings of a session; a timeout keeps a failed test from waiting."""
    with ExitStack() as clients:

        def make(**settings: Any) -> Client:
            made = MAKERS[request.param](**{"timeout": 5, **settings})
            return clients.enter_context(made)

        yield make


@pytest.fixture
def client(new_client: NewClient) -> Client:
    """A client of each world in turn."""
    return new_client()


@dataclass(frozen=True)
class Secure:
    """What a server needs to speak TLS, and the file by which a client trusts it."""

    context: ssl.SSLContext
    root: str
    pair: tuple[str, str]

    @property
    def asking(self) -> ssl.SSLContext:
        """The same for a server that may ask for a certificate after the handshake (RFC 8446 §4.6.2)."""
        context = server_context(*self.pair, client_ca=self.root)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.post_handshake_auth = True
        return context


@pytest.fixture(scope="session")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Secure:
    """TLS for two names that the clients know, and for the loopback address."""
    folder = tmp_path_factory.mktemp("secure")
    authority = Authority.create("Client Test Root")
    root = folder / "root.pem"
    root.write_bytes(authority.pem)
    pair = folder / "leaf.pem", folder / "leaf.key"
    pair[0].write_bytes(authority.issue("a.test", "b.test", "127.0.0.1"))
    pair[1].write_bytes(key_pem())
    return Secure(server_context(*pair), str(root), (str(pair[0]), str(pair[1])))


@pytest.fixture(autouse=True, scope="session")
def no_proxies() -> Iterator[None]:
    """Keep the proxies of this machine's environment out of the way."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        yield
