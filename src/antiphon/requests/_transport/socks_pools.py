"""urllib3's pools for SOCKS proxies, where PySocks, which they stand on, is installed."""

from __future__ import annotations

import warnings
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import DependencyWarning
from urllib3.poolmanager import PoolManager

manager: type[PoolManager] | None = None
"""Makes the pools; None without PySocks."""
pools: tuple[type[HTTPConnectionPool], ...] = ()
parts: tuple[tuple[Any, tuple[str, ...]], ...] = ()
"""What such a connection passes through, by the object that has it."""

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DependencyWarning)
    try:
        from urllib3.contrib import socks
    except ImportError:
        pass
    else:
        manager = socks.SOCKSProxyManager
        pools = (socks.SOCKSHTTPConnectionPool, socks.SOCKSHTTPSConnectionPool)
        parts = tuple((kind, ("ConnectionCls", "urlopen", "_new_conn")) for kind in pools)
        parts += ((socks.SOCKSConnection, ("_new_conn",)), (vars(socks)["socks"], ("create_connection", "socksocket")))
