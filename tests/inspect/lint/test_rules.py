"""Every rule: an exchange that breaks it, the words in both languages, and one next to it that does not."""

from __future__ import annotations

import pytest

from antiphon.inspect.finding import Finding
from antiphon.inspect.linting import lint_journey

from .answers import EXAMPLES as ANSWERS
from .connections import CONNECTIONS
from .examples import NOW, Example
from .messages import EXAMPLES as MESSAGES

EXAMPLES = [*CONNECTIONS, *MESSAGES, *ANSWERS]


def named(example: Example) -> str:
    return f"{example.rule}-{example.code}-{EXAMPLES.index(example)}"


def found(example: Example) -> list[Finding]:
    return [finding for finding in lint_journey(example.wrong, now=NOW) if finding.code == example.code]


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_what_is_wrong_is_found(example: Example) -> None:
    sentences = [(finding.rule, finding.sentence(), finding.sentence("es")) for finding in found(example)]
    assert any(rule == example.rule and example.en in en and example.es in es for rule, en, es in sentences), sentences
    for finding in found(example):
        assert finding.fix() and finding.fix("es") and finding.place


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_what_is_next_to_it_is_not(example: Example) -> None:
    assert example.code not in [finding.code for finding in lint_journey(example.right, now=NOW)]
