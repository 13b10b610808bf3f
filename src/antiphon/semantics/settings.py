"""Numbers that a user sets: checked where they are given."""

from __future__ import annotations

from ..faults import UsageError
from ..faults.policies import POLICY_UNUSABLE


def is_number(value: object, *kinds: type) -> bool:
    """Tell whether `value` is of one of `kinds`, an int or a float unless given; true and false are no numbers."""
    return isinstance(value, kinds or (int, float)) and not isinstance(value, bool)


def check(setting: str, value: object, is_good: bool, rule: str) -> None:
    """Raise `UsageError` unless `is_good`: `value` of `setting` is not as `rule` says."""
    if not is_good:
        raise UsageError(POLICY_UNUSABLE, setting=setting, value=repr(value), rule=rule)
