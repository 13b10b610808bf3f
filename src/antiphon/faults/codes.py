"""Every fault by its code. Each family of faults is a file beside this one; this file only gathers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from . import (
    access,
    authentication,
    caching,
    checking,
    command_line,
    connection,
    console,
    content,
    curl,
    database,
    document,
    exchange,
    files,
    findings_advice,
    findings_authentication,
    findings_caching,
    findings_conditions,
    findings_content,
    findings_cookies,
    findings_cross_origin,
    findings_methods,
    findings_negotiation,
    findings_redirects,
    findings_secrets,
    findings_statuses,
    findings_tls,
    form,
    gateway,
    inspecting,
    installation,
    learning,
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
    gateway,
    resource,
    row,
    database,
    access,
    loading,
    installation,
    checking,
    console,
    learning,
    command_line,
    findings_advice,
    findings_authentication,
    findings_caching,
    findings_conditions,
    findings_content,
    findings_cookies,
    findings_cross_origin,
    findings_methods,
    findings_negotiation,
    findings_redirects,
    findings_secrets,
    findings_statuses,
    findings_tls,
    inspecting,
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
