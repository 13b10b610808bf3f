"""The products as FastAPI's and SQLAlchemy's own pages say to write them, for the database in ``BENCH_DATABASE``."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_URL = os.environ["BENCH_DATABASE"]
_ON_SQLITE = _URL.startswith("sqlite")
# Writers wait for each other; the default of five seconds would turn some of them away.
engine = create_async_engine(_URL, connect_args={"timeout": 60} if _ON_SQLITE else {})
sessions = async_sessionmaker(engine, expire_on_commit=False)

if _ON_SQLITE:

    @event.listens_for(engine.sync_engine, "connect")
    def _be_durable(connection: Any, _: object) -> None:
        """Have each commit on the disk before it is answered, with readers beside the writer."""
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()


class Base(DeclarativeBase):
    """What the tables have in common."""


class Product(Base):
    """A product in the database."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str]
    price: Mapped[float]
    stock: Mapped[int]
    description: Mapped[str]


class NewProduct(BaseModel):
    """A product that a client sends."""

    name: str
    category: str
    price: float
    stock: int
    description: str


class ShownProduct(NewProduct):
    """A product that a client gets."""

    model_config = ConfigDict(from_attributes=True)

    id: int


async def _session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(_session)]
application = FastAPI()


@application.get("/products/{key}", response_model=ShownProduct)
async def read(key: int, session: Session) -> Product:
    """Return a product."""
    product = await session.get(Product, key)
    if product is None:
        raise HTTPException(404)
    return product


@application.get("/products", response_model=list[ShownProduct])
async def find(category: str, least: float, limit: int, session: Session) -> Sequence[Product]:
    """Return the cheapest products of a category that cost `least` or more."""
    chosen = select(Product).where(Product.category == category, Product.price >= least)
    return (await session.scalars(chosen.order_by(Product.price, Product.id).limit(limit))).all()


@application.post("/products", response_model=ShownProduct, status_code=201)
async def create(new: NewProduct, session: Session) -> Product:
    """Add a product."""
    product = Product(**new.model_dump())
    session.add(product)
    await session.commit()
    return product
