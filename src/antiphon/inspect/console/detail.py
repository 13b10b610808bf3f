"""One exchange in full: the explanation that ``antiphon explain`` gives, by the same code, and its bytes."""

from __future__ import annotations

import time
from typing import Any

from ...server.observed import KEPT, Served
from ..blocks.block import Block, Fact
from ..blocks.explanation import explanation_of
from ..blocks.timed import PHASES, spent
from ..exchange import Exchange, RequestMessage, ResponseMessage
from ..from_served import exchange_of
from ..show.fact_lines import lines_of
from ..show.json_value import link_of
from ..to_har import har_of_journey
from .behind import Behind
from .messages import message_as_json


def detail(served: Served, language: str) -> dict[str, Any]:
    """Return the explanation of `served`, its ``blocks`` in words, its ``messages`` and its ``phases``: a JSON value.

    ``behind`` is the same of the exchange with the origin of a gateway, None where there was none.
    """
    behind = served.behind.journey()[0] if isinstance(served.behind, Behind) else None
    sizes = (served.received.size, served.sent.size)
    return {
        **_explained(exchange_of(served), sizes, language),
        "behind": None if behind is None else _explained(behind, (None, None), language),
    }


def _explained(exchange: Exchange, sizes: tuple[int | None, int | None], language: str) -> dict[str, Any]:
    explanation = explanation_of((exchange,), now=time.time())
    return {
        "explanation": explanation.to_json(language),
        "blocks": [_block(block, language) for block in explanation.blocks if block.facts],
        "messages": {
            "kept": KEPT,
            "request": _message(exchange.request, sizes[0], language),
            "response": None if exchange.response is None else _message(exchange.response, sizes[1], language),
        },
        "phases": _phases(exchange, language),
    }


def _block(block: Block, language: str) -> dict[str, Any]:
    """Return a block as people read it; for programs, it is in the explanation."""
    facts = [_fact(fact, language) for fact in block.facts]
    return {"name": block.name, "title": block.title.fill({}, language), "facts": facts}


def _fact(fact: Fact, language: str) -> dict[str, Any]:
    return {
        "label": fact.label.fill({}, language),
        "lines": lines_of(fact, language),
        "sentence": fact.told(language),
        "rfc": fact.rfc,
        "link": link_of(fact.rfc) if fact.rfc else None,
    }


def _message(message: RequestMessage | ResponseMessage, size: int | None, language: str) -> dict[str, Any]:
    kept = len(message.raw or b"")
    return {**message_as_json(message, language), "size": kept if size is None else size, "cut": (size or 0) > KEPT}


def _phases(exchange: Exchange, language: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": PHASES[name].fill({}, language), "milliseconds": round(seconds * 1000, 3)}
        for name, seconds in spent(exchange.phases).items()
    ]


def har(served: list[Served]) -> dict[str, Any]:
    """Return the exchanges as an HTTP Archive, those of which the URL could be read; secrets masked."""
    exchanges = (exchange_of(each) for each in served)
    return har_of_journey(tuple(each for each in exchanges if each.request.url is not None))
