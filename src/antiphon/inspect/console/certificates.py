"""What the server shows to its clients, for how long it is good, and who on this machine trusts it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from ...faults import TLSError
from ...server.server import Server
from ...tls import pem
from ...tls.certificate_facts import CertificateFacts, certificate_facts
from ...tls.channel import Channel
from ...tls.contexts import client_context
from ...tls.server_certificates import LocalCertificates, ServerCertificates

_FLIGHTS = 8


def certificates(server: Server, language: str) -> dict[str, Any]:
    """Return the chain, with the local authority's root, what a client on this machine says of it, and the stores.

    It takes up to seconds. Raises `UsageError` where the file of the certificate cannot be read any more.
    """
    shown = server.certificates
    if not isinstance(shown, ServerCertificates):
        return {"certificates": [], "verified": None, "stores": []}
    roots = pem.certificates(shown.authority.root_pem) if isinstance(shown, LocalCertificates) else ()
    facts = [each for each in map(certificate_facts, (*shown.chain(), *roots)) if each is not None]
    return {
        "certificates": [_certificate(each) for each in facts],
        "verified": _verified(server, facts[0], language) if facts else None,
        "stores": _stores(shown, language) if isinstance(shown, LocalCertificates) else [],
    }


def _certificate(facts: CertificateFacts) -> dict[str, Any]:
    left = facts.days_left(time.time())
    return {
        "subject": facts.subject_name or next(iter(facts.names), ""),
        "names": list(facts.names),
        "issuer": facts.issuer_name,
        "not_before": _date(facts.not_before),
        "not_after": _date(facts.not_after),
        "days_left": round(left, 1),
        # By thirds, as certificates are renewed: they hold for a week or for a year.
        "expiry": "expired" if left < 0 else "soon" if left < facts.days / 3 else "good",
        "key": f"{facts.key} {facts.key_bits}",
        "signature": facts.signature,
        "serial": facts.serial,
        "sha256": facts.fingerprint,
        "authority": facts.is_authority,
        "self_signed": facts.self_signed,
    }


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _verified(server: Server, leaf: CertificateFacts, language: str) -> dict[str, Any]:
    """Return what a client of this package says of the server's certificate, in a handshake in memory."""
    host = next(iter(leaf.names), "localhost").replace("*", "www", 1)
    client = Channel(client_context(host=host), server_hostname=host)
    try:
        _shake_hands(client, Channel(server.tls_context(), server_side=True))
    except TLSError as error:
        told = {"code": error.fault.code, "sentence": error.sentence(language), "fix": error.fix(language)}
        return {"host": host, "trusted": False, **told}
    return {"host": host, "trusted": True}


def _shake_hands(client: Channel, server: Channel) -> None:
    """Have the two shake hands. Raises `TLSError` where the client refuses."""
    for _ in range(_FLIGHTS):
        if client.handshake():
            return
        server.receive(client.outgoing())
        server.handshake()
        client.receive(server.outgoing())


def _stores(shown: LocalCertificates, language: str) -> list[dict[str, Any]]:
    from ...tls import trust

    return [
        {"store": store.name, "state": store.state.value, "sentence": store.sentence(language), "fix": store.fix}
        for store in trust.report(shown.authority)
    ]
