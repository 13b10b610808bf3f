"""Which column tells when a row was last changed, so that it can be the Last-Modified of an item."""

from __future__ import annotations

from collections.abc import Iterable

from .resource import Column, Kind

# By preference; case and underscores do not matter, so that these stand for updatedAt and UPDATED_AT too.
_NAMES = (
    *("updatedat", "modifiedat", "changedat", "lastmodifiedat", "lastupdatedat", "lastchangedat"),
    *("lastmodified", "lastupdated", "lastupdate", "lastchanged", "lastchange"),
    *("updatedon", "modifiedon", "changedon", "updated", "modified", "changed"),
    *("dateupdated", "datemodified", "datechanged", "updatetime", "modifytime", "mtime"),
)


def modified_column(columns: Iterable[Column]) -> str | None:
    """Return the name of the column that tells the moment of the last change; None where no name says so."""
    moments = {column.name.lower().replace("_", ""): column.name for column in columns if column.kind is Kind.DATETIME}
    return next((moments[name] for name in _NAMES if name in moments), None)
