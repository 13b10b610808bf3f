"""The parts of a URL, each with its name and what it is for (RFC 3986 §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..faults import Text
from .forms import decode_form
from .percent import percent_decoded
from .url import URL

_NOTHING = Text("", "")

_ENCRYPTED = Text(
    "HTTP through TLS: encrypted, and the server proves its name.",
    "HTTP sobre TLS: cifrado, y el servidor demuestra su nombre.",
)
_CLEAR = Text(
    "Not encrypted: everybody on the way can read and change it.",
    "Sin cifrar: cualquiera en el camino puede leerlo y cambiarlo.",
)
_DEFAULT_PORT = Text("The scheme's own, so it need not be written.", "El propio del esquema: no hace falta escribirlo.")
_OTHER_PORT = Text("Not the scheme's own, so it has to be written.", "No es el propio del esquema: hay que escribirlo.")
_SECRET = Text(
    "Never sent as part of the URL; it becomes an Authorization field.",
    "Nunca se envía como parte de la URL; pasa a un campo Authorization.",
)
_NEVER_SENT = Text("Never sent: it stays in the client.", "Nunca se envía: se queda en el cliente.")
_SENT_AS_IS = Text(
    "Sent after the path, behind a question mark.", "Se envía tras la ruta, detrás de una interrogación."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a URL. `kind` is a stable name for programs, `label` one for people; `note` may be empty."""

    kind: str
    label: Text
    value: str
    note: Text = _NOTHING


def parts_of(url: URL) -> tuple[Part, ...]:
    """Return the parts of `url` in the order in which they are written; userinfo is masked."""
    return tuple(_parts(url))


def _parts(url: URL) -> Iterator[Part]:
    yield Part("scheme", Text("scheme", "esquema"), url.scheme, _ENCRYPTED if url.scheme == "https" else _CLEAR)
    if url.userinfo:
        yield Part("userinfo", Text("user information", "información de usuario"), "[masked]", _SECRET)
    yield Part("host", Text("host", "servidor"), url.host, _spelled(url.host))
    port_note = _DEFAULT_PORT if url.is_default_port else _OTHER_PORT
    yield Part("port", Text("port", "puerto"), str(url.port), port_note)
    yield Part("path", Text("path", "ruta"), url.path)
    for segment in url.path.split("/")[1:]:
        yield Part("segment", Text("segment", "segmento"), _shown(percent_decoded(segment)))
    if url.query is not None:
        yield from _query_parts(url.query)
    if url.fragment is not None:
        yield Part("fragment", Text("fragment", "fragmento"), _shown(percent_decoded(url.fragment)), _NEVER_SENT)


def _query_parts(query: str) -> Iterator[Part]:
    yield Part("query", Text("query", "consulta"), query, _SENT_AS_IS)
    for name, value in decode_form(query, max_fields=query.count("&") + 1):
        yield Part("parameter", Text("parameter", "parámetro"), _shown(f"{name}={value}"))


def _shown(text: str) -> str:
    """Return `text` with what could command a terminal written as escapes."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _spelled(host: str) -> Text:
    """Return a note with `host` as people spell it, where it has international labels."""
    if "xn--" not in host:
        return _NOTHING
    import idna

    try:
        spelled = idna.decode(host)
    except UnicodeError:
        return Text(
            "Starts like an international name, but is none.", "Empieza como un nombre internacional, pero no lo es."
        )
    return Text(f"{spelled} in A-labels (IDNA).", f"{spelled} en etiquetas ASCII (IDNA).")
