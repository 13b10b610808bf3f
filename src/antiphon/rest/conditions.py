"""Preconditions of a request (RFC 9110 §13): is the item still the one that the client knows?"""

from __future__ import annotations

import re
from dataclasses import replace

from ..faults.resource import PRECONDITION_FAILED, PRECONDITION_REQUIRED
from ..semantics.validators import Outcome, Preconditions, Representation, evaluate
from .exchange import Exchange
from .refusal import Refusal

# Each coding of the same content has a tag of its own (RFC 9110 §8.8.3.3): the plain one's, with the coding's name.
_CODED = re.compile(r'-(?:gzip|br|zstd|deflate)"')

NOTHING = Representation(exists=False)


def require_condition(exchange: Exchange) -> None:
    """Raise `Refusal`, 428, where a change names no version of the item that it is meant for (RFC 6585 §3)."""
    creates = exchange.method == "PUT" and exchange.field("if-none-match") is not None
    if exchange.field("if-match") is None and not creates:
        raise Refusal(PRECONDITION_REQUIRED)


def check_change(exchange: Exchange, current: Representation) -> None:
    """Raise `Refusal`, 412 with the current ETag, where the preconditions of a change do not hold for `current`."""
    if not exchange.is_conditional:
        return
    if evaluate(exchange.method, _plain(exchange.preconditions), current) is not Outcome.PROCEED:
        fields = () if current.etag is None else (("ETag", str(current.etag)),)
        raise Refusal(PRECONDITION_FAILED, fields=fields)


def is_unmodified(exchange: Exchange, current: Representation) -> bool:
    """Tell whether a read is answered 304. Raises `Refusal`, 412, where If-Match or If-Unmodified-Since fails."""
    if not exchange.is_conditional:
        return False
    if exchange.method in ("GET", "HEAD") and _sends_back(exchange.preconditions, current):
        return True
    outcome = evaluate(exchange.method, exchange.preconditions, current)
    if outcome is Outcome.FAILED:
        fields = () if current.etag is None else (("ETag", str(current.etag)),)
        raise Refusal(PRECONDITION_FAILED, fields=fields)
    return outcome is Outcome.NOT_MODIFIED


def _sends_back(conditions: Preconditions, current: Representation) -> bool:
    """Tell whether the client sends back the one tag that it was given, as nearly all do that ask again.

    Then nothing has to be parsed: of what comes before If-None-Match there is nothing (RFC 9110 §13.2.2).
    """
    if conditions.if_match is not None or conditions.if_unmodified_since is not None or current.etag is None:
        return False
    return conditions.if_none_match == str(current.etag)


def _plain(conditions: Preconditions) -> Preconditions:
    """Return `conditions` with the tags of the content before any coding: a change is about the item, not its gzip."""
    if conditions.if_match is None and conditions.if_none_match is None:
        return conditions
    return replace(
        conditions,
        if_match=conditions.if_match and _CODED.sub('"', conditions.if_match),
        if_none_match=conditions.if_none_match and _CODED.sub('"', conditions.if_none_match),
    )
