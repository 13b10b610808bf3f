"""Set-Cookie of the origin as a cookie of the gateway's own host (RFC 6265bis §5.6)."""

from __future__ import annotations

from ..semantics.cookies import domain_matches
from .origin import Origin


def cookie_here(set_cookie: str, origin: Origin) -> str:
    """Return the value `set_cookie` of the origin for the gateway's client, all but two attributes as they are.

    A Domain that includes the origin's host goes: the browser would refuse it, and without one the cookie is the
    gateway's. A Path below the origin's prefix loses that.
    """
    pair, *attributes = set_cookie.split(";")
    kept = [pair]
    for attribute in attributes:
        name, equals, value = attribute.partition("=")
        kind = name.strip().lower()
        if kind == "domain" and domain_matches(origin.url.host, value.strip().lower().removeprefix(".")):
            continue
        if kind == "path" and origin.prefix:
            attribute = f"{name}{equals}{origin.path_here(value.strip())}"
        kept.append(attribute)
    return ";".join(kept)
