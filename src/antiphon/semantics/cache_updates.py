"""Stored fields: which are kept, what validates them, and how a newer response updates them (RFC 9111 §3.1, §4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .connection_fields import OF_THE_CONNECTION, connection_options
from .dates import format_date
from .fields import Pair
from .freshness import Metadata
from .validators import parse_entity_tag

# What a 304 says of these is about content that it does not carry (RFC 9111 §3.2), or has been compared already.
_OF_THE_CONTENT = frozenset(
    {
        b"content-digest",
        b"content-encoding",
        b"content-length",
        b"content-md5",
        b"content-range",
        b"digest",
        b"etag",
        b"repr-digest",
    }
)

# A no-cache="field" that names one of these would have the cache forget by which rules it keeps the response.
RULING_FIELDS = frozenset({"age", "cache-control", "date", "etag", "expires", "last-modified", "vary"})


def stored_fields(pairs: Sequence[Pair], metadata: Metadata, received_at: float) -> list[Pair]:
    """Return those fields of a response that may be stored (RFC 9111 §3.1), with a Date where it had none.

    Left out are the connection's own, those that Connection names, and those that no-cache forbids to use again.
    """
    left_out = _left_out(pairs, metadata)
    kept = [pair for pair in pairs if pair[0].lower() not in left_out]
    return kept if metadata.date is not None else _dated(kept, received_at)


def _left_out(pairs: Iterable[Pair], metadata: Metadata) -> frozenset[bytes]:
    forbidden = {name.encode("latin-1") for name in metadata.directives.no_cache_fields - RULING_FIELDS}
    ruling = {name.encode("ascii") for name in RULING_FIELDS}
    return (OF_THE_CONNECTION | connection_options(pairs) | forbidden) - ruling


def _dated(pairs: list[Pair], received_at: float) -> list[Pair]:
    """Return `pairs` with the time at which they came as Date, in place of what may have stood there (§6.6.1)."""
    date = format_date(int(received_at)).encode("ascii")
    return [(b"Date", date), *(pair for pair in pairs if pair[0].lower() != b"date")]


def conditions(metadata: Metadata) -> list[Pair]:
    """Return the fields that ask whether a stored response is still good (RFC 9111 §4.3.1).

    The validators go back as they came: what a server calls a tag, it will know again.
    """
    found: list[Pair] = []
    if metadata.etag is not None:
        found.append((b"If-None-Match", metadata.etag.encode("latin-1")))
    if metadata.last_modified is not None and metadata.modified is not None:
        found.append((b"If-Modified-Since", metadata.modified.encode("latin-1")))
    return found


def is_about(newer: Metadata, stored: Metadata) -> bool:
    """Tell whether a 304 is about the stored response that was asked about, so that it may update it (§4.3.4).

    One without validators is, since the question named the response. Entity tags decide where there are any.
    """
    if newer.etag is not None and stored.etag is not None:
        one, other = parse_entity_tag(newer.etag), parse_entity_tag(stored.etag)
        if one is None or other is None:
            return newer.etag == stored.etag
        return one.matches_weakly(other)
    if newer.etag is not None:
        return False
    return newer.last_modified is None or newer.last_modified == stored.last_modified


def describes(head: Metadata, head_length: str | None, stored: Metadata, stored_length: str | None) -> bool:
    """Tell whether a 200 to HEAD describes a stored response to GET (RFC 9111 §4.3.5), else that one is no longer good.

    Compared are the validators and the Content-Length that the answer to HEAD has.
    """
    return (
        head.etag in (None, stored.etag)
        and head.last_modified in (None, stored.last_modified)
        and head_length in (None, stored_length)
    )


def updated_fields(stored: Iterable[Pair], newer: Sequence[Pair], metadata: Metadata, received_at: float) -> list[Pair]:
    """Return the stored fields, replaced by those of a newer response that has no content (RFC 9111 §3.2).

    `metadata` is of the newer one. Age and Date are of one message: the former ones go in any case.
    """
    left_out = _left_out(newer, metadata) | _OF_THE_CONTENT
    added = [pair for pair in newer if pair[0].lower() not in left_out]
    if metadata.date is None:
        added = _dated(added, received_at)
    replaced = {name.lower() for name, _ in added} | {b"age", b"date"}
    replaced |= {name.encode("latin-1") for name in metadata.directives.no_cache_fields - RULING_FIELDS}
    return [pair for pair in stored if pair[0].lower() not in replaced] + added
