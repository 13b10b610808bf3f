"""What follows from the environment variables, remembered for as long as all of them stay as they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _variables() -> Mapping[Any, Any]:
    """Return the variables as `os.environ` keeps them: reading them through it decodes each anew."""
    return cast("Mapping[Any, Any]", getattr(os.environ, "_data", os.environ))


class _Remembered(Generic[_P, _T]):
    """A function that is asked again only for other arguments, or in another environment."""

    def __init__(self, function: Callable[_P, _T]) -> None:
        self._function = function
        self._known: tuple[dict[Any, Any], dict[Hashable, _T]] = ({}, {})

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        known, answers = self._known
        variables = _variables()
        if known != variables:
            # Taken before the function looks: what changes in between is then seen the next time.
            known, answers = self._known = (dict(variables), {})
        try:
            return answers[args]
        except KeyError:
            answer = answers[args] = self._function(*args, **kwargs)
            return answer


def while_the_environment_stays(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Return `function`, which takes a few different arguments by position, with a memory.

    Comparing all variables takes a third of a microsecond; reading the same few takes many.
    """
    return _Remembered(function)
