"""Whether urllib3's own way is as it was: then Antiphon may stand in for it without anybody noticing.

Programs replace parts of it to record, to mock, to resolve names or to open sockets their own way. Whoever did
wants that part to be used.
"""

from __future__ import annotations

import http.client
import socket
from operator import attrgetter

import urllib3.connection
import urllib3.connectionpool
import urllib3.util.connection
import urllib3.util.ssl_
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from . import socks_pools

_HOMES = ("urllib3.", "http.client", "socket", "_socket", "socks")
_FOREIGN = object()

# What a request by urllib3 passes through, by the object that has it.
_PARTS = (
    (
        HTTPConnectionPool,
        ("ConnectionCls", "urlopen", "_make_request", "_get_conn", "_new_conn", "_put_conn", "_validate_conn"),
    ),
    (HTTPSConnectionPool, ("ConnectionCls", "urlopen", "_new_conn", "_prepare_proxy", "_validate_conn")),
    (
        urllib3.connection.HTTPConnection,
        ("__init__", "_new_conn", "connect", "getresponse", "putheader", "putrequest", "request"),
    ),
    (urllib3.connection.HTTPSConnection, ("__init__", "connect")),
    (http.client.HTTPConnection, ("connect", "getresponse", "putheader", "putrequest", "request", "send")),
    (urllib3.util.connection, ("allowed_gai_family", "create_connection")),
    (urllib3.util.ssl_, ("IS_PYOPENSSL",)),
    (socket, ("create_connection", "getaddrinfo", "socket")),
    *socks_pools.parts,
)
_PROBES = tuple((owner, attrgetter(*names)) for owner, names in _PARTS)


def _as_imported() -> tuple[object, ...]:
    return tuple([probe(owner) for owner, probe in _PROBES])


def _own(part: object) -> object:
    """Return `part`, or what equals nothing where somebody had replaced it before this module was imported."""
    home = getattr(part, "__module__", None)
    return part if home is None or home.startswith(_HOMES) else _FOREIGN


_ORIGINALS = tuple(tuple(map(_own, parts)) if isinstance(parts, tuple) else _own(parts) for parts in _as_imported())
_POOLS = (HTTPConnectionPool, HTTPSConnectionPool, *socks_pools.pools)


def is_plain(pool: HTTPConnectionPool) -> bool:
    """Tell whether `pool` is one of urllib3's own, and nobody has replaced a part of what it does."""
    return type(pool) in _POOLS and "urlopen" not in vars(pool) and _as_imported() == _ORIGINALS
