"""Start lines: request-line (RFC 9112 §3) and status-line (RFC 9112 §4).

The good case is one regular expression. Only a line that it refuses is looked at again, byte by byte, to say what
is wrong with it.
"""

from __future__ import annotations

import re
from typing import NoReturn

from ...faults import ProtocolError
from ...faults.message import (
    METHOD_NOT_TOKEN,
    METHOD_TOO_LONG,
    REQUEST_LINE,
    STATUS_LINE,
    TARGET_CHARACTER,
    TARGET_TOO_LONG,
    TLS_ON_PLAIN_PORT,
    VERSION_SYNTAX,
    VERSION_UNSUPPORTED,
)
from .characters import name_of
from .limits import Limits
from .section import TOKEN, check_line_end, check_unfinished_line_end

# A target is any visible ASCII but "#". RFC 3986 allows less (no `"<>\^{|}`), yet browsers send those in queries and
# every server in wide use takes them; none of them can change where the line ends.
REQUEST_LINE_PATTERN = re.compile(rb"(%s++) ([!\"$-~]++) HTTP/1\.([0-9])\r\n" % TOKEN)
STATUS_LINE_PATTERN = re.compile(rb"HTTP/1\.([0-9]) ([1-9][0-9]{2})(?: ([\t -~\x80-\xff]*+))?\r\n")

_METHOD = re.compile(rb"%s*+" % TOKEN)
_TARGET = re.compile(rb"[!\"$-~]*+")
_VERSION = re.compile(rb"HTTP/1\.[0-9]")
_OTHER_VERSION = re.compile(rb"HTTP/[02-9](?:\.[0-9])?\r\n")

RequestLine = tuple[bytes, bytes, int]
StatusLine = tuple[int, bytes, int]

# A minor version above ours is understood as ours (RFC 9110 §2.5).
_MINOR = {b"%d" % digit: min(digit, 1) for digit in range(10)}

_TLS_HANDSHAKE = 0x16


def parse_request_line(line: bytes, limits: Limits) -> RequestLine:
    """Return method, target and minor version, 0 or 1, of `line`, which ends with CR LF. Raises `ProtocolError`."""
    found = REQUEST_LINE_PATTERN.fullmatch(line)
    if found is None:
        refuse_request_line(line[: line.index(b"\n") + 1], limits)
    method, target, minor = found.groups()
    if len(method) > limits.method:
        raise ProtocolError(METHOD_TOO_LONG, limit=limits.method)
    if len(target) > limits.target:
        raise ProtocolError(TARGET_TOO_LONG, limit=limits.target)
    return method, target, _MINOR[minor]


def check_request_line_start(line: bytes, limits: Limits) -> None:
    """Raise `ProtocolError` where a request line that is not finished yet is already wrong or too long.

    `line` has no LF. Only what the finished line would be refused for as well is refused here, and in the same
    order, so that the answer does not depend on how the bytes were cut.
    """
    method_end = _check_method(line, limits)
    if line[method_end : method_end + 1] == b" ":
        _check_target(line, method_end + 1, limits)
    check_unfinished_line_end(line, 0)


def refuse_request_line(line: bytes, limits: Limits) -> NoReturn:
    """Raise the `ProtocolError` for the first thing that is wrong with `line`, which ends with LF."""
    method_end = _check_method(line, limits)
    target_start = method_end + 1
    if line[method_end] != 0x20:
        check_line_end(line, 0)
        raise ProtocolError(REQUEST_LINE, offset=method_end)
    target_end = _check_target(line, target_start, limits)
    check_line_end(line, 0)
    if target_end == target_start or line[target_end] == 0x0D:
        raise ProtocolError(REQUEST_LINE, offset=target_end)
    _refuse_version(line, target_end + 1)


def _check_method(line: bytes, limits: Limits) -> int:
    """Return where the method ends: at a space, at the end of the line, or at the end of what has come."""
    if line[:1] == bytes([_TLS_HANDSHAKE]):
        raise ProtocolError(TLS_ON_PLAIN_PORT)
    found = _METHOD.match(line)
    end = 0 if found is None else found.end()
    if end > limits.method:
        raise ProtocolError(METHOD_TOO_LONG, limit=limits.method)
    if end < len(line) and (end == 0 or line[end] not in b" \r\n"):
        raise ProtocolError(METHOD_NOT_TOKEN, offset=end, character=name_of(line[end]))
    return end


def _check_target(line: bytes, start: int, limits: Limits) -> int:
    """Return where the target ends: at the second space, the end of the line, or the end of what has come."""
    if line[start : start + 1] == b" ":
        raise ProtocolError(REQUEST_LINE, offset=start)
    found = _TARGET.match(line, start)
    end = start if found is None else found.end()
    if end - start > limits.target:
        raise ProtocolError(TARGET_TOO_LONG, limit=limits.target)
    if end < len(line) and line[end] not in b" \r\n":
        raise ProtocolError(TARGET_CHARACTER, offset=end, character=name_of(line[end]))
    return end


def _refuse_version(line: bytes, start: int) -> NoReturn:
    if _OTHER_VERSION.fullmatch(line, start):
        raise ProtocolError(VERSION_UNSUPPORTED, offset=start)
    if _VERSION.match(line, start):
        raise ProtocolError(REQUEST_LINE, offset=start + len(b"HTTP/1.1"))
    raise ProtocolError(VERSION_SYNTAX, offset=start)


def parse_status_line(line: bytes) -> StatusLine:
    """Return status code, reason phrase and minor version, 0 or 1, of `line`, which ends with CR LF.

    A missing space after the code is accepted, since servers with an empty reason leave it out. Raises
    `ProtocolError`.
    """
    found = STATUS_LINE_PATTERN.fullmatch(line)
    if found is None:
        refuse_status_line(line[: line.index(b"\n") + 1])
    minor, status, reason = found.groups()
    return int(status), reason or b"", _MINOR[minor]


def refuse_status_line(line: bytes) -> NoReturn:
    """Raise the `ProtocolError` for the first wrong byte of `line`, which ends with LF."""
    _check_protocol(line)
    check_line_end(line, 0)
    raise ProtocolError(STATUS_LINE, offset=_matching_length(line))


def check_status_line_start(line: bytes) -> None:
    """Raise `ProtocolError` where an unfinished status line cannot become one."""
    _check_protocol(line)
    check_unfinished_line_end(line, 0)


def _check_protocol(line: bytes) -> None:
    expected = b"HTTP/1."
    if not expected.startswith(line[: len(expected)]):
        raise ProtocolError(STATUS_LINE, offset=_matching_length(line))


_SHAPE = re.compile(rb"(?:H(?:T(?:T(?:P(?:/(?:1(?:\.(?:[0-9](?: (?:[1-9](?:[0-9](?:[0-9])?)?)?)?)?)?)?)?)?)?)?)?")


def _matching_length(line: bytes) -> int:
    found = _SHAPE.match(line)
    return 0 if found is None else found.end()
