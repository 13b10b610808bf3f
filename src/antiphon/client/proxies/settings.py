"""The proxies that a session or a request was given.

They are the whole truth: nothing is mixed with them from the environment, nor does its `NO_PROXY` count for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from ...faults import UsageError
from ...faults.proxy import PROXY_ARGUMENT, PROXY_URL
from ...semantics.no_proxy import Entry, parse_no_proxy
from ...semantics.proxies import Proxies, normalized_key
from .proxy import Proxy

ProxyInput: TypeAlias = "str | Proxy | Mapping[str, str | Proxy | Iterable[str] | None] | bool | None"
"""One proxy for all, or some by what they are for; False or nothing in it: none."""

Choice: TypeAlias = Proxies[Proxy]

_NO_PROXY_KEYS = ("no_proxy", "no")


Items: TypeAlias = "tuple[tuple[str, str | Proxy | tuple[str, ...] | None], ...]"


def proxies_of(value: ProxyInput) -> Choice | None:
    """Return what `value` says, equal values as the same object; None where it says none at all.

    Raises `UsageError` for a value, a URL, a key or an entry of ``no_proxy`` that means nothing.
    """
    if value is False or not value:
        return None
    if isinstance(value, str | Proxy):
        return _chosen((("all", value),))
    if not isinstance(value, Mapping):
        raise UsageError(PROXY_ARGUMENT, kind=type(value).__name__)
    return _chosen(tuple([(key, _still(one)) for key, one in value.items()]))


def _still(value: Any) -> Any:
    """Return `value` as something that never changes, so that what was made of it can be remembered."""
    if not value:
        return None
    if isinstance(value, str | Proxy):
        return value
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return tuple(map(str, value))
    raise UsageError(PROXY_ARGUMENT, kind=type(value).__name__)


@lru_cache(maxsize=256)
def _chosen(items: Items) -> Choice | None:
    choices = [(normalized_key(key), _proxy(value, key)) for key, value in items if key not in _NO_PROXY_KEYS]
    exempt = [entry for key, value in items if key in _NO_PROXY_KEYS and value for entry in _exempt(value)]
    return made(choices, exempt)


def made(choices: Iterable[tuple[str, Proxy | None]], exempt: Iterable[Entry]) -> Choice | None:
    """Return the proxies with these parts, equal ones as the same object; None where there is none among them."""
    found = tuple(choices)
    if all(proxy is None for _, proxy in found):
        return None
    return _one_identity(Proxies(found, tuple(exempt)))


@lru_cache(maxsize=256)
def _one_identity(proxies: Choice) -> Choice:
    return proxies


def _proxy(value: Any, key: str) -> Proxy | None:
    return proxy_of(value, f"proxies[{key!r}]") if value else None


def _exempt(value: Any) -> tuple[Entry, ...]:
    if isinstance(value, str | tuple):
        return parse_no_proxy(value)
    raise UsageError(PROXY_ARGUMENT, kind=type(value).__name__)


def proxy_of(value: Any, source: str) -> Proxy:
    """Return the proxy that `value` is or names. Raises `UsageError` that says it came from `source`."""
    if isinstance(value, Proxy):
        return value
    if not isinstance(value, str):
        raise UsageError(PROXY_ARGUMENT, kind=type(value).__name__)
    try:
        return Proxy(value)
    except UsageError as error:
        cause = error.details["cause"] if error.fault is PROXY_URL else error
        raise UsageError(PROXY_URL, source=source, cause=cause) from None
