"""Hosts that want https as lines of text, in the format of curl: ``.example.com "20261231 23:59:59"``, in UTC.

A dot before the name says that the subdomains are meant, too; ``unlimited`` may stand for the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from math import inf, isfinite

from ..faults import InvalidURL, UsageError
from ..faults.remembering import HSTS_LINE
from .hosts import normalized_host
from .hsts import StrictHost, strict_key

_HEADER = "# Hosts that want https (RFC 6797). Written by antiphon. curl reads it, too.\n"
_FORM = "%Y%m%d %H:%M:%S"
_UNLIMITED = "unlimited"
_LINE = re.compile(r'(\.?)([^ \t"\x80-\xff]+)[ \t]+"([^"]*)"[ \t\r]*')


def lines_of_hosts(hosts: Iterable[StrictHost]) -> str:
    """Return `hosts` as the text of a file. Their times of expiry are cut to whole seconds."""
    return _HEADER + "".join(map(_line_of, hosts))


def _line_of(known: StrictHost) -> str:
    until = datetime.fromtimestamp(int(known.expires), UTC).strftime(_FORM) if isfinite(known.expires) else _UNLIMITED
    return f'{"." if known.include_subdomains else ""}{known.host} "{until}"\n'


def hosts_of_lines(text: str, path: str) -> list[StrictHost]:
    """Return the hosts in the `text` of the file at `path`. Raises `UsageError` that names the first wrong line."""
    found: list[StrictHost] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        read = _LINE.fullmatch(line)
        try:
            if read is None:
                raise ValueError
            name = strict_key(normalized_host(read[2]))
            found.append(StrictHost(name, _moment(read[3]), bool(read[1])))
        except (ValueError, InvalidURL):
            raise UsageError(HSTS_LINE, path=path, line=number) from None
    return found


def _moment(text: str) -> float:
    """Return the seconds since the epoch that `text` means. Raises ValueError where it means none."""
    if text == _UNLIMITED:
        return inf
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC).timestamp()
