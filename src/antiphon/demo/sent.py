"""The item in the content of a request: its type, its coding and its JSON, each checked before it is believed."""

from __future__ import annotations

from typing import Any

from ..faults.resource import CONTENT_CODING_UNSUPPORTED, MEDIA_TYPE_ABSENT, MEDIA_TYPE_UNSUPPORTED
from ..rest.content import require_object
from ..rest.refusal import Refusal
from ..semantics.codings import codings_of
from ..semantics.json_text import read_json
from ..semantics.merge_patch import MEDIA_TYPE as MERGE_PATCH
from .exchange import JSON, Exchange

Item = dict[str, Any]

_AS_IT_IS = "identity"


def item_in(content: bytes, exchange: Exchange, wanted: str) -> Item:
    """Return the object in `content`, whose media type has to be `wanted`.

    Plain JSON is taken for a merge patch, too: people send it where they mean one. Raises `AntiphonError`, whose fault
    has the status: 415 for another type or any coding, 400 for what is no JSON, 422 for what is no object.
    """
    _require_type(exchange, wanted)
    _require_no_coding(exchange)
    return require_object(read_json(content))


def _require_type(exchange: Exchange, wanted: str) -> None:
    value = exchange.field("content-type") or ""
    if value.partition(";")[0].strip().lower() in (wanted, JSON):
        return
    fault = MEDIA_TYPE_UNSUPPORTED if value else MEDIA_TYPE_ABSENT
    fields = (("Accept-Patch" if wanted == MERGE_PATCH else "Accept", wanted),)
    raise Refusal(fault, fields=fields, path=exchange.scope["path"], type=value, accepted=wanted)


def _require_no_coding(exchange: Exchange) -> None:
    """Raise `Refusal` where content has a coding: none is undone here (RFC 9110 §8.4, §15.5.16)."""
    codings = codings_of(exchange.field("content-encoding") or "")
    if codings:
        fields = (("Accept-Encoding", _AS_IT_IS),)
        raise Refusal(CONTENT_CODING_UNSUPPORTED, fields=fields, coding=codings[0], accepted=_AS_IT_IS)
