"""Block 6: the certificates that were shown, also where they were refused, and the fix (RFC 5280 §6)."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ...faults import Text, TLSError
from ...tls import handshake_messages as messages
from ..exchange import Exchange
from ..record import Record
from .block import Block, Fact
from .surroundings import Surroundings

if TYPE_CHECKING:
    from ...tls.certificate_facts import CertificateFacts

_TITLE = Text("Certificates", "Certificados")
_CERTIFICATE, _SERVER_HELLO = 11, 2


def chain(exchange: Exchange, number: int, now: float, surroundings: Surroundings | None = None) -> Block:
    """Return the block of the chain that the server showed; `now` is in seconds since 1970."""
    known = _read(shown_certificates(exchange))
    found = [
        *_certificates(known, now),
        *_path(exchange, known),
        *_verdict(exchange, known, surroundings),
        *_revocation(exchange, known),
    ]
    return Block(6, "chain", _TITLE, tuple(found), number)


def _read(certificates: Iterable[bytes]) -> list[CertificateFacts]:
    if not certificates:
        return []
    # It imports a library, which a good half of all explanations does without.
    from ...tls.certificate_facts import certificate_facts

    return [facts for der in certificates if (facts := certificate_facts(der)) is not None]


def shown_certificates(exchange: Exchange) -> tuple[bytes, ...]:
    """Return the certificates that the server sent in DER, its own first; none where it sent none.

    Those of a refused handshake are known by the messages that were recorded, or by the error itself.
    """
    tls = None if exchange.connection is None else exchange.connection.tls
    if tls is not None and tls.certificates:
        return tls.certificates
    return _of_messages(exchange.record)


def _of_messages(record: Record | None) -> tuple[bytes, ...]:
    received = [] if record is None else [each for each in record.tls_messages if not each.sent]
    hello = next((each for each in received if each.kind == _SERVER_HELLO), None)
    certificate = next((each for each in reversed(received) if each.kind == _CERTIFICATE), None)
    if hello is None or certificate is None:
        return ()
    version = messages.server_hello(hello.data).version
    return messages.certificates(certificate.data, version).certificates


def _certificates(known: Sequence[CertificateFacts], now: float) -> Iterator[Fact]:
    for place, facts in enumerate(known):
        left = facts.days_left(now)
        yield Fact(
            "certificate",
            Text(f"Certificate {place + 1}", f"Certificado {place + 1}"),
            _value(facts),
            _validity(facts, now),
            {"name": _called(facts), "days": f"{abs(left):.1f}", "issuer": facts.issuer_name},
            "RFC 5280 §4.1",
        )


def _called(facts: CertificateFacts) -> str:
    """Return what to call a certificate: many have no name of a subject, only names that they are for."""
    return facts.subject_name or next(iter(facts.names), "–")


def _value(facts: CertificateFacts) -> dict[str, object]:
    return {
        "subject": facts.subject,
        "names": list(facts.names),
        "issuer": facts.issuer,
        "not_before": _date(facts.not_before),
        "not_after": _date(facts.not_after),
        "key": f"{facts.key} {facts.key_bits}",
        "signature": facts.signature,
        "issuer_urls": list(facts.issuer_urls),
        "ocsp_urls": list(facts.ocsp_urls),
        "serial": facts.serial,
        "sha256": facts.fingerprint,
        "authority": facts.is_authority,
        "self_signed": facts.self_signed,
    }


def _validity(facts: CertificateFacts, now: float) -> Text:
    if now > facts.not_after:
        return Text("{name}, by {issuer}: expired {days} days ago.", "{name}, de {issuer}: caducó hace {days} días.")
    if now < facts.not_before:
        return Text("{name}, by {issuer}: not valid yet.", "{name}, de {issuer}: aún no es válido.")
    return Text("{name}, by {issuer}: good for another {days} days.", "{name}, de {issuer}: válido otros {days} días.")


def _path(exchange: Exchange, known: Sequence[CertificateFacts]) -> Iterator[Fact]:
    if not known:
        return
    linked = all(below.issuer == above.subject for below, above in pairwise(known))
    yield Fact(
        "order",
        Text("Path", "Camino"),
        [_called(facts) for facts in known] + ([] if known[-1].self_signed else [known[-1].issuer_name]),
        Text("Each is issued by the next one.", "Cada uno lo emitió el siguiente.")
        if linked
        else Text(
            "The order is broken: one is not issued by the next.", "El orden está roto: uno no lo emitió el siguiente."
        ),
        rfc="RFC 8446 §4.4.2",
    )
    host = "" if exchange.request.url is None else exchange.request.url.host
    fits = any(_fits(name, host) for name in known[0].names)
    yield Fact(
        "name_match",
        Text("Name", "Nombre"),
        fits,
        Text("The certificate names {host}.", "El certificado nombra {host}.")
        if fits
        else Text("The certificate does not name {host}.", "El certificado no nombra {host}."),
        {"host": host},
        "RFC 9525 §6.3",
        coded=True,
    )


def _fits(name: str, host: str) -> bool:
    """Tell whether the name of a certificate is `host`; a wildcard stands for its first label (RFC 9525 §6.3)."""
    lowered, wanted = name.lower(), host.lower().rstrip(".")
    if lowered.startswith("*."):
        return wanted.partition(".")[2] == lowered[2:] and wanted.partition(".")[0] != ""
    return lowered == wanted


def _verdict(
    exchange: Exchange, known: Sequence[CertificateFacts], surroundings: Surroundings | None
) -> Iterator[Fact]:
    error = exchange.error
    if known:
        yield from _store(surroundings)
    if isinstance(error, TLSError):
        yield Fact(
            "refused",
            Text("Refused", "Rechazado"),
            error.fault.code,
            error.fault.sentence,
            error.details,
            error.fault.rfc,
            coded=True,
        )
        label = Text("Fix", "Arreglo")
        yield Fact("fix", label, error.fault.code, error.fault.fix, error.details, error.fault.rfc, coded=True)
    elif known:
        yield _trusted(exchange, surroundings)


def _store(surroundings: Surroundings | None) -> Iterator[Fact]:
    """Yield whose roots are trusted, where that is known."""
    if surroundings is None:
        return
    label, verify = Text("Trusted roots", "Raíces de confianza"), surroundings.settings.get("verify")
    if verify is None or verify is True:
        paths = ssl.get_default_verify_paths()
        where = paths.cafile or paths.capath
        told = Text(
            "Those of this system; for local names that of the local authority, too.",
            "Las de este sistema; para nombres locales, también la de la autoridad local.",
        )
        yield Fact("store", label, where, told, rfc="RFC 5280 §6.1.1", command="antiphon trust")
    elif verify is False:
        told = Text(
            "None: this client was told not to verify, so anybody can be at the other end.",
            "Ninguna: se pidió no verificar, así que en el otro extremo puede estar cualquiera.",
        )
        yield Fact("store", label, None, told, rfc="RFC 9110 §4.3.4")
    else:
        given = str(verify) if isinstance(verify, str | Path) and "-----BEGIN" not in str(verify) else None
        told = Text("Only what was given for this request.", "Solo lo que se indicó para esta petición.")
        yield Fact("store", label, given, told, rfc="RFC 5280 §6.1.1")


def _trusted(exchange: Exchange, surroundings: Surroundings | None) -> Fact:
    label = Text("Trust", "Confianza")
    proven = _read(_proven(exchange))
    if proven:
        root = proven[-1]
        return Fact(
            "trusted",
            label,
            {"anchor": root.subject, "sha256": root.fingerprint},
            Text("The path leads to {name}, which is trusted.", "El camino llega a {name}, en la que se confía."),
            {"name": _called(root)},
            "RFC 5280 §6",
        )
    if surroundings is not None and surroundings.settings.get("verify") is False:
        told = Text("Nothing was verified.", "No se verificó nada.")
        return Fact("trusted", label, False, told, rfc="RFC 5280 §6", coded=True)
    if surroundings is not None:
        told = Text(
            "The path leads to a root that this client trusts.",
            "El camino llega a una raíz en la que este cliente confía.",
        )
        return Fact("trusted", label, True, told, rfc="RFC 5280 §6", coded=True)
    told = Text(
        "The path leads to a root that this client trusts, unless it was told not to verify.",
        "El camino llega a una raíz en la que este cliente confía, salvo que se le dijera no verificar.",
    )
    return Fact("trusted", label, None, told, rfc="RFC 5280 §6")


def _proven(exchange: Exchange) -> tuple[bytes, ...]:
    record = exchange.record
    return () if record is None or not record.tls_established else record.tls_established[-1].proven


def _revocation(exchange: Exchange, known: Sequence[CertificateFacts]) -> Iterator[Fact]:
    if not known or exchange.error is not None:
        return
    url = next(iter(known[0].ocsp_urls), None)
    yield Fact(
        "revocation",
        Text("Revocation", "Revocación"),
        url,
        Text(
            "Not checked, as in most programs: only its end, or its authority's word, would tell.",
            "No se comprobó, como en la mayoría de los programas: solo lo diría su fin, o su autoridad.",
        ),
        rfc="RFC 6960 §2",
    )


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
