"""HTTP Strict Transport Security (RFC 6797): what the field says, whom it is about, and which URL is asked instead.

Hosts are canonical as in `URL`; a dot at their end means nothing here, or else it would lead around the policy.
Times are seconds since the epoch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .hosts import is_address, is_loopback
from .url import URL

LONGEST_MAX_AGE = 2**31
"""Seconds; a longer time counts as this long (RFC 9111 §1.2.2)."""

# Possessive throughout: nothing is tried twice, whatever a server sends.
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_DIRECTIVE = re.compile(rf"[ \t]*+(?:({_TOKEN})(?:[ \t]*+=[ \t]*+({_TOKEN}|{_QUOTED}))?)?[ \t]*+(?:;|\Z)")
_ESCAPED = re.compile(r"\\(.)")
_SECONDS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a host wants: `max_age` seconds of https alone, 0 for no more; for its subdomains, too, or not."""

    max_age: int
    include_subdomains: bool = False


@dataclass(frozen=True, slots=True)
class StrictHost:
    """A host that wants https, until the moment `expires`."""

    host: str
    expires: float
    include_subdomains: bool = False


def parse_policy(values: Sequence[bytes]) -> Policy | None:
    """Return what the Strict-Transport-Security lines of one response say; None where nothing is to be heeded.

    Only the first line counts (§8.1). It is ignored as a whole where it breaks the grammar, where a directive comes
    twice, where max-age is missing or no number, or where includeSubDomains has a value (§6.1). Unknown directives
    are passed over.
    """
    directives = _directives(values[0].decode("latin-1")) if values else None
    if directives is None:
        return None
    max_age = directives.get("max-age")
    if max_age is None or not _SECONDS.fullmatch(max_age) or directives.get("includesubdomains") is not None:
        return None
    # Python refuses to read numbers of thousands of digits.
    seconds = int(max_age[-11:]) if not max_age[:-11].strip("0") else LONGEST_MAX_AGE
    return Policy(min(seconds, LONGEST_MAX_AGE), "includesubdomains" in directives)


def _directives(text: str) -> dict[str, str | None] | None:
    """Return the directives by their lower-case names, None where the grammar is broken or one comes twice."""
    found: dict[str, str | None] = {}
    position = 0
    while position < len(text):
        directive = _DIRECTIVE.match(text, position)
        if directive is None:
            return None
        position = directive.end()
        name, value = directive.groups()
        if name is None:
            continue
        if name.lower() in found:
            return None
        found[name.lower()] = _ESCAPED.sub(r"\1", value[1:-1]) if value and value[0] == '"' else value
    return found


def may_be_strict(host: str) -> bool:
    """Tell whether a policy of `host` is kept: not for addresses (§8.1.1), nor for names of this machine.

    Behind ``localhost`` there is another program at each port. The policy of one, which holds for all ports, would
    lock out the others.
    """
    return not is_address(host) and not is_loopback(host)


def strict_key(host: str) -> str:
    """Return the name under which `host` is remembered."""
    return host.removesuffix(".")


def is_strict(hosts: Mapping[str, StrictHost], host: str, now: float) -> bool:
    """Tell whether `host`, or a domain above it that speaks for its subdomains, is among `hosts` (§8.2)."""
    name = strict_key(host)
    known = hosts.get(name)
    if known is not None and known.expires > now:
        return True
    while "." in name:
        name = name.partition(".")[2]
        known = hosts.get(name)
        if known is not None and known.include_subdomains and known.expires > now:
            return True
    return False


def secured(url: URL) -> URL:
    """Return the https URL to ask instead of the http `url`: port 80 becomes 443, any other stays (§8.3)."""
    port = 443 if url.port == 80 else url.port
    return URL("https", url.host, port, url.path, url.query, url.fragment, url.userinfo)
