"""Cookies (RFC 6265bis): what Set-Cookie says, whether to keep it, and which cookies go with a request.

Cookie text is bytes read as Latin-1, so what a server sets comes back to it byte by byte. Times are seconds
since the epoch. Hosts are ASCII, lower-case, without port; an IPv6 address with or without brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf

from ..faults import InvalidField
from ..faults.content import COOKIE_NAME_INVALID, COOKIE_VALUE_INVALID

MAX_NAME_AND_VALUE = 4096
MAX_ATTRIBUTE_VALUE = 1024
# RFC 6265bis §5.5: no cookie lives longer than 400 days.
MAX_AGE = 400 * 86_400

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_AGE_VALUE = re.compile(r"-?[0-9]+")
_OUTSIDE_NAME = re.compile(r"[\x00-\x08\x0a-\x1f\x7f;=]|[^\x00-\xff]")
_OUTSIDE_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f;]|[^\x00-\xff]")

_DATE_TOKEN = re.compile(r"[\x30-\x39\x3a\x41-\x5a\x61-\x7a\x00-\x08\x0a-\x1f\x7f-\xff]+")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9].*)?", re.DOTALL)
_DAY = re.compile(r"([0-9]{1,2})(?:[^0-9].*)?", re.DOTALL)
_YEAR = re.compile(r"([0-9]{2,4})(?:[^0-9].*)?", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH_DAY = 719_163


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. ``repr()`` leaves its value out.

    As `parse_set_cookie` returns it, an empty `domain` or `path` means that the attribute is absent; as a jar
    keeps it, both are filled in, and an empty `domain` means every host. `host_only` cookies go to their
    `domain` but not to its subdomains. `expires` is None for a cookie that lives as long as the jar.
    `same_site` is ``Strict``, ``Lax``, ``None`` or empty; every request of this client counts as same-site,
    so it is only kept.
    """

    name: str
    value: str = field(repr=False)
    domain: str = ""
    path: str = ""
    expires: float | None = None
    host_only: bool = False
    secure: bool = False
    http_only: bool = False
    same_site: str = ""
    created: float = 0.0

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What makes two cookies the same one (RFC 6265bis §5.7)."""
        return self.domain, self.path, self.name, self.host_only

    @property
    def pair(self) -> str:
        """How the cookie looks in a Cookie field (RFC 6265bis §5.8.3)."""
        return f"{self.name}={self.value}" if self.name else self.value

    def is_expired(self, now: float) -> bool:
        """Tell whether the cookie has expired at the time `now`."""
        return self.expires is not None and self.expires <= now


def parse_set_cookie(value: bytes | str, now: float) -> Cookie | None:
    """Return the cookie that a Set-Cookie value describes, None where it must be ignored (RFC 6265bis §5.6).

    Ignored are cookies with control characters, without name and value, or with more than 4096 bytes of both,
    and those whose name, or value if nameless, claims a prefix that their attributes do not honour (§5.7).
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if _CONTROL.search(text):
        return None
    pair, *attributes = text.split(";")
    name, equals, content = pair.partition("=")
    if not equals:
        name, content = "", pair
    name, content = name.strip(" \t"), content.strip(" \t")
    if not (name or content) or len(name) + len(content) > MAX_NAME_AND_VALUE:
        return None
    cookie = _with_attributes(Cookie(name, content, created=now), attributes, now)
    return cookie if _honours_prefix(cookie) else None


def _with_attributes(cookie: Cookie, attributes: Iterable[str], now: float) -> Cookie:
    """Return `cookie` with its attributes (RFC 6265bis §5.6.1 to §5.6.7); the last of several counts."""
    found: dict[str, str] = {}
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        value = value.strip(" \t")
        if len(value) <= MAX_ATTRIBUTE_VALUE:
            _keep_attribute(found, name.strip(" \t").lower(), value)
    path = found.get("path", "")
    return replace(
        cookie,
        domain=found.get("domain", "").removeprefix(".").lower(),
        path=path if path.startswith("/") else "",
        expires=_expiry(found.get("max-age"), found.get("expires"), now),
        secure="secure" in found,
        http_only="httponly" in found,
        same_site=_same_site(found.get("samesite", "")),
    )


