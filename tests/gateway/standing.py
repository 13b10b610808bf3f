"""A gateway in front of what a test chooses, on a port that the system picks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from antiphon.gateway.gateway import Gateway
from antiphon.gateway.origin import Origin
from antiphon.gateway.settings import Settings
from antiphon.server.target import Kind

from ..client.peers import OK, Peer, Script, Seen, always
from ..server.running import Running

NAME = "gate"


@contextmanager
def standing(
    url: str, *, server: dict[str, Any] | None = None, notes: list[str] | None = None, **settings: Any
) -> Iterator[Running]:
    """A gateway to `url`, with `settings` of its own and those of its `server`; what it notes goes to `notes`."""
    note = ([] if notes is None else notes).append
    gateway = Gateway(Origin.of(url), replace(Settings(pseudonym=NAME), **settings), note)
    with Running(gateway, Kind.HANDLER, **(server or {})) as running:
        yield running


@contextmanager
def before(*scripts: Script, **settings: Any) -> Iterator[tuple[Running, Peer]]:
    """A gateway in front of an origin that follows `scripts`, one a connection."""
    with Peer(*scripts) as origin, standing(origin.url, **settings) as gateway:
        yield gateway, origin


def asked(sent: bytes, **settings: Any) -> Seen:
    """Return what an origin gets where the gateway gets `sent`, a request whole."""
    from ..server.raw_client import connect

    with before(always(OK), **settings) as (gateway, origin), connect(gateway.port) as client:
        client.send(sent)
        assert client.read().content == b"ok"
        return origin.requests[0]
