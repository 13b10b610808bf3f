"""Keyword arguments, checked where they are given: what is misspelled or cannot be meant must not count for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import TypeAlias

from ..faults import UsageError
from ..faults.policies import POLICY_UNUSABLE
from ..net.cancelling import CancelToken
from ..semantics.cookies import CookieJar
from ..semantics.settings import shown
from .options import Options
from .pool import PoolLimits
from .settings import Settings

Rule: TypeAlias = "tuple[Callable[[object], bool], str] | None"
"""Whether a value can be meant, and which ones can, for the error; None where that is seen where it is used."""


def _of(*kinds: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kinds)


def _optional(is_good: Callable[[object], bool], kinds: str) -> tuple[Callable[[object], bool], str]:
    return (lambda value: value is None or is_good(value)), f"{kinds} | None"


def _is_pairs(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_verification(value: object) -> bool:
    if value is None or isinstance(value, bool | str | bytes | PathLike):
        return True
    import ssl

    return isinstance(value, ssl.SSLContext)


def _is_certificate(value: object) -> bool:
    if isinstance(value, tuple):
        return all(part is None or isinstance(part, str | bytes | PathLike) for part in value)
    if isinstance(value, str | bytes | PathLike):
        return True
    from ..tls.contexts import ClientCertificate

    return isinstance(value, ClientCertificate)


def _is_message_limits(value: object) -> bool:
    from .reach.message_limits import MessageLimits

    return isinstance(value, MessageLimits)


_COOKIES: Rule = _optional(_of(Mapping, CookieJar), "Mapping | antiphon.CookieJar")
_CALLABLE: Rule = _optional(callable, "Callable")
_TEXT: Rule = _optional(_of(str), "str")
_PATH: Rule = _optional(_of(str, PathLike), "str | PathLike")
_MAPPING: Rule = _optional(_of(Mapping), "Mapping")
_YES_OR_NO: Rule = _of(bool), "bool"

_SHARED: dict[str, Rule] = {
    "headers": _optional(_is_pairs, "Mapping | Iterable"),
    "cookies": _COOKIES,
    "verify": (_is_verification, "bool | str | bytes | PathLike | ssl.SSLContext"),
    "cert": _optional(_is_certificate, "str | bytes | PathLike | tuple | antiphon.ClientCertificate"),
    "max_content": _optional(_is_count, "int >= 0"),
}
_SETTINGS: dict[str, Rule] = {
    **dict.fromkeys(Settings.__annotations__),
    **_SHARED,
    "base_url": _TEXT,
    "max_redirects": (_is_count, "int >= 0"),
    "limits": _optional(_of(PoolLimits), "antiphon.PoolLimits"),
    "unix_socket": _PATH,
    "source_address": _TEXT,
    "pins": _MAPPING,
    "key_log": _PATH,
    "message_limits": _optional(_is_message_limits, "antiphon.MessageLimits"),
    "trust_env": _YES_OR_NO,
    "mounts": _MAPPING,
    "trace": _CALLABLE,
}
_OPTIONS: dict[str, Rule] = {
    **dict.fromkeys(Options.__annotations__),
    **_SHARED,
    "files": _optional(_is_pairs, "Mapping | Iterable"),
    "allow_redirects": _YES_OR_NO,
    "stream": _YES_OR_NO,
    "verify_digest": _YES_OR_NO,
    "on_upload": _CALLABLE,
    "on_download": _CALLABLE,
    "on_interim": _CALLABLE,
    "cancel": _optional(_of(CancelToken), "antiphon.CancelToken"),
}

CHANGEABLE = frozenset(
    (
        "headers",
        "auth",
        "params",
        "timeout",
        "verify",
        "cert",
        "base_url",
        "max_redirects",
        "proxies",
        "trust_env",
    )
)
"""The settings that can be changed on a session."""

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
    if rule is not None and not rule[0](value):
        raise UsageError(POLICY_UNUSABLE, setting=name, value=shown(value), rule=rule[1])


def _advice(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names was probably meant by `name`, else where they are listed."""
    from difflib import get_close_matches

    meant = [_NAMES_ELSEWHERE[name]] if name in _NAMES_ELSEWHERE else get_close_matches(name, known, 1)
    return f"did you mean {meant[0]!r}?" if meant else f"there are: {', '.join(sorted(known))}"
