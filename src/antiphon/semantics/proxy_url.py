"""The URL of a proxy: which kind, where, and as whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..faults import InvalidURL
from ..faults.proxy import PROXY_SCHEME, PROXY_URL_PATH
from .url import parse_lenient

DEFAULT_PROXY_PORTS: Mapping[str, int] = MappingProxyType(
    {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
)
"""The kinds of proxy, each with the port of a URL without one."""

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*)://")
_ENDS_WITH_PORT = re.compile(r":[0-9]+/?\s*\Z")


@dataclass(frozen=True, slots=True, repr=False)
class ProxyURL:
    """Where a proxy is and how it is spoken to; `scheme` is a key of `DEFAULT_PROXY_PORTS`.

    `host` is canonical, an IPv6 address without brackets. `credentials` are user and password, decoded, None without;
    they are part of no text made from the URL.
    """

    scheme: str
    host: str
    port: int
    credentials: tuple[str, str] | None = field(default=None)

    @classmethod
    def parse(cls, text: str) -> ProxyURL:
        """Return the URL that `text` is; a missing scheme is http.

        Raises `InvalidURL`, which never shows what `text` is: there may be a password anywhere in it.
        """
        found = _SCHEME.match(text)
        scheme = found[1].lower() if found else "http"
        if scheme not in DEFAULT_PROXY_PORTS:
            raise InvalidURL(PROXY_SCHEME, scheme=scheme)
        place = text[found.end() :] if found else text
        url = parse_lenient(f"http://{place}")
        if url.path != "/" or url.query is not None or url.fragment is not None:
            raise InvalidURL(PROXY_URL_PATH)
        port = url.port if _ENDS_WITH_PORT.search(place) else DEFAULT_PROXY_PORTS[scheme]
        return cls(scheme, url.host, port, url.credentials)

    @property
    def authority(self) -> str:
        """Return ``host:port``, with brackets around an IPv6 address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __repr__(self) -> str:
        masked = "" if self.credentials is None else "[masked]@"
        return f"ProxyURL({str(self).replace('//', f'//{masked}', 1)!r})"
