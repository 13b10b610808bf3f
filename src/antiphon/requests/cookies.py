"""Cookies: the standard library's jar with the face of a dict, and what lets that jar see requests' messages."""

from __future__ import annotations

import calendar
import copy
import threading
import time
from collections.abc import Iterator, MutableMapping
from http.cookiejar import Cookie, CookieJar, CookiePolicy
from http.cookies import Morsel
from itertools import dropwhile
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ._internal_utils import to_native_string
from .compat import cookielib, urlparse, urlunparse

if TYPE_CHECKING:
    from _typeshed import SupportsKeysAndGetItem

    from .models import PreparedRequest

_CookieJarT = TypeVar("_CookieJarT", bound=CookieJar)

_EXPIRES = "%a, %d-%b-%Y %H:%M:%S GMT"


class MockRequest:
    """A prepared request in the shape of urllib's, which is the only one that a `CookieJar` understands.

    The jar's Cookie field is kept apart from the request's own fields: see `get_new_headers`.
    """

    type: str

    def __init__(self, request: PreparedRequest) -> None:
        self._r = request
        self._new_headers: dict[str, str] = {}
        self.type = urlparse(self._url).scheme

    @property
    def _url(self) -> str:
        return self._r.url  # type: ignore[return-value]  # a prepared request has one

    def get_type(self) -> str:
        """Return the URL's scheme."""
        return self.type

    def get_host(self) -> str:
        """Return the URL's host, with its port where it names one."""
        return urlparse(self._url).netloc

    def get_origin_req_host(self) -> str:
        """Return the host that the user asked for, which is always the URL's."""
        return self.get_host()

    def get_full_url(self) -> str:
        """Return the URL, with the host of the request's Host field if it has one."""
        host = self._r.headers.get("Host")
        if not host:
            return self._url
        return urlparse(self._url)._replace(netloc=to_native_string(host, encoding="utf-8")).geturl()

    def is_unverifiable(self) -> bool:
        """Tell whether the user had no say in this request; it is always taken to be so."""
        return True

    def has_header(self, name: str) -> bool:
        """Tell whether the request, or what the jar added to it, has the field."""
        return name in self._r.headers or name in self._new_headers

    def get_header(self, name: str, default: str | None = None) -> str | None:
        """Return the field's value: the request's before the jar's."""
        added = self._new_headers.get(name, default)
        return self._r.headers.get(name, added)  # type: ignore[return-value]  # text, as prepared

    def add_header(self, key: str, val: str) -> None:
        """Refuse: only `add_unredirected_header` is for cookies."""
        raise NotImplementedError("Cookie headers should be added with add_unredirected_header()")

    def add_unredirected_header(self, name: str, value: str) -> None:
        """Take a field that the jar adds."""
        self._new_headers[name] = value

    def get_new_headers(self) -> dict[str, str]:
        """Return the fields that the jar added."""
        return self._new_headers

    @property
    def unverifiable(self) -> bool:
        """The same as `is_unverifiable`."""
        return self.is_unverifiable()

    @property
    def origin_req_host(self) -> str:
        """The same as `get_origin_req_host`."""
        return self.get_origin_req_host()

    @property
    def host(self) -> str:
        """The same as `get_host`."""
        return self.get_host()


class MockResponse:
    """The fields of a response (an `http.client.HTTPMessage`) in the shape of urllib's response."""

    def __init__(self, headers: Any) -> None:
        self._headers = headers

    def info(self) -> Any:
        """Return the fields."""
        return self._headers

    def getheaders(self, name: str) -> Any:
        """Ask the fields for `name`, as jars of old did, and return None."""
        self._headers.getheaders(name)


