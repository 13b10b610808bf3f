"""What each part of a message means: its first line, its fields, its empty line, its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..faults import Text
from ..inspect.blocks.field_meanings import MEANINGS
from ..semantics.status import CLASSES, STATUSES
from .links import lesson_of_status


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sentence, the section behind it, and where a lesson teaches it: ``lesson#section``, empty for nowhere."""

    sentence: Text
    rfc: str
    lesson: str = ""


def _means(en: str, es: str, rfc: str, lesson: str) -> Meaning:
    return Meaning(Text(en, es), rfc, lesson)


_METHODS: Mapping[str, Meaning] = {
    "GET": _means(
        "GET asks for the current representation, and for nothing to change.",
        "GET pide la representación actual, sin cambiar nada.",
        "RFC 9110 §9.3.1",
        "methods#reading",
    ),
    "HEAD": _means(
        "HEAD asks for what GET would say, without the content.",
        "HEAD pide lo que diría GET, sin el contenido.",
        "RFC 9110 §9.3.2",
        "methods#reading",
    ),
    "POST": _means(
        "POST has the resource process the content; often something new is made.",
        "POST hace que el recurso procese el contenido; a menudo se crea algo.",
        "RFC 9110 §9.3.3",
        "methods#changing",
    ),
    "PUT": _means(
        "PUT makes the content the state of this very URL; twice is the same as once.",
        "PUT hace del contenido el estado de esta misma URL; dos veces es igual que una.",
        "RFC 9110 §9.3.4",
        "methods#changing",
    ),
    "PATCH": _means(
        "PATCH changes a part of what is there, as the content says.",
        "PATCH cambia una parte de lo que hay, según diga el contenido.",
        "RFC 5789 §2",
        "methods#changing",
    ),
    "DELETE": _means(
        "DELETE removes what is at this URL.",
        "DELETE quita lo que hay en esta URL.",
        "RFC 9110 §9.3.5",
        "methods#changing",
    ),
    "OPTIONS": _means(
        "OPTIONS asks what is possible here.",
        "OPTIONS pregunta qué se puede hacer aquí.",
        "RFC 9110 §9.3.7",
        "methods#the-rest",
    ),
    "QUERY": _means(
        "QUERY is safe as GET is, and has its question in the content.",
        "QUERY es seguro como GET y lleva su pregunta en el contenido.",
        "RFC 10008",
        "methods#the-rest",
    ),
}
_OTHER_METHOD = _means(
    "A method that the standard does not define here; most servers answer it with 501 or 405.",
    "Un método que aquí la norma no define; casi todos los servidores lo responden con 501 o 405.",
    "RFC 9110 §9.1",
    "methods#what-a-method-says",
)
_REQUEST_LINE = Text(
    "The request line: method, target and version, one space between them. {meaning}",
    "La línea de petición: método, destino y versión, con un espacio entre ellos. {meaning}",
)
_STATUS_LINE = Text(
    "The status line: version, status code, and a phrase that programs ignore. {meaning}",
    "La línea de estado: versión, código y una frase que los programas ignoran. {meaning}",
)
_FIELD = Text(
    "A field of the application's own: names that nobody registered are allowed, and unknown ones are ignored.",
    "Un campo propio de la aplicación: se permiten nombres sin registrar, y lo desconocido se ignora.",
)
_END = _means(
    "An empty line: here the head ends, and the content begins where there is any.",
    "Una línea vacía: aquí termina la cabecera y empieza el contenido, si lo hay.",
    "RFC 9112 §2.1",
    "message#shape",
)
_CONTENT = _means(
    "The content. Content-Type says what it is, Content-Length or the last chunk where it ends.",
    "El contenido. Content-Type dice qué es; Content-Length o el último trozo, dónde acaba.",
    "RFC 9110 §6.4",
    "message#where-the-body-ends",
)

_ABOUT_CONTENT = "headers#about-the-content"
_NEGOTIATION = "headers#negotiation"
_ADDED = "headers#what-the-response-adds"
_ASKING = "headers#who-asks"

