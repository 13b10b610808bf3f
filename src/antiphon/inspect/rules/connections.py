"""Rules about TLS, certificates and names, and about what failed below HTTP (1 to 6, 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...faults import AntiphonError, Fault, InvalidURL, content, exchange, inspecting, message, security
from ...faults.findings_tls import (
    CERTIFICATE_EXPIRES_SOON,
    CHAIN_INCOMPLETE,
    CHAIN_OF_ONE,
    HOST_REFUSED,
    MISDIRECTED,
    SERVER_NAME_DIFFERS,
    TLS_VERSION_ACCEPTED,
    TLS_VERSION_DEPRECATED,
)
from ...semantics.hosts import is_address, normalized_host
from ...tls.handshake_messages import client_hello
from ..exchange import ResponseMessage
from .case import Case, Rule, Seen, answered, seen

_DEPRECATED = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"})
_HANDSHAKE = 22
_CLIENT_HELLO = 1
_TLS_ALERT = b"\x15\x03"

# What servers write when plain HTTP comes to their TLS port, each in its own words.
_PLAIN_TO_TLS = (
    b"plain HTTP request was sent to HTTPS port",
    b"speaking plain HTTP to an SSL-enabled server port",
    b"HTTP request to an HTTPS server",
    b"This combination of host and port requires TLS",
)
# What nginx and those after its pattern write of a client's certificate.
_CERTIFICATE_WANTED = (b"No required SSL certificate was sent", b"No required client certificate was sent")
_CERTIFICATE_DECLINED = re.compile(rb"The SSL certificate error|The client certificate (?:error|is invalid)")
_ENDED_BY_ALERT = (security.TLS_OFFER_REFUSED, security.CLIENT_CERTIFICATE_UNACCEPTED, security.TLS_ALERT)
_REFUSING = frozenset({400, 403, 404, 503})
# What frameworks and proxies write of a name that they do not know, each in its own words.
_HOST_REFUSED = re.compile(
    rb"Invalid (?:HTTP_HOST|host) header|DisallowedHost|Blocked (?:request\. This )?hosts?\b|(?<!\w)host not allowed"
    rb"|unknown (?:virtual ?host|domain)\b|no (?:such|matching) (?:virtual ?host|site)\b",
    re.IGNORECASE,
)
_CERTIFICATE, _CERTIFICATE_REQUEST = 11, 13
_EMPTY_CERTIFICATE = 8
"""How long a Certificate message is that shows none, its head included (RFC 8446 §4.4.2); in TLS 1.2 it is 7."""
_LOOKED_AT = 4096

_CERTIFICATE_FAULTS = (
    security.CERTIFICATE_EXPIRED,
    security.CERTIFICATE_NOT_YET_VALID,
    security.CERTIFICATE_SELF_SIGNED,
    security.CERTIFICATE_ROOT_UNTRUSTED,
    security.CERTIFICATE_ISSUER_UNKNOWN,
    security.LOCAL_ROOT_UNKNOWN,
    security.CERTIFICATE_NAME_MISMATCH,
    security.CERTIFICATE_REVOKED,
    security.CERTIFICATE_NAME_CONSTRAINED,
    security.CERTIFICATE_WEAK,
    security.CERTIFICATE_REFUSED,
    security.CERTIFICATE_ISSUER_EXPIRED,
    security.CERTIFICATE_ISSUER_NOT_YET_VALID,
    security.CERTIFICATE_ROOT_EXPIRED,
    security.CERTIFICATE_WITHOUT_NAMES,
    security.CERTIFICATE_PURPOSE,
    security.CERTIFICATE_ISSUER_NO_AUTHORITY,
    security.CERTIFICATE_PATH_TOO_LONG,
    security.CLIENT_CERTIFICATE_MISSING,
    security.CLIENT_CERTIFICATE_REFUSED,
    security.CLIENT_CERTIFICATE_UNACCEPTED,
)
_FRAMING_FAULTS = (
    message.CONTENT_LENGTH_SYNTAX,
    message.CONTENT_LENGTH_REPEATED,
    message.LENGTH_AND_CODING,
    message.TRANSFER_CODING_SYNTAX,
    message.TRANSFER_CODING_UNSUPPORTED,
    message.TRANSFER_CODING_IN_1_0,
    message.CHUNK_SIZE,
    message.CHUNK_LINE,
    message.CHUNK_EXTENSION_TOO_LARGE,
    message.CHUNK_END,
    message.INCOMPLETE_MESSAGE,
    message.INCOMPLETE_CONTENT,
    message.INCOMPLETE_HEAD,
    message.CONTENT_LONGER_THAN_DECLARED,
    message.CONTENT_SHORTER_THAN_DECLARED,
    content.CODING_UNKNOWN,
    content.CODING_CHAIN_TOO_LONG,
    content.CODING_BROKEN,
    content.CODING_TRUNCATED,
    content.CODING_TRAILING_DATA,
)
_HOST_FAULTS = (message.HOST_MISSING, message.HOST_REPEATED, message.HOST_SYNTAX, message.HOST_MISMATCH)
_REDIRECT_FAULTS = (
    content.REDIRECT_WITHOUT_TARGET,
    content.REDIRECT_TARGET_INVALID,
    content.REDIRECT_SCHEME_REFUSED,
    exchange.REDIRECT_TARGET_UNREADABLE,
    exchange.REDIRECT_TARGETS_DIFFER,
)
PORT_RULE = 5
NO_RESPONSE_RULE = 9
_NOT_HTTP = (message.STATUS_LINE.code, message.VERSION_UNSUPPORTED.code, message.VERSION_SYNTAX.code)
_STAND_FOR = {exchange.ANSWER_NOT_HTTP.code: _NOT_HTTP, exchange.OTHER_PROTOCOL.code: _NOT_HTTP}
SYNTAX_RULE = 47

_RULES: dict[str, int] = {
    **{fault.code: SYNTAX_RULE for fault in vars(message).values() if isinstance(fault, Fault)},
    exchange.ANSWER_NOT_HTTP.code: SYNTAX_RULE,
    exchange.OTHER_PROTOCOL.code: SYNTAX_RULE,
    exchange.SPOKEN_FIRST.code: SYNTAX_RULE,
    **{fault.code: 1 for fault in _CERTIFICATE_FAULTS},
    inspecting.CURL_REFUSED_CERTIFICATE.code: 1,
    security.TLS_VERSION_UNSUPPORTED.code: 4,
    **{fault.code: 5 for fault in security.SPEAKS_NO_TLS},
    security.PLAIN_REQUEST_TO_TLS.code: 5,
    message.TLS_ON_PLAIN_PORT.code: 5,
    exchange.ANSWER_IN_TLS.code: 5,
    security.TLS_NAME_UNRECOGNIZED.code: 6,
    security.TLS_NAME_NEEDED.code: 6,
    exchange.TOO_MANY_REDIRECTS.code: 12,
    **{fault.code: 13 for fault in _REDIRECT_FAULTS},
    **{fault.code: 30 for fault in _FRAMING_FAULTS},
    **{fault.code: 43 for fault in _HOST_FAULTS},
}


def rule_of(fault: Fault) -> int:
    """Return the number of the rule that judges what ended an exchange, or what is wrong with its bytes."""
    return _RULES.get(fault.code, NO_RESPONSE_RULE)


def failures(number: int) -> Rule:
    """Return the rule that tells of errors and of wrong bytes which rule `number` is about."""

    def told(case: Case) -> Iterator[Seen]:
        told_already = set()
        for side, part in (("request", case.request), ("response", case.response)):
            for flaw in part.flaws if part is not None else ():
                if rule_of(flaw.fault) == number:
                    told_already.add(flaw.fault.code)
                    yield Seen(flaw.fault, f"{side}.bytes", flaw.details)
        error = case.exchange.error
        if error is None or case.exchange.speaks_tls:
            return
        cause = cause_of(error)
        if rule_of(cause.fault) == number and not told_already & {
            cause.fault.code,
            *_STAND_FOR.get(cause.fault.code, ()),
        }:
            yield Seen(cause.fault, "connection" if cause is error else "response.bytes", cause.details)

    return told


def cause_of(error: AntiphonError) -> AntiphonError:
    """Return what is wrong with a response that could not be read, where that is what `error` is about."""
    cause = error.details.get("cause")
    if error.fault in (exchange.PROTOCOL_BROKEN, exchange.RESPONSE_OVER_LIMIT) and isinstance(cause, AntiphonError):
        return cause
    return error


def client_certificate(case: Case) -> Iterator[Seen]:
    """1: the server wants to know who the client is, says so in its own words or in TLS, and was shown nothing."""
    response, error = case.response, case.exchange.error
    if response is not None and response.status >= 400 and response.content:
        start = response.content[:_LOOKED_AT]
        if any(words in start for words in _CERTIFICATE_WANTED):
            yield seen(security.CLIENT_CERTIFICATE_MISSING, "response.status")
        elif (refused := _CERTIFICATE_DECLINED.search(start)) is not None:
            reason = refused[0].decode("ascii")
            yield seen(security.CLIENT_CERTIFICATE_REFUSED, "response.status", reason=reason)
    elif error is not None and error.fault in _ENDED_BY_ALERT and _kept_silent(case):
        yield seen(security.CLIENT_CERTIFICATE_MISSING, "connection.tls")


def _kept_silent(case: Case) -> bool:
    """Tell whether the last handshake had a request for a certificate, and an answer without one."""
    record = case.exchange.record
    told = [] if record is None else [each for each in record.tls_messages if each.content_type == _HANDSHAKE]
    if not any(each.kind == _CERTIFICATE_REQUEST and not each.sent for each in told):
        return False
    return not any(each.kind == _CERTIFICATE and each.sent and len(each.data) > _EMPTY_CERTIFICATE for each in told)


def chain_incomplete(case: Case) -> Iterator[Seen]:
    """2: the server's own certificate alone, which names where that of its issuer is."""
    if len(case.certificates) != 1:
        return
    from ...tls.certificate_facts import certificate_facts

    leaf = certificate_facts(case.certificates[0])
    if leaf is None or leaf.self_signed or not leaf.issuer_urls:
        return
    error = case.exchange.error
    refused = error is not None and error.fault is security.CERTIFICATE_ISSUER_UNKNOWN
    if error is None or refused:
        fault = CHAIN_INCOMPLETE if refused else CHAIN_OF_ONE
        yield seen(fault, "connection.certificate", host=case.host, issuer=leaf.issuer_name, url=leaf.issuer_urls[0])


