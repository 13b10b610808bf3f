"""The proxies of the surroundings: those of the environment, else of macOS or Windows.

Most programs have none, so nothing is imported before there is one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .proxy import Proxy
    from .settings import Choice

_PLATFORM: str = sys.platform
_KINDS = ("http", "https", "all")


def surrounding_proxies() -> Choice | None:
    """Return the proxies of the environment, or where it has none those of macOS or Windows; None for none.

    This machine itself, localhost and loopback addresses, is never reached through them, as in Go. Raises `UsageError`
    that names the variable whose URL cannot be used.
    """
    return environment_proxies(os.environ) or _system_proxies()


def environment_proxies(environ: Mapping[str, str]) -> Choice | None:
    """Return the proxies that `environ` names: http_proxy, https_proxy, all_proxy and no_proxy, in either case.

    The lower-case name wins, also where it is empty. HTTP_PROXY does not count in a CGI program, where REQUEST_METHOD
    is set: a client's field `Proxy` would come out as that (CVE-2016-5385). Entries of no_proxy that mean nothing are
    left out.
    """
    names = {kind: name for kind in _KINDS if (name := _variable(environ, f"{kind}_proxy")) and environ[name].strip()}
    if not names:
        return None
    from ...semantics.no_proxy import Loopback, parse_no_proxy
    from .settings import made, proxy_of

    exempt = environ.get(_variable(environ, "no_proxy") or "", "")
    choices = [(kind, proxy_of(environ[name].strip(), name)) for kind, name in names.items()]
    return made(choices, [Loopback(), *parse_no_proxy(exempt, lenient=True)])


def _variable(environ: Mapping[str, str], name: str) -> str | None:
    """Return the name under which `environ` has the variable, None where it has not."""
    is_forgeable = name == "http_proxy" and "REQUEST_METHOD" in environ
    # On Windows both names are one.
    if name in environ and not (is_forgeable and _PLATFORM == "win32"):
        return name
    return name.upper() if name.upper() in environ and not is_forgeable else None


def _system_proxies() -> Choice | None:
    if _PLATFORM not in ("darwin", "win32"):
        return None
    from urllib.request import getproxies, proxy_bypass

    from ...semantics.no_proxy import Asked, Loopback
    from .settings import made

    found = [_system_proxy(kind, url) for kind, url in getproxies().items() if kind in ("http", "https", "socks")]
    return made(found, [Loopback(), Asked(proxy_bypass)])


def _system_proxy(kind: str, url: str) -> tuple[str, Proxy]:
    """Return what the system's setting of a `kind` of proxy is for, and the proxy. SOCKS is for what is left."""
    from .settings import proxy_of

    if kind == "socks":
        # Systems write it with http.
        return "all", proxy_of(f"socks5h://{url.partition('://')[2] or url}", "system")
    return kind, proxy_of(url, "system")
