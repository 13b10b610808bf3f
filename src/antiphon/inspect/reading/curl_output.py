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
_FAILED = re.compile(rb"^curl: \([0-9]+\) ([^\r\n]+)", re.MULTILINE)
_FAILED_SILENTLY = re.compile(
    rb"^\* ((?:Failed to connect|Could not resolve|Empty reply from|SSL certificate problem|SSL: no alternative"
    rb"|Operation timed out|Connection timed out|Recv failure|OpenSSL SSL_connect|TLS connect error)[^\r\n]*)",
    re.MULTILINE,
)
_TRIED = re.compile(rb"^\*   Trying ", re.MULTILINE)
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
    return any(each.search(text) for each in (_SENT, _CAME, _FAILED, _FAILED_SILENTLY, _TRIED))


def failure_of(text: bytes) -> str | None:
    """Return in curl's words why it ended in failure, None where it does not say so; with ``-s`` only remarks do."""
    found = _FAILED.findall(text) or _FAILED_SILENTLY.findall(text)
    return found[-1].decode("utf-8", "replace").strip() if found else None


def parts_of(text: bytes) -> list[Part]:
    """Return the messages in `text`, in order."""
    parts: list[Part] = []
    secure = False
    for line in text.splitlines(keepends=True):
        if line.startswith(b"* "):
            secure = _now_secure(line, secure)
        elif line[:1] in (b"<", b">") and line[1:2] in (b" ", b"\r", b"\n", b""):
            _take_head(parts, line, secure)
        elif parts and not parts[-1].sent and not _is_aside(line):
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


def _is_aside(line: bytes) -> bool:
    """Tell whether curl says that to its user: how far it is, or why it failed."""
    text = line.rstrip(b"\r\n")
    return any(each.fullmatch(text) for each in (_DATA, _PROGRESS, _FAILED))
