"""URLs: strict in what is sent, lenient with what people paste (RFC 3986, RFC 9110 §4.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NoReturn

from ..faults import InvalidURL
from ..faults.url import (
    BACKSLASH,
    HOST_BRACKETS,
    HOST_EMPTY,
    HOST_IPV6,
    PORT_SYNTAX,
    URL_CHARACTER,
    URL_PERCENT,
    URL_SCHEME,
    URL_SCHEME_MISSING,
    URL_SLASHES,
    USERINFO_REPEATED,
)
from .forms import Form, decode_form, encode_form
from .hosts import normalized_host, port_number
from .percent import percent_decoded, percent_encoded
from .secrets import mask_query

DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]

# Each reads a component: its text, where that starts, and the pattern of what may not be in it.
_Reading = Callable[[str, int, re.Pattern[str]], str]

_SCHEME = r"[A-Za-z][A-Za-z0-9+.\-]*"
_REFERENCE = re.compile(
    rf"(?:(?P<scheme>{_SCHEME}):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_AUTHORITY = re.compile(r"(?:(?P<userinfo>[^@]*)@)?(?P<host>\[[^\[\]]*\]|[^:\[\]@]*)(?::(?P<port>[^:\[\]@]*))?")

_BAD_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_IN_USERINFO = re.compile(rf"[^A-Za-z0-9\-._~!$&'()*+,;=:%]|{_BAD_PERCENT}")
_IN_PATH = re.compile(rf"[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]|{_BAD_PERCENT}")
_IN_QUERY = re.compile(rf"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]|{_BAD_PERCENT}")

# The surrogates from DC80 to DCFF stand for bytes of a command line that were not UTF-8.
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
_BACKSLASH_BEFORE_QUERY = re.compile(r"[^?#\\]*(\\)")
_STARTS_WITH_PORT = re.compile(r":(?=[0-9]*(?:[/?#]|\Z))")
_STARTS_WITH_SCHEME = re.compile(rf"{_SCHEME}:(?![0-9]+(?:[/?#]|\Z))")
_STARTS_LIKE_SCHEME = re.compile(r"[^/?#]*://")


@dataclass(frozen=True, slots=True, repr=False)
class URL:
    """An absolute http or https URL, taken apart and normalized once. `parse` and `parse_lenient` make it.

    `host` is canonical: lower-case ASCII, an IPv6 address without brackets. `port` is filled in. `path` starts with
    a slash. `query` and `fragment` are None where there is none. `userinfo` is kept apart and is part of no text made
    from the URL. `scheme_assumed` tells that the text had no scheme, so that https is a guess. `authority` has brackets
    around IPv6, and the port unless it is the scheme's own. `origin` is (scheme, host, port); `request_target` and
    `host_field` are the bytes to send.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str | None = None
    fragment: str | None = None
    userinfo: str | None = None
    scheme_assumed: bool = field(default=False, compare=False)
    authority: str = field(init=False, compare=False)
    origin: Origin = field(init=False, compare=False)
    host_field: bytes = field(init=False, compare=False)
    request_target: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        host = f"[{self.host}]" if ":" in self.host else self.host
        authority = host if self.is_default_port else f"{host}:{self.port}"
        target = self.path if self.query is None else f"{self.path}?{self.query}"
        keep = object.__setattr__
        keep(self, "authority", authority)
        keep(self, "origin", (self.scheme, self.host, self.port))
        keep(self, "host_field", authority.encode("ascii"))
        keep(self, "request_target", target.encode("ascii"))

    @classmethod
    def parse(cls, text: str) -> URL:
        """Return the URL that `text` is, by the letter of RFC 3986.

        Raises `InvalidURL` that names the first character, or the part, that is wrong.
        """
        unusable = _UNUSABLE.search(text)
        if unusable or not text.isascii():
            wrong = unusable or next(re.finditer(r"[^\x00-\x7f]", text))
            raise InvalidURL(URL_CHARACTER, character=ascii(wrong[0]), offset=wrong.start())
        return _read(_split(text), 0, _checked)

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
        return percent_decoded(user), percent_decoded(password)

    @property
    def masked(self) -> str:
        """Return the URL as text for people: the values of parameters that look like secrets are left out."""
        return mask_query(str(self))

    def join(self, reference: str) -> URL:
        """Return the URL that `reference` means relative to this one (RFC 3986 §5.2).

        Characters that may not be in a URL are percent-encoded, as in `parse_lenient`. Raises `InvalidURL`.
        """
        _refuse_ambiguous(reference)
        found = _split(reference)
        if found["scheme"] is not None or found["authority"] is not None:
            return _read(found, 0, _repaired, self.scheme)
        path, query, fragment = _read_rest(found, 0, _repaired)
        if not path:
            path, query = self.path, self.query if query is None else query
        elif not path.startswith("/"):
            path = self.path[: self.path.rindex("/") + 1] + path
        return URL(self.scheme, self.host, self.port, remove_dot_segments(path), query, fragment, self.userinfo)

    def with_params(self, params: Form | None) -> URL:
        """Return this URL with `params` added to its query, encoded by `encode_params`. Raises `UsageError`."""
        added = encode_params(params)
        if not added:
            return self
        query = f"{self.query}&{added}" if self.query else added
        userinfo, assumed = self.userinfo, self.scheme_assumed
        return URL(self.scheme, self.host, self.port, self.path, query, self.fragment, userinfo, assumed)

    def without_fragment(self) -> URL:
        """Return this URL as far as it is sent."""
        if self.fragment is None:
            return self
        userinfo, assumed = self.userinfo, self.scheme_assumed
        return URL(self.scheme, self.host, self.port, self.path, self.query, None, userinfo, assumed)

    def __str__(self) -> str:
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{self.authority}{self.request_target.decode('ascii')}{fragment}"

    def __repr__(self) -> str:
        masked = "[masked]@" if self.userinfo else ""
        return f"URL({self.masked.replace('//', f'//{masked}', 1)!r})"


