"""A stored response, and the head that it is given out with."""

from __future__ import annotations

from collections.abc import Sequence

from ...semantics.fields import Pair
from ...semantics.freshness import Metadata, current_age, initial_age
from ...wire import h1

Selector = tuple[tuple[str, str], ...]
"""The request's fields that a response varies by: lower-case names, each with the fingerprint of its value."""

# What a stored response takes in a file besides its bytes: rows, indexes. An estimate that errs upwards.
_OVERHEAD = 1024


class Entry:
    """A stored response. Never changed: an update makes another one.

    `key` says which requests it may answer, `selector` which of these it does, `url` what it is about. `content` is
    decoded. `requested_at` and `received_at` are the times of day when the request went and the head came. `size` is
    about what it takes in a file.
    """

    __slots__ = (
        "__weakref__",
        "content",
        "head",
        "initial_age",
        "key",
        "metadata",
        "received_at",
        "requested_at",
        "selector",
        "size",
        "trailers",
        "url",
    )

    def __init__(
        self,
        key: str,
        selector: Selector,
        url: str,
        head: h1.Response,
        content: bytes,
        trailers: h1.FieldSection,
        requested_at: float,
        received_at: float,
    ) -> None:
        self.key = key
        self.selector = selector
        self.url = url
        self.head = head
        self.content = content
        self.trailers = trailers
        self.requested_at = requested_at
        self.received_at = received_at
        self.metadata = Metadata.parse(head.status, head.section.lowered, int(received_at))
        self.initial_age = initial_age(self.metadata, requested_at, received_at)
        self.size = len(content) + len(head.section.block) + len(trailers.block) + 2 * len(url) + _OVERHEAD

    def age(self, now: float) -> float:
        """Return how many seconds old the response is `now` (RFC 9111 §4.2.3)."""
        return current_age(self.initial_age, self.received_at, now)


def with_fields(head: h1.Response, pairs: Sequence[Pair]) -> h1.Response:
    """Return `head` with other fields."""
    return h1.Response(head.status, head.reason, head.minor, h1.build_section(pairs), head.content, head.length)


def given_out(head: h1.Response, age: float | None, cookies: Sequence[bytes] = ()) -> h1.Response:
    """Return the head to answer with: `age` in seconds as its Age field (RFC 9111 §4), None to leave that as it is.

    The engine keeps the cookies that a section's facts name. Those of a stored response were kept when it came, and
    may have been changed since; `cookies` are the values of Set-Cookie that came just now.
    """
    pairs = head.section.pairs
    if age is not None:
        pairs = [pair for pair in pairs if pair[0].lower() != b"age"]
        pairs.append((b"Age", b"%d" % age))
    answer = with_fields(head, pairs)
    answer.section.facts.pop(b"set-cookie", None)
    if cookies:
        answer.section.facts[b"set-cookie"] = list(cookies)
    return answer
