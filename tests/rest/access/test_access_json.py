"""The text of an access file, and its mistakes, each by file and line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import UsageError
from antiphon.rest.access.access import NEW_ACCESS, Access
from antiphon.rest.access.access_json import Mistake, access_text, read_access
from antiphon.rest.access.json_lines import Path, line_of
from antiphon.rest.access.passwords import Cost, password_hash
from antiphon.rest.access.policy import Action
from antiphon.rest.access.rules import Rule, Who
from antiphon.rest.access.tokens import Token

from .conftest import resource, schema

DIGEST = "0123456789abcdef" * 4


def read(text: str) -> Access:
    return read_access(text.encode(), "access.json")


def test_what_is_written_is_read_again() -> None:
    access = (
        NEW_ACCESS.with_token("alice", Token(DIGEST, 1_700_000_000, 1_800_000_000, "laptop"))
        .with_token("José", Token(DIGEST[::-1], 1_700_000_000))
        .with_password("alice", password_hash("correct horse", Cost(4, 1, 1)))
        .permitting("alice", "the orders", [Action.WRITE])
    )
    assert read(access_text(access)) == access
    assert read(access_text(Access())) == Access()


def test_rules_stand_one_a_line() -> None:
    access = Access().with_token("bob", Token(DIGEST, 0)).permitting("bob", "orders", [Action.READ], "customer")
    assert '\n    "orders": {"read": "own", "owner": "customer"}\n' in access_text(access)


def test_a_name_needs_no_brackets() -> None:
    access = read('{"version": 1, "tables": {"*": {"read": "public", "write": []}, "a": {"read": ["users", "users"]}}}')
    assert access.rules.written == {"*": Rule(Who(("public",)), Who()), "a": Rule(Who(("users",)))}


def test_a_time_may_be_in_any_zone_rfc3339() -> None:
    for text in ("2030-01-31T00:00:00Z", "2030-01-31T01:00:00+01:00", "2030-01-31"):
        tokens = {"a": {"tokens": [{"sha256": DIGEST, "expires": text}]}}
        assert read(json.dumps({"version": 1, "users": tokens})).users["a"].tokens[0].expires == 1_896_048_000


def file_with(**members: Any) -> str:
    return json.dumps({"version": 1, **members}, indent=1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "json-empty", None),
        ('{\n"version": 1,\n]', "json-syntax", 3),
        ('{"version": 1, "version": 1}', "json-duplicate-name", None),
        ("[]", "access-type", 1),
        ("{}", "access-version", 1),
        ('{\n"version": 2}', "access-version", 2),
        ('{\n"version": true}', "access-version", 2),
        ('{"version": 1,\n"user": {}}', "access-member-unknown", 2),
        (file_with(users=[]), "access-type", 3),
        (file_with(users={"a": {}, "b:c": {}}), "user-name", 5),
        (file_with(users={"public": {}}), "user-name", 4),
        (file_with(users={"a": {"tokens": {}}}), "access-type", 5),
        (file_with(users={"a": {"tokens": [{"sha256": DIGEST}, {"created": "2030-01-31"}]}}), "access-type", 9),
        (file_with(users={"a": {"tokens": [{"sha256": "abc"}]}}), "access-hash", 7),
        (file_with(users={"a": {"password": "correct horse"}}), "access-hash", 5),
        (file_with(users={"a": {"tokens": [{"sha256": DIGEST, "expires": "soon"}]}}), "access-time", 8),
        (file_with(users={n: {"tokens": [{"sha256": DIGEST}]} for n in "ab"}), "access-token-twice", 13),
        (file_with(tables={"a": {"raed": "public"}}), "access-member-unknown", 5),
        (file_with(tables={"a": {"read": "public"}, "b": {"write": ["users", "mallory"]}}), "access-who-unknown", 8),
        (file_with(tables={"a": {"read": 1}}), "access-type", 5),
        (file_with(tables={"a": {"read": [1]}}), "access-type", 5),
        (file_with(tables={"a": {"hidden": "yes"}}), "access-type", 5),
        (file_with(tables={"a": {"read": "own"}}), "access-owner-missing", 4),
    ],
)
def test_a_mistake_is_told_with_file_and_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(Mistake) as found:
        read(text)
    assert found.value.fault.code == code
    place = "access.json:" + (f"{line}:" if line else " ")
    assert str(found.value).startswith(place) and found.value.sentence("es").startswith(place)
    assert "{" not in found.value.sentence("es").replace("'{'", "")


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(Mistake) as found:
        read(file_with(users={"a": {"password": "correct horse"}}))
    assert "correct horse" not in str(found.value) + repr(found.value)


def test_rules_have_to_fit_the_tables() -> None:
    orders = resource("orders", "customer")
    fitting = read(file_with(tables={"*": {"read": "users"}, "orders": {"read": "own", "owner": "customer"}}))
    fitting.check_against(schema(orders, resource("products")))
    for tables, code in (
        ({"order": {"read": []}}, "access-table-unknown"),
        ({"orders": {"read": "own", "owner": "user"}}, "access-owner-unknown"),
        ({"*": {"write": "own", "owner": "user"}}, "access-owner-unknown"),
    ):
        with pytest.raises(UsageError) as refused:
            read(file_with(tables=tables)).check_against(schema(orders))
        assert refused.value.fault.code == code


def test_own_rows_are_not_promised_where_everybody_has_all() -> None:
    with pytest.raises(UsageError) as refused:
        NEW_ACCESS.permitting("bob", "orders", [Action.READ], "customer")
    assert refused.value.fault.code == "own-needless"


def test_a_table_has_one_owner_column() -> None:
    access = Access().permitting("bob", "orders", [Action.READ], "customer")
    assert access.permitting("bob", "orders", [Action.WRITE], "customer").rules.of("orders").owner == "customer"
    with pytest.raises(UsageError) as refused:
        access.permitting("bob", "orders", [Action.WRITE], "seller")
    assert refused.value.fault.code == "owner-differs"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def paths(value: Any, path: Path = ()) -> list[Path]:
    inner = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [path, *(deeper for name, each in inner for deeper in paths(each, (*path, name)))]


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_the_lines_of_values_follow_their_order(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    lines = [line_of(text, path) for path in paths(value)]
    assert lines == sorted(lines) and lines[0] == 1
    if indent is None:
        assert set(lines) == {1}
    else:
        assert len(set(lines)) == len(lines)


def test_the_line_of_what_is_missing_is_that_of_its_object() -> None:
    assert line_of('{"a":\n{"b": [1,\n2]}}', ("a", "c", 0)) == 2
    assert line_of('{"a":\n{"b": [1,\n2]}}', ("a", "b", 1)) == 3
