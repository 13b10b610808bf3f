"""Every fault by its code. Each family of faults is a file beside this one; this file only gathers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from . import (
    access,
    authentication,
    caching,
    command_line,
    connection,
    content,
    curl,
    database,
    document,
    exchange,
    files,
    form,
    installation,
    loading,
    message,
    middleware,
    multipart,
    policies,
    proxy,
    reach,
    remembering,
    resolving,
    resource,
    row,
    security,
    service,
    socks,
    stand_in,
    transfer,
    url,
)
from .fault import Fault

FAMILIES: tuple[ModuleType, ...] = (
    message,
    url,
    content,
    multipart,
    form,
    document,
    connection,
    reach,
    resolving,
    curl,
    security,
    proxy,
    socks,
    authentication,
    exchange,
    caching,
    middleware,
    policies,
    remembering,
    stand_in,
    transfer,
    service,
    files,
    resource,
    row,
    database,
    access,
    loading,
    installation,
    command_line,
)


def _gather() -> Mapping[str, Fault]:
    table: dict[str, Fault] = {}
    for family in FAMILIES:
        for value in vars(family).values():
            if isinstance(value, Fault):
                if value.code in table:
                    raise RuntimeError(f"fault code {value.code!r} is used twice")
                table[value.code] = value
    return MappingProxyType(table)


FAULTS: Mapping[str, Fault] = _gather()
