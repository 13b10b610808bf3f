"""Reading: GET and HEAD of the collection and of an item (RFC 9110 §9.3.1, §9.3.2)."""

from __future__ import annotations

from ....faults import Text
from ....semantics.dates import parse_date
from ..answer import Answer
from ..judging import unless_any_field, unless_field, unless_like, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import Visit

NOT_JSON = Text(
    "The content of GET {target} is not what its Content-Type says: {content_type}.",
    "El contenido de GET {target} no es lo que dice su Content-Type: {content_type}.",
)
DATE_BROKEN = Text("Date is {found}, which is no date.", "Date es {found}, que no es una fecha.")
NO_NETWORK = Text(
    "an application in this process answers, without a server.",
    "responde una aplicación de este proceso, sin servidor.",
)
CONTENT_AFTER_HEAD = Text(
    "After HEAD {target} the connection cannot be used any more: something was sent behind the head.",
    "Tras HEAD {target} la conexión ya no sirve: se envió algo detrás de la cabecera.",
)
NO_NUMBERS = Text("the keys of this collection are not numbers.", "las claves de esta colección no son números.")

# What must be the same with and without content; others, such as Date or a request's id, belong to each response.
_COMPARED = (
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Vary",
    "Cache-Control",
    "Content-Language",
    "Content-Location",
    "Link",
    "Accept-Ranges",
    "Allow",
)


def _reads_collection(collection: Answer) -> Outcome:
    return unless_status(collection, 200) or unless_field(collection, "Content-Type") or _unless_json(collection)


def _reads_item(item: Answer) -> Outcome:
    return unless_status(item, 200) or unless_field(item, "Content-Type") or _unless_json(item)


def _unless_json(answer: Answer) -> Outcome:
    kind = answer.media_type
    if kind is not None and kind.is_json and answer.value is not None:
        return PASSED
    return failed(NOT_JSON, target=answer.target, content_type=answer.fields.get("content-type", "–"))


def _get_and_head_collection(visit: Visit) -> tuple[Answer, ...]:
    return visit.get(), visit.send("HEAD")


