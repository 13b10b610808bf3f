"""What somebody with a failing service reads first: it is true, it says whose side it is, and what to do."""

from __future__ import annotations

import pytest

from antiphon.client.connection_facts import ConnectionFacts
from antiphon.faults import Fault, TLSError
from antiphon.faults.security import CERTIFICATE_ISSUER_UNKNOWN, CLIENT_CERTIFICATE_UNACCEPTED, TLS_OFFER_REFUSED
from antiphon.inspect.blocks.explanation import explanation_of
from antiphon.inspect.record import Record
from antiphon.tls.observed import ContentType, TLSMessage

from .made import NOW, exchange, fact, request, response, shown

REQUEST, CERTIFICATE = 13, 11


def message(kind: int, body: bytes, *, sent: bool = False) -> TLSMessage:
    data = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return TLSMessage(0.0, 1, sent, 0x0303, ContentType.HANDSHAKE, kind, data)


@pytest.mark.parametrize("fault", [TLS_OFFER_REFUSED, CLIENT_CERTIFICATE_UNACCEPTED], ids=lambda fault: fault.code)
@pytest.mark.parametrize(
    ("own", "told"),
    [(b"\0\0\0", True), (b"\0\0\0\0", True), (b"\0\0\x09\0\0\x06abcdef", False)],
    ids=["TLS 1.2, none", "TLS 1.3, none", "one"],
)
def test_who_was_asked_for_a_certificate_and_showed_none_is_told_so_rfc8446_4_4_2(
    fault: Fault, own: bytes, told: bool
) -> None:
    """In TLS 1.2 the server then says no more than that the handshake failed."""
    error = TLSError(fault, alert="handshake_failure")
    record = Record(0.0, 1.0, tls_messages=(message(REQUEST, b"\1\x40"), message(CERTIFICATE, own, sent=True)))
    made = explanation_of((exchange(error=error, record=record),), now=NOW)
    assert ("none was sent" in fact(made, "verdict", "outcome").told()) is told
    assert fact(made, "verdict", "side").value == ("client" if told else error.fault.side.value)


def test_trust_that_is_missing_will_be_missing_next_time_too() -> None:
    error = TLSError(CERTIFICATE_ISSUER_UNKNOWN, host="example.org", issuer="Private Root")
    error.unsent = True
    made = explanation_of((exchange(error=error),), now=NOW)
    assert "of no use until that is mended" in fact(made, "verdict", "retry").told()
    assert fact(made, "verdict", "side").value == "network"


def test_a_post_that_became_a_get_did_not_succeed_rfc9110_15_4() -> None:
    moved = exchange(request("POST", content=b"a=1"), response(301, Location="/a/"))
    made = explanation_of((moved, exchange(request(url="https://example.org/a/"), response(200))), now=NOW)
    told = fact(made, "verdict", "outcome").told()
    assert "301 after POST: clients go on with GET" in told and "succeeded" not in told


def test_an_answer_through_a_proxy_says_through_which() -> None:
    facts = ConnectionFacts("127.0.0.1:1", "127.0.0.1:3128", proxy="http://proxy.example:3128")
    made = shown(exchange(None, response(500, b"<p>Unable to connect</p>"), connection=facts))
    assert "through the proxy http://proxy.example:3128" in fact(made, "verdict", "outcome").told()
    assert "a través del proxy" in fact(made, "verdict", "outcome").told("es")


def test_no_cache_goes_before_every_lifetime_rfc9111_5_2_2_4() -> None:
    made = shown(exchange(None, response(Cache_Control="no-cache, max-age=86400", ETag='"a"')))
    lifetime = fact(made, "cache", "lifetime")
    assert lifetime.value == 0 and "no-cache has the server asked before each use" in lifetime.told()
    made = shown(exchange(None, response(Cache_Control='no-cache="set-cookie", max-age=86400')))
    assert fact(made, "cache", "lifetime").value == 86400
