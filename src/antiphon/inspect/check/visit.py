"""What a probe sends its requests through. It makes items, and sees to it that no other ones are changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...faults import Text
from ...faults.fault import Phrase
from ...semantics.url import URL
from .answer import Answer
from .belongings import GONE, Belongings, Left
from .judging import differing
from .learning import item_url, joined, key_in
from .making import Recipe, changeable, made
from .outcome import DoesNotApply
from .shape import Members
from .variation import changes, fresh, mark

if TYPE_CHECKING:
    from ...client.request import AuthInput
    from ...client.response import Response
    from .learning import Learnt
    from .sending import Sender

NO_ITEM = Text(
    "no item could be made: POST was answered {status}. {detail} Give one that is taken with --body.",
    "no se pudo crear un elemento: POST se respondió con {status}. {detail} Dé uno válido con --body.",
)
NOT_WRITABLE = Text("the collection takes no new items (405).", "la colección no acepta elementos nuevos (405).")
WITHOUT_ITEM = Text("no item could be made.", "no se pudo crear ningún elemento.")
NO_WAY_BACK = Text(
    "an item that was made could not be found and removed, so no more are made.",
    "un elemento creado no se pudo encontrar y eliminar, así que no se crean más.",
)
NO_SAMPLE = Text(
    "the collection has no item whose URL can be told.", "la colección no tiene un elemento cuya URL se pueda saber."
)
NOTHING_TO_CHANGE = Text(
    "no member was found that can be changed.", "no se encontró ningún miembro que se pueda cambiar."
)
TAKEN = Text("{url} is not free to try it at.", "{url} no está libre para probarlo.")
READING_ALONE = Text("it needs an item of its own.", "necesita un elemento propio.")

MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
UNKNOWN_TYPE = "application/x-antiphon-check"
UNKNOWN_METHOD = "ANTIPHON-CHECK"
# Nobody knows the last one, so it cannot do anything.
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE", UNKNOWN_METHOD})
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Item:
    """An item that the check has made: `sent` are its members as they were sent, `shown` as it is read at `url`."""

    url: URL
    sent: Members
    shown: Members
    created: Answer
    read: Answer


class Visit:
    """A collection, and what has been found out about it so far."""

    def __init__(self, sender: Sender, learnt: Learnt, recipe: Recipe, *, read_only: bool = False) -> None:
        self.sender = sender
        self.collection = learnt.url
        self.shape = learnt.shape
        self.key = learnt.key
        self.belongings = Belongings()
        self.refused: Text | None = READING_ALONE if read_only else None
        """Why no items are made, None where they are."""
        self.details: dict[str, object] = {}
        self._learnt = learnt
        self._recipe = recipe
        self._is_tried = False
        self._changeable: str | None = None

    @property
    def trouble(self) -> Phrase | None:
        """Return why no items were made though they were to be, None where they were."""
        refused = self.refused
        return refused.of(**self.details) if refused in (NO_ITEM, NO_WAY_BACK) and refused is not None else None

    # -- sending -------------------------------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        url: URL | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        members: Members | None = None,
        content: bytes | None = None,
        media_type: str | None = None,
        auth: AuthInput = None,
    ) -> Answer:
        """Send a request to `url`, by default the collection, and return the answer.

        `members` are those of an item, `content` is any other content. A method that is not safe goes to the check's
        own items alone; POST, to the collection as well. Raises `RequestError`.
        """
        place = url or self.collection
        if method not in _SAFE and method != "POST" and not self.belongings.is_own(place):
            raise RuntimeError(f"{method} {place} would touch what is not the check's own")
        if members is not None:
            content = self.shape.content_of(members)
        fields = dict(headers or {})
        if content is not None and media_type != "":
            fields.setdefault("Content-Type", media_type or self.shape.media_type)
        response = self.sender.send(method, place, fields, content, auth)
        answer = Answer(response, self.shape, members)
        if method == "DELETE" and answer.is_success:
            self.belongings.note_deleted(place)
        return self._noted(answer) if method == "POST" and answer.is_success else answer

    def get(self, url: URL | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to GET."""
        return self.send("GET", url, headers)

    def patch(
        self, url: URL, value: Any, media_type: str = MERGE_PATCH, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send `value` as a patch."""
        return self.send("PATCH", url, headers, content=json.dumps(value).encode(), media_type=media_type)

    # -- items ---------------------------------------------------------------------------------------------------------

    def post(self, members: Members, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a new item to the collection."""
        return self.send("POST", None, headers, members=members)

    def new(self) -> Members:
        """Return the members of a new item that the collection takes. Raises `DoesNotApply`."""
        self.prepare()
        if self.refused is not None:
            raise DoesNotApply(WITHOUT_ITEM if self.refused is NO_ITEM else self.refused)
        return self._recipe.new()

    def item(self, **other: Any) -> Item:
        """Make an item, with `other` members instead of the usual ones, and return it. Raises `DoesNotApply`."""
        created = self.post({**self.new(), **other}) if other else made(self._recipe, self.post, first=self.new())
        if created.made is None:
            raise DoesNotApply(NO_ITEM, status=created.status, detail=_detail_of(created))
        read = self.get(created.made)
        return Item(created.made, created.sent or {}, read.members, created, read)

    def change(self, item: Item) -> tuple[str, Any]:
        """Return a member of `item` and another value for it. Raises `DoesNotApply`."""
        return self.change_of(item.sent)

    def change_of(self, members: Members) -> tuple[str, Any]:
        """Return one of `members` that may be changed, and another value for it. Raises `DoesNotApply`."""
        name = self._changeable
        if name is None:
            raise DoesNotApply(NOTHING_TO_CHANGE)
        return next((each for each in changes(members) if each[0] == name), (name, fresh(members.get(name))))

    def patch_of(self, members: Members) -> Any:
        """Return the merge patch that sets `members`."""
        return self.shape.value_of(members)

    def replacement(self, item: Item, **other: Any) -> Members:
        """Return members to replace those of `item` with: its own, with its key where it shows it, and `other`."""
        key = self.key
        shown = {key: item.shown[key]} if key is not None and key in item.shown else {}
        return {**shown, **item.sent, **other}

    def readable(self) -> URL:
        """Return the URL of an item to read: one that is there, else a new one. Raises `DoesNotApply`."""
        if self._learnt.sample_url is not None:
            return self._learnt.sample_url
        if self.refused is READING_ALONE:
            raise DoesNotApply(NO_SAMPLE)
        return self.item().url

    def absent(self) -> URL:
        """Return the URL of an item that is not there, with a key of the kind that others have."""
        return self.place_of(self.absent_key())

    def place_of(self, key: object) -> URL:
        """Return the URL of the item with `key`."""
        return item_url(self.collection, key)

    def absent_key(self) -> Any:
        """Return a key that no item has."""
        sample = (self._learnt.sample or {}).get(self.key or "")
        return f"antiphon-check-{mark()}" if sample is None else fresh(sample)

    def claim(self, url: URL) -> None:
        """Take `url` for the check's own: what a request makes there will be removed. Raises `DoesNotApply`."""
        if self.get(url).status not in (404, 410):
            raise DoesNotApply(TAKEN, url=url.masked)
        self.belongings.add(url)

    def _noted(self, created: Answer) -> Answer:
        """Return `created` with the URL of what it has made, which is the check's own from now on."""
        found = next((url for url in self._told_urls(created) if self._is_new(url, created.sent)), None)
        if found is not None:
            self.belongings.add(found)
        elif created.status in (200, 201, 202) and created.response.request.url.path == self.collection.path:
            self.belongings.add_nameless(created.response)
        return replace(created, made=found)

    def _told_urls(self, created: Answer) -> Iterator[URL]:
        """Yield where the new item may be: by Location, then by its key."""
        location = joined(self.collection, created.fields.get("location", ""))
        if location is not None and location.path != self.collection.path:
            yield location
        members = created.members
        for name in dict.fromkeys((self.key, "id", "_id", "uuid")):
            if name is not None and isinstance(members.get(name), str | int):
                yield item_url(self.collection, members[name])

    def _is_new(self, url: URL, sent: Members | None) -> bool:
        """Tell whether what is at `url` is what was just sent, and not an item that somebody else has made.

        A server may have changed some of it. One whose Location leads to another item must not make the check remove
        that.
        """
        if self.belongings.is_own(url):
            return True
        read = None if self._learnt.knows(url) else self.get(url)
        if read is None or not read.is_success:
            return False
        same = [differing(read.members, {name: value}) is None for name, value in (sent or {}).items()]
        return not same or sum(same) * 2 > len(same)

    # -- the first item ------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Find out, before anything else is made, what the collection takes, and whether it can be removed again."""
        if not self._is_tried and self.refused is None:
            self._is_tried = True
            self._try()

    def _try(self) -> None:
        answer = made(self._recipe, self.post)
        if not answer.is_success:
            self.refused = NOT_WRITABLE if answer.status == 405 else NO_ITEM
            self.details = {"status": answer.status, "detail": _detail_of(answer)}
            return
        if answer.made is not None and self.key is None:
            self.key = key_in(self.get(answer.made).members, answer.made)
        self.tidy_up()
        if self.refused is not None:
            return
        self._changeable = changeable(self._recipe, self.post)

    # -- tidying up ----------------------------------------------------------------------------------------------------

    def remove_all(self) -> tuple[Left, ...]:
        """Remove everything that was made, and return what could not be."""
        return self.belongings.remove_all(self._delete)

    def tidy_up(self) -> None:
        """Remove what a probe has made. Where that fails, no more is made, and the end of the check tries again."""
        left = self.remove_all()
        for each in left:
            self.belongings.keep(each)
        if left:
            self.refused = NO_WAY_BACK

    def _delete(self, url: URL) -> Response:
        response = self.sender.send("DELETE", url)
        if response.status_code in (412, 428):
            tag = self.sender.send("GET", url).headers.get("etag", "*")
            response = self.sender.send("DELETE", url, {"If-Match": tag})
        # Of what is gone already a server may say anything, and 404 of a method that it does not know.
        is_told = response.is_success or (response.status_code in GONE and self.belongings.is_deleted(url))
        return response if is_told else self.sender.send("GET", url)


def _detail_of(answer: Answer) -> str:
    """Return what a refusal says, in its own words, cut where it is long."""
    value = answer.value
    words = (
        next((value[name] for name in ("detail", "message", "title") if name in value), value)
        if isinstance(value, dict)
        else answer.content.decode("utf-8", "replace")
    )
    text = words if isinstance(words, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"
