"""Which mistakes there are, and how often each family is drawn."""

from __future__ import annotations

from random import Random

from .contents import broken_content, wrong_members, wrong_patch, wrong_type
from .fields import needless_content, post_to_item, wrong_fields
from .mistake import Making, Material, Mistake
from .places import wrong_query, wrong_segment

READING: dict[Making, int] = {wrong_segment: 2, wrong_query: 4, wrong_fields: 3, needless_content: 1}
WRITING: dict[Making, int] = {wrong_members: 6, broken_content: 3, wrong_type: 2, wrong_patch: 3, post_to_item: 1}


def mistake(seed: int, number: int, material: Material) -> Mistake:
    """Return mistake `number` of `seed`: with the same material it is the same each time."""
    # Each by itself, so that one can be repeated without those before it.
    random = Random(f"{seed}/{number}")
    families = READING if material.own is None else READING | WRITING
    [making] = random.choices(tuple(families), tuple(families.values()))
    return making(random, material)
