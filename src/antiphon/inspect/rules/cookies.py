"""Rules about cookies and about hosts that want https (38)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...faults import InvalidURL, Text
from ...faults.findings_cookies import (
    COOKIE_EXPIRES_UNREADABLE,
    COOKIE_FOREIGN,
    COOKIE_LOST,
    COOKIE_NONE_INSECURE,
    COOKIE_PREFIX_BROKEN,
    COOKIE_UNREADABLE,
    COOKIE_WITHOUT_HTTP_ONLY,
    COOKIE_WITHOUT_SAME_SITE,
    COOKIE_WITHOUT_SECURE,
    HSTS_ABSENT,
    HSTS_OVER_HTTP,
    HSTS_SHORT,
    HSTS_UNREADABLE,
    SESSION_COOKIE_READABLE,
)
from ...semantics.cookie_dates import parse_cookie_date
from ...semantics.cookies import Cookie, domain_matches, parse_set_cookie, path_matches
from ...semantics.hosts import is_address
from ...semantics.hsts import parse_policy
from ...semantics.public_suffixes import is_public_suffix
from ...semantics.target import parse_host_field
from ...semantics.url import URL
from ...tls.names import LOCAL_DOMAINS, is_within
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

_PLACE = "response.set-cookie"
_HSTS = "response.strict-transport-security"
_SECONDS_A_DAY = 86_400
_SHORTEST = 180 * _SECONDS_A_DAY
_PREFIXES = ("__host-", "__secure-")
_SESSION = re.compile(r"sess|^sid$|[._-]sid$|auth|token|jwt|login|remember", re.IGNORECASE)
_EXPIRES = re.compile(r";[ \t]*expires[ \t]*=([^;]*)", re.IGNORECASE)
_BY_HTTPS = Text(
    "Redirect to https; behind a proxy, tell the application which scheme is outside.",
    "Redirija a https; tras un proxy, indique a la aplicación qué esquema hay fuera.",
)
_BY_PATH = Text("Set it with `Path=/`.", "Póngala con `Path=/`.")
_NOT_SESSION = re.compile(r"csrf|xsrf", re.IGNORECASE)


@answered
def cookies(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """38: cookies that lack a guard, or that every client ignores."""
    now = case.moment or 0.0
    for value in response.fields.get_all("set-cookie"):
        cookie = parse_set_cookie(value, now)
        if cookie is None:
            yield _ignored(value)
        elif not cookie.is_expired(now):
            yield from _judged(case, cookie)
            yield from _expiry(cookie, value)


def _ignored(value: str) -> Seen:
    """Say why nobody keeps the cookie."""
    name = value.partition(";")[0].partition("=")[0].strip(" \t")
    attributes = [attribute.strip(" \t").lower() for attribute in value.split(";")[1:]]
    if name.lower().startswith(_PREFIXES):
        return seen(COOKIE_PREFIX_BROKEN, _PLACE, name=name, lacking=_unkept(name, attributes))
    if "secure" not in attributes and any(re.fullmatch(r"samesite\s*=\s*none", each) for each in attributes):
        return seen(COOKIE_NONE_INSECURE, _PLACE, name=name)
    return seen(COOKIE_UNREADABLE, _PLACE)


def _unkept(name: str, attributes: list[str]) -> Text:
    """Return which promise of its prefix a cookie breaks (RFC 6265bis §4.1.3)."""
    if "secure" not in attributes:
        return Text("Secure is missing", "falta Secure")
    if name.lower().startswith("__host-") and any(each.partition("=")[0].rstrip() == "domain" for each in attributes):
        return Text("it has Domain", "lleva Domain")
    return Text("its Path is not `/`", "su Path no es `/`")


def _judged(case: Case, cookie: Cookie) -> Iterator[Seen]:
    host = _host_of(case)
    if host is not None and cookie.domain and _is_foreign(host, cookie.domain):
        yield seen(COOKIE_FOREIGN, _PLACE, name=cookie.name, domain=cookie.domain, host=host)
        return
    if not cookie.secure and case.exchange.secure is not False:
        yield seen(COOKIE_WITHOUT_SECURE, _PLACE, name=cookie.name)
    if not cookie.http_only:
        is_session = _SESSION.search(cookie.name) and not _NOT_SESSION.search(cookie.name)
        yield seen(SESSION_COOKIE_READABLE if is_session else COOKIE_WITHOUT_HTTP_ONLY, _PLACE, name=cookie.name)
    if not cookie.same_site:
        yield seen(COOKIE_WITHOUT_SAME_SITE, _PLACE, name=cookie.name)


def lost_cookies(case: Case) -> Iterator[Seen]:
    """38: a cookie that comes with a redirect, and does not go to where that leads: a usual cause of circles."""
    target, response = case.target, case.response
    if response is None or not isinstance(target, URL) or case.request.url is None or case.exchange.probe:
        return
    if target.host != case.request.url.host:
        return
    now = case.moment or 0.0
    for value in response.fields.get_all("set-cookie"):
        cookie = parse_set_cookie(value, now)
        if cookie is None or cookie.is_expired(now):
            continue
        if cookie.secure and target.scheme == "http":
            yield _lost(cookie, target, Text("it is Secure, and that is http", "es Secure, y eso es http"), _BY_HTTPS)
        elif cookie.path and not path_matches(target.path, cookie.path):
            reason = Text(f"its Path is {cookie.path}", f"su Path es {cookie.path}")
            yield _lost(cookie, target, reason, _BY_PATH)


def _lost(cookie: Cookie, target: URL, reason: Text, remedy: Text) -> Seen:
    return seen(COOKIE_LOST, _PLACE, name=cookie.name, path=target.path, reason=reason, remedy=remedy)


def _expiry(cookie: Cookie, value: str) -> Iterator[Seen]:
    """Say where an Expires does not count for being no date."""
    found = _EXPIRES.search(value)
    if found is not None and parse_cookie_date(found[1]) is None:
        yield seen(COOKIE_EXPIRES_UNREADABLE, _PLACE, name=cookie.name)


def _host_of(case: Case) -> str | None:
    """Return the host that sets the cookie; of a request that was pasted, that in Host."""
    if case.request.url is not None:
        return case.request.url.host
    try:
        return parse_host_field(case.request.fields.get("host", ""))[0] or None
    except InvalidURL:
        return None


def _is_foreign(host: str, domain: str) -> bool:
    return not domain_matches(host, domain) or (host != domain and is_public_suffix(domain))


def _is_same_host(case: Case) -> bool:
    """Tell whether the exchange just before was with the same host: once is enough."""
    before = case.journey[case.index - 1].request.url if case.index else None
    return before is not None and case.request.url is not None and before.origin == case.request.url.origin


def _is_public(host: str) -> bool:
    """Tell whether `host` is a name that browsers keep a policy for, and not one of this machine or network alone."""
    return not is_address(host) and not any(is_within(host.lower(), domain) for domain in LOCAL_DOMAINS)


@answered
def strict_transport(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """38: a host that does not ask for https alone, or only for a short time, or where nobody heeds it."""
    values = response.fields.get_all("strict-transport-security")
    url, secure = case.request.url, case.exchange.secure
    if secure is False and values:
        yield seen(HSTS_OVER_HTTP, _HSTS)
    if not secure:
        return
    if not values:
        if url is not None and _is_public(url.host) and response.status < 400 and not _is_same_host(case):
            yield seen(HSTS_ABSENT, _HSTS, host=url.host)
        return
    policy = parse_policy([value.encode("latin-1") for value in values])
    if policy is None:
        yield seen(HSTS_UNREADABLE, _HSTS)
    elif 0 < policy.max_age < _SHORTEST:
        yield seen(HSTS_SHORT, _HSTS, days=policy.max_age / _SECONDS_A_DAY)
