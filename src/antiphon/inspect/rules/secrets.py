"""Rules about secrets that others can read (7, 8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from ...faults.findings_secrets import (
    COOKIE_IN_CLEAR,
    COOKIE_SET_IN_CLEAR,
    CREDENTIALS_ASKED_IN_CLEAR,
    CREDENTIALS_IN_CLEAR,
    PASSWORD_ASKED_IN_CLEAR,
    PASSWORD_IN_CLEAR,
    PASSWORD_IN_URL,
    SECRET_IN_LOCATION,
    SECRET_IN_PATH,
    SECRET_IN_URL,
)
from ...semantics.media_types import parse_media_type
from ...semantics.secrets import TOKEN
from ...semantics.url import URL
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

# Fewer names than are masked: what is hidden too often does no harm, what is blamed too often is not believed.
_SECRET_NAME = re.compile(
    r"(?:access|auth|id|refresh|session|security)?[_-]?token|api[_-]?key|apikey|jwt|pass(?:word|wd)?|pwd"
    r"|(?:client[_-]?)?secret|session[_-]?id|authorization",
    re.IGNORECASE,
)
_PASSWORD_NAME = re.compile(r"(?:.*[_-])?(?:pass(?:word|wd|phrase)?|pwd)|(?:client[_-]?)?secret", re.IGNORECASE)
_CREDENTIAL_FIELDS = ("Authorization", "Proxy-Authorization", "X-API-Key", "X-Auth-Token")
_TOKEN = re.compile(TOKEN)
_TOKEN_IN_PATH = re.compile(rf"/{TOKEN}(?:/|$)")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^\[\]]*\[([^\[\]]+)\]")
_LONG_KEY = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[\w.~+/=-]{20,}")
_PASSWORD_INPUT = re.compile(rb"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_LOOKED_AT = 256 * 1024


def sent_in_clear(case: Case) -> Iterator[Seen]:
    """7: credentials, cookies or a password in a request over http, unless nothing of it had left when it failed."""
    if case.exchange.secure is not False or case.exchange.is_unsent:
        return
    for name in _CREDENTIAL_FIELDS:
        if name in case.request.fields:
            yield seen(CREDENTIALS_IN_CLEAR, f"request.{name.lower()}", field=name)
    if "cookie" in case.request.fields:
        yield seen(COOKIE_IN_CLEAR, "request.cookie")
    for name in sorted(_members(case)):
        if _PASSWORD_NAME.fullmatch(name):
            yield seen(PASSWORD_IN_CLEAR, "request.content", name=name)


@answered
def came_in_clear(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """7: a cookie, or a form that asks for a password, in a response over http."""
    if case.exchange.secure is not False:
        return
    for value in response.fields.get_all("set-cookie"):
        name, _, rest = value.partition("=")
        # One without a value, such as one that is removed, has nothing to read.
        if rest.partition(";")[0].strip(' \t"'):
            yield seen(COOKIE_SET_IN_CLEAR, "response.set-cookie", name=name.strip(" \t"))
    if "www-authenticate" in response.fields and response.status == 401 and _asks_for_password(response):
        yield seen(CREDENTIALS_ASKED_IN_CLEAR, "response.www-authenticate")
    is_page = case.media_type is not None and case.media_type.essence == "text/html"
    if is_page and _PASSWORD_INPUT.search((response.content or b"")[:_LOOKED_AT]):
        yield seen(PASSWORD_ASKED_IN_CLEAR, "response.content")


def _asks_for_password(response: ResponseMessage) -> bool:
    schemes = (value.strip(" \t").lower() for value in response.fields.get_all("www-authenticate"))
    return any(scheme.startswith(("basic", "bearer")) for scheme in schemes)


def secret_in_url(case: Case) -> Iterator[Seen]:
    """8: a token, key or password in the URL."""
    url = case.request.url
    if url is not None and url.userinfo:
        yield seen(PASSWORD_IN_URL, "request.target")
    path, _, query = case.request.target.partition("?")
    if _TOKEN_IN_PATH.search(path) or _SESSION_IN_PATH.search(path):
        yield seen(SECRET_IN_PATH, "request.target")
    if not _was_led_here(case):
        for name in _secrets(query):
            yield seen(SECRET_IN_URL, "request.target", name=name)


@answered
def secret_in_location(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """8: a redirect to a URL with a secret, which is the server's doing and not that of the client that follows."""
    if isinstance(case.target, URL):
        for name in _secrets(case.target.query or ""):
            yield seen(SECRET_IN_LOCATION, "response.location", status=response.status, name=name)


def _was_led_here(case: Case) -> bool:
    before = case.at(case.index - 1) if case.index else None
    return before is not None and before.following is not None and before.following.index == case.index


def _secrets(query: str) -> list[str]:
    """Return the names of the parameters of `query` that are secrets, each once."""
    return list(dict.fromkeys(name for name, value in _pairs(query) if _is_secret(name, value)))


def _is_secret(name: str, value: str) -> bool:
    if not value:
        return False
    inner = _IN_BRACKETS.fullmatch(name)
    if _SECRET_NAME.fullmatch(name if inner is None else inner[1]) or _TOKEN.fullmatch(value):
        return True
    return name.lower() in ("auth", "key") and _LONG_KEY.fullmatch(value) is not None


def _members(case: Case) -> set[str]:
    """Return the names of what the content of the request carries, where it is a form or a JSON object."""
    content = case.request.content
    media_type = parse_media_type(case.request.fields.get("content-type", ""))
    if not content or media_type is None or len(content) > _LOOKED_AT:
        return set()
    if media_type.essence == "application/x-www-form-urlencoded":
        return {name for name, _ in _pairs(content.decode("latin-1"))}
    if not media_type.is_json:
        return set()
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return set()
    return set(value) if isinstance(value, dict) else set()


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=1000)
    except ValueError:
        return []
