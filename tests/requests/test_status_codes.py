"""The names of status codes."""

from __future__ import annotations

import pytest

from .both import modules

real, ours = modules(".status_codes")


def test_every_name_has_the_same_number() -> None:
    assert vars(ours.codes) == vars(real.codes)
    assert len(ours._codes) == 68


@pytest.mark.parametrize(
    ("name", "code"), [("ok", 200), ("NOT_FOUND", 404), ("✓", 200), ("\\o/", 200), ("✗", 500), ("-O-", 404)]
)
def test_a_name_is_an_attribute_and_an_item(name: str, code: int) -> None:
    assert ours.codes[name] == getattr(ours.codes, name) == code


def test_a_name_that_is_none_is_missing() -> None:
    assert ours.codes["no such"] is None
    with pytest.raises(AttributeError, match="no_such"):
        _ = ours.codes.no_such


def test_the_documentation_lists_them_all() -> None:
    assert real.__doc__ and ours.__doc__
    listed = [line for line in ours.__doc__.splitlines() if line.startswith("* ")]
    assert listed == [line for line in real.__doc__.splitlines() if line.startswith("* ")]
