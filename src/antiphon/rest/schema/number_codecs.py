"""Numbers and truth values between JSON, text and drivers. Nothing is rounded: what does not fit is refused."""

from __future__ import annotations

import re
import struct
from decimal import Decimal, InvalidOperation
from typing import Any

from ...faults.row import (
    NOT_A_BOOLEAN,
    NOT_A_NUMBER,
    NOT_AN_INTEGER,
    NUMBER_OUT_OF_RANGE,
    TOO_MANY_DECIMALS,
    TOO_MANY_DIGITS,
    TOO_PRECISE,
)
from ..refusal import Mismatch
from .json_type import json_type
from .value_type import GREATEST_INTEGER, LEAST_INTEGER, ValueType

GREATEST_FLOAT = 1.7976931348623157e308
GREATEST_SINGLE = 3.4028234663852886e38
_SINGLE = struct.Struct("f")
# The grammar of JSON's numbers (RFC 8259 §6) serves URLs and CSV too, so that a number has the same form everywhere.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_MOST_DIGITS = 4300
# Every 64-bit integer has fewer digits; Python's conversion of longer text takes quadratic time.
_MOST_INTEGER_DIGITS = 20

# PostgreSQL's numeric without precision.
_NUMERIC_DIGITS = 131072
_NUMERIC_SCALE = 16383
# SQLite keeps a decimal as a 64-bit integer or as a float, which is exact for 15 digits.
_FLOAT_DIGITS = 15
_FLOAT_WHOLE_DIGITS = 308


class IntegerCodec:
    """Whole numbers between two limits. `1.0` is one (JSON Schema, "integer"), `"1"` and true are not."""

    __slots__ = ("_greatest", "_least")
    shows_as_is = True

    def __init__(self, values: ValueType) -> None:
        self._least = values.least
        self._greatest = values.greatest

    def from_json(self, value: Any) -> int:
        """Return the number as an int. Raises `Mismatch`."""
        if type(value) is not int:
            value = self._whole(value)
        if not self._least <= value <= self._greatest:
            raise self._out_of_range()
        return value  # type: ignore[no-any-return]

    def _whole(self, value: Any) -> int:
        if isinstance(value, Decimal | float):
            number = Decimal(value)
            # Before it becomes an int: 1E+999999999 would take all memory.
            if number.is_finite() and number.adjusted() >= _MOST_INTEGER_DIGITS:
                raise self._out_of_range()
            if number.is_finite() and number == number.to_integral_value():
                return int(number)
        raise Mismatch(NOT_AN_INTEGER, found=json_type(value))

    def from_text(self, text: str) -> int:
        """Return the number that `text` has the digits of. Raises `Mismatch`."""
        if _INTEGER.fullmatch(text) is None:
            raise Mismatch(NOT_AN_INTEGER, found="text")
        if len(text) > _MOST_INTEGER_DIGITS:
            raise self._out_of_range()
        return self.from_json(int(text))

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value

    def _out_of_range(self) -> Mismatch:
        return Mismatch(NUMBER_OUT_OF_RANGE, least=self._least, greatest=self._greatest)


class FloatCodec:
    """Floating-point numbers of 64 bits, or of 32."""

    __slots__ = ("_greatest",)
    shows_as_is = True

    def __init__(self, values: ValueType) -> None:
        self._greatest = GREATEST_SINGLE if values.single else GREATEST_FLOAT

    def from_json(self, value: Any) -> float:
        """Return the nearest float. Raises `Mismatch`."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise Mismatch(NOT_A_NUMBER, found=json_type(value))
        try:
            number = float(value)
        except (OverflowError, ValueError):
            raise self._out_of_range() from None
        # NaN compares as false too.
        if not -self._greatest <= number <= self._greatest:
            raise self._out_of_range()
        return number

    def from_text(self, text: str) -> float:
        """Return the number that `text` has the digits of. Raises `Mismatch`."""
        if _NUMBER.fullmatch(text) is None:
            raise Mismatch(NOT_A_NUMBER, found="text")
        return self.from_json(float(text))

    def to_json(self, value: Any) -> Any:
        """Return `value`: JSON has no infinity, and whoever writes it puts null there."""
        return value

    def _out_of_range(self) -> Mismatch:
        return Mismatch(NUMBER_OUT_OF_RANGE, least=-self._greatest, greatest=self._greatest)


class SingleFloatCodec(FloatCodec):
    """Floating-point numbers of 32 bits, for drivers that give all the digits of their value."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> float:
        """Return the nearest float of 32 bits. Raises `Mismatch`."""
        return _single(super().from_json(value))

    def to_json(self, value: Any) -> Any:
        """Return the shortest number that stands for `value`."""
        shown = (float(f"{value:.{digits}g}") for digits in range(6, 10))
        return next((number for number in shown if abs(number) <= GREATEST_SINGLE and _single(number) == value), value)


