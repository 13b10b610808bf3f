"""How much content a response may have, as it was received and as it decodes."""

from __future__ import annotations

from ...faults import UsageError
from ...faults.policies import POLICY_UNUSABLE
from ...semantics.codings import DecodingLimits
from ...semantics.settings import named


def checked_max_content(value: int | None) -> int | None:
    """Return `value`, bytes or None for any number. Raises `UsageError`."""
    if value is not None and (type(value) is not int or value < 0):
        raise UsageError(POLICY_UNUSABLE, setting="max_content", value=named(value), rule=">= 0")
    return value


def decoding_limits(max_ratio: int | None) -> DecodingLimits:
    """Return the limits by which content with codings is decoded; None is no ratio. Raises `UsageError`."""
    if max_ratio is not None and (type(max_ratio) is not int or max_ratio < 1):
        raise UsageError(POLICY_UNUSABLE, setting="max_ratio", value=named(max_ratio), rule=">= 1")
    return DecodingLimits(max_ratio=max_ratio)
