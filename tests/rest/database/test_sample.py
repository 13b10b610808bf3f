"""The sample shop: the same each time, with every sort of constraint."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from antiphon.rest.database.failures import ConstraintViolated
from antiphon.rest.database.opening import open_database
from antiphon.rest.database.sample import create_sample_shop

from .works import closed_after, executes, rows_in


def test_the_shop_is_the_same_each_time_and_whole(tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        create_sample_shop(tmp_path / name)
    tables = ["customers", "products", "orders", "order_items", "reviews"]
    one, two = (
        [rows_in(tmp_path / name, f"SELECT * FROM {table}") for table in tables] for name in ("one.db", "two.db")
    )
    assert one == two
    assert [len(rows) for rows in one] == [12, 20, 18, 31, 16]
    assert rows_in(tmp_path / "one.db", "PRAGMA foreign_key_check") == []
    assert rows_in(tmp_path / "one.db", "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE products SET price = -1",
        "UPDATE products SET category = 'beer'",
        "INSERT INTO customers (name, email) SELECT name, email FROM customers",
        "INSERT INTO order_items (order_id, product_id, unit_price) VALUES (999, 1, 1)",
        "DELETE FROM customers",
        "UPDATE products SET attributes = 'no JSON'",
        "UPDATE reviews SET stars = 6",
    ],
)
def test_the_constraints_hold(tmp_path: Path, sql: str) -> None:
    create_sample_shop(tmp_path / "shop.db")

    async def write() -> None:
        async with closed_after(open_database(str(tmp_path / "shop.db"))) as database:
            with pytest.raises(ConstraintViolated):
                await database.write(executes(sql))

    asyncio.run(write())


def test_a_change_is_dated(tmp_path: Path) -> None:
    create_sample_shop(tmp_path / "shop.db")

    async def write() -> None:
        async with closed_after(open_database(str(tmp_path / "shop.db"))) as database:
            await database.write(executes("UPDATE products SET stock = 1 WHERE id = 1"))

    before = rows_in(tmp_path / "shop.db", "SELECT updated_at FROM products WHERE id = 1")
    asyncio.run(write())
    assert rows_in(tmp_path / "shop.db", "SELECT updated_at FROM products WHERE id = 1") > before
