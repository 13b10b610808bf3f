"""What the usual fields of messages say, each in a few words (RFC 9110 and its neighbours)."""

from __future__ import annotations

from collections.abc import Mapping

from ...faults import Text

MEANINGS: Mapping[str, Text] = {
    "accept": Text("media types that are wanted", "tipos de contenido que se quieren"),
    "accept-encoding": Text("codings that can be unpacked", "codificaciones que se saben desempaquetar"),
    "accept-language": Text("languages that are wanted", "idiomas que se quieren"),
    "accept-ranges": Text("whether parts can be asked for", "si se pueden pedir partes"),
    "access-control-allow-origin": Text("whose pages may read it", "qué páginas pueden leerlo"),
    "age": Text("seconds that it spent in caches", "segundos que pasó en cachés"),
    "allow": Text("methods that this resource takes", "métodos que acepta este recurso"),
    "alt-svc": Text("where else, and by which protocol", "dónde más, y con qué protocolo"),
    "authorization": Text("who asks; a secret", "quién pregunta; un secreto"),
    "cache-control": Text("what caches may do", "qué pueden hacer las cachés"),
    "connection": Text("what becomes of the connection", "qué pasa con la conexión"),
    "content-disposition": Text("how to store it, under which name", "cómo guardarlo, con qué nombre"),
    "content-encoding": Text("how the content is packed", "cómo está empaquetado el contenido"),
    "content-language": Text("for readers of which language", "para lectores de qué idioma"),
    "content-length": Text("bytes of content", "bytes de contenido"),
    "content-location": Text("where this content has its own URL", "dónde tiene este contenido su propia URL"),
    "content-range": Text("which part this is", "qué parte es"),
    "content-security-policy": Text("what a page may load and run", "qué puede cargar y ejecutar una página"),
    "content-type": Text("what the content is", "qué es el contenido"),
    "cookie": Text("what the server wanted back; a secret", "lo que el servidor quería de vuelta; un secreto"),
    "date": Text("when it was made", "cuándo se creó"),
    "etag": Text("names this state of the resource", "nombra este estado del recurso"),
    "expect": Text("what the server should confirm first", "qué debe confirmar antes el servidor"),
    "expires": Text("until when it is fresh", "hasta cuándo está fresca"),
    "host": Text("for which host this is", "para qué servidor es"),
    "idempotency-key": Text(
        "makes it count once, however often it is sent", "hace que cuente una vez, se envíe las que se envíe"
    ),
    "if-match": Text("only if this is the current state", "solo si este es el estado actual"),
    "if-modified-since": Text("only if it has changed since", "solo si cambió desde entonces"),
    "if-none-match": Text("only if this is not the current state", "solo si este no es el estado actual"),
    "if-unmodified-since": Text("only if it has not changed since", "solo si no cambió desde entonces"),
    "keep-alive": Text("how long the connection stays", "cuánto dura la conexión"),
    "last-modified": Text("when the resource last changed", "cuándo cambió el recurso por última vez"),
    "link": Text("related resources", "recursos relacionados"),
    "location": Text("where to go, or what was created", "adónde ir, o qué se creó"),
    "origin": Text("whose page asks", "de qué página viene la petición"),
    "pragma": Text("an old word for Cache-Control", "una forma antigua de Cache-Control"),
    "proxy-authenticate": Text("credentials that the proxy wants", "credenciales que quiere el proxy"),
    "proxy-authorization": Text("who asks the proxy; a secret", "quién pregunta al proxy; un secreto"),
    "range": Text("which part is wanted", "qué parte se quiere"),
    "referer": Text("where the link was", "dónde estaba el enlace"),
    "referrer-policy": Text("how much of a URL links give away", "cuánto revelan los enlaces de una URL"),
    "retry-after": Text("when to come again", "cuándo volver"),
    "server": Text("what program answered", "qué programa respondió"),
    "set-cookie": Text("what the client should send back; a secret", "lo que el cliente debe devolver; un secreto"),
    "strict-transport-security": Text("from now on https alone", "desde ahora solo https"),
    "te": Text("whether trailers are taken", "si se aceptan campos finales"),
    "trailer": Text("which fields follow the content", "qué campos siguen al contenido"),
    "transfer-encoding": Text("how the end of the content is told", "cómo se sabe dónde acaba el contenido"),
    "upgrade": Text("another protocol on this connection", "otro protocolo en esta conexión"),
    "user-agent": Text("what program asks", "qué programa pregunta"),
    "vary": Text("fields of the request that it depends on", "campos de la petición de los que depende"),
    "via": Text("intermediaries on the way", "intermediarios en el camino"),
    "www-authenticate": Text("credentials that are wanted", "credenciales que se piden"),
    "x-content-type-options": Text("browsers must not guess the type", "los navegadores no deben adivinar el tipo"),
}
"""Meanings by the lower-case name of the field."""

_ADDED = Text("Added by the client itself.", "Añadido por el propio cliente.")


def meaning(name: str, *, added: bool = False) -> Text | None:
    """Return what the field `name` says, and that the client `added` it by itself; None where nobody knows."""
    known = MEANINGS.get(name.lower())
    if known is None:
        return _ADDED if added else None
    if added:
        return Text(f"{known.en}; added by the client itself", f"{known.es}; añadido por el propio cliente")
    return known
