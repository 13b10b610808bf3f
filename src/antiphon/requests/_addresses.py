"""The address that a request goes to, completed from the URL that a user wrote (RFC 3986)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlunparse

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from ._internal_utils import unicode_is_ascii
from .exceptions import InvalidURL, MissingSchema
from .utils import requote_uri

_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL; the host in ASCII, the path never empty. `plain` is the whole of it, quoted."""

    scheme: str
    authority: str
    path: str
    query: str | None
    fragment: str | None
    plain: str

    def with_query(self, more: object) -> str:
        """Return the quoted URL with the encoded parameters `more` after its own query."""
        query = f"{self.query}&{more}" if self.query else more
        return _quoted(self.scheme, self.authority, self.path, query, self.fragment)


@lru_cache(maxsize=_REMEMBERED)
def address_of(url: str, encoded_host: Callable[[str], str]) -> Address:
    """Return what `url` means; `encoded_host` writes an international host in ASCII, or raises UnicodeError.

    Remembered: programs ask for the same few URLs again and again. Raises `MissingSchema` and `InvalidURL`.
    """
    try:
        scheme, userinfo, host, port, path, query, fragment = parse_url(url)
    except LocationParseError as error:
        raise InvalidURL(*error.args)  # noqa: B904  (the message is the cause's own)
    if not scheme:
        raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    if not host:
        raise InvalidURL(f"Invalid URL {url!r}: No host supplied")
    authority = _ascii_host(host, encoded_host)
    if userinfo:
        authority = f"{userinfo}@{authority}"
    if port:
        authority = f"{authority}:{port}"
    path = path or "/"
    return Address(scheme, authority, path, query, fragment, _quoted(scheme, authority, path, query, fragment))


def _ascii_host(host: str, encoded_host: Callable[[str], str]) -> str:
    """Return `host` in ASCII. What begins like a pattern or an empty label names no host."""
    if unicode_is_ascii(host):
        if host.startswith(("*", ".")):
            raise InvalidURL("URL has an invalid label.")
        return host
    try:
        return encoded_host(host)
    except UnicodeError:
        raise InvalidURL("URL has an invalid label.")  # noqa: B904  (as above)


def _quoted(scheme: str, authority: str, path: str, query: object, fragment: str | None) -> str:
    url: Any = urlunparse((scheme, authority, path, None, query, fragment))  # type: ignore[arg-type]
    return requote_uri(url)
