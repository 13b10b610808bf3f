"""Fixtures for what a client remembers of servers."""

from __future__ import annotations

import pytest

from antiphon.net.resolver import system_addresses

from .. import clients


@pytest.fixture
def every_name_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name be this machine, for hosts below public suffixes."""
    monkeypatch.setattr(clients, "look_up", lambda host, port: system_addresses(clients.LOOPBACK, port))
