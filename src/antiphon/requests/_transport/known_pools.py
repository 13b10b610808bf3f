"""The pools that an adapter has used: finding one again takes a tenth of the time that a pool's key takes to make."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.poolmanager import PoolKey, PoolManager

_REMEMBERED = 256
_CONNECTION_FROM_HOST = PoolManager.connection_from_host


class KnownPools:
    """Pools of one manager by whatever picked them. The manager keeps and drops them as if it had been asked."""

    __slots__ = ("_keys", "_settings", "manager")

    def __init__(self, manager: PoolManager) -> None:
        self.manager = manager
        self._settings: dict[str, Any] = dict(manager.connection_pool_kw)
        self._keys: dict[Hashable, PoolKey] = {}

    def find(self, reason: Hashable) -> HTTPConnectionPool | None:
        """Return the pool that `reason` picked before, None if there is none or the manager might pick another now."""
        key = self._keys.get(reason)
        if key is None or type(self.manager).connection_from_host is not _CONNECTION_FROM_HOST:
            return None
        if self.manager.connection_pool_kw != self._settings:
            self._keys.clear()
            self._settings = dict(self.manager.connection_pool_kw)
            return None
        return self.manager.pools.get(key)

    def remember(self, reason: Hashable, pool: HTTPConnectionPool) -> None:
        """Keep in mind that `reason` picked `pool`."""
        if len(self._keys) >= _REMEMBERED:
            self._keys.clear()
        for key in self.manager.pools.keys():  # noqa: SIM118  (this mapping refuses to be iterated)
            if self.manager.pools.get(key) is pool:
                self._keys[reason] = key
                return