FIELDS: Mapping[str, Meaning] = MappingProxyType(
    {
        "host": _means(
            "For which host it is meant: one address may serve many.",
            "Para qué servidor es: una dirección puede servir a muchos.",
            "RFC 9110 §7.2",
            "url#scheme-host-and-port",
        ),
        "user-agent": _means("Which program asks.", "Qué programa pregunta.", "RFC 9110 §10.1.5", _ASKING),
        "accept": _means(
            "Which media types the client would like.",
            "Qué tipos de contenido prefiere el cliente.",
            "RFC 9110 §12.5.1",
            _NEGOTIATION,
        ),
        "accept-encoding": _means(
            "Which content codings the client can undo, such as gzip.",
            "Qué codificaciones sabe deshacer el cliente, como gzip.",
            "RFC 9110 §12.5.3",
            _NEGOTIATION,
        ),
        "accept-language": _means(
            "Which languages the reader prefers.",
            "Qué idiomas prefiere quien lee.",
            "RFC 9110 §12.5.4",
            _NEGOTIATION,
        ),
        "content-type": _means(
            "What the content is; in a request as much as in a response.",
            "Qué es el contenido; en una petición igual que en una respuesta.",
            "RFC 9110 §8.3",
            _ABOUT_CONTENT,
        ),
        "content-length": _means(
            "How many bytes of content follow: there the message ends.",
            "Cuántos bytes de contenido siguen: ahí acaba el mensaje.",
            "RFC 9110 §8.6",
            "message#where-the-body-ends",
        ),
        "transfer-encoding": _means(
            "The content comes in chunks, each with its length.",
            "El contenido viene en trozos, cada uno con su longitud.",
            "RFC 9112 §6.1",
            "message#chunks",
        ),
        "content-encoding": _means(
            "The content is packed this way; unpack it to get what Content-Type names.",
            "El contenido va comprimido así; descomprímalo para tener lo que dice Content-Type.",
            "RFC 9110 §8.4",
            _ABOUT_CONTENT,
        ),
        "content-language": _means(
            "For readers of which language it is.", "Para lectores de qué idioma es.", "RFC 9110 §8.5", _ABOUT_CONTENT
        ),
        "content-location": _means(
            "The URL of exactly what is in the content.",
            "La URL de lo que exactamente hay en el contenido.",
            "RFC 9110 §8.7",
            _ABOUT_CONTENT,
        ),
        "content-range": _means(
            "Which part of the whole this is.", "Qué parte del total es esta.", "RFC 9110 §14.4", _ABOUT_CONTENT
        ),
        "location": _means(
            "Where to look next: what was created, or where it has moved.",
            "Dónde mirar ahora: lo que se creó, o adónde se ha movido.",
            "RFC 9110 §10.2.2",
            "status-codes#redirection",
        ),
        "etag": _means(
            "The version of this representation: send it back in If-Match or If-None-Match.",
            "La versión de esta representación: devuélvala en If-Match o If-None-Match.",
            "RFC 9110 §8.8.3",
            "caching#validation",
        ),
        "last-modified": _means(
            "When it last changed, to the second.",
            "Cuándo cambió, al segundo.",
            "RFC 9110 §8.8.2",
            "caching#validation",
        ),
        "if-match": _means(
            "Do it only if this is still the version; else 412. So no change of others is lost.",
            "Hágalo solo si aún es esta versión; si no, 412. Así no se pierde ningún cambio ajeno.",
            "RFC 9110 §13.1.1",
            "caching#lost-updates",
        ),
        "if-none-match": _means(
            "Send it only if there is another version by now; else 304. With * : only if there is nothing yet.",
            "Envíelo solo si ya hay otra versión; si no, 304. Con *: solo si aún no hay nada.",
            "RFC 9110 §13.1.2",
            "caching#validation",
        ),
        "if-modified-since": _means(
            "Send it only if it changed after this moment; else 304.",
            "Envíelo solo si cambió después de este momento; si no, 304.",
            "RFC 9110 §13.1.3",
            "caching#validation",
        ),
        "if-unmodified-since": _means(
            "Do it only if it did not change after this moment; else 412.",
            "Hágalo solo si no cambió después de este momento; si no, 412.",
            "RFC 9110 §13.1.4",
            "caching#lost-updates",
        ),
        "cache-control": _means(
            "Who may keep it, and for how long.",
            "Quién puede guardarlo, y cuánto.",
            "RFC 9111 §5.2",
            "caching#freshness",
        ),
        "age": _means(
            "How many seconds ago the origin sent it; caches add it.",
            "Hace cuántos segundos lo envió el origen; lo añaden las cachés.",
            "RFC 9111 §5.1",
            "caching#freshness",
        ),
        "expires": _means(
            "Until when it is fresh; max-age comes before it.",
            "Hasta cuándo está fresco; max-age va antes.",
            "RFC 9111 §5.3",
            "caching#freshness",
        ),
        "date": _means("When the message was made.", "Cuándo se hizo el mensaje.", "RFC 9110 §6.6.1", _ADDED),
        "server": _means("Which program answers.", "Qué programa responde.", "RFC 9110 §10.2.4", _ADDED),
        "vary": _means(
            "Which fields of the request had a part in the choice: a cache keeps one answer for each.",
            "Qué campos de la petición influyeron: una caché guarda una respuesta por cada uno.",
            "RFC 9110 §12.5.5",
            _NEGOTIATION,
        ),
        "allow": _means(
            "Which methods this resource has.",
            "Qué métodos tiene este recurso.",
            "RFC 9110 §10.2.1",
            "methods#the-rest",
        ),
        "accept-query": _means(
            "In which types QUERY may ask here.",
            "En qué tipos puede preguntar QUERY aquí.",
            "RFC 10008",
            "methods#the-rest",
        ),
        "accept-patch": _means(
            "In which types PATCH may come here.",
            "En qué tipos puede venir PATCH aquí.",
            "RFC 5789 §3.1",
            "methods#changing",
        ),
        "link": _means(
            "Other resources and what they are to this one, such as the next page.",
            "Otros recursos y qué son respecto a este, como la página siguiente.",
            "RFC 8288 §3",
            _ADDED,
        ),
        "authorization": _means(
            "The credentials of whoever asks. Over http, everybody on the way reads them.",
            "Las credenciales de quien pregunta. Por http, cualquiera en el camino las lee.",
            "RFC 9110 §11.6.2",
            "authentication#challenge",
        ),
        "www-authenticate": _means(
            "How to show who one is: the challenge that a 401 must have.",
            "Cómo mostrar quién se es: el reto que todo 401 debe traer.",
            "RFC 9110 §11.6.1",
            "authentication#challenge",
        ),
        "cookie": _means(
            "What the server asked the client to send back each time.",
            "Lo que el servidor pidió al cliente que devuelva cada vez.",
            "RFC 6265 §4.2",
            "authentication#cookies",
        ),
        "set-cookie": _means(
            "The server asks the client to send this back from now on.",
            "El servidor pide al cliente que devuelva esto en adelante.",
            "RFC 6265 §4.1",
            "authentication#cookies",
        ),
        "retry-after": _means(
            "When it is worth asking again.", "Cuándo vale la pena volver a preguntar.", "RFC 9110 §10.2.3", _ADDED
        ),
        "connection": _means(
            "Whether the connection stays open, and which fields end with it.",
            "Si la conexión sigue abierta, y qué campos acaban con ella.",
            "RFC 9110 §7.6.1",
            "message#field-lines",
        ),
        "strict-transport-security": _means(
            "From now on, ask this host by https alone.",
            "En adelante, pida a este servidor solo por https.",
            "RFC 6797 §6.1",
            "https#only-https",
        ),
        "range": _means("Only this part is wanted.", "Solo se quiere esta parte.", "RFC 9110 §14.2", _NEGOTIATION),
        "accept-ranges": _means("Parts may be asked for.", "Se pueden pedir partes.", "RFC 9110 §14.3", _ADDED),
        "prefer": _means(
            "How the client would like it, where the server agrees.",
            "Cómo lo preferiría el cliente, si el servidor accede.",
            "RFC 7240 §2",
            _NEGOTIATION,
        ),
        "preference-applied": _means(
            "Which of the client's wishes were followed.",
            "Qué deseos del cliente se cumplieron.",
            "RFC 7240 §3",
            _ADDED,
        ),
        "idempotency-key": _means(
            "A name for this request, so that sending it again does it only once.",
            "Un nombre para esta petición: si se repite, se hace una sola vez.",
            "draft-ietf-httpapi-idempotency-key-header",
            "post-or-put#lost-answers",
        ),
        "origin": _means(
            "From which site's page the request comes.",
            "De la página de qué sitio viene la petición.",
            "RFC 6454 §7",
            _ASKING,
        ),
    }
)
"""What the fields that the lessons teach mean, by their lower-case names."""


