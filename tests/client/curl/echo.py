"""A server that tells what it was sent, and what of it counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesParser
from typing import Any

from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ...server.running import Running

# What names the client, the server or the way, or is random.
_OF_THE_WAY = {"host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding", "expect"}


def answer(request: Request) -> Response:
    """Return what came, as JSON whose bytes are Latin-1."""
    told = {
        "method": request.method,
        "target": request.target,
        "fields": sorted((name.lower(), value) for name, value in request.fields.items()),
        "agent": request.fields.get("user-agent"),
        "content": request.content.decode("latin-1"),
    }
    fields = Fields([("Content-Type", "application/json"), ("X-Method", request.method)])
    return Response(200, fields, json.dumps(told).encode())


@contextmanager
def echo() -> Iterator[str]:
    """Give the URL of a server that tells what it was sent."""
    with Running(answer, Kind.HANDLER) as server:
        yield f"http://127.0.0.1:{server.port}/"


@dataclass(frozen=True)
class Sent:
    """What a server was sent, without what only names the client. The `parts` of a form are apart from it."""

    method: str
    target: str
    fields: list[Any]
    agent: str | None
    content: bytes
    parts: list[Any]

    @classmethod
    def of_curl(cls, told: bytes) -> Sent:
        """Return what the server told."""
        value = json.loads(told)
        fields = dict(value["fields"])
        content = value["content"].encode("latin-1")
        kind = fields.get("content-type", "")
        parts: list[Any] = []
        if kind.startswith("multipart/"):
            message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + content)
            parts = [_part(part) for part in message.get_payload()]
            fields["content-type"], content = "multipart/form-data", b""
        agent = value["agent"] if value["agent"] == "me/1" else None
        kept = sorted((name, text) for name, text in fields.items() if name not in _OF_THE_WAY)
        # Versions of curl write escapes in upper or lower case, which is the same (RFC 3986 §6.2.2.1).
        target = re.sub("%[0-9A-Fa-f]{2}", lambda found: found[0].upper(), value["target"])
        return cls(value["method"], target, kept, agent, content, parts)


def _part(part: Any) -> tuple[Any, ...]:
    name = part.get_param("name", header="content-disposition")
    filename = part.get_param("filename", header="content-disposition")
    return name, filename, part.get("content-type"), part.get_payload(decode=True)
