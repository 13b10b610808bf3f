"""Requests that a page of another origin makes a browser send (Fetch, RFC 6454)."""

from __future__ import annotations


def is_cross_origin(site: str | None, origin: str | None, host: str | None) -> bool:
    """Tell whether a page of another origin sends the request with these Sec-Fetch-Site, Origin and Host.

    The browser knows best, and says so in Sec-Fetch-Site. Where an older one does not, Origin is compared with Host:
    without the scheme, which a proxy in front may have changed. A request with neither comes from no page.
    """
    if site is not None:
        return site not in ("same-origin", "none")
    if origin is None:
        return False
    return origin.lower().partition("://")[2] != (host or "").lower()