def certificate_expires_soon(case: Case) -> Iterator[Seen]:
    """3: less than a third of the certificate's life is left."""
    if not case.certificates or case.moment is None:
        return
    from ...tls.certificate_facts import certificate_facts

    leaf = certificate_facts(case.certificates[0])
    if leaf is None:
        return
    left = leaf.days_left(case.moment)
    if 0 < left < leaf.days / 3:
        place = "connection.certificate"
        yield seen(CERTIFICATE_EXPIRES_SOON, place, host=case.host, left=left, life=leaf.days)


def tls_version_deprecated(case: Case) -> Iterator[Seen]:
    """4: an old version of TLS was agreed on, or would be."""
    facts = case.exchange.connection
    version = facts.tls.version if facts is not None and facts.tls is not None else ""
    if version in _DEPRECATED:
        yield seen(TLS_VERSION_DEPRECATED, "connection.tls", host=case.host, version=version)
    accepted = case.exchange.accepts_version
    if accepted is not None:
        yield seen(TLS_VERSION_ACCEPTED, "connection.tls", host=case.host, version=accepted)


def plain_to_tls(case: Case) -> Iterator[Seen]:
    """5: the server says, in plain text, by an alert of TLS or by a handshake, that plain HTTP came to its TLS port."""
    if case.exchange.secure is not False:
        return
    record, response, error = case.exchange.record, case.response, case.exchange.error
    if error is not None and rule_of(error.fault) == PORT_RULE:
        return
    if case.exchange.speaks_tls or (record is not None and record.received().startswith(_TLS_ALERT)):
        yield seen(security.PLAIN_REQUEST_TO_TLS, "connection")
    elif response is not None and response.status >= 400 and response.content:
        start = response.content[:_LOOKED_AT]
        if any(words in start for words in _PLAIN_TO_TLS):
            yield seen(security.PLAIN_REQUEST_TO_TLS, "response.status")


