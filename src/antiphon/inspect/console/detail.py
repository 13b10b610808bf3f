"""One exchange in full: the explanation that ``antiphon explain`` gives, by the same code, and its bytes."""

from __future__ import annotations

import time
from typing import Any

from ...server.observed import KEPT, Served
from ..blocks.explanation import explanation_of
from ..blocks.timed import PHASES, spent
from ..exchange import Exchange
from ..from_served import exchange_of
from ..to_har import har_of_journey
from .messages import message_as_json


def detail(served: Served, language: str) -> dict[str, Any]:
    """Return the explanation of `served`, its ``messages`` and its ``phases``, as a JSON value."""
    exchange = exchange_of(served)
    explanation = explanation_of((exchange,), now=time.time())
    return {
        "explanation": explanation.to_json(language),
        "messages": _messages(served, exchange, language),
        "phases": _phases(exchange, language),
    }


def _messages(served: Served, exchange: Exchange, language: str) -> dict[str, Any]:
    request = message_as_json(exchange.request, language)
    response = None if exchange.response is None else message_as_json(exchange.response, language)
    return {
        "kept": KEPT,
        "request": {**request, "size": served.received.size, "cut": served.received.is_cut},
        "response": None if response is None else {**response, "size": served.sent.size, "cut": served.sent.is_cut},
    }


def _phases(exchange: Exchange, language: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": PHASES[name].fill({}, language), "milliseconds": round(seconds * 1000, 3)}
        for name, seconds in spent(exchange.phases).items()
    ]


def har(served: list[Served]) -> dict[str, Any]:
    """Return the exchanges as an HTTP Archive, those whose head was read; secrets masked."""
    return har_of_journey(tuple(exchange_of(each) for each in served if each.method is not None))
