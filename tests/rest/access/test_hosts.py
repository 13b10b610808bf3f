"""The names that a server on loopback answers to (RFC 9110 §7.4)."""

from __future__ import annotations

import pytest

from antiphon.faults.access import HOST_UNKNOWN
from antiphon.rest.access.hosts import Hosts
from antiphon.rest.exchange import Exchange
from antiphon.rest.refusal import Refusal
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request

HOSTS = Hosts(["Shop.example"])


def asked(host: str) -> Exchange:
    return Exchange(Request("GET", "/", "/", "", Fields([("Host", host)]), b"", None, "https"))


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8443", "a.localhost", "127.0.0.1:1", "[::1]:8443", "192.0.2.1", "shop.example:80"]
)
def test_names_that_lead_here_are_answered(host: str) -> None:
    HOSTS.check(asked(host))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8443", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_a_name_that_was_rebound_is_421(host: str) -> None:
    with pytest.raises(Refusal) as caught:
        HOSTS.check(asked(host))
    assert caught.value.fault is HOST_UNKNOWN
