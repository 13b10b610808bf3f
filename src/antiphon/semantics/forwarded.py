"""Forwarded: for whom an intermediary asks, and what it was asked (RFC 7239)."""

from __future__ import annotations

import re

from .methods import is_token

_TO_ESCAPE = re.compile(r'["\\]')


def element(client: str | None, host: str | None, scheme: str) -> str:
    """Return one element of Forwarded, for one step of the way.

    `client` is the address that asked, None where it has none (a Unix socket); `host` is the Host field of the request,
    None where it had none; `scheme` is http or https.
    """
    parameters = [f"for={_quoted(_node(client))}"]
    if host:
        parameters.append(f"host={_quoted(host)}")
    return ";".join([*parameters, f"proto={scheme}"])


def _node(client: str | None) -> str:
    """Return `client` as a node identifier (RFC 7239 §6)."""
    if client is None:
        return "unknown"
    # The zone of an IPv6 address means nothing to another machine.
    address = client.partition("%")[0]
    return f"[{address}]" if ":" in address else address


def _quoted(value: str) -> str:
    """Return `value` as it is where it is a token, else as a quoted string (RFC 7239 §4)."""
    if is_token(value):
        return value
    escaped = _TO_ESCAPE.sub(r"\\\g<0>", value)
    return f'"{escaped}"'
