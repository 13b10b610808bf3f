"""Lint: what the rules find in whatever holds exchanges."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from ..faults import AntiphonError, Severity, UsageError
from ..faults.inspecting import NOT_AN_EXCHANGE, NOTHING_OF_HTTP, RULE_UNKNOWN
from .exchange import Exchange, Journey
from .finding import Finding

_LONGEST_PATH = 4096
_SHOWN = 24


def lint(what: object, *, rules: Collection[int] | None = None, notes: bool = False) -> list[Finding]:
    """Return what is wrong in `what`, the worst first: an empty list where all is well.

    `what` is a response or an error of this package, a response of requests, an `Exchange` or several, the bytes or
    text of messages (as they are sent, or as ``curl -v`` shows them), or an HTTP archive: its JSON value, its text, or
    the path of a file. `rules` are the numbers of those to judge by, by default all. With `notes`, remarks about what
    is not wrong are among the findings: what caches may do, whether to send again, what was slow.

    Raises `UsageError` for what holds no exchange, an archive that cannot be read, or a rule that there is not.
    """
    found = lint_journey(journey_of(what), rules=rules)
    return found if notes else [finding for finding in found if finding.severity is not Severity.NOTE]


def lint_journey(journey: Journey, *, rules: Collection[int] | None = None, now: float | None = None) -> list[Finding]:
    """Return all findings in `journey`, the worst first. `now` is in seconds since 1970, by default the present."""
    from .rules.judging import judge
    from .rules.table import RULES

    unknown = next((number for number in rules or () if number not in RULES), None)
    if unknown is not None:
        raise UsageError(RULE_UNKNOWN, number=unknown, last=max(RULES))
    return judge(journey, rules=rules, now=time.time() if now is None else now)


def journey_of(what: object) -> Journey:
    """Return the exchanges in `what`. See `lint`."""
    if isinstance(what, Exchange):
        return (what,)
    if isinstance(what, tuple | list) and all(isinstance(each, Exchange) for each in what):
        return tuple(what)
    if isinstance(what, AntiphonError):
        from .from_client import journey_of_error

        return journey_of_error(what)
    if isinstance(what, bytes | bytearray):
        return _of_bytes(bytes(what))
    if isinstance(what, str) and _is_text_of_messages(what):
        return _of_bytes(what.encode("utf-8", "surrogateescape"))
    if isinstance(what, str | os.PathLike):
        return _of_file(Path(what))
    if isinstance(what, Mapping):
        from .from_har import journey_of_har

        return journey_of_har(what)
    return _of_response(what)


def _is_text_of_messages(text: str) -> bool:
    """Tell whether `text` is content rather than a path: no path has lines, or begins an archive."""
    return "\n" in text or text.lstrip().startswith("{") or len(text) > _LONGEST_PATH


def _of_bytes(data: bytes, name: str = "HAR") -> Journey:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        from .from_har import journey_of_har

        return journey_of_har(data, name)
    from .from_bytes import exchanges_of, is_like_messages

    if not is_like_messages(data):
        raise UsageError(NOTHING_OF_HTTP, name=name, start=ascii(data.lstrip()[:_SHOWN].decode("latin-1")))
    return exchanges_of(data)


def _of_file(path: Path) -> Journey:
    from .from_har import content_of_file

    return _of_bytes(content_of_file(path), str(path))


def _of_response(what: object) -> Journey:
    from ..client.response import Response

    if isinstance(what, Response):
        from .from_client import journey_of_response

        return journey_of_response(what)
    if hasattr(what, "request") and hasattr(what, "headers") and hasattr(what, "status_code"):
        from .from_requests import journey_of_requests

        return journey_of_requests(what)
    raise UsageError(NOT_AN_EXCHANGE, kind=type(what).__name__)
