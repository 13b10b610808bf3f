"""The arguments of a session that say where it may connect and whom it has to reach, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeAlias

from ...faults import InvalidURL, UsageError
from ...faults.reach import PIN_UNUSABLE, SOURCE_UNUSABLE, TLS_MINIMUM_UNKNOWN
from ...semantics.hosts import normalized_host
from ...semantics.reach import Reach, reach_of
from ...semantics.settings import named
from ...wire import h1
from .guards import Guards
from .message_limits import MessageLimits

if TYPE_CHECKING:
    import ssl

    from ...tls.pins import PinBook

PinInput: TypeAlias = "Mapping[str, str | Iterable[str]] | None"
ReachInput: TypeAlias = "Reach | str | None"


def guards_of(
    allow: ReachInput,
    pins: PinInput,
    key_log: str | PathLike[str] | None,
    tls_minimum: str | None,
    message_limits: MessageLimits | None,
) -> Guards:
    """Return what these arguments of `antiphon.Session` say. Raises `UsageError` for what means nothing."""
    tls: dict[str, Any] = {}
    if key_log is not None:
        tls["key_log"] = fspath(key_log)
    if tls_minimum is not None:
        tls["minimum"] = _version(tls_minimum)
    limits = h1.DEFAULT_LIMITS if message_limits is None else message_limits.of_wire
    return Guards(reach_of(allow), _book(pins), tls, limits)


def _version(value: object) -> ssl.TLSVersion:
    import ssl

    versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
    if not isinstance(value, str) or value not in versions:
        raise UsageError(TLS_MINIMUM_UNKNOWN, value=named(value))
    return versions[value]


def _book(pins: PinInput) -> PinBook:
    if not pins:
        return {}
    from ...tls.pins import pins_of

    return {_pinned(host): pins_of(host, several) for host, several in pins.items()}


def _pinned(host: object) -> str:
    """Return the canonical form of a `host` that has pins."""
    if not isinstance(host, str):
        raise UsageError(PIN_UNUSABLE, pin=ascii(host), host=ascii(host))
    below = host.startswith("*.")
    try:
        name = normalized_host(host.removeprefix("*.")).removesuffix(".")
    except InvalidURL as error:
        raise UsageError(PIN_UNUSABLE, pin=ascii(host), host=ascii(host)) from error
    return f"*.{name}" if below else name


def checked_source(source: str | None) -> None:
    """Raise `UsageError` where `source`, to connect from, is no address. None is any."""
    try:
        if source is not None:
            ip_address(source)
    except ValueError as error:
        raise UsageError(SOURCE_UNUSABLE, source=ascii(source)) from error
