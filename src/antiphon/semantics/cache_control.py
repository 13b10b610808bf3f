"""Cache-Control: what requests and responses say about their storing and reuse (RFC 9111 §5.2, RFC 5861, RFC 8246).

Whatever is repeated, contradicts itself or cannot be read counts in its most restrictive sense: a cache that asks once
more than it must is slow, one that asks once less is wrong (RFC 9111 §4.2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SECONDS = 2**31
"""The number of seconds that greater ones count as (RFC 9111 §1.2.2)."""

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_MEMBER = re.compile(rf"[ \t]*+({_TOKEN})(?:=(?:{_QUOTED}|([^\", \t]*+)))?", re.DOTALL)
# What stands between a directive and the next comma. The group is there where a quoted string has no end.
_REST = re.compile(r'((?:"(?:[^"\\]|\\.?)*+(?:"|(\Z))|[^",])*+),?', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FIELD_SEPARATOR = re.compile(r"[ \t]*,[ \t]*")
_DIGITS = re.compile(r"[0-9]+")

Arguments = dict[str, list[str | None]]


def parse_cache_control(lines: Iterable[str]) -> Arguments:
    """Return the directives of all field lines by their lower-case names, with the argument of each time it stands.

    An argument is None where there is none, and empty where it cannot be read. What is no directive at all is passed
    over; but a quoted string without an end may hide anything, so it counts as no-store.
    """
    found: Arguments = {}
    for line in lines:
        position = 0
        while position < len(line):
            member = _MEMBER.match(line, position)
            rest = _REST.match(line, position if member is None else member.end())
            if member is not None and rest is not None:
                found.setdefault(member[1].lower(), []).append(_argument(member, rest[1]))
            if rest is None or rest[2] is not None:
                found.setdefault("no-store", []).append(None)
                break
            position = rest.end()
    return found


def _argument(member: re.Match[str], rest: str) -> str | None:
    _, quoted, plain = member.groups()
    if rest.strip(" \t"):
        return ""
    return plain if quoted is None else _ESCAPE.sub(r"\1", quoted)


def _seconds(argument: str | None) -> int | None:
    """Return the delta-seconds (RFC 9111 §1.2.2), None where the argument is none."""
    if argument is None or not _DIGITS.fullmatch(argument):
        return None
    digits = argument.lstrip("0") or "0"
    # int() of thousands of digits would be refused by Python, and take quadratic time before that.
    return min(int(digits), MOST_SECONDS) if len(digits) <= 10 else MOST_SECONDS


def _least(arguments: list[str | None] | None, unreadable: int) -> int | None:
    """Return the least number among `arguments`, each that is none counting as `unreadable`; None without any."""
    if not arguments:
        return None
    return min(unreadable if (number := _seconds(argument)) is None else number for argument in arguments)


@dataclass(frozen=True, slots=True)
class ResponseDirectives:
    """What a response allows (RFC 9111 §5.2.2), as far as it concerns a private cache. Times are in seconds.

    `no_cache` is the unqualified form; `no_cache_fields` are the lower-case names of the qualified one.
    s-maxage, proxy-revalidate and private speak to shared caches.
    """

    max_age: int | None = None
    no_cache: bool = False
    no_cache_fields: frozenset[str] = frozenset()
    no_store: bool = False
    must_revalidate: bool = False
    must_understand: bool = False
    public: bool = False
    private: bool = False
    immutable: bool = False
    stale_while_revalidate: int = 0
    stale_if_error: int = 0

    @classmethod
    def parse(cls, lines: Iterable[str]) -> ResponseDirectives:
        """Return what the lines of Cache-Control say."""
        found = parse_cache_control(lines)
        if not found:
            return NOTHING_ALLOWED_OR_FORBIDDEN
        no_cache = found.get("no-cache", [])
        names = [_field_names(argument) for argument in no_cache]
        return cls(
            max_age=_least(found.get("max-age"), 0),
            no_cache=not all(names),
            no_cache_fields=frozenset().union(*names),
            no_store="no-store" in found,
            must_revalidate="must-revalidate" in found,
            must_understand="must-understand" in found,
            public="public" in found,
            private="private" in found,
            immutable="immutable" in found,
            stale_while_revalidate=_least(found.get("stale-while-revalidate"), 0) or 0,
            stale_if_error=_least(found.get("stale-if-error"), 0) or 0,
        )


def _field_names(argument: str | None) -> frozenset[str]:
    """Return the names in the argument of a qualified directive; none where it is not qualified after all."""
    return frozenset(name for name in _FIELD_SEPARATOR.split((argument or "").strip(" \t").lower()) if name)


NOTHING_ALLOWED_OR_FORBIDDEN = ResponseDirectives()


@dataclass(frozen=True, slots=True)
class RequestDirectives:
    """What a request wants (RFC 9111 §5.2.1). Times are in seconds.

    `max_stale` is `MOST_SECONDS` where any staleness will do, 0 where none will; `stale_if_error` is RFC 5861's.
    """

    max_age: int | None = None
    max_stale: int = 0
    min_fresh: int = 0
    no_cache: bool = False
    no_store: bool = False
    only_if_cached: bool = False
    stale_if_error: int = 0

    @classmethod
    def parse(cls, lines: Iterable[str], pragma: Iterable[str] = ()) -> RequestDirectives:
        """Return what the lines of Cache-Control say; those of Pragma count where there are none (RFC 9111 §5.4)."""
        lines = list(lines)
        found = parse_cache_control(lines)
        if not lines and "no-cache" in parse_cache_control(pragma):
            return cls(no_cache=True)
        if not found:
            return ANYTHING
        return cls(
            max_age=_least(found.get("max-age"), 0),
            max_stale=_least_stale(found.get("max-stale")),
            min_fresh=max((_demand(argument) for argument in found.get("min-fresh", ())), default=0),
            no_cache="no-cache" in found,
            no_store="no-store" in found,
            only_if_cached="only-if-cached" in found,
            stale_if_error=_least(found.get("stale-if-error"), 0) or 0,
        )


def _least_stale(arguments: list[str | None] | None) -> int:
    """Return how stale a response may be: without an argument as stale as it likes (RFC 9111 §5.2.1.2)."""
    if not arguments:
        return 0
    return min(MOST_SECONDS if argument is None else _seconds(argument) or 0 for argument in arguments)


def _demand(argument: str | None) -> int:
    """Return for how long a response has to stay fresh; a demand that cannot be read is one that cannot be met."""
    number = _seconds(argument)
    return MOST_SECONDS if number is None else number


ANYTHING = RequestDirectives()
