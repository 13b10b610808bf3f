"""What can be learnt of a collection by reading it: how it writes its items, what one looks like, where one is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...faults import InvalidURL, UsageError
from ...faults.checking import COLLECTION_UNREACHED, COLLECTION_UNREADABLE
from ...semantics.url import URL, same_origin
from .answer import Answer
from .sending import Sender
from .shape import Members, Shape, shape_of

if TYPE_CHECKING:
    from ...client.response import Response

_KEYS = ("id", "_id", "uuid", "guid", "key", "code", "slug", "name")
_LINKS = ("self", "@id", "href", "url", "uri")
_REDIRECTIONS = 5
_SHOWN_START = 40


@dataclass(frozen=True, slots=True)
class Learnt:
    """A collection at `url` whose items have `shape`.

    `items` are the members of those on its first page. `sample_url` leads to the first of them, None where there is
    none, or no way to it is known. `key` is the member that is in the URL.
    """

    url: URL
    shape: Shape
    items: tuple[Members, ...] = ()
    sample_url: URL | None = None
    key: str | None = None

    @property
    def sample(self) -> Members | None:
        """Return the members of an item, None where there is none."""
        return self.items[0] if self.items else None

    def knows(self, url: URL) -> bool:
        """Tell whether `url` is that of an item that was there before, by whichever member is the key."""
        if url == self.sample_url:
            return True
        keys = (item[name] for item in self.items for name in (self.key, *_KEYS) if name in item)
        return any(item_url(self.url, key).path == url.path for key in keys if _is_scalar(key))


def learn(sender: Sender, url: URL) -> Learnt:
    """Return what reading the collection at `url` tells.

    Raises `UsageError` where nothing that could be a collection can be read there, `RequestError` where nobody answers.
    """
    response = _read(sender, url)
    # Where redirects have led is where the collection is.
    url = response.request.url.without_fragment()
    if response.status_code != 200:
        raise UsageError(COLLECTION_UNREACHED, url=url.masked, status=response.status_code)
    value = Answer(response).value
    shape = shape_of(value)
    if shape is None:
        start = ascii(response.content[:_SHOWN_START].decode("utf-8", "replace"))
        content_type = response.headers.get("content-type", "–")
        raise UsageError(COLLECTION_UNREADABLE, url=url.masked, content_type=content_type, start=start)
    items = shape.items_in(value)
    if not items:
        return Learnt(url, shape)
    key, found = _place_of(sender, url, shape, items[0])
    return Learnt(url, shape, tuple(items), found, key)


def _read(sender: Sender, url: URL) -> Response:
    response = sender.send("GET", url, {"Accept": "application/json, */*;q=0.1"})
    for _ in range(_REDIRECTIONS):
        if not response.is_redirect:
            break
        target = response.request.url.join(response.headers["location"])
        # Credentials belong to the origin that they were given for.
        if target.host != url.host:
            break
        response = sender.send("GET", target, {"Accept": "application/json, */*;q=0.1"})
    return response


def _place_of(sender: Sender, url: URL, shape: Shape, sample: Members) -> tuple[str | None, URL | None]:
    """Return the member that is the key of `sample`, and its URL, by trying what is usual."""
    for key, place in _candidates(url, sample):
        response = sender.send("GET", place)
        if response.status_code != 200:
            continue
        shown = shape.item_in(Answer(response).value)
        if shown is not None and (key is None or shown.get(key) == sample[key]):
            return key or key_in(shown, place), place
    return None, None


def _candidates(url: URL, sample: Members) -> Iterator[tuple[str | None, URL]]:
    for reference in _references(sample):
        target = joined(url, reference)
        if target is not None and target.path.startswith(f"{url.path.rstrip('/')}/"):
            yield None, target
    for key in _KEYS:
        if isinstance(sample.get(key), str | int) and not isinstance(sample[key], bool):
            yield key, item_url(url, sample[key])


def _references(sample: Members) -> Iterator[str]:
    """Yield what in an item may be a link to itself: as HAL, JSON:API, JSON-LD and others write it."""
    for place in ("_links", "links", "meta"):
        inner = sample.get(place)
        link = inner.get("self") or inner.get("href") if isinstance(inner, dict) else None
        link = link.get("href") if isinstance(link, dict) else link
        if isinstance(link, str):
            yield link
    yield from (sample[name] for name in _LINKS if isinstance(sample.get(name), str))


def joined(url: URL, reference: str) -> URL | None:
    """Return where `reference` leads from `url`; None where it is no URL, or leads to another origin."""
    try:
        target = url.join(reference).without_fragment()
    except InvalidURL:
        return None
    return target if same_origin(url, target) else None


def item_url(collection: URL, key: object) -> URL:
    """Return the URL of the item with `key` below `collection`."""
    path = f"{collection.path.rstrip('/')}/{quote(str(key), safe=':,@')}"
    return URL(collection.scheme, collection.host, collection.port, path)


def key_in(members: Members, url: URL) -> str | None:
    """Return the member whose value is the last segment of the path of `url`, None where there is none."""
    last = url.path.rstrip("/").rpartition("/")[2]
    usual = sorted(members, key=lambda name: name not in _KEYS)
    return next((name for name in usual if _is_scalar(members[name]) and quote(str(members[name])) == last), None)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def read_given(text: str) -> Members:
    """Return the members of the item that a user gives as the JSON `text`. Raises `UsageError`."""
    from ...faults.checking import CHECK_ITEM_UNUSABLE

    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(CHECK_ITEM_UNUSABLE, reason=str(error)) from error
    if not isinstance(value, dict):
        raise UsageError(CHECK_ITEM_UNUSABLE, reason=f"{type(value).__name__} ≠ object")
    return value
