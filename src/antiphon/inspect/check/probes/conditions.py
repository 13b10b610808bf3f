"""Conditions: entity tags, dates, and what they decide for reads and writes (RFC 9110 §8.8, §13)."""

from __future__ import annotations

from ....faults import Text
from ....semantics.dates import format_date, parse_date
from ..answer import Answer
from ..judging import (
    unless_absent,
    unless_field,
    unless_like,
    unless_status,
    unless_success,
    unless_unchanged,
)
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import Item, Visit

TAG_BROKEN = Text(
    "ETag of GET {target} is {found}, which is no entity tag.",
    "ETag de GET {target} es {found}, que no es una etiqueta de entidad.",
)
TAG_WEAK = Text(
    "ETag of GET {target} is weak ({found}), so no If-Match can ever hold.",
    "ETag de GET {target} es débil ({found}), así que ningún If-Match puede cumplirse.",
)
TAG_RESTLESS = Text(
    "Two reads of the same content have different tags: {first} and {second}.",
    "Dos lecturas del mismo contenido tienen etiquetas distintas: {first} y {second}.",
)
NO_TAG = Text("the responses have no ETag.", "las respuestas no tienen ETag.")
NO_LAST_MODIFIED = Text("the responses have no Last-Modified.", "las respuestas no tienen Last-Modified.")

# What a 304 has to have if the 200 would (RFC 9110 §15.4.5). Date is each response's own.
_KEPT_BY_304 = ("ETag", "Vary", "Cache-Control", "Content-Location", "Expires")
_STALE = '"antiphon-check-stale"'
_DAY = 86_400


def _tag_of(answer: Answer) -> str:
    if answer.etag is None:
        raise DoesNotApply(NO_TAG)
    return answer.fields["etag"]


def _moment_of(answer: Answer) -> int:
    moment = parse_date(answer.fields.get("last-modified", ""))
    if moment is None:
        raise DoesNotApply(NO_LAST_MODIFIED)
    return moment


# -- reads -------------------------------------------------------------------------------------------------------------


def _strong_tag(item: Answer) -> Outcome:
    wrong = unless_field(item, "ETag")
    if wrong is not None:
        return wrong
    tag, found = item.etag, ascii(item.fields["etag"])
    if tag is None:
        return failed(TAG_BROKEN, target=item.target, found=found)
    return failed(TAG_WEAK, target=item.target, found=found) if tag.weak else PASSED


