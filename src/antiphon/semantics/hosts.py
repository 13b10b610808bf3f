"""Hosts and ports: names and addresses in their one canonical form (RFC 3986 §3.2.2, RFC 5891, RFC 5952)."""

from __future__ import annotations

import re

from ..faults import InvalidURL
from ..faults.url import (
    HOST_CHARACTER,
    HOST_EMPTY,
    HOST_IDNA,
    HOST_IPV4,
    HOST_IPV6,
    HOST_LABELS,
    HOST_NUMBER,
    HOST_ZONE,
)
from .percent import percent_decoded

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
# RFC 3986 allows sub-delims in a name as well, but no name in the DNS has them, and with a comma in it, two Host lines
# that somebody joined would pass for one host. The underscore is in real names, though not in host names by RFC 952.
_WRONG_CHARACTER = re.compile(r"[^A-Za-z0-9._~\-]")
_WRONG_ASCII = re.compile(r"[\x00-$&-,/:-@\[-^`{-}\x7f]|%(?![0-9A-Fa-f]{2})")
_LABELS = re.compile(r"[^.]{1,63}(?:\.[^.]{1,63})*+\.?")
_LONGEST_NAME = 253
# What ends in a number is an address, or a trap: inet_aton would take it (RFC 3986 §7.4).
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)\.?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_PORT = re.compile(r"0*([0-9]{1,5})")


def normalized_host(host: str, offset: int = 0) -> str:
    """Return `host` in canonical form: lower-case ASCII, IPv6 compressed and without brackets.

    International names become A-labels by UTS 46; a dot at the end stays, since it makes another name. `offset` is
    where the host starts in what the user wrote. Raises `InvalidURL` for what is neither name nor address, and for
    unusual ways to write an IPv4 address, which every program reads differently.
    """
    if not host:
        raise InvalidURL(HOST_EMPTY)
    if host[0] == "[":
        return _address_in_brackets(host, offset)
    wrong = _WRONG_ASCII.search(host)
    if wrong:
        raise InvalidURL(HOST_CHARACTER, character=ascii(wrong[0]), offset=offset + wrong.start())
    name = percent_decoded(host) if "%" in host else host
    name = (name if name.isascii() else _ascii_name(name, offset)).lower()
    _check_name(name, offset)
    if _ENDS_IN_NUMBER.fullmatch(name) and not _IPV4.fullmatch(name):
        _refuse_number(name, offset)
    return name


def _check_name(name: str, offset: int) -> None:
    wrong = _WRONG_CHARACTER.search(name)
    if wrong:
        raise InvalidURL(HOST_CHARACTER, character=ascii(wrong[0]), offset=offset)
    if not _LABELS.fullmatch(name) or len(name.removesuffix(".")) > _LONGEST_NAME:
        raise InvalidURL(HOST_LABELS, offset=offset)


def _ascii_name(name: str, offset: int) -> str:
    # idna takes time that grows with the square of the length.
    if len(name) > _LONGEST_NAME:
        raise InvalidURL(HOST_LABELS, offset=offset)
    import idna

    try:
        return idna.encode(name, uts46=True, transitional=False).decode("ascii")
    except UnicodeError as error:
        raise InvalidURL(HOST_IDNA, offset=offset) from error


def _address_in_brackets(host: str, offset: int) -> str:
    if "%" in host:
        raise InvalidURL(HOST_ZONE, offset=offset)
    address = canonical_ipv6(host[1:-1]) if host.endswith("]") else None
    if address is None:
        raise InvalidURL(HOST_IPV6, offset=offset)
    return address


def canonical_ipv6(address: str) -> str | None:
    """Return the IPv6 `address` as RFC 5952 writes it, None where it is none or has a zone."""
    from ipaddress import AddressValueError, IPv6Address

    try:
        parsed = IPv6Address(address)
    except AddressValueError:
        return None
    if parsed.scope_id is not None:
        return None
    # Python prints these in hexadecimal up to 3.12 and with dots from 3.13 on.
    return parsed.compressed if parsed.ipv4_mapped is None else f"::ffff:{parsed.ipv4_mapped}"


def _refuse_number(name: str, offset: int) -> None:
    """Raise `InvalidURL` for 2130706433, 0177.1, 0x7f.1 and their like, with the address that inet_aton reads."""
    address = _loose_ipv4(name.removesuffix(".").split("."))
    if address is None:
        raise InvalidURL(HOST_NUMBER, offset=offset)
    raise InvalidURL(HOST_IPV4, host=ascii(name), canonical=address)


def _loose_ipv4(parts: list[str]) -> str | None:
    """Return the address that inet_aton reads from `parts`, None where it reads none."""
    if not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *leading, last = (_loose_number(part) for part in parts)
    except ValueError:
        return None
    if len(leading) > 3 or any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        return None
    octets = bytes(leading) + last.to_bytes(4 - len(leading), "big")
    return ".".join(str(octet) for octet in octets)


def _loose_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") else int(part)


def port_number(digits: str) -> int | None:
    """Return the port that `digits` name, None where they name none from 1 to 65535."""
    found = _PORT.fullmatch(digits)
    port = int(found[1]) if found else 0
    return port if 0 < port < 65536 else None


def is_address(host: str) -> bool:
    """Tell whether the canonical `host` is an IP address."""
    return ":" in host or _IPV4.fullmatch(host) is not None


def is_loopback(host: str) -> bool:
    """Tell whether the canonical `host` means this machine: localhost, names below it, 127/8, ::1 (RFC 6761 §6.3)."""
    name = host.removesuffix(".")
    if name in ("localhost", "::1") or name.endswith(".localhost"):
        return True
    return name.startswith("127.") and is_address(name)
