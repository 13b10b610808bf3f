"""No server beyond loopback lets everybody change everything by oversight."""

from __future__ import annotations

import pytest

from antiphon.faults import UsageError
from antiphon.rest.access.exposure import check_exposure, is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "shop.localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "::ffff:127.0.0.1"]
)
def test_loopback_needs_no_rules(host: str) -> None:
    assert is_loopback(host)
    check_exposure(host, has_rules=False)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.1.7", "example.com", "localhost.example.com", "::ffff:192.0.2.1", "notlocalhost"],
)
def test_beyond_it_rules_have_to_say_who_writes(host: str) -> None:
    assert not is_loopback(host)
    check_exposure(host, has_rules=True)
    with pytest.raises(UsageError) as refused:
        check_exposure(host, has_rules=False)
    assert refused.value.fault.code == "writes-unguarded" and "antiphon token add" in str(refused.value)
