"""What a column's declared type says of its values, whatever the database calls it."""

from __future__ import annotations

from dataclasses import dataclass

from .resource import Kind

LEAST_INTEGER = -(2**63)
GREATEST_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ValueType:
    """The values that a column holds.

    `max_length` counts characters, or bytes. `least` and `greatest` limit integers. `single` floats have 32 bits.
    `zoned` moments know their zone. `item` is what an array holds; its kind is JSON. What is not `comparable` has no
    equality and no order in the database. The `precision` of a time is the digits of its second's fraction.
    """

    kind: Kind
    max_length: int | None = None
    precision: int | None = None
    scale: int | None = None
    choices: tuple[str, ...] | None = None
    least: int = LEAST_INTEGER
    greatest: int = GREATEST_INTEGER
    single: bool = False
    zoned: bool = False
    item: ValueType | None = None
    comparable: bool = True
