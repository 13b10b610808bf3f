"""What ``curl -v`` writes, told apart again: heads of requests, heads of responses, content.

Lines with ``>`` were sent, lines with ``<`` came, those with ``*`` are remarks; all others are content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SENT = re.compile(rb"^> ?[A-Za-z]+ \S+ HTTP/[0-9]", re.MULTILINE)
_CAME = re.compile(rb"^< ?HTTP/[0-9]", re.MULTILINE)
_REMARK = re.compile(
    rb"\* (?:Connection #[0-9]+ to host|Closing connection|Issue another request|Ignoring the response)"
)
_PROGRESS = re.compile(
    rb"[ \t]*(?:% Total +% Received.*|Dload +Upload.*"
    rb"|[0-9]+ +[0-9.]+[kMG]? +[0-9]+ +[0-9.]+[kMG]?.*(?:--:--:--|:[0-9]{2}:[0-9]{2}).*)"
)
_DATA = re.compile(rb"[{}] \[[0-9]+ bytes data\]")


@dataclass(slots=True)
class Part:
    """A message as it was shown: its `head`, with the line ends as they are, and its `content`."""

    sent: bool
    secure: bool
    head: bytearray = field(default_factory=bytearray)
    content: bytearray = field(default_factory=bytearray)
    ended: bool = False


def is_curl_output(text: bytes) -> bool:
    """Tell whether `text` looks like what ``curl -v`` writes."""
    return _SENT.search(text) is not None or _CAME.search(text) is not None


def parts_of(text: bytes) -> list[Part]:
    """Return the messages in `text`, in order."""
    parts: list[Part] = []
    secure = False
    for line in text.splitlines(keepends=True):
        if line.startswith(b"* "):
            secure = _now_secure(line, secure)
        elif line[:1] in (b"<", b">") and line[1:2] in (b" ", b"\r", b"\n", b""):
            _take_head(parts, line, secure)
        elif parts and not parts[-1].sent and not _is_meter(line):
            remark = _REMARK.search(line)
            parts[-1].content += line if remark is None else line[: remark.start()]
    return parts


def _now_secure(line: bytes, secure: bool) -> bool:
    if b"SSL connection using" in line:
        return True
    return secure and not line.startswith((b"* Connected to", b"* Established connection", b"*   Trying"))


def _take_head(parts: list[Part], line: bytes, secure: bool) -> None:
    sent = line.startswith(b">")
    if not parts or parts[-1].ended or parts[-1].sent is not sent:
        parts.append(Part(sent, secure))
    current = parts[-1]
    current.head += line[2:] if line[1:2] == b" " else line[1:]
    current.ended = not line[1:].strip()


def _is_meter(line: bytes) -> bool:
    text = line.rstrip(b"\r\n")
    return _DATA.fullmatch(text) is not None or _PROGRESS.fullmatch(text) is not None
