"""Cookies (RFC 6265bis): what Set-Cookie says, whether to keep it, and which cookies go with a request.

Cookie text is bytes read as Latin-1, so what a server sets comes back to it byte by byte. Times are seconds
since the epoch. Hosts are ASCII, lower-case, without port; an IPv6 address with or without brackets.

A dot at the end makes another host: ``example.com.`` and ``example.com`` do not see each other's cookies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from math import inf
from operator import itemgetter
from typing import TypeAlias

from ..faults import InvalidField, UsageError
from ..faults.content import COOKIE_NAME_INVALID, COOKIE_VALUE_INVALID
from ..faults.policies import POLICY_UNUSABLE
from .cookie_dates import parse_cookie_date
from .public_suffixes import is_public_suffix
from .settings import shown

MAX_NAME_AND_VALUE = 4096
MAX_ATTRIBUTE_VALUE = 1024
# When all is full, room is made for a twentieth of the limit at once.
_ROOM_AT_ONCE = 20
# RFC 6265bis §5.5: no cookie lives longer than 400 days.
MAX_AGE = 400 * 86_400

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_AGE_VALUE = re.compile(r"-?[0-9]+")
_OUTSIDE_NAME = re.compile(r"[\x00-\x08\x0a-\x1f\x7f;=]|[^\x00-\xff]")
_OUTSIDE_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f;]|[^\x00-\xff]")

Key: TypeAlias = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. ``repr()`` leaves its value out.

    As `parse_set_cookie` returns it, an empty `domain` or `path` means that the attribute is absent; as a jar
    keeps it, both are filled in, and an empty `domain` means every host. `host_only` cookies go to their
    `domain` but not to its subdomains. `expires` is None for a cookie that lives as long as the jar.
    `same_site` is ``Strict``, ``Lax``, ``None`` or empty; it matters to requests that one site makes of another.
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
    def key(self) -> Key:
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

    Ignored are cookies with control characters, without name and value, or with more than 4096 bytes of both, those
    for every site without being secure, and those whose name, or value if nameless, claims a prefix that their
    attributes do not honour (§5.7).
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
    if cookie.same_site == "None" and not cookie.secure:
        return None
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


def check_cookie(cookie: Cookie) -> None:
    """Raise InvalidField for a name or value that would break the Cookie field or add to it."""
    wrong = _OUTSIDE_NAME.search(cookie.name)
    if wrong:
        raise InvalidField(COOKIE_NAME_INVALID, offset=wrong.start())
    wrong = _OUTSIDE_VALUE.search(cookie.value)
    if wrong:
        raise InvalidField(COOKIE_VALUE_INVALID, name=cookie.name, offset=wrong.start())


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


class CookieJar:
    """The cookies of a session.

    It reads like a mapping of names to values. Cookies set by the user without a domain go to every host;
    received ones follow RFC 6265bis. `is_public_suffix` tells the domains under which anybody can register,
    such as ``co.uk``: a cookie for all of one of these is refused. The default knows the public suffix list.

    Threads may share a jar: each change is one assignment to, or one removal from, a dict, and every reading
    works on a copy taken in one step. Two threads that set the same cookie leave the one or the other.
    Nothing is locked.
    """

    __slots__ = (
        "_cookies",
        "_earliest",
        "_is_public_suffix",
        "_room",
        "_secured",
        "_used",
        "max_cookies",
        "max_per_domain",
    )

    def __init__(
        self,
        cookies: Mapping[str, str] | CookieJar | None = None,
        *,
        is_public_suffix: Callable[[str], bool] = is_public_suffix,
        max_per_domain: int = 50,
        max_cookies: int = 3000,
    ) -> None:
        self._is_public_suffix = is_public_suffix
        self.max_per_domain = max_per_domain
        self.max_cookies = max_cookies
        self._forget_all()
        if cookies:
            self.update(cookies)

    def _forget_all(self) -> None:
        self._cookies: dict[str, dict[Key, Cookie]] = {}
        # When each cookie went with a request last.
        self._used: dict[Key, float] = {}
        # The keys of secure cookies by their name and each domain that they are at or below, so that a cookie from
        # http need not be compared with all.
        self._secured: dict[tuple[str, str], dict[Key, None]] = {}
        # How many cookies may come, none going, before there might be too many.
        self._room = self.max_cookies
        # No cookie expires before this moment.
        self._earliest = inf

    # -- from a response -----------------------------------------------------------------------------------------------

    def receive(
        self,
        set_cookie_values: Iterable[bytes | str],
        url_host: str,
        url_path: str,
        secure: bool,
        now: float,
        *,
        cross_site: bool = False,
    ) -> None:
        """Keep the cookies of a response to a request for `url_path` at `url_host` (RFC 6265bis §5.7).

        `secure` tells whether it came over TLS, `cross_site` whether another site asked for it. Cookies that break
        the rules are ignored, as browsers do.
        """
        if now >= self._earliest:
            self._remove_expired(now)
        for value in set_cookie_values:
            cookie = parse_set_cookie(value, now)
            if cookie is None or (cross_site and cookie.same_site != "None"):
                continue
            resolved = self._resolved(cookie, url_host, url_path)
            if resolved is not None and self._may_be_set(resolved, secure):
                self._store(resolved, now)

    def _resolved(self, cookie: Cookie, host: str, url_path: str) -> Cookie | None:
        """Fill in domain and path (RFC 6265bis §5.7). None for a domain that `host` may not set."""
        path = cookie.path or default_path(url_path)
        domain = cookie.domain
        if not domain:
            return replace(cookie, domain=host, path=path, host_only=True)
        if not domain.isascii() or not domain_matches(host, domain):
            return None
        # A host that is itself a public suffix or an address can set cookies, though for itself alone.
        narrow = is_address(host) or self._is_public_suffix(domain)
        if narrow and domain != host:
            return None
        return replace(cookie, path=path, host_only=narrow)

    def _may_be_set(self, cookie: Cookie, secure: bool) -> bool:
        """Keep what came in clear from setting or hiding a secure cookie (RFC 6265bis §5.7)."""
        if secure:
            return True
        return not cookie.secure and not any(
            path_matches(cookie.path, path) for _, path, _, _ in self._secured_near(cookie)
        )

    def _secured_near(self, cookie: Cookie) -> Iterator[Key]:
        """Yield the keys of the secure cookies of the same name at the domain of `cookie`, below it and above it."""
        yield from self._secured.get((cookie.name, cookie.domain), {}).copy()
        for domain in _superdomains(cookie.domain):
            for key, other in self._cookies.get(domain, {}).copy().items():
                if other.secure and other.name == cookie.name:
                    yield key

    def _store(self, cookie: Cookie, now: float) -> None:
        old = self._cookies.get(cookie.domain, {}).get(cookie.key)
        if cookie.is_expired(now):
            if old is not None:
                self._remove(old)
            return
        self._put(cookie if old is None else replace(cookie, created=old.created))
        if old is None:
            self._evict(cookie.domain, self.max_per_domain)
            self._room -= 1
            if self._room < 0:
                self._evict_from_all()

    def _put(self, cookie: Cookie) -> None:
        key = cookie.key
        if cookie.secure:
            for place in _places(key):
                self._secured.setdefault(place, {})[key] = None
        else:
            self._unsecure(key)
        kept: dict[Key, Cookie] | None = None
        # Another thread may have removed the domain's last cookie, and the domain with it.
        while kept is None or self._cookies.get(cookie.domain) is not kept:
            kept = self._cookies.setdefault(cookie.domain, {})
            kept[key] = cookie
        if cookie.expires is not None and cookie.expires < self._earliest:
            self._earliest = cookie.expires

    def _remove(self, cookie: Cookie) -> None:
        kept = self._cookies.get(cookie.domain, {})
        kept.pop(cookie.key, None)
        self._used.pop(cookie.key, None)
        self._unsecure(cookie.key)
        if not kept and self._cookies.get(cookie.domain) is kept:
            # What another thread has put there in the meantime stays.
            for late in self._cookies.pop(cookie.domain, {}).copy().values():
                self._put(late)

    def _unsecure(self, key: Key) -> None:
        """Forget that the cookie with `key` is a secure one."""
        for place in _places(key):
            keys = self._secured.get(place)
            if keys is not None:
                keys.pop(key, None)
                if not keys:
                    self._secured.pop(place, None)

    # -- limits --------------------------------------------------------------------------------------------------------

    def _remove_expired(self, now: float) -> None:
        self._earliest = inf
        for cookie in self.cookies():
            if cookie.is_expired(now):
                self._remove(cookie)
            elif cookie.expires is not None and cookie.expires < self._earliest:
                self._earliest = cookie.expires

    def _evict_from_all(self) -> None:
        """Make room where there are too many cookies in all, for some more at once: it takes a look at every one.

        Those go first that are behind most others of their own domain, so that no site can drive out the cookies of
        the others. What the user set for every host stays.
        """
        if len(self) > self.max_cookies:
            excess = len(self) - self.max_cookies + self.max_cookies // _ROOM_AT_ONCE
            for _, _, cookie in nsmallest(excess, self._ranked(), key=_rank):
                self._remove(cookie)
        self._room = self.max_cookies - len(self)

    def _ranked(self) -> Iterator[tuple[int, tuple[bool, float, float], Cookie]]:
        """Yield every cookie after its worth and, negative, how many of its domain are worth more."""
        for domain, cookies in self.by_domain().items():
            if domain:
                worths = [(self._worth(cookie), cookie) for cookie in cookies]
                worths.sort(key=itemgetter(0), reverse=True)
                for place, (worth, cookie) in enumerate(worths):
                    yield -place, worth, cookie

    def _evict(self, domain: str, limit: int) -> None:
        """Remove all but `limit` cookies of `domain`: those without Secure first, then the least recently used.

        Expired ones are gone before anything is stored (RFC 6265bis §5.7).
        """
        kept = self._cookies.get(domain, {})
        excess = len(kept) - limit
        if excess > 0:
            for cookie in nsmallest(excess, kept.copy().values(), key=self._worth):
                self._remove(cookie)

    def _worth(self, cookie: Cookie) -> tuple[bool, float, float]:
        return cookie.secure, self._used.get(cookie.key, cookie.created), cookie.created

    # -- for a request -------------------------------------------------------------------------------------------------

    def field_for(self, host: str, path: str, secure: bool, now: float, *, cross_site: bool = False) -> str | None:
        """Return the Cookie value for a request of `path` at `host`, None for none (RFC 6265bis §5.8.3).

        `secure` tells whether the request goes over TLS, `cross_site` whether another site makes it, as a page that
        loads something does: only cookies with ``SameSite=None`` go with that. Longer paths come first, then older
        cookies.
        """
        if not self._cookies:
            return None
        matching = [
            cookie
            for cookie in self._for_host(host)
            if (secure or not cookie.secure)
            and (not cross_site or cookie.same_site == "None")
            and path_matches(path or "/", cookie.path)
            and not cookie.is_expired(now)
        ]
        matching.sort(key=lambda cookie: (-len(cookie.path), cookie.created))
        self._used.update((cookie.key, now) for cookie in matching)
        return "; ".join(cookie.pair for cookie in matching) or None

    def _for_host(self, host: str) -> Iterator[Cookie]:
        for domain in _domains_of(host):
            kept = self._cookies.get(domain)
            if kept:
                yield from (one for one in kept.copy().values() if domain in ("", host) or not one.host_only)

    # -- for the user --------------------------------------------------------------------------------------------------

    def set(self, name: str, value: str, domain: str = "", path: str = "/") -> None:
        """Set a cookie that lives as long as the jar, for `domain` and its subdomains, or for every host.

        A number is as good as its text. Raises InvalidField for a name or value that would break the Cookie field or
        add to it, UsageError for a value of another kind.
        """
        if not isinstance(name, str):
            raise UsageError(POLICY_UNUSABLE, setting="cookies", value=shown(name), rule="Mapping[str, str]")
        if not isinstance(value, str | int | float):
            raise UsageError(POLICY_UNUSABLE, setting=f"cookies[{name!r}]", value=shown(value), rule="str")
        self.add(Cookie(name, str(value), domain=domain.removeprefix(".").lower(), path=path))

    def add(self, cookie: Cookie) -> None:
        """Keep `cookie` as it is, such as one that was saved. Raises InvalidField as `set` does."""
        check_cookie(cookie)
        self._put(cookie)

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

    def by_domain(self) -> dict[str, list[Cookie]]:
        """Return the cookies of each domain, in the order in which they came; those for every host are at ``""``."""
        return {domain: list(kept.copy().values()) for domain, kept in self._cookies.copy().items()}

    def clear(self, domain: str | None = None) -> None:
        """Forget every cookie, or those of `domain`."""
        if domain is None:
            self._forget_all()
            return
        for cookie in self._cookies.get(domain.removeprefix(".").lower(), {}).copy().values():
            self._remove(cookie)

    def save(self) -> None:
        """Keep the cookies for later, where there is a place for that; this jar has none but memory."""

    def discard(self, cookie: Cookie) -> None:
        """Forget the cookie that has the same name, domain and path as `cookie`, if there is one."""
        self._remove(cookie)

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
                self._remove(cookie)

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


def _rank(ranked: tuple[int, tuple[bool, float, float], Cookie]) -> tuple[int, tuple[bool, float, float]]:
    return ranked[:2]


def _domains_of(host: str) -> Iterator[str]:
    """Yield the domains whose cookies go to `host`, first the empty one, of cookies for every host."""
    yield ""
    yield host
    yield from _superdomains(host)


def _superdomains(host: str) -> Iterator[str]:
    """Yield the domains that `host` is below; an address is below none."""
    if not is_address(host):
        while "." in host:
            host = host.partition(".")[2]
            yield host


def _places(key: Key) -> Iterator[tuple[str, str]]:
    """Yield a cookie's name together with each domain that it is at or below."""
    domain, _, name, _ = key
    yield name, domain
    for above in _superdomains(domain):
        yield name, above
