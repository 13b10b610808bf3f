"""Methods (RFC 9110 §9, RFC 5789, RFC 10008)."""

from __future__ import annotations

import pytest

from antiphon.semantics.methods import METHODS, is_cacheable, is_idempotent, is_safe, is_token


def test_safe_methods_are_those_of_section_9_2_1_and_query() -> None:
    assert {name for name in METHODS if is_safe(name)} == {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"}


def test_idempotent_methods_are_the_safe_ones_with_put_and_delete_section_9_2_2() -> None:
    assert {name for name in METHODS if is_idempotent(name)} == {
        "GET",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "QUERY",
        "PUT",
        "DELETE",
    }


def test_every_safe_method_is_idempotent() -> None:
    assert all(method.idempotent for method in METHODS.values() if method.safe)


def test_cacheable_methods_are_those_of_section_9_2_3_and_query() -> None:
    assert {name for name in METHODS if is_cacheable(name)} == {"GET", "HEAD", "POST", "QUERY"}


def test_query_has_content_rfc_10008() -> None:
    assert METHODS["QUERY"].has_content
    assert METHODS["QUERY"].rfc.startswith("RFC 10008")


@pytest.mark.parametrize("name", ["get", "Get", "PURGE", "", "GET "])
def test_an_unknown_method_promises_nothing_and_case_matters_section_9_1(name: str) -> None:
    assert not is_safe(name)
    assert not is_idempotent(name)
    assert not is_cacheable(name)


@pytest.mark.parametrize("name", ["GET", "x", "M-SEARCH", "!#$%&'*+-.^_`|~09azAZ"])
def test_tokens_section_5_6_2(name: str) -> None:
    assert is_token(name)


@pytest.mark.parametrize("name", ["", "GE(T", "GET ", "GET\n", "GÉT", "a/b", "a:b", '"', "\x00"])
def test_what_is_no_token_section_5_6_2(name: str) -> None:
    assert not is_token(name)


def test_each_method_is_listed_under_its_own_name() -> None:
    assert all(name == method.name and method.rfc.startswith("RFC ") for name, method in METHODS.items())
