"""Rules that advise: whether to send again, who answered, what was slow; and fields of the connection (39, 40, 46)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import Text
from ...faults.findings_advice import (
    CONNECTION_FIELD_IN_HTTP2,
    CONNECTION_NOT_KEPT,
    CONNECTION_NOT_REUSED,
    INTERMEDIARY_ANSWERED,
    INTERMEDIARY_LIKELY,
    RETRY_HARMLESS,
    RETRY_KEYED,
    RETRY_RISKY,
    RETRY_UNPROCESSED,
    RETRY_UNSENT,
    SLOW_PHASE,
)
from ...faults.findings_content import LARGE_UNCOMPRESSED
from ...semantics.methods import is_idempotent
from ...semantics.retrying import RETRIED_STATUSES, UNPROCESSED_STATUSES
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen
from .connections import rule_of

_LASTING = frozenset({1, 4, 5, 6})
"""The rules of failures that come again however often the request is sent: certificates, versions, ports, names."""

_GATEWAY_STATUSES = frozenset({502, 503, 504})
_SIGNS = ("Via", "Age", "Proxy-Status", "X-Cache", "CF-Ray", "X-Served-By", "X-Amz-Cf-Id")
_GATEWAYS = ("nginx", "haproxy", "envoy", "cloudflare", "varnish", "awselb", "traefik", "cloudfront", "akamai", "caddy")
_LARGE = 32 * 1024
_FIELDS_OF_CONNECTION = ("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade")

_PHASES: tuple[tuple[str, float, Text, Text], ...] = (
    (
        "resolve",
        0.5,
        Text("Resolving the name", "Resolver el nombre"),
        Text(
            "Look at the name server; keep connections open so that names are looked up less often.",
            "Mire el servidor de nombres; mantenga conexiones abiertas para resolver menos veces.",
        ),
    ),
    (
        "connect",
        0.5,
        Text("Connecting", "Conectar"),
        Text(
            "The server is far away, or busy; keep connections open, or serve from nearer.",
            "El servidor está lejos u ocupado; mantenga conexiones abiertas, o sirva desde más cerca.",
        ),
    ),
    (
        "tls",
        0.5,
        Text("The TLS handshake", "El saludo TLS"),
        Text(
            "Use one session so that TLS is resumed, TLS 1.3, and a certificate of elliptic curves.",
            "Use una sola sesión para que TLS se reanude, TLS 1.3 y un certificado de curvas elípticas.",
        ),
    ),
    (
        "blocked",
        0.5,
        Text("Waiting for a connection", "Esperar una conexión"),
        Text("Allow more connections, or send fewer requests at once.", "Permita más conexiones, o menos a la vez."),
    ),
    (
        "send",
        2.0,
        Text("Sending the request", "Enviar la petición"),
        Text("Send less, or compressed.", "Envíe menos, o comprimido."),
    ),
    (
        "wait",
        1.0,
        Text("The server's work", "El trabajo del servidor"),
        Text(
            "Look at what the server does for this request: a slow query, a call to others, a cold start.",
            "Mire qué hace el servidor para esta petición: una consulta lenta, otras llamadas, un arranque en frío.",
        ),
    ),
    (
        "receive",
        2.0,
        Text("Receiving the response", "Recibir la respuesta"),
        Text("Send less: compress it, page it, or ask for a part.", "Envíe menos: comprima, pagine o pida una parte."),
    ),
)


def retry(case: Case) -> Iterator[Seen]:
    """39: whether the request may be sent again after it failed."""
    error, response = case.exchange.error, case.response
    status = 0 if response is None else response.status
    if case.exchange.probe or not case.method or (error is None and status not in RETRIED_STATUSES - {413}):
        return
    if error is not None and rule_of(error.fault) in _LASTING:
        return
    if case.exchange.is_unsent:
        yield seen(RETRY_UNSENT, "request.method")
    elif status in UNPROCESSED_STATUSES:
        yield seen(RETRY_UNPROCESSED, "response.status", status=status)
    elif is_idempotent(case.method):
        yield seen(RETRY_HARMLESS, "request.method", method=case.method)
    elif "idempotency-key" in case.request.fields:
        yield seen(RETRY_KEYED, "request.idempotency-key", method=case.method)
    else:
        yield seen(RETRY_RISKY, "request.method", method=case.method)


@answered
def who_answered(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """39: an error that an intermediary made."""
    if response.status not in _GATEWAY_STATUSES:
        return
    server = response.fields.get("server", "")
    sign = next((name for name in _SIGNS if name in response.fields), None)
    if sign is not None:
        yield seen(INTERMEDIARY_ANSWERED, f"response.{sign.lower()}", status=response.status, sign=sign)
    elif any(name in server.lower() for name in _GATEWAYS):
        yield seen(INTERMEDIARY_LIKELY, "response.server", status=response.status, server=server)


def slow_phases(case: Case) -> Iterator[Seen]:
    """40: a phase that took long."""
    phases = case.exchange.phases
    known = [seconds for name, _, _, _ in _PHASES if (seconds := getattr(phases, name)) is not None]
    total = phases.total if phases.total is not None else sum(known)
    for name, limit, label, advice in _PHASES:
        seconds = getattr(phases, name)
        if seconds is not None and seconds >= limit:
            details = {"phase": label, "seconds": seconds, "total": max(total, seconds), "advice": advice}
            yield seen(SLOW_PHASE, f"connection.{name}", **details)


@answered
def connection_kept(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """40: a connection that is not kept, or not used again."""
    options = members(response.fields.get("connection"))
    asked = "close" in members(case.request.fields.get("connection"))
    if "close" in options and not asked and response.status < 400:
        yield seen(CONNECTION_NOT_KEPT, "response.connection")
    if _is_new_beside_old(case):
        yield seen(CONNECTION_NOT_REUSED, "connection", host=case.host)


def _is_new_beside_old(case: Case) -> bool:
    """Tell whether a connection was opened though the exchange just before had one, and left it open."""
    facts, url = case.exchange.connection, case.request.url
    if facts is None or facts.reused or case.index == 0 or url is None:
        return False
    before = case.at(case.index - 1)
    its, its_url = before.exchange.connection, before.request.url
    if its is None or its_url is None or before.response is None or its_url.origin != url.origin:
        return False
    closes = "close" in members(before.response.fields.get("connection"))
    return not closes and its.local_address != facts.local_address and its.proxy == facts.proxy


@answered
def large_uncompressed(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """40: much text, sent as it is to a client that accepts codings."""
    size = response.encoded_size
    accepted = [name for name in members(case.request.fields.get("accept-encoding")) if not name.startswith("identity")]
    if size is None or size < _LARGE or not accepted or case.media_type is None or not case.media_type.is_text:
        return
    if "content-encoding" not in response.fields and response.status == 200:
        details = {"size": size, "type": case.media_type.essence, "accepted": ", ".join(accepted)}
        yield seen(LARGE_UNCOMPRESSED, "response.content-encoding", **details)


def connection_fields_in_http2(case: Case) -> Iterator[Seen]:
    """46: fields of the connection where HTTP/2 or HTTP/3 manages it."""
    for side, part in (("request", case.request), ("response", case.response)):
        if part is None or not part.version.upper().startswith(("HTTP/2", "HTTP/3", "H2", "H3")):
            continue
        wrong = [name for name in _FIELDS_OF_CONNECTION if name in part.fields]
        if "te" in part.fields and part.fields["te"].strip().lower() != "trailers":
            wrong.append("te")
        for name in wrong:
            yield seen(CONNECTION_FIELD_IN_HTTP2, f"{side}.{name}", name=name, version=part.version)
