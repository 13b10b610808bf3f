"""Sites: what belongs to one operator, as cookies see it (RFC 6265bis §5.2)."""

from __future__ import annotations

from typing import TypeAlias

from .public_suffixes import registrable_domain
from .url import URL

Site: TypeAlias = tuple[str, str]
"""A scheme, and a registrable domain or a host without one. Ports do not tell sites apart."""


def site_of(url: URL) -> Site:
    """Return the site that `url` belongs to."""
    return url.scheme, registrable_domain(url.host)
