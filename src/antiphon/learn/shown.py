"""An exchange as a page shows it: both messages in parts that say what they mean, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..faults import AntiphonError
from ..inspect.blocks.block import Block
from ..inspect.blocks.explanation import explanation_of
from ..inspect.console.messages import message_as_json
from ..inspect.exchange import RequestMessage, ResponseMessage
from ..inspect.finding import Finding
from ..inspect.from_served import exchange_of
from ..inspect.rules.lessons import LESSONS
from ..inspect.show.json_value import link_of
from ..semantics.status import STATUSES
from ..server.observed import Served
from .grading import Outcome, in_a_row
from .lesson import Task
from .links import lesson_of_status, place_value
from .meanings import meaning_of
from .samples import Typed, samples_of
from .sending import Sent, revealed

Value = dict[str, Any]


def shown(sent: Sent, typed: Typed, language: str, task: Task | None, outcomes: Sequence[Outcome]) -> Value:
    """Return all that a page needs to show `sent`, whose request was `typed`, as a JSON value.

    `outcomes` are those of the box so far, this one's last; they count for its `task`.
    """
    value: Value = {
        "outcome": "none",
        "error": None if sent.error is None else _error(sent.error, language),
        "samples": samples_of(typed),
        "task": None if task is None else _task(task, outcomes),
        "server": None,
    }
    if sent.exchange is None:
        return value
    explanation = explanation_of((sent.exchange,))
    response = sent.exchange.response
    value["request"] = _message(replace(sent.exchange.request, raw=sent.request), language)
    if response is not None:
        value["response"] = _message(response, language)
        value["response"]["whole"] = sent.error is None
    if response is not None and sent.error is None:
        value["outcome"] = str(response.status)
        value["status"] = _status(response.status, language)
    value["findings"] = [_finding(each, language) for each in explanation.findings]
    value["tls"] = _facts(explanation.of("tls"), language)
    value["timing"] = _facts(explanation.of("timing"), language)
    value["text"] = explanation.text(language)
    if sent.served is not None:
        value["server"] = _server(sent.served, sent.request, language)
    return value


def _error(error: AntiphonError, language: str) -> Value:
    return {"code": error.fault.code, **_fault(error, language)}


def _fault(found: AntiphonError | Finding, language: str) -> Value:
    return {
        "sentence": found.sentence(language),
        "fix": found.fix(language),
        "rfc": found.fault.rfc,
        "link": link_of(found.fault.rfc),
    }


def _task(task: Task, outcomes: Sequence[Outcome]) -> Value:
    done = min(in_a_row(task, outcomes), task.times)
    return {"done": done, "times": task.times, "met": done >= task.times}


def _status(status: int, language: str) -> Value:
    known = STATUSES.get(status)
    return {
        "phrase": "" if known is None else known.phrase,
        "meaning": "" if known is None else known.meaning.fill({}, language),
        "lesson": place_value(lesson_of_status(status), language),
    }


def _message(message: RequestMessage | ResponseMessage, language: str) -> Value:
    """Return the parts of `message`, each with what it means."""
    value = message_as_json(message, language)
    raw = message.raw or b""
    for place, part in enumerate(value["parts"]):
        data = raw[part["start"] : part["start"] + part["size"]]
        part["means"] = _means(data, language, first=place == 0, content="cut" in part)
    return value


def _means(data: bytes, language: str, *, first: bool, content: bool) -> Value:
    meaning, details = meaning_of(data, first=first, content=content)
    return {
        "sentence": meaning.sentence.fill(details, language).strip(),
        "rfc": meaning.rfc,
        "link": link_of(meaning.rfc),
        "lesson": place_value(meaning.lesson, language),
    }


def _finding(finding: Finding, language: str) -> Value:
    return {
        "severity": finding.severity.value,
        **_fault(finding, language),
        "lesson": place_value(LESSONS[finding.rule], language),
    }


def _facts(block: Block | None, language: str) -> list[Value]:
    """Return the facts of `block` as lines: what, its value, what that means."""
    return [] if block is None else list(_lines(block, language))


def _lines(block: Block, language: str) -> Iterator[Value]:
    for fact in block.facts:
        yield {
            "name": fact.name,
            "label": fact.label.fill({}, language),
            "value": fact.value,
            "sentence": fact.told(language),
            "rfc": fact.rfc,
            "link": link_of(fact.rfc) if fact.rfc else None,
        }


def _server(served: Served, request: bytes, language: str) -> Value:
    """Return the same exchange as the server saw it: from which address, what came, what it answered, how long."""
    seen = exchange_of(served)
    raw = revealed(seen.request.raw or b"", request)
    tls = served.connection.tls
    return {
        "client": served.connection.client,
        "local": served.connection.local,
        "tls": None if tls is None else f"{tls.version} · {tls.cipher}",
        "asked": None if tls is None else tls.server_name,
        "status": served.status,
        "received": served.received.size,
        "sent": served.sent.size,
        "milliseconds": None if served.ended is None else round((served.ended - served.began) * 1000, 2),
        "request": _message(replace(seen.request, raw=raw), language),
    }
