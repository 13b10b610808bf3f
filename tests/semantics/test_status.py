"""Status codes (RFC 9110 §15, IANA HTTP Status Code Registry)."""

from __future__ import annotations

from itertools import chain

import pytest

from antiphon.semantics.status import CLASSES, STATUSES, Status, is_final, phrase, status_class, treat_as

REGISTERED = {
    *range(100, 105),
    *range(200, 209),
    226,
    *range(300, 309),
    *range(400, 419),
    *range(421, 427),
    428,
    429,
    431,
    451,
    *range(500, 509),
    510,
    511,
}


def test_every_code_of_the_registry_is_there_and_no_other() -> None:
    assert set(STATUSES) == REGISTERED


@pytest.mark.parametrize("status", STATUSES.values(), ids=lambda status: str(status.code))
def test_each_code_says_what_it_means_and_what_to_do_in_both_languages(status: Status) -> None:
    texts = chain.from_iterable((text.en, text.es) for text in (status.meaning, status.advice))
    assert all(text.endswith(".") and text[0].isupper() for text in texts)
    assert status.meaning.en != status.meaning.es
    assert status.rfc.startswith(("RFC ", "draft-"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (200, "OK"),
        (203, "Non-Authoritative Information"),
        (404, "Not Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (422, "Unprocessable Content"),
        (431, "Request Header Fields Too Large"),
        (306, ""),
        (418, ""),
        (299, ""),
        (999, ""),
    ],
)
def test_phrase_is_the_one_of_the_registry_or_empty(code: int, expected: str) -> None:
    assert phrase(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [(404, 404), (471, 400), (299, 200), (199, 100), (599, 500), (600, 500), (999, 500), (99, 500), (0, 500)],
)
def test_an_unknown_code_is_treated_as_x00_and_an_invalid_one_as_5xx_section_15(code: int, expected: int) -> None:
    assert treat_as(code) == expected


def test_each_class_has_a_name_in_both_languages() -> None:
    assert set(CLASSES) == {1, 2, 3, 4, 5} == {status_class(code) for code in STATUSES}
    assert CLASSES[4].en.startswith("Client error")
    assert CLASSES[4].es.startswith("Error del cliente")


def test_interim_responses_are_1xx_but_101_section_15_2() -> None:
    assert [code for code in STATUSES if not is_final(code)] == [100, 102, 103, 104]
    assert is_final(700)


def test_advice_parts_401_from_403_and_400_from_422() -> None:
    assert "403" in STATUSES[401].advice.en
    assert "422" in STATUSES[400].advice.en
    assert "Retry-After" in STATUSES[429].advice.en
    assert "Retry-After" in STATUSES[503].advice.es