def _keep_attribute(found: dict[str, str], name: str, value: str) -> None:
    """Keep an attribute, unless it is a time that cannot be read: that one leaves an earlier one alone."""
    if name == "max-age" and not _MAX_AGE_VALUE.fullmatch(value):
        return
    if name == "expires" and parse_cookie_date(value) is None:
        return
    found[name] = value


def _expiry(max_age: str | None, expires: str | None, now: float) -> float | None:
    """Return when the cookie expires: Max-Age beats Expires, and neither exceeds the limit of 400 days."""
    if max_age is not None:
        seconds = int(max_age)
        return now + min(seconds, MAX_AGE) if seconds > 0 else -inf
    if expires is None:
        return None
    moment = parse_cookie_date(expires)
    return None if moment is None else min(moment, now + MAX_AGE)


def _same_site(value: str) -> str:
    return next((known for known in ("Strict", "Lax", "None") if known.lower() == value.lower()), "")


def _honours_prefix(cookie: Cookie) -> bool:
    """Check the promise that a name such as ``__Host-id`` makes to the server (RFC 6265bis §4.1.3)."""
    name = cookie.name.lower()
    if not name:
        return not cookie.value.lower().startswith(("__secure-", "__host-"))
    if name.startswith("__secure-"):
        return cookie.secure
    if name.startswith("__host-"):
        return cookie.secure and not cookie.domain and cookie.path == "/"
    return True


def parse_cookie_date(text: str) -> int | None:
    """Return the time in `text`, by the lenient algorithm of RFC 6265bis §5.1.1; None if there is none."""
    clock: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _DATE_TOKEN.findall(text):
        if clock is None and (found := _TIME.fullmatch(token)):
            clock = int(found[1]), int(found[2]), int(found[3])
        elif day is None and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.fullmatch(token)):
            year = _full_year(int(found[1]))
    if clock is None or day is None or month is None or year is None:
        return None
    return _epoch_seconds(year, month, day, clock)


def _full_year(year: int) -> int:
    if 70 <= year <= 99:
        return year + 1900
    return year + 2000 if year <= 69 else year


def _epoch_seconds(year: int, month: int, day: int, clock: tuple[int, int, int]) -> int | None:
    hour, minute, second = clock
    if year < 1601 or hour > 23 or minute > 59 or second > 59:
        return None
    from datetime import date

    try:
        days = date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    return ((days * 24 + hour) * 60 + minute) * 60 + second


def default_path(url_path: str) -> str:
    """Return the path of a cookie without one: that of the URL up to its last slash (RFC 6265bis §5.1.4)."""
    directory = url_path.rpartition("/")[0]
    return directory if directory.startswith("/") else "/"


def path_matches(url_path: str, cookie_path: str) -> bool:
    """Tell whether a cookie of `cookie_path` goes to `url_path` (RFC 6265bis §5.1.4)."""
    if not url_path.startswith(cookie_path):
        return False
    return len(url_path) == len(cookie_path) or cookie_path.endswith("/") or url_path[len(cookie_path)] == "/"


def domain_matches(host: str, domain: str) -> bool:
    """Tell whether `host` is `domain` or one of its subdomains (RFC 6265bis §5.1.3). Addresses have none."""
    return host == domain or (host.endswith("." + domain) and not is_address(host))


def is_address(host: str) -> bool:
    """Tell an IP address from a name: no top-level domain is a number (RFC 3696 §2)."""
    return ":" in host or host.rpartition(".")[2].isdecimal()


def is_single_label(domain: str) -> bool:
    """Tell whether `domain` is a single label, such as ``com``: the one public suffix that needs no list."""
    return "." not in domain


