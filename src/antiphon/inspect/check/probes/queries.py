"""QUERY: reading by a query in the content, where it is offered (RFC 10008); and parameters that nobody knows."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import unless_field, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, skipped
from ..probe import Concern, Probe
from ..visit import UNKNOWN_TYPE, Visit

NOT_OFFERED = Text("QUERY is not offered.", "no se ofrece QUERY.")
TYPE_UNKNOWN = Text(
    "no query in {media_type} is known that any collection takes.",
    "no se conoce una consulta en {media_type} que acepte cualquier colección.",
)
IGNORED = Text(
    "parameters that nobody knows are ignored, as most collections do.",
    "los parámetros desconocidos se ignoran, como en la mayoría de las colecciones.",
)

# A query that asks for nothing in particular, in the types that most servers take.
_EMPTY_QUERIES = {"application/json": b"{}", "application/x-www-form-urlencoded": b""}


def _offered(visit: Visit) -> tuple[str, ...]:
    """Return the types of queries that Accept-Query names. Raises `DoesNotApply` where there is none."""
    answer = visit.send("OPTIONS")
    if "accept-query" not in answer.fields and "QUERY" not in answer.names("allow"):
        raise DoesNotApply(NOT_OFFERED)
    return tuple(sorted(name.strip('"').partition(";")[0] for name in answer.names("accept-query")))


def _query_all(visit: Visit) -> tuple[Answer, ...]:
    types = _offered(visit) or tuple(_EMPTY_QUERIES)
    chosen = next((name for name in types if name in _EMPTY_QUERIES), None)
    if chosen is None:
        raise DoesNotApply(TYPE_UNKNOWN, media_type=", ".join(types))
    return (visit.send("QUERY", content=_EMPTY_QUERIES[chosen], media_type=chosen),)


def _answered(answer: Answer) -> Outcome:
    return unless_status(answer, 200) or unless_field(answer, "Content-Type") or PASSED


def _query_unknown_type(visit: Visit) -> tuple[Answer, ...]:
    _offered(visit)
    return (visit.send("QUERY", content=b"{}", media_type=UNKNOWN_TYPE),)


def _type_refused(answer: Answer) -> Outcome:
    return unless_status(answer, 415) or unless_field(answer, "Accept-Query") or PASSED


def _query_without_type(visit: Visit) -> tuple[Answer, ...]:
    _offered(visit)
    return (visit.send("QUERY", content=b"{}", media_type=""),)


def _type_missing(answer: Answer) -> Outcome:
    return unless_status(answer, 400, 415) or PASSED


def _unknown_parameter(visit: Visit) -> tuple[Answer, ...]:
    return visit.get(), visit.get(visit.collection.with_params({"antiphon_check": "1"}))


def _refused_or_ignored(whole: Answer, asked: Answer) -> Outcome:
    if asked.status == 200 and asked.content == whole.content:
        return skipped(IGNORED)
    return unless_status(asked, 400, 422) or PASSED


QUERIES = Concern(
    "queries",
    Text("Queries", "Consultas"),
    (
        Probe(
            "unknown-parameter",
            Text("A parameter that nobody knows is 400, or ignored", "Un parámetro desconocido da 400, o se ignora"),
            "RFC 9110 §15.5.1",
            Text(
                "Answer 400 and name it: a filter with a typing error must not choose other items.",
                "Responda 400 y nómbrelo: un filtro con una errata no debe elegir otros elementos.",
            ),
            _unknown_parameter,
            _refused_or_ignored,
        ),
        Probe(
            "query",
            Text("QUERY of the collection is 200", "QUERY de la colección da 200"),
            "RFC 10008 §2",
            Text("Answer an empty query as GET.", "Responda una consulta vacía como GET."),
            _query_all,
            _answered,
            judges_refusals=True,
        ),
        Probe(
            "query-unknown-type",
            Text(
                "QUERY of an unknown type is 415 with Accept-Query",
                "QUERY de un tipo desconocido da 415 con Accept-Query",
            ),
            "RFC 10008 §2, §3",
            Text("Send Accept-Query with a 415.", "Envíe Accept-Query con el 415."),
            _query_unknown_type,
            _type_refused,
            judges_refusals=True,
        ),
        Probe(
            "query-without-type",
            Text("QUERY without Content-Type is 400", "QUERY sin Content-Type da 400"),
            "RFC 10008 §2",
            Text("Do not guess what the content is.", "No adivine qué es el contenido."),
            _query_without_type,
            _type_missing,
            judges_refusals=True,
        ),
    ),
)
