"""A new SQLite file, which is there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ...faults import UsageError
from ...faults.database import DATA_TARGET_EXISTS, DATA_UNWRITABLE


@contextmanager
def new_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a new database, which appears at `path` when the block ends well.

    Raises `UsageError` where something is at `path` already, or nothing can be made there.
    """
    if path.exists():
        raise UsageError(DATA_TARGET_EXISTS, path=str(path))
    try:
        with tempfile.TemporaryDirectory(prefix=".antiphon-", dir=path.absolute().parent) as folder:
            draft = Path(folder) / "draft.db"
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                connection.execute("BEGIN")
                yield connection
                connection.commit()
            # A link, unlike a rename, never takes the place of a file that has come in the meantime.
            os.link(draft, path)
    except FileExistsError:
        raise UsageError(DATA_TARGET_EXISTS, path=str(path)) from None
    except OSError as error:
        raise UsageError(DATA_UNWRITABLE, path=str(path), reason=error.strerror or str(error)) from None
    except sqlite3.OperationalError as error:
        raise UsageError(DATA_UNWRITABLE, path=str(path), reason=str(error)) from error