def extract_cookies_to_jar(jar: CookieJar, request: PreparedRequest, response: Any) -> None:
    """Put the cookies that `response`, the `raw` of the answer to `request`, sets into `jar`.

    A `response` that did not come over HTTP (it has no ``_original_response``) sets none.
    """
    original = getattr(response, "_original_response", None)
    if not original:
        return
    if type(jar) is RequestsCookieJar and getattr(original, "sets_no_cookies", None) is True:
        return
    fields = original.msg
    # Most responses set no cookie; the standard jar takes ten times as long to see that.
    if type(jar) is RequestsCookieJar and not any(fields.get_all(name, []) for name in ("Set-Cookie", "Set-Cookie2")):
        return
    jar.extract_cookies(MockResponse(fields), MockRequest(request))  # type: ignore[arg-type]


def get_cookie_header(jar: CookieJar, request: PreparedRequest) -> str | None:
    """Return the value of the Cookie field for `request`, None if there is nothing to send or the request has one."""
    # Most jars are empty; see above.
    if type(jar) is RequestsCookieJar and not jar._cookies:  # type: ignore[attr-defined]
        return None
    seen = MockRequest(request)
    jar.add_cookie_header(seen)  # type: ignore[arg-type]
    return seen.get_new_headers().get("Cookie")


def _matches(cookie: Cookie, name: str, domain: str | None, path: str | None) -> bool:
    """Tell whether the cookie has this name, and this domain and path where they are given."""
    return cookie.name == name and domain in (None, cookie.domain) and path in (None, cookie.path)


def remove_cookie_by_name(cookiejar: CookieJar, name: str, domain: str | None = None, path: str | None = None) -> None:
    """Take all cookies called `name` out of the jar, or only those of a domain or path."""
    for cookie in [cookie for cookie in cookiejar if _matches(cookie, name, domain, path)]:
        cookiejar.clear(cookie.domain, cookie.path, cookie.name)


class CookieConflictError(RuntimeError):
    """More than one cookie fits. Name the domain or the path, with `get` and `set`."""