def meaning_of(data: bytes, *, first: bool, content: bool) -> tuple[Meaning, Mapping[str, object]]:
    """Return what a part of a message means, and what fills the sentence; it is the `first` one, or the `content`."""
    if content:
        return _CONTENT, {}
    line = data.rstrip(b"\r\n")
    if not line:
        return _END, {}
    if line.startswith(b"HTTP/"):
        return _of_status_line(line)
    if first:
        method = _METHODS.get(line.partition(b" ")[0].decode("latin-1"), _OTHER_METHOD)
        return Meaning(_REQUEST_LINE, method.rfc, method.lesson), {"meaning": method.sentence}
    name = line.partition(b":")[0].decode("latin-1").strip().lower()
    return FIELDS.get(name) or Meaning(MEANINGS.get(name, _FIELD), "RFC 9110 §5.1", "headers#name-and-value"), {}


def _of_status_line(line: bytes) -> tuple[Meaning, Mapping[str, object]]:
    number = line.split(b" ")[1] if b" " in line else b""
    code = int(number) if number.isdigit() and len(number) == 3 else 0
    known = STATUSES.get(code)
    sentence = CLASSES.get(code // 100, Text("", "")) if known is None else known.meaning
    rfc = "RFC 9112 §4" if known is None else known.rfc
    return Meaning(_STATUS_LINE, rfc, lesson_of_status(code)), {"meaning": sentence}
