"""Collections in a folder of .csv files (RFC 4180): each file is one, its first line names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from ...faults import UsageError
from ...faults.database import DATA_NOT_UTF_8, DATA_ROW_LENGTH, DATA_SYNTAX, DATA_UNREADABLE
from ..schema.resource import Kind
from .collection import Collection, Read
from .moments import read_date, read_datetime

# A leading zero makes a code of a number, such as a postcode; those stay text.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_MOST = 2**63
_LONGEST_CELL = 64 * 2**20
_DELIMITERS = ",;\t"


def csv_collections(folder: Path) -> list[Collection]:
    """Return the collections in the files of `folder`, in the order of their names. An empty cell is null.

    Cells are parted by commas, or by semicolons or tabs where the first line has more of those. Raises `UsageError`
    that says which file and line is wrong.
    """
    csv.field_size_limit(_LONGEST_CELL)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    return [_collection(path) for path in files]


def _collection(path: Path) -> Collection:
    header = next(_rows(path), [])
    columns = tuple(name.strip() for name in header) or ("",)
    return Collection(path.stem, path, columns, lambda: _cells(path), READERS)


def _cells(path: Path) -> Iterator[list[str | None]]:
    rows = _rows(path)
    next(rows)
    for row in rows:
        yield [cell or None for cell in row]


def _rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows that are not blank, all as long as the first."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(_DELIMITERS, key=first.count), strict=True)
            width = 0
            for row in reader:
                if not row:
                    continue
                width = width or len(row)
                if len(row) != width:
                    raise UsageError(
                        DATA_ROW_LENGTH, path=str(path), line=reader.line_num, found=len(row), expected=width
                    )
                yield row
    except csv.Error as error:
        raise UsageError(DATA_SYNTAX, path=str(path), line=reader.line_num, reason=str(error)) from None
    except UnicodeDecodeError:
        _refuse_encoding(path)
    except OSError as error:
        raise UsageError(DATA_UNREADABLE, path=str(path), reason=error.strerror or str(error)) from None


def _refuse_encoding(path: Path) -> NoReturn:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        # The first error counted from the start of what was read last.
        raise UsageError(DATA_NOT_UTF_8, path=str(path), offset=error.start) from None
    raise UsageError(DATA_NOT_UTF_8, path=str(path), offset=0)


def _boolean(text: str) -> object:
    if text.lower() not in ("true", "false"):
        raise ValueError
    return int(text.lower() == "true")


def _integer(text: str) -> object:
    if not _INTEGER.fullmatch(text) or not -_MOST <= int(text) < _MOST:
        raise ValueError
    return int(text)


def _float(text: str) -> object:
    number = float(text) if _FLOAT.fullmatch(text) else float("inf")
    if number in (float("inf"), float("-inf")):
        raise ValueError
    return number


READERS: Mapping[Kind, Read] = {
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.FLOAT: _float,
    Kind.DATE: read_date,
    Kind.DATETIME: read_datetime,
    Kind.TEXT: str,
}
