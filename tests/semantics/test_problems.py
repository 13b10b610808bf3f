"""Problem details, RFC 9457."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import JSONDecodeError
from antiphon.faults.content import CODING_UNKNOWN, DECODER_STOPPED
from antiphon.faults.document import JSON_CUT_SHORT
from antiphon.semantics.problems import Problem, parse_problem, problem_of


def test_absent_members_are_left_out_rfc9457_3_1() -> None:
    assert Problem().as_dict() == {"type": "about:blank"}
    assert json.loads(Problem(status=404, detail="señal").as_json()) == {
        "type": "about:blank",
        "status": 404,
        "detail": "señal",
    }


def test_extensions_do_not_replace_members_rfc9457_3_2() -> None:
    problem = Problem(status=400, extra={"status": 200, "errors": [1]})
    assert problem.as_dict() == {"type": "about:blank", "status": 400, "errors": [1]}


def test_a_fault_becomes_a_problem_in_either_language() -> None:
    english = problem_of(CODING_UNKNOWN, {"coding": "lzma"}, instance="urn:uuid:1")
    assert english.type == "urn:antiphon:fault:coding-unknown"
    assert english.title == "Coding unknown"
    assert english.status == 415
    assert english.detail == "The content coding 'lzma' is not one that can be handled here."
    assert english.instance == "urn:uuid:1"
    assert english.extra == {
        "fix": "Use one of: gzip, deflate, br, zstd.",
        "reference": "RFC 9110 §8.4.1",
    }
    spanish = problem_of(CODING_UNKNOWN, {"coding": "lzma"}, "es")
    assert spanish.title == english.title
    assert spanish.detail != english.detail


def test_acronyms_in_a_title_are_upper_case() -> None:
    assert problem_of(JSON_CUT_SHORT, {"line": 1, "column": 2}).title == "JSON cut short"


def test_a_fault_that_is_not_the_clients_is_a_500() -> None:
    problem = problem_of(DECODER_STOPPED, {})
    assert problem.status == 500
    assert "reference" not in problem.extra


def test_members_of_the_wrong_type_are_ignored_rfc9457_3_1() -> None:
    content = b'{"type": 5, "title": null, "status": "404", "detail": ["x"], "balance": 30}'
    assert parse_problem(content) == Problem(extra={"balance": 30})
    assert parse_problem('{"status": true}').status is None


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, '"text"'])
def test_what_is_no_json_object_is_refused(content: bytes | str) -> None:
    with pytest.raises(JSONDecodeError) as caught:
        parse_problem(content)
    assert caught.value.fault.code == "problem-not-an-object"


@given(
    st.builds(
        Problem,
        title=st.none() | st.text(),
        status=st.none() | st.integers(100, 599),
        detail=st.none() | st.text(),
        extra=st.dictionaries(st.sampled_from(["errors", "fix"]), st.integers() | st.text()),
    )
)
def test_parsing_undoes_writing(problem: Problem) -> None:
    assert parse_problem(problem.as_json()) == problem
