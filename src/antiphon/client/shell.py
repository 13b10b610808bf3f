"""What sessions have that their further offers build on: many requests, downloads, streams of events."""

from __future__ import annotations

from typing import Protocol

from ..semantics.url import URL
from .engine import Engine
from .options import Options
from .plan import Plan
from .request import Request


class Shell(Protocol):
    """What `Session` and `AsyncSession` have that makes requests."""

    _engine: Engine

    @property
    def cache(self) -> object:
        """Return the cache, None without one."""

    def _prepare(self, method: str, url: str | URL, options: Options) -> tuple[Request, Plan]: ...

    def _plan(self, request: Request, options: Options) -> Plan: ...
