"""Sessions in other processes: what of one goes along, and what is made there anew."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..faults import UsageError
from ..faults.exchange import SETTING_NOT_PORTABLE

if TYPE_CHECKING:
    from .session import AsyncSession, Session


def portable(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `settings`, of which a session like theirs can be made in another process.

    Connections, what a cache has kept in memory and what is remembered of hosts stay. Raises `UsageError` where one of
    the settings cannot be pickled.
    """
    for name, value in settings.items():
        try:
            pickle.dumps(value)
        except Exception as error:  # what it raises depends on what it meets
            raise UsageError(SETTING_NOT_PORTABLE, setting=name, kind=type(value).__name__) from error
    return settings


def remade(kind: type[Session] | type[AsyncSession], settings: dict[str, Any]) -> Session | AsyncSession:
    """Return a session with `settings`; subclasses may take other arguments than sessions do."""
    from .session import AsyncSession, Session

    session = kind.__new__(kind)
    base: Any = Session if isinstance(session, Session) else AsyncSession
    # What is in the headers is there on purpose, and what is not there was removed.
    headers = settings.pop("headers")
    base.__init__(session, **settings)
    session.headers = headers
    return session
