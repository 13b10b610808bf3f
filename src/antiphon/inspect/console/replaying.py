"""A request sent again, to the server that it came to, by the client's engine without anything of its own."""

from __future__ import annotations

import time
from typing import Any

from ...client.content import EMPTY, Whole
from ...client.engine import Engine
from ...client.plan import Plan, tls_settings
from ...client.pool import PoolLimits
from ...client.request import Request
from ...client.response import AsyncResponse
from ...client.timeouts import Timeouts
from ...faults import AntiphonError, InvalidURL, ProtocolError, RequestError
from ...faults.console import REPLAY_CUT, REPLAY_FAILED, REPLAY_SECRET, REPLAY_UNREADABLE
from ...net.asynchronous import AsyncioNetwork
from ...net.network import ConnectOptions
from ...semantics.connection_fields import end_to_end
from ...semantics.cookies import CookieJar
from ...semantics.fields import SECRET_FIELDS, Fields
from ...semantics.url import URL
from ...server.observed import KEPT, Accepted, Served
from ..exchange import Framing
from ..reading.content import Span, read_body
from ..reading.flaws import Flaws
from ..reading.head import Head, read_head

_SECONDS = 30.0
_NAMES_IN_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"expect"})


async def replay(served: Served) -> dict[str, Any]:
    """Send the request of `served` again; return its ``status``, and the address of the ``client`` that did.

    Raises `AntiphonError` where not all of the request was kept, or where sending it failed.
    """
    request = _request(served)
    accepted = served.connection
    engine = Engine(
        AsyncioNetwork(),
        AsyncResponse,
        CookieJar(),
        time.time,
        PoolLimits(),
        ConnectOptions(),
        None if ":" in accepted.local else accepted.local,
    )
    # It is this process at the other end, whatever its certificate says; nothing secret is sent.
    plan = Plan(Timeouts(total=_SECONDS), tls_settings(False, None), follow=False, stream=True)
    try:
        response = await engine.send(request, plan)
        await response.exchange.read_some()
    except (RequestError, ProtocolError) as error:
        raise AntiphonError(REPLAY_FAILED, reason=error) from error
    finally:
        engine.close()
    facts = response.connection
    return {"status": response.status_code, "client": None if facts is None else facts.local_address}


def _request(served: Served) -> Request:
    if served.method is None or served.target is None:
        raise AntiphonError(REPLAY_UNREADABLE)
    if served.received.is_cut:
        raise AntiphonError(REPLAY_CUT, kept=KEPT)
    data = served.received.data
    head = read_head(data, 0, len(data), Flaws(0), as_text=False, ended=True)
    if served.received.has_secrets:
        raise AntiphonError(REPLAY_SECRET, places=_secrets(head))
    body = read_body(head, Span(data, len(data), False, True), Flaws(0), minor=1, otherwise=Framing.NONE)
    if not body.complete:
        raise AntiphonError(REPLAY_UNREADABLE)
    pairs = [pair for pair in end_to_end(head.fields.raw) if pair[0].lower() not in _NAMES_IN_FRAMING]
    content = Whole(body.data) if body.framing is not Framing.NONE else EMPTY
    return Request(served.method, _url(served.connection, served.target), Fields.of_checked(pairs), content)


def _secrets(head: Head) -> str:
    """Return where the secrets are: in fields, else in the target or the content."""
    names = [line.name.decode("latin-1") for line in head.lines if line.name.decode("latin-1").lower() in SECRET_FIELDS]
    return ", ".join(names) or head.line.decode("latin-1").split(" ")[1].partition("?")[0] + "?…"


def _url(accepted: Accepted, target: str) -> URL:
    """Return where `target` is on the connection's own end; its Host stays as it was."""
    path = target if target.startswith("/") else "/" + target.partition("://")[2].partition("/")[2]
    place = accepted.local if ":" in accepted.local else "localhost"
    try:
        return URL.parse(f"{accepted.scheme}://{place}{path}")
    except InvalidURL as error:
        raise AntiphonError(REPLAY_UNREADABLE) from error
