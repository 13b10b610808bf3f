"""Who may look at the console: programs and people on this machine, and whoever has its token.

The console shows what others send here, so more is asked than of the application itself:

- A client on this machine is one whose connection comes from loopback, that names the server by a name that nobody else
  can have lead here (DNS rebinding), and that no proxy speaks for.
- Everybody else shows the token: once in the URL, from then on in a cookie, or as a program in Authorization.
- A page of another origin gets nothing, whoever's browser it runs in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from ...faults import AntiphonError, UsageError
from ...faults.access import HOST_UNKNOWN
from ...faults.console import (
    CONSOLE_CROSS_ORIGIN,
    CONSOLE_NEEDS_TLS,
    CONSOLE_TOKEN_MISSING,
    CONSOLE_TOKEN_SHORT,
    CONSOLE_TOKEN_WRONG,
)
from ...semantics.cross_origin import is_cross_origin
from ...semantics.hosts import is_address, is_loopback
from ...server.handler import Request
from ...server.own_names import OwnNames

SHORTEST_TOKEN = 16
_THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_COOKIE = "antiphon-console"


class Access:
    """The rules for one console. `names` are those of the server besides localhost and addresses.

    Raises `UsageError` for a `token` that could be guessed; without one, one is made.
    """

    def __init__(self, token: str | None = None, names: Iterable[str] = ()) -> None:
        if token is not None and len(token) < SHORTEST_TOKEN:
            raise UsageError(CONSOLE_TOKEN_SHORT, least=SHORTEST_TOKEN)
        self.token = token or secrets.token_urlsafe(24)
        self._own = OwnNames(names)
        # What a browser keeps opens the console, but does not tell the token.
        self._kept = hashlib.sha256(b"antiphon console " + self.token.encode("utf-8", "surrogatepass")).hexdigest()

    def check(self, request: Request) -> None:
        """Raise `AntiphonError` where `request` may not see the console."""
        self._check_page(request)
        if self._comes_from_here(request):
            self._check_host(request)
        else:
            self._check_token(request)

    def _check_page(self, request: Request) -> None:
        """Refuse what a page of another origin asks for; a link that leads here is followed."""
        fields = request.fields
        site = fields.get("sec-fetch-site")
        if not is_cross_origin(site, fields.get("origin"), fields.get("host")):
            return
        is_link = fields.get("sec-fetch-mode") == "navigate" and fields.get("sec-fetch-dest") == "document"
        if request.method not in ("GET", "HEAD") or not is_link:
            raise AntiphonError(CONSOLE_CROSS_ORIGIN)

    @staticmethod
    def _comes_from_here(request: Request) -> bool:
        """Tell whether the client is on this machine, and no proxy here speaks for one that is elsewhere."""
        if request.client is None or any(name in request.fields for name in _THROUGH_A_PROXY):
            return False
        address = request.client[0].partition("%")[0].removeprefix("::ffff:")
        return is_address(address) and is_loopback(address)

    def _check_host(self, request: Request) -> None:
        host = request.fields.get("host", "")
        if not self._own.include(host) and not self._has_token(request):
            raise AntiphonError(HOST_UNKNOWN, host=host)

    def check_token(self, request: Request, token: str) -> None:
        """Raise `AntiphonError` where `token`, which came in the URL, is not that of the console."""
        self._check_way(request)
        if not self._is_token(token):
            raise AntiphonError(CONSOLE_TOKEN_WRONG)

    @staticmethod
    def _check_way(request: Request) -> None:
        """Refuse to be told secrets that others can read; what is between a proxy and us is on this machine."""
        is_near = request.client is None or is_loopback(request.client[0])
        if request.scheme != "https" and not is_near:
            raise AntiphonError(CONSOLE_NEEDS_TLS)

    def _check_token(self, request: Request) -> None:
        self._check_way(request)
        if not self._has_token(request):
            raise AntiphonError(CONSOLE_TOKEN_WRONG if self._shown(request) else CONSOLE_TOKEN_MISSING)

    def _has_token(self, request: Request) -> bool:
        return any(self._is_token(shown) for shown in self._shown(request)) or any(
            hmac.compare_digest(kept.encode("utf-8", "replace"), self._kept.encode("ascii"))
            for kept in self._cookies(request)
        )

    def _is_token(self, text: str) -> bool:
        """Tell whether `text` is the token, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.token.encode("utf-8", "replace"))

    def _shown(self, request: Request) -> list[str]:
        scheme, _, credentials = request.fields.get("authorization", "").partition(" ")
        return [credentials.strip()] if scheme.lower() == "bearer" else []

    def _cookies(self, request: Request) -> list[str]:
        pairs = [pair.strip().partition("=") for pair in request.fields.get("cookie", "").split(";")]
        return [value for name, _, value in pairs if name == self._cookie_name(request)]

    def cookie(self, request: Request) -> str:
        """Return the value of Set-Cookie that lets the browser of `request` in from now on.

        Only the console gets it back: the application, and whatever is behind a gateway, have no use for it.
        """
        secure = "; Secure" if request.scheme == "https" else ""
        return f"{self._cookie_name(request)}={self._kept}; Path=/.antiphon/; HttpOnly; SameSite=Strict{secure}"

    @staticmethod
    def _cookie_name(request: Request) -> str:
        return f"__Secure-{_COOKIE}" if request.scheme == "https" else _COOKIE
