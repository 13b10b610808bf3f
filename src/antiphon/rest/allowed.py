"""Which methods a place has, and OPTIONS, which tells of them (RFC 9110 §9.3.7)."""

from __future__ import annotations

from ..faults.resource import METHOD_NOT_ALLOWED, METHOD_UNKNOWN
from ..semantics.fields import Pair
from ..semantics.methods import METHODS
from ..server.handler import Response
from .answer import response
from .exchange import Exchange
from .form_content import ROW_TYPES
from .patching import PATCH_TYPES
from .place import Collection, Item, Place, Value
from .query.body import MEDIA_TYPES
from .refusal import Refusal

READ = ("GET", "HEAD", "OPTIONS")
READ_COLLECTION = ("GET", "HEAD", "QUERY", "OPTIONS")
WRITE_COLLECTION = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
WRITE_VALUE = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
WRITE_ITEM = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


def methods_of(place: Place) -> tuple[str, ...]:
    """Return the methods that `place` has."""
    if isinstance(place, Collection):
        return WRITE_COLLECTION if place.resource.writable else READ_COLLECTION
    if isinstance(place, Item):
        return WRITE_ITEM if place.resource.writable else READ
    if isinstance(place, Value):
        return WRITE_VALUE if place.resource.writable and place.column.writable else READ
    return READ


def check_known(method: str) -> None:
    """Raise `Refusal`, 501, for a method that nothing here has; ``get`` is not GET (RFC 9110 §9.1)."""
    if method not in METHODS:
        raise Refusal(METHOD_UNKNOWN, method=method)


def check_allowed(exchange: Exchange, place: Place) -> None:
    """Raise `Refusal`, 405 with Allow, where `place` does not have the method."""
    methods = methods_of(place)
    if exchange.method not in methods:
        allow = ", ".join(methods)
        raise Refusal(
            METHOD_NOT_ALLOWED, fields=(("Allow", allow),), path=exchange.path, method=exchange.method, allow=allow
        )


def options(place: Place) -> Response:
    """Answer OPTIONS: the methods, and what each takes."""
    methods = methods_of(place)
    fields: list[Pair] = [(b"allow", ", ".join(methods).encode("ascii"))]
    if "POST" in methods:
        fields.append((b"accept-post", ", ".join(ROW_TYPES).encode("ascii")))
    if "PATCH" in methods:
        fields.append((b"accept-patch", ", ".join(PATCH_TYPES).encode("ascii")))
    if "QUERY" in methods:
        fields.append(ACCEPT_QUERY)
    return response(204, b"", *fields)


ACCEPT_QUERY: Pair = (b"accept-query", ", ".join(f'"{name}"' for name in MEDIA_TYPES).encode("ascii"))
"""A Structured Field list of media types (RFC 10008 §3)."""
