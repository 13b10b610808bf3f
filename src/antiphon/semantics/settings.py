"""Numbers that a user sets: checked where they are given."""

from __future__ import annotations

from ..faults import UsageError
from ..faults.policies import POLICY_UNUSABLE


def is_number(value: object, *kinds: type) -> bool:
    """Tell whether `value` is of one of `kinds`, an int or a float unless given; true and false are no numbers."""
    return isinstance(value, kinds or (int, float)) and not isinstance(value, bool)


def shown(value: object) -> str:
    """Return `value` if it is a number or None, else its kind: a value of the wrong kind may be a secret."""
    return str(value) if value is None or isinstance(value, bool | int | float) else type(value).__name__


def named(value: object) -> str:
    """Return `value` where it names something, such as a mode, or is a number; else its kind."""
    return ascii(value) if isinstance(value, str) else shown(value)


def check(setting: str, value: object, is_good: bool, rule: str) -> None:
    """Raise `UsageError` unless `is_good`: `value` of `setting` is not as `rule` says."""
    if not is_good:
        raise UsageError(POLICY_UNUSABLE, setting=setting, value=named(value), rule=rule)
