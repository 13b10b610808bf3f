"""The four forms of a request target (RFC 9112 §3.2), and the Host field that goes with it (RFC 9110 §7.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ..faults import InvalidURL
from ..faults.message import TARGET_CHARACTER
from ..faults.url import HOST_FIELD, TARGET_AUTHORITY, TARGET_FORM, TARGET_USERINFO
from .hosts import canonical_ipv6, port_number

# Visible ASCII without "#". RFC 3986 allows less, yet browsers send the rest in queries; see wire/h1 as well.
_WRONG = re.compile(r"[^!\"$-~]")
_ORIGIN = re.compile(r"(/[!\"$->@-~]*)(?:\?([!\"$-~]*))?")
_ABSOLUTE = re.compile(r"(https?)://([^/?]*)(/[^?]*)?(?:\?(.*))?", re.IGNORECASE)
# A name as RFC 3986 §3.2.2 has it, but for two things: with a comma, two Host lines that somebody joined would pass for
# one host, and with percent-encoding, one host would have several names.
_HOST_AND_PORT = re.compile(r"(?:([A-Za-z0-9._~!$&'()*+;=\-]+)|\[([0-9A-Fa-f:.]+)\])(?::([0-9]*))?")


class Form(Enum):
    """The form of a request target."""

    ORIGIN = "origin"
    ABSOLUTE = "absolute"
    AUTHORITY = "authority"
    ASTERISK = "asterisk"


@dataclass(frozen=True, slots=True)
class Target:
    """A request target, as it was sent.

    `path` is ``*`` where the server as a whole is meant, and empty in the authority form. `query` is None where there
    is none. `authority` is host and port where the target names them, else None.
    """

    form: Form
    path: str
    query: str | None = None
    authority: str | None = None
    scheme: str | None = None


def parse_target(method: str, target: str) -> Target:
    """Return what `target` of a request with `method` means. Raises `InvalidURL` where the two do not go together."""
    found = _ORIGIN.fullmatch(target)
    if found and method != "CONNECT":
        return Target(Form.ORIGIN, found[1], found[2])
    wrong = _WRONG.search(target)
    if wrong:
        raise InvalidURL(TARGET_CHARACTER, character=ascii(wrong[0]), offset=wrong.start())
    if method == "CONNECT":
        return _authority_form(target)
    if target == "*" and method == "OPTIONS":
        return Target(Form.ASTERISK, "*")
    return _absolute_form(method, target)


def _authority_form(target: str) -> Target:
    if "/" in target or target == "*":
        raise InvalidURL(TARGET_FORM, method="CONNECT")
    if "@" in target:
        raise InvalidURL(TARGET_USERINFO)
    place = _host_and_port(target)
    if place is None or place[1] is None:
        raise InvalidURL(TARGET_AUTHORITY)
    return Target(Form.AUTHORITY, "", authority=target)


def _absolute_form(method: str, target: str) -> Target:
    found = _ABSOLUTE.fullmatch(target)
    if found is None:
        raise InvalidURL(TARGET_FORM, method=method)
    scheme, authority, path, query = found.groups()
    if "@" in authority:
        raise InvalidURL(TARGET_USERINFO)
    if _host_and_port(authority) is None:
        raise InvalidURL(TARGET_AUTHORITY)
    if path is None and query is None and method == "OPTIONS":
        path = "*"  # RFC 9112 §3.2.4: so a proxy writes it, and so it is meant.
    return Target(Form.ABSOLUTE, path or "/", query, authority, scheme.lower())


def parse_host_field(value: str) -> tuple[str, int | None]:
    """Return host, in lower case and without brackets, and port of a Host field; the host is empty where the field is.

    Raises `InvalidURL` for anything but one host with an optional port.
    """
    if not value:
        return "", None
    place = _host_and_port(value)
    if place is None:
        raise InvalidURL(HOST_FIELD)
    return place


def _host_and_port(text: str) -> tuple[str, int | None] | None:
    """Return host and port, None where `text` is not one host with an optional port."""
    found = _HOST_AND_PORT.fullmatch(text)
    if found is None:
        return None
    name, address, digits = found.groups()
    host = canonical_ipv6(address) if name is None else name.lower()
    port = port_number(digits) if digits else None
    if host is None or (digits and port is None):
        return None
    return host, port
