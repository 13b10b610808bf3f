"""What a gateway can be told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from ..client.pool import PoolLimits
from ..client.timeouts import Timeouts
from ..server.own_names import OwnNames


def _made_up() -> str:
    """Return a name that no other gateway on the way has."""
    return f"antiphon-{secrets.token_hex(4)}"


def timeouts_with(silence: float) -> Timeouts:
    """Return the limits of time where the origin may keep silent for `silence` seconds; the whole has none."""
    return Timeouts(read=silence, write=silence, pool=10.0, total=None)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a gateway forwards.

    `keep_host` sends the client's Host in place of the origin's. `trust_forwarded` believes what the client says of
    those before it (Forwarded, X-Forwarded-*); without it, that is replaced. `verify` is as for `antiphon.Session`:
    true, false, or a file with certificates of authorities. `public_only` lets no connection go to an address that is
    not of the public Internet. `own_names` are the names that the gateway answers to, None for any. `pseudonym` is its
    name in Via. `limits` rests connections for less time than usual servers keep them, or requests would run into
    their end.
    """

    keep_host: bool = False
    trust_forwarded: bool = False
    verify: bool | Path = True
    public_only: bool = False
    own_names: OwnNames | None = None
    pseudonym: str = field(default_factory=_made_up)
    timeouts: Timeouts = timeouts_with(60.0)  # noqa: RUF009  (a frozen value)
    limits: PoolLimits = PoolLimits(connections=1000, idle_seconds=4.0)  # noqa: RUF009  (a frozen value)