@answered
def misdirected(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """6: 421, or other words that say that the name is not served here."""
    if response.status == 421:
        yield seen(MISDIRECTED, "response.status", host=case.host)
    elif response.status in _REFUSING and _HOST_REFUSED.search((response.content or b"")[:_LOOKED_AT]):
        asked = case.request.fields.get("host", case.host)
        yield seen(HOST_REFUSED, "request.host", status=response.status, host=asked)


def server_name_differs(case: Case) -> Iterator[Seen]:
    """6: TLS asked for another name than the request."""
    host = _host_of(case.request.fields.get("host"))
    asked = _server_name(case)
    if host and asked and host != asked and not is_address(host):
        yield seen(SERVER_NAME_DIFFERS, "request.host", server_name=asked, host=host)


def _server_name(case: Case) -> str | None:
    """Return the name that the last ClientHello of a direct connection asks for."""
    facts, record = case.exchange.connection, case.exchange.record
    if record is None or (facts is not None and facts.proxy is not None):
        return None
    hellos = [
        told
        for told in record.tls_messages
        if told.sent and told.content_type == _HANDSHAKE and told.kind == _CLIENT_HELLO
    ]
    name = client_hello(hellos[-1].data).server_name if hellos else None
    return None if name is None else name.lower()


def _host_of(field: str | None) -> str | None:
    name, colon, port = (field or "").rpartition(":")
    host = name if colon and port.isdigit() else field or ""
    try:
        return normalized_host(host)
    except InvalidURL:
        return None
