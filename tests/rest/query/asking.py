"""Asking a collection, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.rest.query.languages import selection_of
from antiphon.rest.query.limits import Limits
from antiphon.rest.query.selection import Selection
from antiphon.rest.query.window import window
from antiphon.rest.refusal import Refusal
from antiphon.semantics.forms import decode_form

from .databases import Row, Tables

LIMITS = Limits()


def asked(tables: Tables, name: str, query: str, dialect: str = "antiphon") -> Selection:
    """Return what the query of a URL asks of the collection `name`."""
    return selection_of(tables[name], tables.schema, decode_form(query), LIMITS, dialect)


def rows_of(tables: Tables, name: str, query: str, dialect: str = "antiphon") -> list[Row]:
    """Return the rows of the page that the query of a URL asks for."""
    selection = asked(tables, name, query, dialect)
    return list(window(selection, tables.run(tables.statements(name).page(selection))).rows)


def keys_of(tables: Tables, name: str, query: str, dialect: str = "antiphon") -> list[Any]:
    """Return the first column of `rows_of`."""
    return [row[0] for row in rows_of(tables, name, query, dialect)]


def refused(tables: Tables, name: str, query: str, dialect: str = "antiphon") -> Refusal:
    """Return the refusal of the query of a URL, which has to be a 400 with sentences in both languages."""
    with pytest.raises(Refusal) as caught:
        asked(tables, name, query, dialect)
    refusal = caught.value
    assert refusal.fault.status == 400
    for language in ("en", "es"):
        assert refusal.sentence(language) and refusal.fix(language)
        for violation in refusal.violations:
            assert violation.fault.sentence.fill(violation.details, language)
    return refusal