class RequestsCookieJar(CookieJar, MutableMapping[str, str | None]):
    """A cookie jar that is also a mapping from names to values, and that can be copied and pickled.

    Looking up a name goes through all cookies. A name that several domains or paths use raises
    `CookieConflictError`; `get` and `set` take ``domain`` and ``path`` to tell them apart.
    """

    _policy: CookiePolicy

    def get(  # type: ignore[override]
        self, name: str, default: str | None = None, domain: str | None = None, path: str | None = None
    ) -> str | None:
        """Return the value of the cookie, or `default`. Raise `CookieConflictError` if several fit."""
        try:
            return self._find_no_duplicates(name, domain, path)
        except KeyError:
            return default

    def set(self, name: str, value: str | Morsel[dict[str, str]] | None, **kwargs: Any) -> Cookie | None:
        """Keep a cookie and return it; `kwargs` are those of `create_cookie`.

        A `Morsel` brings its own attributes. None removes the cookies called `name` instead.
        """
        if value is None:
            remove_cookie_by_name(self, name, domain=kwargs.get("domain"), path=kwargs.get("path"))
            return None
        cookie = morsel_to_cookie(value) if isinstance(value, Morsel) else create_cookie(name, value, **kwargs)
        self.set_cookie(cookie)
        return cookie

    def iterkeys(self) -> Iterator[str]:
        """Yield the names of all cookies."""
        return (cookie.name for cookie in self)

    def keys(self) -> list[str]:  # type: ignore[override]
        """Return the names of all cookies."""
        return list(self.iterkeys())

    def itervalues(self) -> Iterator[str | None]:
        """Yield the values of all cookies."""
        return (cookie.value for cookie in self)

    def values(self) -> list[str | None]:  # type: ignore[override]
        """Return the values of all cookies."""
        return list(self.itervalues())

    def iteritems(self) -> Iterator[tuple[str, str | None]]:
        """Yield the names and values of all cookies."""
        return ((cookie.name, cookie.value) for cookie in self)

    def items(self) -> list[tuple[str, str | None]]:  # type: ignore[override]
        """Return the names and values of all cookies."""
        return list(self.iteritems())

    def list_domains(self) -> list[str]:
        """Return each domain that has a cookie, once."""
        return list(dict.fromkeys(cookie.domain for cookie in self))

    def list_paths(self) -> list[str]:
        """Return each path that has a cookie, once."""
        return list(dict.fromkeys(cookie.path for cookie in self))

    def multiple_domains(self) -> bool:
        """Tell whether some domain has more than one cookie (which is not what the name says)."""
        domains = [cookie.domain for cookie in self if cookie.domain is not None]
        return len(set(domains)) < len(domains)

    def get_dict(self, domain: str | None = None, path: str | None = None) -> dict[str, str | None]:
        """Return names and values of all cookies, or of those of a domain or path; the last one of a name counts."""
        return {cookie.name: cookie.value for cookie in self if _matches(cookie, cookie.name, domain, path)}

    def __iter__(self) -> Iterator[Cookie]:  # type: ignore[override]
        return super().__iter__()

    def __contains__(self, name: object) -> bool:
        try:
            return super().__contains__(name)
        except CookieConflictError:
            return True

    def __getitem__(self, name: str) -> str | None:
        return self._find_no_duplicates(name)

    def __setitem__(self, name: str, value: str | Morsel[dict[str, str]] | None) -> None:
        self.set(name, value)

    def __delitem__(self, name: str) -> None:
        remove_cookie_by_name(self, name)

    def set_cookie(self, cookie: Cookie, *args: Any, **kwargs: Any) -> None:
        """Keep a cookie. One whose value stands in quotation marks loses those that are escaped within."""
        if cookie.value and cookie.value.startswith('"') and cookie.value.endswith('"'):
            cookie.value = cookie.value.replace('\\"', "")
        super().set_cookie(cookie, *args, **kwargs)

    def update(self, other: CookieJar | SupportsKeysAndGetItem[str, str]) -> None:  # type: ignore[override]
        """Keep copies of all cookies of another jar, or the names and values of a mapping."""
        if isinstance(other, CookieJar):
            for cookie in other:
                self.set_cookie(copy.copy(cookie))
        else:
            super().update(other)

    def _find(self, name: str, domain: str | None = None, path: str | None = None) -> str | None:
        """Return the value of the first cookie that fits. Raise KeyError if none does."""
        for cookie in self:
            if _matches(cookie, name, domain, path):
                return cookie.value
        raise _missing(name, domain, path)

    def _find_no_duplicates(self, name: str, domain: str | None = None, path: str | None = None) -> str:
        """Return the value of the one cookie that fits. Raise KeyError or `CookieConflictError`."""
        matching = (cookie.value for cookie in self if _matches(cookie, name, domain, path))
        # A cookie without any value, not even an empty one, counts as absent unless it comes second.
        values = list(dropwhile(lambda value: value is None, matching))
        if not values:
            raise _missing(name, domain, path)
        if len(values) > 1:
            raise CookieConflictError(f"There are multiple cookies with name, {name!r}")
        return str(values[0])

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_cookies_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        vars(self).setdefault("_cookies_lock", threading.RLock())

    def copy(self) -> RequestsCookieJar:
        """Return a jar of its own with copies of all cookies and the same policy."""
        twin = RequestsCookieJar()
        twin.set_policy(self.get_policy())
        twin.update(self)
        return twin

    def get_policy(self) -> CookiePolicy:
        """Return the policy that says which cookies are taken and sent."""
        return self._policy


def _missing(name: str, domain: str | None, path: str | None) -> KeyError:
    return KeyError(f"name={name!r}, domain={domain!r}, path={path!r}")


@overload
def _copy_cookie_jar(jar: None) -> None: ...


@overload
def _copy_cookie_jar(jar: CookieJar) -> CookieJar: ...


def _copy_cookie_jar(jar: CookieJar | None) -> CookieJar | None:
    """Return a copy of any kind of jar, with copies of its cookies."""
    if jar is None:
        return None
    if hasattr(jar, "copy"):
        return jar.copy()  # type: ignore[no-any-return]
    twin = copy.copy(jar)
    twin.clear()
    for cookie in jar:
        twin.set_cookie(copy.copy(cookie))
    return twin


