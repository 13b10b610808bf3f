"""The four forms of a request target (RFC 9112 §3.2), and the Host field that goes with it (RFC 9110 §7.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ..faults import InvalidURL
from ..faults.url import HOST_FIELD, TARGET_FORM, TARGET_USERINFO, URL_CHARACTER
from .hosts import normalized_host
from .url import checked_port, split_host_port

_ABSOLUTE = re.compile(r"(https?)://([^/?]*)(/[^?]*)?(?:\?(.*))?", re.IGNORECASE)
_HOST_FIELD = re.compile(r"([A-Za-z0-9._~\-]+|\[[0-9A-Fa-f:.]+\])?(?::([0-9]{0,5}))?")
_WRONG = re.compile(r"[^!\"$-~]")


class Form(Enum):
    """The form of a request target."""

    ORIGIN = "origin"
    ABSOLUTE = "absolute"
    AUTHORITY = "authority"
    ASTERISK = "asterisk"


@dataclass(frozen=True, slots=True)
class Target:
    """A request target. `authority` is host and port where the target names them, else None."""

    form: Form
    path: str
    query: str | None = None
    authority: str | None = None
    scheme: str | None = None


def parse_target(method: str, target: str) -> Target:
    """Return what `target` of a request with `method` means. Raises `InvalidURL` where the two do not go together."""
    wrong = _WRONG.search(target)
    if wrong:
        raise InvalidURL(URL_CHARACTER, character=ascii(wrong[0]), offset=wrong.start())
    if method == "CONNECT":
        return _authority_form(target)
    if target.startswith("/"):
        path, mark, query = target.partition("?")
        return Target(Form.ORIGIN, path, query if mark else None)
    if target == "*" and method == "OPTIONS":
        return Target(Form.ASTERISK, "*")
    return _absolute_form(method, target)


def _authority_form(target: str) -> Target:
    host, port = split_host_port(target)
    if not host or not port or "@" in target:
        raise InvalidURL(TARGET_FORM, method="CONNECT", target=ascii(target))
    normalized_host(host)
    checked_port(port, 0)
    return Target(Form.AUTHORITY, "", authority=target)


def _absolute_form(method: str, target: str) -> Target:
    found = _ABSOLUTE.fullmatch(target)
    if found is None:
        raise InvalidURL(TARGET_FORM, method=ascii(method)[1:-1], target=ascii(target[:80]))
    scheme, authority, path, query = found.groups()
    if "@" in authority:
        raise InvalidURL(TARGET_USERINFO)
    if not parse_host_field(authority)[0]:
        raise InvalidURL(TARGET_FORM, method=ascii(method)[1:-1], target=ascii(target[:80]))
    return Target(Form.ABSOLUTE, path or "/", query, authority, scheme.lower())


def parse_host_field(value: str) -> tuple[str, int | None]:
    """Return host, lower-case, and port of a Host field; the host is empty where the field is.

    Raises `InvalidURL` for anything but one host with an optional port.
    """
    found = _HOST_FIELD.fullmatch(value)
    if found is None or (found[1] is None and value):
        raise InvalidURL(HOST_FIELD)
    host, port = found[1] or "", found[2]
    if port and not 0 < int(port) < 65536:
        raise InvalidURL(HOST_FIELD)
    if host.startswith("["):
        host = normalized_host(host)
    return host.lower(), int(port) if port else None
