"""All that decides how a request is sent and its response read, besides the request itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..semantics.redirects import keeps_credentials
from ..wire import h1
from .connection import Progress
from .request import Authenticate, Request
from .timeouts import Timeouts

if TYPE_CHECKING:
    from ..net.cancelling import CancelToken
    from ..semantics.codings import DecodingLimits
    from ..semantics.retrying import Retries
    from .proxies.settings import Choice
    from .sending import Layer


@dataclass(frozen=True, slots=True, eq=False)
class TLSSettings:
    """How servers are verified and who the client is: `verify` and `cert` as `antiphon.Session` takes them.

    Compared by identity, which costs nothing on each request; `tls_settings` gives equal settings one identity.
    """

    verify: Any = True
    cert: Any = field(default=None, repr=False)


@lru_cache(maxsize=256)
def tls_settings(verify: Any, cert: Any) -> TLSSettings:
    """Return the settings for `verify` and `cert`, the same object each time."""
    return TLSSettings(verify, cert)


class Sendings:
    """How often one request has been sent so far: for redirects, challenges, retries. Telemetry tells it."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides how a request is sent and its response read, besides the request itself."""

    timeouts: Timeouts
    tls: TLSSettings
    follow: bool = True
    max_redirects: int = 20
    stream: bool = False
    authenticate: Authenticate | None = None
    flow: Layer | None = None
    sendings: Sendings | None = None
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    on_upload: Progress | None = None
    on_download: Progress | None = None
    on_interim: Callable[[h1.Response], object] | None = None
    max_content: int | None = None
    verify_digest: bool = False
    content_timeouts: Timeouts | None = None
    """The limits while content comes, None where they are those of the rest."""
    decoding: DecodingLimits | None = None
    retries: Retries | None = None
    cancel: CancelToken | None = None
    around: tuple[Layer, ...] = ()
    proxies: Choice | None = field(default=None, repr=False)
    cache: str = "default"

    @property
    def timeouts_of_content(self) -> Timeouts:
        """Return the limits while content comes."""
        return self.content_timeouts or self.timeouts

    @property
    def watches_content(self) -> bool:
        """Tell whether content is looked at while it comes."""
        return (
            self.on_download is not None
            or self.max_content is not None
            or self.verify_digest
            or self.cancel is not None
            or self.timeouts.low_speed is not None
        )


def plan_after(plan: Plan, request: Request, following: Request) -> Plan:
    """Return `plan` for the request after a redirect: credentials that the user gave stay with their origin.

    A client certificate is one of them: to show it tells another server who the client is. Credentials of several
    hosts, as a netrc file has them, say themselves what goes `elsewhere`.
    """
    if keeps_credentials(request.url.origin, following.url.origin):
        return plan
    elsewhere = getattr(plan.authenticate, "elsewhere", None)
    return replace(plan, authenticate=elsewhere, flow=None, cookies=(), tls=tls_settings(plan.tls.verify, None))