def _get_and_head_item(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    return visit.get(url), visit.send("HEAD", url)


def _get_and_head_absent(visit: Visit) -> tuple[Answer, ...]:
    url = visit.absent()
    return visit.get(url), visit.send("HEAD", url)


def _same_head(got: Answer, head: Answer) -> Outcome:
    wrong = unless_status(head, got.status)
    for field in _COMPARED:
        wrong = wrong or unless_like(head, field, got.fields.get(field))
    # A length may be left out, but not be another one.
    if "content-length" in head.fields and "content-length" in got.fields:
        wrong = wrong or unless_like(head, "Content-Length", got.fields["content-length"])
    return wrong or PASSED


def _get_mistyped_key(visit: Visit) -> tuple[Answer, ...]:
    if not isinstance(visit.absent_key(), int):
        raise DoesNotApply(NO_NUMBERS)
    return (visit.get(visit.place_of("antiphon-check")),)


def _not_found(answer: Answer) -> Outcome:
    return unless_status(answer, 404, 410) or PASSED


def _get_over_network(visit: Visit) -> tuple[Answer, ...]:
    answer = visit.get()
    if answer.response.connection is None:
        raise DoesNotApply(NO_NETWORK)
    return (answer,)


def _has_date(answer: Answer) -> Outcome:
    date = answer.fields.get("date", "")
    wrong = unless_any_field(answer, "Date")
    if wrong is None and parse_date(date) is None:
        wrong = failed(DATE_BROKEN, found=ascii(date))
    return wrong or PASSED


def _keep_connection(visit: Visit) -> tuple[Answer, ...]:
    answers = [visit.get(), *(visit.send(method) for method in ("HEAD", "GET", "HEAD", "GET"))]
    if any(answer.response.connection is None for answer in answers):
        raise DoesNotApply(NO_NETWORK)
    return tuple(answers)


def _nothing_after_head(*answers: Answer) -> Outcome:
    """Fail where the connection is lost after each HEAD, but not before: then something came that nobody wanted."""
    heads, after = answers[1::2], answers[2::2]
    told = any("close" in answer.fields.get("connection", "").lower() for answer in heads)
    lost = all(_is_kept(head) and not _is_kept(later) for head, later in zip(heads, after, strict=True))
    return failed(CONTENT_AFTER_HEAD, target=heads[0].target) if lost and not told else PASSED


def _is_kept(answer: Answer) -> bool:
    """Tell whether the answer came over a connection that had served before."""
    connection = answer.response.connection
    return connection is not None and connection.reused


_SAME_HANDLER = Text(
    "Answer HEAD by the code that answers GET, and leave the content out.",
    "Responda HEAD con el código que responde GET, sin el contenido.",
)

READING = Concern(
    "reading",
    Text("Reading", "Lectura"),
    (
        Probe(
            "collection-reads",
            Text("GET collection is 200 and JSON", "GET de la colección da 200 y JSON"),
            "RFC 9110 §15.3.1, §8.3",
            Text(
                "Answer 200 with the Content-Type of what is sent; an empty collection is [].",
                "Responda 200 con el Content-Type de lo que envía; una colección vacía es [].",
            ),
            lambda visit: (visit.get(),),
            _reads_collection,
        ),
        Probe(
            "item-reads",
            Text("GET item is 200 and JSON", "GET de un elemento da 200 y JSON"),
            "RFC 9110 §15.3.1, §8.3",
            Text(
                "Answer 200 with the Content-Type of what is sent.", "Responda 200 con el Content-Type de lo enviado."
            ),
            lambda visit: (visit.get(visit.readable()),),
            _reads_item,
        ),
        Probe(
            "head-collection",
            Text("HEAD collection equals GET", "HEAD de la colección es igual a GET"),
            "RFC 9110 §9.3.2",
            _SAME_HANDLER,
            _get_and_head_collection,
            _same_head,
            judges_refusals=True,
        ),
        Probe(
            "head-item",
            Text("HEAD item equals GET", "HEAD de un elemento es igual a GET"),
            "RFC 9110 §9.3.2",
            _SAME_HANDLER,
            _get_and_head_item,
            _same_head,
            judges_refusals=True,
        ),
        Probe(
            "head-absent",
            Text("HEAD of what is not there equals GET", "HEAD de lo que no existe es igual a GET"),
            "RFC 9110 §9.3.2",
            _SAME_HANDLER,
            _get_and_head_absent,
            _same_head,
            judges_refusals=True,
        ),
        Probe(
            "head-without-content",
            Text("HEAD has no content", "HEAD no tiene contenido"),
            "RFC 9110 §9.3.2",
            _SAME_HANDLER,
            _keep_connection,
            _nothing_after_head,
        ),
        Probe(
            "absent-item",
            Text("GET of an unknown item is 404", "GET de un elemento desconocido da 404"),
            "RFC 9110 §15.5.5",
            Text("Answer 404, or 410 where you know it was there.", "Responda 404, o 410 si sabe que existió."),
            lambda visit: (visit.get(visit.absent()),),
            _not_found,
        ),
        Probe(
            "mistyped-key",
            Text("GET with a key of the wrong type is 404", "GET con una clave de otro tipo da 404"),
            "RFC 9110 §15.5.5",
            Text(
                "No item has such a key, so answer 404: a path names, it does not validate.",
                "Ningún elemento tiene tal clave, así que responda 404: una ruta nombra, no valida.",
            ),
            _get_mistyped_key,
            _not_found,
        ),
        Probe(
            "date",
            Text("Responses have a Date", "Las respuestas tienen Date"),
            "RFC 9110 §6.6.1",
            Text("Send Date with every 2xx, 3xx and 4xx.", "Envíe Date con cada 2xx, 3xx y 4xx."),
            _get_over_network,
            _has_date,
        ),
    ),
)
