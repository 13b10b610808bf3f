"""The sample shop: customers, products, orders and reviews, the same each time."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .new_file import new_database


def create_sample_shop(path: str | Path) -> None:
    """Make an SQLite database with the sample shop at `path`. Raises `UsageError` where it cannot be made there."""
    script = files(__package__).joinpath("shop.sql").read_text("utf-8")
    with new_database(Path(path)) as connection:
        connection.executescript(script)
