"""Names without a scheme: https first, and http only where nobody speaks TLS.

Whoever can keep packets from arriving can feign that, so a request with credentials is never repeated in clear, and
neither is one for a host that is known to want https. A certificate that cannot be trusted is not a reason at all.
"""

from __future__ import annotations

from ...faults import RequestError
from ...faults.connection import CONNECTION_REFUSED
from ...faults.security import SPEAKS_NO_TLS
from ...semantics.redirects import fields_to_drop
from ...semantics.url import URL
from ..auth.netrc import NetrcAuth
from ..plan import Plan
from ..request import Request


def url_in_clear(request: Request, sent: Request, plan: Plan, error: RequestError) -> URL | None:
    """Return what to ask after `error`, the failure of `request` for a bare name; None where the failure counts.

    `sent` is the request with what authentication and cookies put on it.
    """
    if _carries_credentials(request, sent, plan):
        return None
    url = request.url
    if error.fault in SPEAKS_NO_TLS or (error.fault == CONNECTION_REFUSED and url.is_default_port):
        port = 80 if url.is_default_port else url.port
        return URL("http", url.host, port, url.path, url.query, url.fragment)
    return None


def _carries_credentials(request: Request, sent: Request, plan: Plan) -> bool:
    authenticates = plan.authenticate
    if isinstance(authenticates, NetrcAuth):
        # The file that is always asked may know nobody for this host.
        authenticates = None
    given = authenticates or plan.flow or plan.cookies or plan.tls.cert or "authorization" in sent.headers
    headers = [name for name in request.headers if name.lower() != "host"]
    return bool(given or fields_to_drop(headers, keeps_content=True, keeps_credentials=False))
