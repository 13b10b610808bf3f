"""A proxy as the user describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...faults import InvalidURL, UsageError
from ...faults.exchange import AUTH_UNUSABLE
from ...faults.proxy import PROXY_OPTION_UNUSED, PROXY_URL
from ...semantics.fields import Fields, Pair
from ...semantics.proxy_url import ProxyURL
from ...wire import h1
from .authorization import Credentials, first_value
from .socks import check_credentials

if TYPE_CHECKING:
    from ...tls.contexts import CertificateArgument


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Proxy:
    """A proxy: its URL, without credentials, and what only it is told. ``repr()`` shows no secret.

    Two that are equal share connections; any difference keeps them apart.
    """

    url: ProxyURL
    fields: tuple[Pair, ...]
    verify: bool | str | Path
    cert: CertificateArgument | None
    credentials: Credentials | None

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        verify: bool | str | Path = True,
        cert: CertificateArgument | None = None,
        auth: Credentials | None = None,
    ) -> None:
        """Describe the proxy at `url`: ``scheme://user:password@host:port``.

        The scheme is http (also without one), https, socks4, socks4a, socks5 or socks5h. `headers` are fields for an
        http or https proxy; `verify` and `cert` are about TLS with an https proxy, as `antiphon.Session` takes them for
        servers; `auth` is (user, password) or a bearer token, and comes before the credentials in `url`. Raises
        `UsageError` for what cannot be used.
        """
        parsed = _url(url)
        keep = object.__setattr__
        keep(self, "url", replace(parsed, credentials=None))
        keep(self, "fields", tuple(Fields(list((headers or {}).items())).raw))
        keep(self, "verify", verify)
        keep(self, "cert", tuple(cert) if isinstance(cert, list) else cert)
        keep(self, "credentials", parsed.credentials if auth is None else _checked_auth(auth))
        self._refuse_unused(headers, auth)
        _try_out(self)

    @property
    def is_socks(self) -> bool:
        """Tell whether the proxy speaks SOCKS."""
        return self.url.scheme.startswith("socks")

    @property
    def name(self) -> str:
        """Return ``host:port``, as errors name the proxy."""
        return self.url.authority

    def _refuse_unused(self, headers: object, auth: object) -> None:
        scheme = self.url.scheme
        settings: dict[str, bool] = {
            "headers": bool(headers) and self.is_socks,
            "auth": isinstance(auth, str) and self.is_socks,
            "verify": self.verify is not True and scheme != "https",
            "cert": self.cert is not None and scheme != "https",
        }
        for option, is_unused in settings.items():
            if is_unused:
                raise UsageError(PROXY_OPTION_UNUSED, option=option, scheme=scheme)

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"


def _url(text: str) -> ProxyURL:
    try:
        return ProxyURL.parse(text)
    except InvalidURL as error:
        raise UsageError(PROXY_URL, source="Proxy", cause=error) from None


def _checked_auth(auth: Any) -> Credentials:
    if isinstance(auth, str):
        return auth
    if isinstance(auth, tuple | list) and len(auth) == 2:
        return str(auth[0]), str(auth[1])
    raise UsageError(AUTH_UNUSABLE, kind=type(auth).__name__)


def _try_out(proxy: Proxy) -> None:
    """Raise `UsageError` now for what could not be sent later."""
    h1.build_section(proxy.fields)
    credentials = proxy.credentials
    if proxy.is_socks:
        check_credentials(proxy.url.scheme, credentials if isinstance(credentials, tuple) else None)
    elif credentials is not None:
        first_value(credentials)