def _read_twice(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    return visit.get(url), visit.get(url)


def _steady_tag(first: Answer, second: Answer) -> Outcome:
    tags = first.fields.get("etag"), second.fields.get("etag")
    if first.content != second.content or tags[0] == tags[1]:
        return PASSED
    return failed(TAG_RESTLESS, first=ascii(tags[0]), second=ascii(tags[1]))


def _read_collection_again(visit: Visit) -> tuple[Answer, ...]:
    first = visit.get()
    return first, visit.get(None, {"If-None-Match": _tag_of(first)})


def _read_if_none_match(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    first = visit.get(url)
    return first, visit.get(url, {"If-None-Match": _tag_of(first)})


def _read_if_none_match_weak(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    first = visit.get(url)
    weak = f'W/"{first.etag.opaque}"' if first.etag is not None else _tag_of(first)
    return first, visit.get(url, {"If-None-Match": f'"antiphon-check", {weak}'})


def _read_if_none_match_any(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    first = visit.get(url)
    _tag_of(first)
    return first, visit.get(url, {"If-None-Match": "*"})


def _read_if_modified_since(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    first = visit.get(url)
    _moment_of(first)
    return first, visit.get(url, {"If-Modified-Since": first.fields["last-modified"]})


def _not_modified(first: Answer, again: Answer) -> Outcome:
    wrong = unless_status(again, 304)
    for field in _KEPT_BY_304:
        if field in first.fields:
            wrong = wrong or unless_like(again, field, first.fields[field])
    return wrong or PASSED


def _nothing_new(first: Answer, again: Answer) -> Outcome:
    return unless_status(again, 304) or PASSED


def _read_other_tag(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(visit.readable(), {"If-None-Match": _STALE}),)


def _read_tag_before_date(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    moment = _moment_of(visit.get(url))
    return (visit.get(url, {"If-None-Match": _STALE, "If-Modified-Since": format_date(moment + _DAY)}),)


def _read_broken_date(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(visit.readable(), {"If-Modified-Since": "yesterday"}),)


def _whole(answer: Answer) -> Outcome:
    return unless_status(answer, 200) or PASSED


def _read_if_match(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    _tag_of(visit.get(url))
    return (visit.get(url, {"If-Match": _STALE}),)


def _precondition_failed(answer: Answer) -> Outcome:
    return unless_status(answer, 412) or PASSED


# -- writes ------------------------------------------------------------------------------------------------------------


def _write(visit: Visit, method: str, item: Item, headers: dict[str, str]) -> Answer:
    """Send a change of `item` by `method` that would succeed without conditions."""
    if method == "DELETE":
        return visit.send("DELETE", item.url, headers)
    name, value = visit.change(item)
    if method == "PUT":
        return visit.send("PUT", item.url, headers, members=visit.replacement(item, **{name: value}))
    return visit.patch(item.url, visit.patch_of({name: value}), headers=headers)


def _write_stale(visit: Visit, method: str) -> tuple[Answer, ...]:
    item = visit.item()
    _tag_of(item.read)
    refused = _write(visit, method, item, {"If-Match": _STALE})
    return item.read, refused, visit.get(item.url)


def _write_weak(visit: Visit, method: str) -> tuple[Answer, ...]:
    item = visit.item()
    tag = item.read.etag
    if tag is None:
        raise DoesNotApply(NO_TAG)
    refused = _write(visit, method, item, {"If-Match": f'W/"{tag.opaque}"'})
    return item.read, refused, visit.get(item.url)


def _write_since(visit: Visit, method: str) -> tuple[Answer, ...]:
    item = visit.item()
    limit = format_date(_moment_of(item.read) - _DAY)
    refused = _write(visit, method, item, {"If-Unmodified-Since": limit})
    return item.read, refused, visit.get(item.url)


def _nothing_changed(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 412) or unless_unchanged(refused, before, after) or PASSED


def _write_current(visit: Visit, method: str) -> tuple[Answer, ...]:
    item = visit.item()
    return (_write(visit, method, item, {"If-Match": _tag_of(item.read)}),)


def _done(answer: Answer) -> Outcome:
    return unless_success(answer) or PASSED


def _put_absent_if_match(visit: Visit) -> tuple[Answer, ...]:
    members, url = visit.new(), visit.absent()
    visit.claim(url)
    refused = visit.send("PUT", url, {"If-Match": "*"}, members=members)
    return refused, visit.get(url)


def _made_nothing(refused: Answer, after: Answer) -> Outcome:
    # Where PUT makes nothing, what is not there is missing before any condition counts (§13.2.1).
    return unless_status(refused, 412, 404) or unless_absent(refused, after) or PASSED


_COMPARE = Text(
    "Compare the tags of If-None-Match weakly with the current one, and answer 304 with the fields of the 200.",
    "Compare las etiquetas de If-None-Match débilmente con la actual, y responda 304 con los campos del 200.",
)
_ATOMIC = Text(
    "Check the condition in the transaction that writes, and answer 412 without doing anything where it fails.",
    "Compruebe la condición en la transacción que escribe, y responda 412 sin hacer nada si no se cumple.",
)


def _stale(method: str, after: str) -> Probe:
    return Probe(
        f"if-match-stale-{method.lower()}",
        Text(f"{method} with a stale If-Match is 412", f"{method} con un If-Match anticuado da 412"),
        "RFC 9110 §13.1.1",
        _ATOMIC,
        lambda visit: _write_stale(visit, method),
        _nothing_changed,
        writes=True,
        after=("item-tag", after),
    )


def _current(method: str, after: str) -> Probe:
    return Probe(
        f"if-match-current-{method.lower()}",
        Text(f"{method} with the current If-Match is done", f"{method} con el If-Match actual se hace"),
        "RFC 9110 §13.1.1",
        Text("Compare If-Match strongly with the current tag.", "Compare If-Match fuertemente con la etiqueta actual."),
        lambda visit: _write_current(visit, method),
        _done,
        writes=True,
        after=("item-tag", after),
    )


def _unmodified(method: str, after: str) -> Probe:
    return Probe(
        f"if-unmodified-since-{method.lower()}",
        Text(
            f"{method} with an old If-Unmodified-Since is 412",
            f"{method} con un If-Unmodified-Since antiguo da 412",
        ),
        "RFC 9110 §13.1.4",
        _ATOMIC,
        lambda visit: _write_since(visit, method),
        _nothing_changed,
        writes=True,
        after=(after,),
    )


READS = Concern(
    "conditional reads",
    Text("Conditional reads", "Lecturas condicionales"),
    (
        Probe(
            "item-tag",
            Text("An item has a strong ETag", "Un elemento tiene un ETag fuerte"),
            "RFC 9110 §8.8.3",
            Text(
                'Send a strong ETag in quotes, such as "7f3a", that is new with every change.',
                'Envíe un ETag fuerte entre comillas, como "7f3a", que cambie con cada modificación.',
            ),
            lambda visit: (visit.get(visit.readable()),),
            _strong_tag,
        ),
        Probe(
            "steady-tag",
            Text("The same content keeps its ETag", "El mismo contenido conserva su ETag"),
            "RFC 9110 §8.8.1",
            Text("Make the tag of the content or its version.", "Forme la etiqueta con el contenido o su versión."),
            _read_twice,
            _steady_tag,
        ),
        Probe(
            "if-none-match",
            Text("If-None-Match with the current tag is 304", "If-None-Match con la etiqueta actual da 304"),
            "RFC 9110 §13.1.2, §15.4.5",
            _COMPARE,
            _read_if_none_match,
            _not_modified,
        ),
        Probe(
            "if-none-match-weak",
            Text("If-None-Match compares weakly, and reads lists", "If-None-Match compara débilmente y lee listas"),
            "RFC 9110 §13.1.2, §8.8.3.2",
            _COMPARE,
            _read_if_none_match_weak,
            _nothing_new,
        ),
        Probe(
            "if-none-match-any",
            Text("If-None-Match: * is 304 where there is something", "If-None-Match: * da 304 si hay algo"),
            "RFC 9110 §13.1.2",
            _COMPARE,
            _read_if_none_match_any,
            _nothing_new,
        ),
        Probe(
            "if-none-match-other",
            Text("If-None-Match with another tag is 200", "If-None-Match con otra etiqueta da 200"),
            "RFC 9110 §13.1.2",
            _COMPARE,
            _read_other_tag,
            _whole,
        ),
        Probe(
            "collection-if-none-match",
            Text("If-None-Match of the collection is 304", "If-None-Match de la colección da 304"),
            "RFC 9110 §13.1.2, §15.4.5",
            _COMPARE,
            _read_collection_again,
            _not_modified,
        ),
        Probe(
            "if-modified-since",
            Text("If-Modified-Since not newer is 304", "If-Modified-Since no más nuevo da 304"),
            "RFC 9110 §13.1.3",
            Text("Answer 304 where Last-Modified is not later.", "Responda 304 si Last-Modified no es posterior."),
            _read_if_modified_since,
            _not_modified,
        ),
        Probe(
            "tag-before-date",
            Text("If-None-Match overrides If-Modified-Since", "If-None-Match manda sobre If-Modified-Since"),
            "RFC 9110 §13.1.3",
            Text(
                "Ignore If-Modified-Since where there is If-None-Match.",
                "Ignore If-Modified-Since si hay If-None-Match.",
            ),
            _read_tag_before_date,
            _whole,
        ),
        Probe(
            "broken-date",
            Text("An If-Modified-Since that is no date is ignored", "Un If-Modified-Since que no es fecha se ignora"),
            "RFC 9110 §13.1.3",
            Text("Answer as without the field.", "Responda como sin el campo."),
            _read_broken_date,
            _whole,
        ),
        Probe(
            "if-match-read",
            Text("GET with a stale If-Match is 412", "GET con un If-Match anticuado da 412"),
            "RFC 9110 §13.1.1",
            Text("Check If-Match for every method.", "Compruebe If-Match en todos los métodos."),
            _read_if_match,
            _precondition_failed,
        ),
    ),
)

WRITES = Concern(
    "conditional writes",
    Text("Conditional writes", "Escrituras condicionales"),
    (
        _stale("PUT", "put-replaces"),
        _stale("PATCH", "merge-patch"),
        _stale("DELETE", "delete"),
        _current("PUT", "put-replaces"),
        _current("PATCH", "merge-patch"),
        _current("DELETE", "delete"),
        Probe(
            "if-match-weak",
            Text("A weak tag never satisfies If-Match", "Una etiqueta débil nunca cumple If-Match"),
            "RFC 9110 §13.1.1, §8.8.3.2",
            Text("Compare If-Match strongly.", "Compare If-Match fuertemente."),
            lambda visit: _write_weak(visit, "DELETE"),
            _nothing_changed,
            writes=True,
            after=("item-tag", "if-match-stale-delete"),
        ),
        _unmodified("PUT", "put-replaces"),
        _unmodified("PATCH", "merge-patch"),
        Probe(
            "if-match-absent",
            Text("PUT with If-Match: * makes nothing", "PUT con If-Match: * no crea nada"),
            "RFC 9110 §13.1.1",
            Text("Answer 412 where there is nothing to match.", "Responda 412 si no hay nada que coincida."),
            _put_absent_if_match,
            _made_nothing,
            writes=True,
            after=("put-creates",),
        ),
    ),
)
