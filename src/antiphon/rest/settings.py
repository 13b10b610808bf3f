"""What a backend can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a backend behaves.

    `page_size` is the number of rows of a page where the client names none, `largest_page` the most it may ask for.
    `content_limit` and `value_limit` are the greatest JSON content and the greatest binary value, in bytes.
    `require_match`: changes have to name the version they are meant for (428). `require_idempotency_key`: POST and
    PATCH need an Idempotency-Key, so that trying again is safe (400). `bulk`: an array of objects creates them all.
    `dialect`: the language of queries, the backend's own or one that other products speak.
    """

    page_size: int = 100
    largest_page: int = 1000
    content_limit: int = 1024 * 1024
    value_limit: int = 100 * 1024 * 1024
    require_match: bool = False
    bulk: bool = False
    require_idempotency_key: bool = False
    dialect: str = "antiphon"
    title: str = "Antiphon"