class CookieJar:
    """The cookies of a session.

    It reads like a mapping of names to values. Cookies set by the user without a domain go to every host;
    received ones follow RFC 6265bis. `is_public_suffix` tells the domains under which anybody can register,
    such as ``co.uk``: a cookie for all of one of these is refused. The default knows only that single labels
    are such.

    Threads may share a jar: each change is one assignment to, or one removal from, a dict, and every reading
    works on a copy taken in one step. Two threads that set the same cookie leave the one or the other.
    Nothing is locked.
    """

    __slots__ = ("_cookies", "_is_public_suffix", "max_cookies", "max_per_domain")

    def __init__(
        self,
        cookies: Mapping[str, str] | None = None,
        *,
        is_public_suffix: Callable[[str], bool] | None = None,
        max_per_domain: int = 50,
        max_cookies: int = 3000,
    ) -> None:
        self._cookies: dict[str, dict[tuple[str, str, str, bool], Cookie]] = {}
        self._is_public_suffix = is_public_suffix or is_single_label
        self.max_per_domain = max_per_domain
        self.max_cookies = max_cookies
        if cookies:
            self.update(cookies)

    def receive(
        self, set_cookie_values: Iterable[bytes | str], url_host: str, url_path: str, secure: bool, now: float
    ) -> None:
        """Keep the cookies of a response to a request for `url_path` at `url_host` (RFC 6265bis §5.7).

        `secure` tells whether it came over TLS. Cookies that break the rules are ignored, as browsers do.
        """
        for value in set_cookie_values:
            cookie = parse_set_cookie(value, now)
            resolved = cookie and self._resolved(cookie, url_host, url_path)
            if resolved and self._may_be_set(resolved, secure):
                self._store(resolved, now)

    def _resolved(self, cookie: Cookie, host: str, url_path: str) -> Cookie | None:
        """Fill in domain and path (RFC 6265bis §5.7). None for a domain that `host` may not set."""
        path = cookie.path or default_path(url_path)
        if not cookie.domain or cookie.domain == host:
            # A host that is itself a public suffix or an address can set cookies, though for itself alone.
            narrow = not cookie.domain or is_address(host) or self._is_public_suffix(host)
            return replace(cookie, domain=host, path=path, host_only=narrow)
        if self._is_public_suffix(cookie.domain) or not domain_matches(host, cookie.domain):
            return None
        return replace(cookie, path=path)

    def _may_be_set(self, cookie: Cookie, secure: bool) -> bool:
        """Keep what came in clear from setting or hiding a secure cookie (RFC 6265bis §5.7)."""
        if secure:
            return True
        return not cookie.secure and not any(
            other.secure
            and other.name == cookie.name
            and (domain_matches(other.domain, cookie.domain) or domain_matches(cookie.domain, other.domain))
            and path_matches(cookie.path, other.path)
            for other in self.cookies()
        )

    def _store(self, cookie: Cookie, now: float) -> None:
        kept = self._cookies.setdefault(cookie.domain, {})
        if cookie.is_expired(now):
            kept.pop(cookie.key, None)
            return
        old = kept.get(cookie.key)
        kept[cookie.key] = cookie if old is None else replace(cookie, created=old.created)
        if old is None:
            self._evict(kept, self.max_per_domain, now)
            if len(self) > self.max_cookies:
                self._evict_from_all(now)

    def _evict_from_all(self, now: float) -> None:
        """Evict from the domain that has most, so that no site can drive out the cookies of the others."""
        fullest = max(tuple(self._cookies.values()), key=len)
        self._evict(fullest, len(fullest) - 1, now)

    def _evict(self, kept: dict[tuple[str, str, str, bool], Cookie], limit: int, now: float) -> None:
        """Remove all but `limit` cookies: expired ones first, then those without Secure, then the oldest."""
        excess = len(kept) - limit
        if excess <= 0:
            return
        order = sorted(kept.copy().values(), key=lambda one: (not one.is_expired(now), one.secure, one.created))
        for cookie in order[:excess]:
            kept.pop(cookie.key, None)

    def field_for(self, host: str, path: str, secure: bool, now: float) -> str | None:
        """Return the Cookie value for a request of `path` at `host`, None for none (RFC 6265bis §5.8.3).

        `secure` tells whether the request goes over TLS. Longer paths come first, then older cookies.
        """
        if not self._cookies:
            return None
        matching = [
            cookie
            for cookie in self._for_host(host)
            if (secure or not cookie.secure) and path_matches(path or "/", cookie.path) and not cookie.is_expired(now)
        ]
        matching.sort(key=lambda cookie: (-len(cookie.path), cookie.created))
        return "; ".join(cookie.pair for cookie in matching) or None

    def _for_host(self, host: str) -> Iterator[Cookie]:
        for domain in _domains_of(host):
            kept = self._cookies.get(domain)
            if kept:
                yield from (one for one in kept.copy().values() if domain in ("", host) or not one.host_only)

    def set(self, name: str, value: str, domain: str = "", path: str = "/") -> None:
        """Set a cookie that lives as long as the jar, for `domain` and its subdomains, or for every host.

        Raises InvalidField for a name or value that would break the Cookie field or add to it.
        """
        self.add(Cookie(name, value, domain=domain.removeprefix(".").lower(), path=path))

    def add(self, cookie: Cookie) -> None:
        """Keep `cookie` as it is, such as one that was saved. Raises InvalidField as `set` does."""
        wrong = _OUTSIDE_NAME.search(cookie.name)
        if wrong:
            raise InvalidField(COOKIE_NAME_INVALID, offset=wrong.start())
        wrong = _OUTSIDE_VALUE.search(cookie.value)
        if wrong:
            raise InvalidField(COOKIE_VALUE_INVALID, name=cookie.name, offset=wrong.start())
        self._cookies.setdefault(cookie.domain, {})[cookie.key] = cookie

    def update(self, cookies: Mapping[str, str] | CookieJar) -> None:
        """Set every cookie of a mapping of names to values, or add every cookie of another jar."""
        if isinstance(cookies, CookieJar):
            for cookie in cookies.cookies():
                self.add(cookie)
        else:
            for name, value in cookies.items():
                self.set(name, value)

    def cookies(self) -> list[Cookie]:
        """Return every cookie, expired ones included."""
        return [cookie for kept in self._cookies.copy().values() for cookie in kept.copy().values()]

    def clear(self, domain: str | None = None) -> None:
        """Forget every cookie, or those of `domain`."""
        if domain is None:
            self._cookies = {}
        else:
            self._cookies.pop(domain.removeprefix(".").lower(), None)

    def items(self) -> list[tuple[str, str]]:
        """Return name and value of every cookie; a name in use in several places comes several times."""
        return [(cookie.name, cookie.value) for cookie in self.cookies()]

    def keys(self) -> list[str]:
        """Return the name of every cookie, in the order of `items`."""
        return [cookie.name for cookie in self.cookies()]

    def values(self) -> list[str]:
        """Return the value of every cookie, in the order of `items`."""
        return [cookie.value for cookie in self.cookies()]

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the value of the cookie `name`, `default` without one; of several, that of the newest."""
        newest = max((one for one in self.cookies() if one.name == name), key=_creation, default=None)
        return default if newest is None else newest.value

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        self.set(name, value)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        for cookie in self.cookies():
            if cookie.name == name:
                self._cookies.get(cookie.domain, {}).pop(cookie.key, None)

    def __contains__(self, name: object) -> bool:
        return any(cookie.name == name for cookie in self.cookies())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return sum(map(len, tuple(self._cookies.values())))

    def __bool__(self) -> bool:
        return any(tuple(self._cookies.values()))

    def __repr__(self) -> str:
        return f"<CookieJar of {len(self)} cookies>"


def _creation(cookie: Cookie) -> float:
    return cookie.created


def _domains_of(host: str) -> Iterator[str]:
    """Yield the domains whose cookies go to `host`, first the empty one, of cookies for every host."""
    yield ""
    yield host
    if not is_address(host):
        while "." in host:
            host = host.partition(".")[2]
            yield host