def parse_lenient(text: str, default_scheme: str = "https") -> URL:
    """Return the URL that a person means by `text`.

    White space around it goes; a missing scheme is `default_scheme`; ``:8080/x`` means localhost, as in HTTPie;
    spaces and characters outside ASCII are percent-encoded, and so is a % that starts no code. Raises `InvalidURL` for
    what two programs might read differently: control characters, backslashes, several @, odd IPv4 addresses.
    """
    pasted = text.strip()
    if not pasted:
        raise InvalidURL(HOST_EMPTY)
    start = len(text) - len(text.lstrip())
    _refuse_ambiguous(pasted, start)
    supplied = _supplied(pasted)
    found = _split(supplied + pasted)
    url = _read(found, start - len(supplied), _repaired, default_scheme)
    return replace(url, scheme_assumed=True) if found["scheme"] is None and _is_guess(url, found) else url


@lru_cache(maxsize=2048)
def url_of(text: str) -> URL:
    """Return what `parse_lenient` does, remembered: programs ask for the same URLs again and again."""
    return parse_lenient(text)


def same_origin(one: URL, other: URL) -> bool:
    """Tell whether two URLs have the same scheme, host and port (RFC 6454 §5)."""
    return one.origin == other.origin


def encode_params(params: Form | None) -> str:
    """Return `params` as a query: a mapping or pairs, where a list repeats its name and None is left out.

    Text and bytes count as encoded already; what a query may not have in it is percent-encoded. Raises `UsageError`
    for what is none of these.
    """
    if not params:
        return ""
    try:
        if isinstance(params, bytes):
            params = params.decode("utf-8", "surrogateescape")
        if isinstance(params, str):
            return _repaired(params, 0, _IN_QUERY)
        return encode_form(params).decode("ascii")
    except UnicodeEncodeError as error:
        raise InvalidURL(URL_CHARACTER, character=ascii(error.object[error.start]), offset=error.start) from error


def merged_params(first: Form | None, second: Form | None) -> str:
    """Return the query of both, as `encode_params`; a name in `second` stands for all of that name in `first`.

    A value of None in `second` takes the name away.
    """
    ours, theirs = encode_params(first), encode_params(second)
    if not ours or not second:
        return ours or theirs
    replaced = _names(theirs)
    if isinstance(second, Mapping):
        replaced |= {str(name) for name, value in second.items() if value is None}
    kept = [field for field in ours.split("&") if replaced.isdisjoint(_names(field))]
    return "&".join([*kept, theirs] if theirs else kept)


def _names(query: str) -> set[str]:
    return {name for name, _ in decode_form(query, max_fields=len(query) + 1)}


def remove_dot_segments(path: str) -> str:
    """Return `path`, which starts with a slash, without ``.`` and ``..`` segments (RFC 3986 §5.2.4).

    Empty segments stay: a server may tell ``//`` from ``/``.
    """
    if "/." not in path:
        return path
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