def create_cookie(name: str, value: str, **kwargs: Any) -> Cookie:
    """Return a cookie that any host gets back until the session ends, unless `kwargs` say otherwise.

    `kwargs` are the arguments of `http.cookiejar.Cookie`, without those that follow from others (``…_specified`` and
    ``domain_initial_dot``). Raise TypeError for any other.
    """
    attributes: dict[str, Any] = {
        "version": 0,
        "name": name,
        "value": value,
        "port": None,
        "domain": "",
        "path": "/",
        "secure": False,
        "expires": None,
        "discard": True,
        "comment": None,
        "comment_url": None,
        "rest": {"HttpOnly": None},
        "rfc2109": False,
    }
    unknown = set(kwargs) - set(attributes)
    if unknown:
        raise TypeError(f"create_cookie() got unexpected keyword arguments: {list(unknown)}")
    attributes |= kwargs
    return Cookie(
        **attributes,
        port_specified=bool(attributes["port"]),
        domain_specified=bool(attributes["domain"]),
        domain_initial_dot=attributes["domain"].startswith("."),
        path_specified=bool(attributes["path"]),
    )


def morsel_to_cookie(morsel: Morsel[Any]) -> Cookie:
    """Return the cookie that a `http.cookies.Morsel` describes.

    Raise TypeError if its max-age is no integer, ValueError if its expires is no date as of old.
    """
    expires = _expiry(morsel)
    return create_cookie(
        comment=morsel["comment"],
        comment_url=bool(morsel["comment"]),
        discard=False,
        domain=morsel["domain"],
        expires=expires,
        name=morsel.key,
        path=morsel["path"],
        port=None,
        rest={"HttpOnly": morsel["httponly"]},
        rfc2109=False,
        secure=bool(morsel["secure"]),
        value=morsel.value,
        version=morsel["version"] or 0,
    )


def _expiry(morsel: Morsel[Any]) -> int | None:
    """Return when the morsel expires, in seconds since 1970; max-age goes before expires."""
    if morsel["max-age"]:
        try:
            return int(time.time() + int(morsel["max-age"]))
        except ValueError:
            raise TypeError(f"max-age: {morsel['max-age']} must be integer") from None
    if morsel["expires"]:
        return calendar.timegm(time.strptime(morsel["expires"], _EXPIRES))
    return None


@overload
def cookiejar_from_dict(
    cookie_dict: dict[str, str] | None, cookiejar: None = None, overwrite: bool = True
) -> RequestsCookieJar: ...


@overload
def cookiejar_from_dict(
    cookie_dict: dict[str, str] | None, cookiejar: _CookieJarT, overwrite: bool = True
) -> _CookieJarT: ...


def cookiejar_from_dict(
    cookie_dict: dict[str, str] | None, cookiejar: CookieJar | None = None, overwrite: bool = True
) -> CookieJar:
    """Put names and values into `cookiejar`, a new one if None, and return it.

    Where `overwrite` is False, names that the jar has keep their values.
    """
    jar = RequestsCookieJar() if cookiejar is None else cookiejar
    if cookie_dict is None:
        return jar
    present = {cookie.name for cookie in jar}
    for name in cookie_dict:
        if overwrite or name not in present:
            jar.set_cookie(create_cookie(name, cookie_dict[name]))
    return jar


def merge_cookies(cookiejar: CookieJar, cookies: dict[str, str] | CookieJar | None) -> CookieJar:
    """Add cookies to `cookiejar` and return it: those of a dict that it lacks, or all of another jar.

    Raise ValueError if `cookiejar` is no `CookieJar`.
    """
    if not isinstance(cookiejar, cookielib.CookieJar):
        raise ValueError("You can only merge into CookieJar")
    if isinstance(cookies, dict):
        return cookiejar_from_dict(cookies, cookiejar=cookiejar, overwrite=False)
    if not isinstance(cookies, cookielib.CookieJar):
        return cookiejar
    if hasattr(cookiejar, "update"):
        cookiejar.update(cookies)
    else:
        for cookie in cookies:
            cookiejar.set_cookie(cookie)
    return cookiejar
