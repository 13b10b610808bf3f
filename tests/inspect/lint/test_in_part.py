"""A response that is broken, or of which only a part came, is judged by what broke it and by nothing else."""

from __future__ import annotations

import pytest

from antiphon.faults import BrokenResponse, ProtocolError, ReadTimeout
from antiphon.faults.connection import READ_TIMEOUT
from antiphon.faults.exchange import PROTOCOL_BROKEN, RESPONSE_OVER_LIMIT
from antiphon.faults.message import BARE_LINE_FEED, HEAD_TOO_LARGE
from antiphon.inspect.linting import lint_journey

from .examples import NOW, one


@pytest.mark.parametrize("content", [None, b"x"], ids=["head alone", "content"])
def test_a_broken_response_gets_no_lessons_in_manners(content: bytes | None) -> None:
    error = BrokenResponse(PROTOCOL_BROKEN, peer="b", cause=ProtocolError(BARE_LINE_FEED, offset=9))
    found = lint_journey(one("GET https://shop.example/", "200", content, error=error), now=NOW)
    assert {finding.code for finding in found} <= {"bare-line-feed", "retry-harmless"}


def test_a_limit_of_this_end_is_no_breach_of_http_rfc9110_5_4() -> None:
    error = BrokenResponse(RESPONSE_OVER_LIMIT, peer="b", cause=ProtocolError(HEAD_TOO_LARGE, limit=65536))
    found = lint_journey(one("GET https://shop.example/", error=error), now=NOW)
    assert "head-too-large" in {finding.code for finding in found}
    assert "larger than this client takes" in error.sentence() and "breaks" not in error.sentence()


def test_a_status_of_which_a_part_came_is_no_unknown_status_rfc9110_15() -> None:
    error = ReadTimeout(READ_TIMEOUT, peer="b", limit=1.0)
    found = lint_journey(one("GET https://shop.example/", "20", error=error), now=NOW)
    assert "status-out-of-range" not in {finding.code for finding in found}
    assert {finding.rule for finding in found} <= {9, 39}
