"""What requests raises and warns of."""

from __future__ import annotations

import inspect
import json
import pickle
from types import SimpleNamespace
from typing import Any

import pytest

from .both import modules, outcome

real, ours = modules(".exceptions")
NAMES = sorted(
    name for name, value in vars(real).items() if inspect.isclass(value) and value.__module__ == real.__name__
)
ERRORS = [name for name in NAMES if issubclass(getattr(real, name), real.RequestException)]
PLAIN_ERRORS = [name for name in ERRORS if name != "JSONDecodeError"]


@pytest.mark.parametrize("name", NAMES)
def test_the_tree_is_the_same(name: str) -> None:
    mine, theirs = getattr(ours, name), getattr(real, name)
    assert [kind.__name__ for kind in mine.__mro__] == [kind.__name__ for kind in theirs.__mro__]
    shared = {kind for kind in theirs.__mro__ if kind.__module__ != real.__name__}
    assert shared == {kind for kind in mine.__mro__ if kind.__module__ != ours.__name__}


def members(error: Any) -> tuple[object, ...]:
    return error.args, error.request, error.response, error.errno, error.strerror, str(error)


@pytest.mark.parametrize("name", PLAIN_ERRORS)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"request": "Q"},
        {"response": SimpleNamespace(request="Q", tag="R")},
        {"response": SimpleNamespace(tag="R")},
        {"response": SimpleNamespace(request="theirs"), "request": "mine"},
        {"response": SimpleNamespace(request=None), "request": ""},
        {"unknown": 1},
    ],
    ids=["plain", "request", "response", "response-alone", "both", "empty", "unknown"],
)
@pytest.mark.parametrize(
    "arguments", [(), ("what",), (5, "what"), (ValueError("inner"),)], ids=["0", "1", "2", "error"]
)
def test_errors_remember_request_and_response(name: str, given: dict[str, Any], arguments: tuple[Any, ...]) -> None:
    mine = outcome(lambda: members(getattr(ours, name)(*arguments, **given)))
    assert mine == outcome(lambda: members(getattr(real, name)(*arguments, **given)))


@pytest.mark.parametrize("name", PLAIN_ERRORS)
def test_errors_survive_pickling(name: str) -> None:
    error = pickle.loads(pickle.dumps(getattr(ours, name)("what", request="Q", response=None)))
    assert type(error) is getattr(ours, name)
    assert (error.args, error.request, error.response) == (("what",), "Q", None)


def test_a_json_error_is_both_and_survives_pickling() -> None:
    mine = ours.JSONDecodeError("Expecting value", "a\nb", 2, request="Q")
    theirs = real.JSONDecodeError("Expecting value", "a\nb", 2, request="Q")
    assert members(mine) == members(theirs)
    assert str(mine) == "Expecting value: line 2 column 1 (char 2)"
    again = pickle.loads(pickle.dumps(mine))
    assert (type(again), str(again), again.doc, again.pos) == (type(mine), str(mine), "a\nb", 2)
    assert isinstance(again, json.JSONDecodeError)
    assert isinstance(again, ours.InvalidJSONError)
    assert mine.__reduce__()[1:] == theirs.__reduce__()[1:]


def test_a_subclass_of_a_program_is_told_apart() -> None:
    class Mine(ours.HTTPError):  # type: ignore[misc, name-defined]
        """A program's own."""

    with pytest.raises(ours.RequestException):
        raise Mine("x", response=None)
    with pytest.raises(OSError, match="x"):
        raise Mine("x")
