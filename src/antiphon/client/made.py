"""Responses that no server gave."""

from __future__ import annotations

from typing import Any

from ..faults import UsageError
from ..faults.middleware import RESPONSE_UNUSABLE
from ..semantics.fields import Fields
from ..semantics.status import STATUSES
from ..wire import h1
from .content import content_of
from .received import AtHand
from .request import HeaderInput, merged


def made(status: int, headers: HeaderInput, content: str | bytes, json: Any) -> AtHand:
    """Return a response with these parts. See `Response.of`."""
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise UsageError(RESPONSE_UNUSABLE, part="status", value=ascii(status))
    if not isinstance(content, str | bytes):
        raise UsageError(RESPONSE_UNUSABLE, part="content", value=type(content).__name__)
    body = content_of(content or None, json, None, blocking=True)
    data = getattr(body, "data", b"")
    fields = merged(Fields(), headers)
    kind = body.kind or ("text/plain; charset=utf-8" if isinstance(content, str) and content else None)
    if kind is not None and "content-type" not in fields:
        fields["Content-Type"] = kind
    fields["Content-Length"] = str(len(data))
    known = STATUSES.get(status)
    reason = known.phrase.encode("latin-1") if known else b""
    return AtHand(h1.Response(status, reason, 1, h1.build_section(fields.raw), bool(data), len(data)), data)