# -- components ----------------------------------------------------------------------------------------------------


def _split(reference: str) -> re.Match[str]:
    """Return the components of `reference`; there is no text without a match (RFC 3986 appendix B)."""
    return next(_REFERENCE.finditer(reference))


def _read(found: re.Match[str], shift: int, read: _Reading, default_scheme: str = "") -> URL:
    """Return the URL with the components `found`; `shift` leads from a place in them to one in the user's text."""
    scheme = (found["scheme"] or default_scheme).lower()
    if not scheme:
        raise InvalidURL(URL_SCHEME_MISSING)
    if scheme not in DEFAULT_PORTS:
        raise InvalidURL(URL_SCHEME, scheme=scheme)
    if found["authority"] is None:
        raise InvalidURL(URL_SLASHES, scheme=scheme)
    userinfo, host, port = _read_authority(found["authority"], found.start("authority") + shift, read)
    path, query, fragment = _read_rest(found, shift, read)
    port = DEFAULT_PORTS[scheme] if port is None else port
    return URL(scheme, host, port, remove_dot_segments(path) or "/", query, fragment, userinfo)


def _read_authority(authority: str, start: int, read: _Reading) -> tuple[str | None, str, int | None]:
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        _refuse_authority(authority, start)
    userinfo, host, port = found.groups()
    if userinfo:
        userinfo = read(userinfo, start, _IN_USERINFO)
    number = port_number(port) if port else None
    if port and number is None:
        raise InvalidURL(PORT_SYNTAX, offset=start + found.start("port"))
    return userinfo or None, normalized_host(host, start + found.start("host")), number


def _refuse_authority(authority: str, start: int) -> NoReturn:
    userinfo, _, place = authority.rpartition("@")
    if "@" in userinfo:
        raise InvalidURL(USERINFO_REPEATED, offset=start + len(userinfo))
    fault = HOST_IPV6 if "[" in place or "]" in place else HOST_BRACKETS
    raise InvalidURL(fault, offset=start + len(authority) - len(place))


def _read_rest(found: re.Match[str], shift: int, read: _Reading) -> tuple[str, str | None, str | None]:
    path, query, fragment = found["path"], found["query"], found["fragment"]
    path = read(path, found.start("path") + shift, _IN_PATH)
    if query is not None:
        query = read(query, found.start("query") + shift, _IN_QUERY)
    if fragment is not None:
        fragment = read(fragment, found.start("fragment") + shift, _IN_QUERY)
    return path, query, fragment


def _checked(component: str, start: int, forbidden: re.Pattern[str]) -> str:
    wrong = forbidden.search(component)
    if wrong is None:
        return component
    offset = start + wrong.start()
    if wrong[0] == "%":
        raise InvalidURL(URL_PERCENT, offset=offset)
    if wrong[0] == "\\":
        raise InvalidURL(BACKSLASH, offset=offset)
    raise InvalidURL(URL_CHARACTER, character=ascii(wrong[0]), offset=offset)


def _repaired(component: str, _start: int, forbidden: re.Pattern[str]) -> str:
    return forbidden.sub(lambda wrong: percent_encoded(wrong[0]), component)


# -- what people paste ---------------------------------------------------------------------------------------------


def _refuse_ambiguous(text: str, start: int = 0) -> None:
    """Raise `InvalidURL` for what no repair makes unambiguous; `start` is where `text` starts in the user's text."""
    unusable = _UNUSABLE.search(text)
    if unusable:
        raise InvalidURL(URL_CHARACTER, character=ascii(unusable[0]), offset=start + unusable.start())
    backslash = _BACKSLASH_BEFORE_QUERY.match(text)
    if backslash:
        raise InvalidURL(BACKSLASH, offset=start + backslash.start(1))


def _is_guess(url: URL, found: re.Match[str]) -> bool:
    """Tell whether `url`, whose text had no scheme, is for https without any other sign that this is meant."""
    return url.scheme == "https" and not found["authority"].endswith(":443")


def _supplied(pasted: str) -> str:
    """Return what is to be put before `pasted` so that it has an authority. Raises `InvalidURL`."""
    if pasted.startswith("//") or _STARTS_WITH_SCHEME.match(pasted):
        return ""
    if _STARTS_LIKE_SCHEME.match(pasted):
        raise InvalidURL(URL_SCHEME_MISSING)
    return "//localhost" if _STARTS_WITH_PORT.match(pasted) else "//"