def _single(number: float) -> float:
    single: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    return single


class DecimalCodec:
    """Decimal numbers, exact to the last digit, for drivers that have them. JSON may write them as text, too."""

    __slots__ = ("_scale", "_whole_digits")
    shows_as_is = False

    def __init__(self, values: ValueType) -> None:
        self._scale = _NUMERIC_SCALE if values.precision is None else values.scale or 0
        self._whole_digits = _NUMERIC_DIGITS if values.precision is None else values.precision - self._scale

    def from_json(self, value: Any) -> object:
        """Return the number as a `Decimal`. Raises `Mismatch`."""
        return self._fitting(self._number(value))

    def from_text(self, text: str) -> object:
        """Return the number that `text` has the digits of. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return `value`, or None for what JSON has no number for."""
        return value if not isinstance(value, Decimal) or value.is_finite() else None

    def _number(self, value: Any) -> Decimal:
        if isinstance(value, str):
            if len(value) <= _MOST_DIGITS and _NUMBER.fullmatch(value) is not None:
                return self._of_text(value)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        elif isinstance(value, float):
            return Decimal(repr(value))
        raise Mismatch(NOT_A_NUMBER, found=json_type(value))

    def _of_text(self, text: str) -> Decimal:
        try:
            return Decimal(text)
        except InvalidOperation:  # an exponent that is itself beyond all bounds
            raise Mismatch(TOO_MANY_DIGITS, digits=max(self._whole_digits, 0)) from None

    def _fitting(self, number: Decimal) -> Decimal:
        if not number.is_finite():
            raise Mismatch(NOT_A_NUMBER, found="NaN")
        if not number:
            return Decimal(0)
        if number.adjusted() >= self._whole_digits:
            raise Mismatch(TOO_MANY_DIGITS, digits=max(self._whole_digits, 0))
        if -_last_place(number) > self._scale:
            raise Mismatch(TOO_MANY_DECIMALS, scale=self._scale)
        return number


def _last_place(number: Decimal) -> int:
    """Return the exponent of the last digit of `number` that is not zero."""
    _, digits, exponent = number.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return int(exponent) + zeros


class SQLiteDecimalCodec(DecimalCodec):
    """Decimal numbers as SQLite keeps them: integers of 64 bits, and floats of up to 15 digits."""

    __slots__ = ()
    shows_as_is = True

    def __init__(self, values: ValueType) -> None:
        super().__init__(values)
        self._whole_digits = min(self._whole_digits, _FLOAT_WHOLE_DIGITS)

    def from_json(self, value: Any) -> object:
        """Return the number as an int or a float that stand for exactly this number. Raises `Mismatch`."""
        number = self._fitting(self._number(value))
        last = _last_place(number)
        if last >= 0 and LEAST_INTEGER <= number <= GREATEST_INTEGER:
            return int(number)
        if number.adjusted() - last >= _FLOAT_DIGITS:
            raise Mismatch(TOO_PRECISE, digits=_FLOAT_DIGITS)
        return float(number)

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


class BooleanCodec:
    """True and false, for drivers that have them."""

    __slots__ = ()
    shows_as_is = True
    _words: dict[str, bool] = {"true": True, "false": False, "1": True, "0": False}  # noqa: RUF012 (never changed)

    def from_json(self, value: Any) -> object:
        """Return the truth value. Raises `Mismatch`."""
        if value is True or value is False:
            return value
        raise Mismatch(NOT_A_BOOLEAN, found=json_type(value))

    def from_text(self, text: str) -> object:
        """Return the truth value that ``true``, ``false``, ``1`` or ``0`` says. Raises `Mismatch`."""
        if text not in self._words:
            raise Mismatch(NOT_A_BOOLEAN, found="text")
        return self.from_json(self._words[text])

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


class SQLiteBooleanCodec(BooleanCodec):
    """True and false as SQLite keeps them: 1 and 0. Other values, which it does not prevent, are shown as they are."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> object:
        """Return 1 or 0. Raises `Mismatch`."""
        return int(bool(super().from_json(value)))

    def to_json(self, value: Any) -> Any:
        """Return True for 1, False for 0, anything else as it is."""
        if value == 1:
            return True
        return False if value == 0 else value
