"""Hosts: names and addresses in their one canonical form (RFC 3986 §3.2.2, RFC 5891)."""

from __future__ import annotations

import re

from ..faults import InvalidURL
from ..faults.url import HOST_EMPTY, HOST_IDNA, HOST_IPV4, HOST_SYNTAX, HOST_ZONE

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
# A label is letters, digits, hyphens, and the underscore that real names have though no host may (RFC 952).
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_LONGEST_NAME = 253


def normalized_host(host: str) -> str:
    """Return `host` in canonical form: lower-case ASCII, IPv6 compressed and without brackets.

    International names become A-labels by UTS 46. Raises `InvalidURL` for what is neither name nor address, and for
    unusual ways to write an IPv4 address, which every program reads differently.
    """
    if not host:
        raise InvalidURL(HOST_EMPTY)
    if host[0] == "[":
        return _ipv6(host)
    if not host.isascii():
        host = _ascii_name(host)
    lowered = host.lower()
    if _IPV4.fullmatch(lowered):
        return lowered
    if not _NAME.fullmatch(lowered) or len(lowered.rstrip(".")) > _LONGEST_NAME:
        raise InvalidURL(HOST_SYNTAX, host=ascii(host))
    _refuse_unusual_ipv4(lowered)
    return lowered


def _ipv6(host: str) -> str:
    if not host.endswith("]"):
        raise InvalidURL(HOST_SYNTAX, host=ascii(host))
    if "%" in host:
        raise InvalidURL(HOST_ZONE, host=ascii(host))
    from ipaddress import AddressValueError, IPv6Address

    try:
        return IPv6Address(host[1:-1]).compressed
    except AddressValueError as error:
        raise InvalidURL(HOST_SYNTAX, host=ascii(host)) from error


def _ascii_name(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidURL(HOST_IDNA, host=ascii(host), reason=str(error)) from error


def _refuse_unusual_ipv4(host: str) -> None:
    """Raise `InvalidURL` for 2130706433, 0177.1, 0x7f.1 and their like (RFC 3986 §7.4): inet_aton would take them."""
    parts = host.rstrip(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return
    address = _loose_ipv4(parts)
    if address is None:
        raise InvalidURL(HOST_SYNTAX, host=ascii(host))
    raise InvalidURL(HOST_IPV4, host=ascii(host), canonical=address)


def _loose_ipv4(parts: list[str]) -> str | None:
    """Return the address that inet_aton reads from `parts`, None where it reads none."""
    if len(parts) > 4:
        return None
    try:
        numbers = [_loose_number(part) for part in parts]
    except ValueError:
        return None
    room = 256 ** (5 - len(numbers))
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= room:
        return None
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number * 256 ** (3 - place)
    return ".".join(str(octet) for octet in value.to_bytes(4, "big"))


def _loose_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and part != "0" else int(part)


def is_address(host: str) -> bool:
    """Tell whether the canonical `host` is an IP address."""
    return ":" in host or _IPV4.fullmatch(host) is not None


def is_loopback(host: str) -> bool:
    """Tell whether the canonical `host` means this machine: localhost and names below it, 127/8, ::1 (RFC 6761)."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost") or name == "::1":
        return True
    return _IPV4.fullmatch(name) is not None and name.startswith("127.")
