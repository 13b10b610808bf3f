"""Methods and their properties (RFC 9110 §9, RFC 5789, RFC 10008)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Method:
    """A method and what may be relied on (RFC 9110 §9.2).

    `safe`: asks for nothing but reading. `idempotent`: many times is as good as once. `cacheable`: its response may
    answer a later request. `has_content`: content in the request has a meaning.
    """

    name: str
    safe: bool
    idempotent: bool
    cacheable: bool
    has_content: bool
    rfc: str


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.name: method
        for method in (
            Method("GET", True, True, True, False, "RFC 9110 §9.3.1"),
            Method("HEAD", True, True, True, False, "RFC 9110 §9.3.2"),
            Method("POST", False, False, True, True, "RFC 9110 §9.3.3"),
            Method("PUT", False, True, False, True, "RFC 9110 §9.3.4"),
            Method("DELETE", False, True, False, False, "RFC 9110 §9.3.5"),
            Method("CONNECT", False, False, False, False, "RFC 9110 §9.3.6"),
            Method("OPTIONS", True, True, False, False, "RFC 9110 §9.3.7"),
            Method("TRACE", True, True, False, False, "RFC 9110 §9.3.8"),
            Method("PATCH", False, False, False, True, "RFC 5789 §2"),
            Method("QUERY", True, True, True, True, "RFC 10008 §2"),
        )
    }
)


def is_token(name: str) -> bool:
    """Tell whether `name` can be a method at all (RFC 9110 §5.6.2)."""
    return _TOKEN.fullmatch(name) is not None


def is_safe(name: str) -> bool:
    """Tell whether the method asks for nothing but reading; an unknown one may do anything."""
    method = METHODS.get(name)
    return method is not None and method.safe


def is_idempotent(name: str) -> bool:
    """Tell whether repeating a request with this method does no more than sending it once."""
    method = METHODS.get(name)
    return method is not None and method.idempotent


def is_cacheable(name: str) -> bool:
    """Tell whether a response to this method may be kept for a later request."""
    method = METHODS.get(name)
    return method is not None and method.cacheable
