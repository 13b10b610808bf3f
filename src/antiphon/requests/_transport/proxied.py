"""The proxy that a pool of urllib3 goes through."""

from __future__ import annotations

import ssl
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.ssl_ import resolve_cert_reqs

from ...client.proxies.proxy import Proxy
from ...client.proxies.settings import Choice
from ...semantics.proxies import Proxies

_SOCKS_SCHEMES = {1: "socks4a", 2: "socks5h"}
"""Schemes of proxies that resolve names, by PySocks' number of the version."""

_USUAL = (None, False, None, None)
"""No context of its own, no forwarding of https, no name and no fingerprint to compare with."""


def forwards(pool: HTTPConnectionPool, target: str) -> bool:
    """Tell whether `pool` is one of connections to a proxy, which passes on requests with such a `target`."""
    return pool.proxy is not None and target[:1] != "/"


def choice_of(pool: HTTPConnectionPool) -> Choice | None:
    """Return the proxy that makes the way from `pool` to its origin, None where connections lead there straight."""
    proxy = _socks_proxy(pool.conn_kw["_socks_options"]) if "_socks_options" in pool.conn_kw else _tunnel_proxy(pool)
    return None if proxy is None else Proxies((("all", proxy),))


def is_usual(pool: HTTPConnectionPool) -> bool:
    """Tell whether nothing is particular about the way to the proxy of `pool`, if it has one.

    A SOCKS proxy that leaves resolving to its clients is: PySocks greets it before it resolves, Antiphon after.
    """
    socks_options = pool.conn_kw.get("_socks_options")
    if socks_options is not None and not socks_options["rdns"]:
        return False
    return pool.proxy_config is None or tuple(pool.proxy_config) == _USUAL


def _socks_proxy(options: Any) -> Proxy:
    scheme = _SOCKS_SCHEMES[options["socks_version"]]
    port = options["proxy_port"]
    place = options["proxy_host"] if port is None else f"{options['proxy_host']}:{port}"
    user = options["username"]
    return Proxy(f"{scheme}://{place}", auth=None if not user else (user, options["password"] or ""))


def _tunnel_proxy(pool: HTTPConnectionPool) -> Proxy | None:
    url = pool.proxy
    if url is None or pool.scheme != "https":
        return None
    headers = dict(pool.proxy_headers)
    place = f"{url.scheme}://{url.host}:{url.port}"
    return Proxy(place, headers=headers, verify=_trust(pool) if url.scheme == "https" else True)


def _trust(pool: Any) -> bool | str:
    """Return whom to trust to be the proxy: as it is for the origins behind it."""
    if resolve_cert_reqs(pool.cert_reqs) == ssl.CERT_NONE:
        return False
    return pool.ca_certs or pool.ca_cert_dir or True
