"""URLs: strict in what is sent, lenient with what people paste (RFC 3986, RFC 9110 §4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from ..faults import InvalidURL
from ..faults.url import (
    BACKSLASH,
    HOST_EMPTY,
    PORT_SYNTAX,
    URL_CHARACTER,
    URL_PERCENT,
    URL_SCHEME,
    URL_SCHEME_MISSING,
    USERINFO_REPEATED,
)
from .forms import encode_form
from .hosts import normalized_host

DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_WRONG_CHARACTER = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_WRONG_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME_START = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_OTHER_SCHEME = re.compile(r"(?:data|javascript|mailto|file|about|urn|tel|blob):", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}")
# What is left alone in a pasted URL: all that RFC 3986 allows anywhere, and the percent sign of what is encoded.
_KEPT = "!#$%&'()*+,-./:;=?@[]_~"


class URL:
    """An absolute http or https URL, taken apart and normalized once.

    `host` is canonical: lower-case ASCII, an IPv6 address without brackets. `port` is filled in. `query` and
    `fragment` are None where there is none. `userinfo` is kept apart and is part of no text made from the URL.
    `origin` is (scheme, host, port); `request_target` and `host_field` are the bytes to send.
    """

    __slots__ = (
        "_text",
        "fragment",
        "host",
        "host_field",
        "origin",
        "path",
        "port",
        "query",
        "request_target",
        "scheme",
        "userinfo",
    )

    def __init__(
        self,
        scheme: str,
        host: str,
        port: int,
        path: str,
        query: str | None = None,
        fragment: str | None = None,
        userinfo: str | None = None,
    ) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
        self.fragment = fragment
        self.userinfo = userinfo
        self.origin: Origin = (scheme, host, port)
        target = path if query is None else f"{path}?{query}"
        authority = self.authority
        self.request_target = target.encode("ascii")
        self.host_field = authority.encode("ascii")
        end = "" if fragment is None else f"#{fragment}"
        self._text = f"{scheme}://{authority}{target}{end}"

    @classmethod
    def parse(cls, text: str) -> URL:
        """Return the URL that `text` is, by the letter of RFC 3986.

        Raises `InvalidURL` that names the first character, or the part, that is wrong.
        """
        _check_characters(text)
        found = _PARTS.fullmatch(text)
        if found is None:
            raise InvalidURL(URL_SCHEME_MISSING)
        scheme, authority, path, query, fragment = found.groups()
        if scheme is None:
            raise InvalidURL(URL_SCHEME_MISSING)
        scheme = scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise InvalidURL(URL_SCHEME, scheme=ascii(scheme))
        userinfo, host, port = _split_authority(authority or "", scheme)
        return cls(scheme, host, port, remove_dot_segments(path or "/"), query, fragment, userinfo)

    @property
    def authority(self) -> str:
        """Return the host, with brackets around IPv6, and the port unless it is the scheme's default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_default_port else f"{host}:{self.port}"

    @property
    def is_default_port(self) -> bool:
        """Tell whether the port is the scheme's own."""
        return self.port == DEFAULT_PORTS[self.scheme]

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Return user and password of the userinfo, decoded; None where there is none."""
        if not self.userinfo:
            return None
        user, _, password = self.userinfo.partition(":")
        return unquote(user), unquote(password)

    def join(self, reference: str) -> URL:
        """Return the URL that `reference` means relative to this one (RFC 3986 §5.2). Raises `InvalidURL`."""
        scheme, authority, path, query, fragment = _split(_encoded(reference))
        if scheme is not None:
            return URL.parse(_encoded(reference))
        if authority is not None:
            return URL.parse(f"{self.scheme}:{_encoded(reference)}")
        if path:
            merged = path if path.startswith("/") else self.path[: self.path.rfind("/") + 1] + path
            path = remove_dot_segments(merged)
        else:
            path, query = self.path, self.query if query is None else query
        return URL(self.scheme, self.host, self.port, path, query, fragment, self.userinfo)

    def with_params(self, query: str) -> URL:
        """Return this URL with `query`, already encoded, added to its query."""
        both = f"{self.query}&{query}" if self.query else query
        return URL(self.scheme, self.host, self.port, self.path, both, self.fragment, self.userinfo)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"URL({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, URL) and self._text == other._text and self.userinfo == other.userinfo

    def __hash__(self) -> int:
        return hash(self._text)


def parse_lenient(text: str, default_scheme: str = "https") -> URL:
    """Return the URL that a person means by `text`.

    White space around it goes; a missing scheme is `default_scheme`; ``:8080/x`` means localhost, as in HTTPie;
    spaces and characters outside ASCII are percent-encoded, and so is a % that starts no code. Raises `InvalidURL` for
    what two programs might read differently: control characters, backslashes, several @, odd IPv4 addresses.
    """
    text = text.strip(" \t\r\n\f")
    if not text:
        raise InvalidURL(HOST_EMPTY)
    if not _SCHEME_START.match(text):
        text = _with_scheme(text, default_scheme)
    return URL.parse(_encoded(text))


def _with_scheme(text: str, scheme: str) -> str:
    other = _OTHER_SCHEME.match(text)
    if other:
        raise InvalidURL(URL_SCHEME, scheme=ascii(other[0][:-1].lower()))
    if text.startswith("//"):
        return f"{scheme}:{text}"
    if text.startswith(":"):
        return f"{scheme}://localhost{text.removeprefix(':') if text[1:2] in ('', '/') else text}"
    return f"{scheme}://{text}"


@lru_cache(maxsize=2048)
def url_of(text: str) -> URL:
    """Return what `parse_lenient` does, remembered: programs ask for the same URLs again and again."""
    return parse_lenient(text)


def _encoded(text: str) -> str:
    """Return `text` with what may not stand in a URL percent-encoded; the host is left for IDNA."""
    control = _CONTROL.search(text)
    if control:
        raise InvalidURL(URL_CHARACTER, character=ascii(control[0]), offset=control.start())
    scheme, authority, path, query, fragment = _split(text)
    backslash = text.find("\\")
    if 0 <= backslash < len(text) - len(query or "") - len(fragment or ""):
        raise InvalidURL(BACKSLASH, offset=backslash)
    start = "" if scheme is None else f"{scheme}:"
    if authority is not None:
        start += f"//{_ascii_authority(authority)}"
    rest = quote_part(path)
    rest += "" if query is None else f"?{quote_part(query)}"
    rest += "" if fragment is None else f"#{quote_part(fragment)}"
    return start + rest


def _ascii_authority(authority: str) -> str:
    if authority.isascii():
        return authority
    userinfo, at, place = authority.rpartition("@")
    host, colon, port = place.rpartition(":") if re.search(r":[0-9]*\Z", place) else (place, "", "")
    return f"{quote_part(userinfo)}{at}{normalized_host(host)}{colon}{port}"


def quote_part(part: str) -> str:
    """Return `part` with what RFC 3986 forbids percent-encoded as UTF-8; codes that are there stay."""
    fixed = _WRONG_PERCENT.sub("%25", part)
    return fixed if not _WRONG_CHARACTER.search(fixed) else quote(fixed, safe=_KEPT, encoding="utf-8", errors="replace")


def _split(text: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    found = _PARTS.fullmatch(text)
    if found is None:
        raise InvalidURL(URL_SCHEME_MISSING)
    scheme, authority, path, query, fragment = found.groups()
    return scheme, authority, path or "", query, fragment


def _check_characters(text: str) -> None:
    wrong = _WRONG_CHARACTER.search(text)
    if wrong:
        fault = BACKSLASH if wrong[0] == "\\" else URL_CHARACTER
        raise InvalidURL(fault, character=ascii(wrong[0]), offset=wrong.start())
    percent = _WRONG_PERCENT.search(text)
    if percent:
        raise InvalidURL(URL_PERCENT, offset=percent.start())


def _split_authority(authority: str, scheme: str) -> tuple[str | None, str, int]:
    userinfo, at, place = authority.rpartition("@")
    if "@" in userinfo:
        raise InvalidURL(USERINFO_REPEATED)
    host, port = split_host_port(place)
    return (userinfo if at else None), normalized_host(host), checked_port(port, DEFAULT_PORTS[scheme])


def split_host_port(place: str) -> tuple[str, str]:
    """Return host, with its brackets, and the text behind the colon, "" where there is none."""
    if place.startswith("["):
        host, bracket, rest = place.partition("]")
        if rest and not rest.startswith(":"):
            raise InvalidURL(PORT_SYNTAX, port=ascii(rest))
        return host + bracket, rest[1:]
    host, _, port = place.partition(":")
    return host, port


def checked_port(port: str, default: int) -> int:
    """Return `port` as a number, `default` where it is empty. Raises `InvalidURL`."""
    if not port:
        return default
    if not _PORT.fullmatch(port) or not 0 < int(port) < 65536:
        raise InvalidURL(PORT_SYNTAX, port=ascii(port))
    return int(port)


def remove_dot_segments(path: str) -> str:
    """Return `path` without its ``.`` and ``..`` segments (RFC 3986 §5.2.4); empty segments stay."""
    if "." not in path:
        return path if path.startswith("/") else f"/{path}"
    kept: list[str] = []
    segments = path.split("/")
    if segments[0] == "":
        segments = segments[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def encode_params(params: Any) -> str:
    """Return `params` as a query: a mapping or pairs, where a list repeats and None is left out; text stays.

    Raises `UsageError` for what is none of these.
    """
    if not params:
        return ""
    if isinstance(params, bytes):
        return params.decode("ascii", "replace")
    if isinstance(params, str):
        return quote_part(params)
    if isinstance(params, Mapping | Iterable):
        return encode_form(params).decode("ascii")
    return encode_form(params).decode("ascii")


def same_origin(one: URL, other: URL) -> bool:
    """Tell whether two URLs have the same scheme, host and port (RFC 6454 §5)."""
    return one.origin == other.origin
