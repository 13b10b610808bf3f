"""Words for the parts of values: programs read their names, people these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...faults import Text
from ...faults.fault import Severity

SEVERITIES = {
    Severity.ERROR: Text("error", "error"),
    Severity.WARNING: Text("warning", "aviso"),
    Severity.NOTE: Text("note", "nota"),
}
MORE_THAN_TOLD = frozenset({"content", "storable", "trusted"})
"""The facts whose value has more than their sentence says."""

YES, NO = Text("yes", "sí"), Text("no", "no")

PARTS: Mapping[str, Text] = {
    "address": Text("address", "dirección"),
    "addresses": Text("addresses", "direcciones"),
    "anchor": Text("root", "raíz"),
    "asked": Text("asked for", "pedido"),
    "authority": Text("may sign others", "puede firmar otros"),
    "bytes": Text("bytes", "bytes"),
    "came": Text("came", "llegó"),
    "code": Text("code", "código"),
    "coding": Text("coding", "codificación"),
    "complete": Text("complete", "completo"),
    "cookies_set": Text("cookies set", "cookies fijadas"),
    "credentials": Text("credentials", "credenciales"),
    "declared_bytes": Text("bytes declared", "bytes declarados"),
    "decoded_bytes": Text("bytes decoded", "bytes decodificados"),
    "direction": Text("direction", "sentido"),
    "dropped": Text("left behind", "se quedó"),
    "encoded_bytes": Text("bytes on the way", "bytes en camino"),
    "error": Text("error", "error"),
    "etag": Text("ETag", "ETag"),
    "exchange": Text("exchange", "intercambio"),
    "expires": Text("expires", "caduca"),
    "field": Text("field", "campo"),
    "from": Text("from", "desde"),
    "ground": Text("reason", "razón"),
    "host": Text("host", "servidor"),
    "issuer": Text("issuer", "emisor"),
    "issuer_urls": Text("issuer's certificate", "certificado del emisor"),
    "key": Text("key", "clave"),
    "last_modified": Text("Last-Modified", "Last-Modified"),
    "location": Text("Location", "Location"),
    "method": Text("method", "método"),
    "method_after": Text("method after", "método después"),
    "method_before": Text("method before", "método antes"),
    "milliseconds": Text("ms", "ms"),
    "name": Text("name", "nombre"),
    "names": Text("names", "nombres"),
    "not_after": Text("valid until", "válido hasta"),
    "not_before": Text("valid from", "válido desde"),
    "ocsp_urls": Text("OCSP", "OCSP"),
    "parameters": Text("parameters", "parámetros"),
    "phase": Text("phase", "fase"),
    "place": Text("place", "lugar"),
    "private": Text("by the user's own cache", "en la caché propia del usuario"),
    "reason": Text("reason", "razón"),
    "result": Text("result", "resultado"),
    "received": Text("received", "recibido"),
    "rule": Text("rule", "regla"),
    "scheme": Text("scheme", "esquema"),
    "scheme_changed": Text("scheme changed", "cambió el esquema"),
    "self_signed": Text("signed by itself", "firmado por sí mismo"),
    "sent": Text("sent", "enviado"),
    "serial": Text("serial number", "número de serie"),
    "sha256": Text("SHA-256", "SHA-256"),
    "shared": Text("by shared caches", "en cachés compartidas"),
    "signature": Text("signature", "firma"),
    "status": Text("status", "estado"),
    "subject": Text("subject", "sujeto"),
    "text": Text("text", "texto"),
    "to": Text("to", "hasta"),
    "url": Text("URL", "URL"),
    "vary": Text("depends on", "depende de"),
}
"""The names of parts of values, in words."""


def word(name: str, language: str) -> str:
    """Return the name of a part of a value in words; itself where it is from outside, such as a parameter's name."""
    known = PARTS.get(name)
    return name if known is None else known.sentence(language)


def told_parts(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of `value` that say something."""
    return {name: part for name, part in value.items() if part not in (None, [], {}, "")}


def plain(value: Any, language: str) -> str:
    """Return a value in a line, for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return (YES if value else NO).sentence(language)
    if isinstance(value, Mapping):
        return ", ".join(f"{word(name, language)}: {plain(each, language)}" for name, each in told_parts(value).items())
    if isinstance(value, list):
        return ", ".join(plain(each, language) for each in value)
    return str(value)
