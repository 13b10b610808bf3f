"""Two writers: the later one must not undo what it never saw (RFC 9110 §13.1.1)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import unless_members, unless_status, unless_success
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..variation import fresh
from ..visit import Visit

NO_TAG = Text("the items have no ETag.", "los elementos no tienen ETag.")


def _two_writers(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    tag = item.read.fields.get("etag")
    if tag is None:
        raise DoesNotApply(NO_TAG)
    name, value = visit.change(item)
    other = value if isinstance(value, bool) else fresh(value)
    first = visit.send("PUT", item.url, {"If-Match": tag}, members=visit.replacement(item, **{name: value}))
    second = visit.send("PUT", item.url, {"If-Match": tag}, members=visit.replacement(item, **{name: other}))
    return first, second, visit.get(item.url)


def _nothing_is_lost(first: Answer, second: Answer, after: Answer) -> Outcome:
    return (
        unless_success(first) or unless_status(second, 412) or unless_members(second, after, first.sent or {}) or PASSED
    )


def _tag_before_and_after(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    if item.read.etag is None:
        raise DoesNotApply(NO_TAG)
    name, value = visit.change(item)
    visit.send("PUT", item.url, members=visit.replacement(item, **{name: value}))
    return item.read, visit.get(item.url)


TAG_STAYED = Text("A change left the ETag as it was: {tag}.", "Un cambio dejó el ETag como estaba: {tag}.")


def _new_tag(before: Answer, after: Answer) -> Outcome:
    if before.fields.get("etag") != after.fields.get("etag"):
        return PASSED
    return failed(TAG_STAYED, tag=ascii(before.fields.get("etag")))


WRITERS = Concern(
    "writers",
    Text("Two writers", "Dos escritores"),
    (
        Probe(
            "tag-changes",
            Text("A change gives the item another ETag", "Un cambio da al elemento otro ETag"),
            "RFC 9110 §8.8.1",
            Text("Make the tag of the content or its version.", "Forme la etiqueta con el contenido o su versión."),
            _tag_before_and_after,
            _new_tag,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "lost-update",
            Text("The second writer with the same ETag gets 412", "El segundo escritor con el mismo ETag recibe 412"),
            "RFC 9110 §13.1.1",
            Text("Check If-Match in the transaction that writes.", "Compruebe If-Match en la transacción que escribe."),
            _two_writers,
            _nothing_is_lost,
            writes=True,
            after=("item-tag", "put-replaces"),
        ),
    ),
)
