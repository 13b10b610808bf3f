"""The fields of the origin's response, as the client is to see them (RFC 9110 §7.6, §7.7)."""

from __future__ import annotations

from ..semantics.connection_fields import end_to_end
from ..semantics.fields import Fields, Pair
from ..semantics.via import with_member
from ..wire import h1
from ..wire.h1.framing import content_length
from .cookie import cookie_here
from .origin import Origin
from .settings import Settings

_REFERENCES = frozenset({b"location", b"content-location"})
_OWN = frozenset({b"via", b"content-length"})
# Promises of the origin's host about itself: what it speaks besides, and that it speaks nothing in clear.
_OF_THE_HOST = frozenset({b"alt-svc", b"strict-transport-security"})


def fields_here(head: h1.Response, origin: Origin, here: str, settings: Settings) -> Fields:
    """Return the fields of `head` for a client that reaches the gateway at `here`.

    Raises `ProtocolError` for a length that is none: where no content follows, nobody has read it before.
    """
    dropped = _OWN if settings.keep_host else _OWN | _OF_THE_HOST
    pairs = [
        _pair_here(pair, origin, here) for pair in end_to_end(head.section.pairs) if pair[0].lower() not in dropped
    ]
    length = _length(head)
    if length is not None:
        pairs.append((b"Content-Length", b"%d" % length))
    came = [value.decode("latin-1") for name, value in head.section.lowered if name == b"via"]
    pairs.append((b"Via", with_member(came, head.minor, settings.pseudonym).encode("latin-1")))
    return Fields.of_checked(pairs)


def _pair_here(pair: Pair, origin: Origin, here: str) -> Pair:
    name, value = pair
    lowered = name.lower()
    if lowered in _REFERENCES:
        return name, origin.reference_here(value.decode("latin-1"), here).encode("latin-1")
    if lowered == b"set-cookie":
        return name, cookie_here(value.decode("latin-1"), origin).encode("latin-1")
    return pair


def _length(head: h1.Response) -> int | None:
    """Return the length that the response declares, for GET where it answers HEAD (RFC 9110 §8.6)."""
    facts = head.section.facts
    if head.status == 204 or b"transfer-encoding" in facts or b"content-length" not in facts:
        return None
    return content_length(facts[b"content-length"], fold_equal=True)
