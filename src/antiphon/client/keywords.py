"""Keyword arguments, checked where they are given: what is misspelled or cannot be meant must not count for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import TypeAlias

from ..faults import UsageError
from ..faults.policies import POLICY_UNUSABLE
from ..net.cancelling import CancelToken
from ..semantics.cookies import CookieJar
from .options import Options
from .pool import PoolLimits
from .settings import Settings

Rule: TypeAlias = "tuple[Callable[[object], bool], str] | None"
"""Whether a value can be meant, and which ones can, for the error; None where that is seen where it is used."""


def _of(*kinds: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kinds)


def _is_pairs(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes)


_PAIRS: Rule = _is_pairs, "Mapping | Iterable"
_COOKIES: Rule = _of(Mapping, CookieJar), "Mapping | antiphon.CookieJar"
_CALLABLE: Rule = callable, "Callable"
_TEXT: Rule = _of(str), "str"
_PATH: Rule = _of(str, PathLike), "str | PathLike"
_INTEGER: Rule = _of(int), "int"
_MAPPING: Rule = _of(Mapping), "Mapping"

_SETTINGS: dict[str, Rule] = {
    **dict.fromkeys(Settings.__annotations__),
    "headers": _PAIRS,
    "cookies": _COOKIES,
    "base_url": _TEXT,
    "max_redirects": _INTEGER,
    "limits": (_of(PoolLimits), "antiphon.PoolLimits"),
    "unix_socket": _PATH,
    "source_address": _TEXT,
    "pins": _MAPPING,
    "key_log": _PATH,
    "mounts": _MAPPING,
}
_OPTIONS: dict[str, Rule] = {
    **dict.fromkeys(Options.__annotations__),
    "headers": _PAIRS,
    "cookies": _COOKIES,
    "files": _PAIRS,
    "on_upload": _CALLABLE,
    "on_download": _CALLABLE,
    "on_interim": _CALLABLE,
    "max_content": _INTEGER,
    "cancel": (_of(CancelToken), "antiphon.CancelToken"),
}

_NAMES_ELSEWHERE = {
    "content": "data",
    "body": "data",
    "follow_redirects": "allow_redirects",
    "proxy": "proxies",
    "ssl": "verify",
}
"""What other clients call these."""


def check_settings(settings: Mapping[str, object]) -> None:
    """Raise `TypeError` for a setting that does not exist, `UsageError` for a value that cannot be meant."""
    for name, value in settings.items():
        if name not in _SETTINGS:
            advice = "each request takes it" if name in _OPTIONS else _advice(name, _SETTINGS)
            raise TypeError(f"a session has no setting named {name!r}; {advice}")
        _check(name, value, _SETTINGS[name])


def check_options(options: Mapping[str, object]) -> None:
    """Raise `TypeError` for an option that does not exist, `UsageError` for a value that cannot be meant."""
    for name, value in options.items():
        if name not in _OPTIONS:
            advice = "the session takes it" if name in _SETTINGS else _advice(name, _OPTIONS)
            raise TypeError(f"a request has no option named {name!r}; {advice}")
        _check(name, value, _OPTIONS[name])


def _check(name: str, value: object, rule: Rule) -> None:
    if rule is not None and value and not rule[0](value):
        # The value may be a secret, its kind is none.
        raise UsageError(POLICY_UNUSABLE, setting=name, value=type(value).__name__, rule=f"{rule[1]} | None")


def _advice(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names was probably meant by `name`, else where they are listed."""
    from difflib import get_close_matches

    meant = [_NAMES_ELSEWHERE[name]] if name in _NAMES_ELSEWHERE else get_close_matches(name, known, 1)
    return f"did you mean {meant[0]!r}?" if meant else f"there are: {', '.join(sorted(known))}"
