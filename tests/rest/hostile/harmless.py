"""What is true of every answer to an attack."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..contract.wire import Answer, Wire

_LONGEST_SECONDS = 5.0
# Words of engines, drivers and Python, in the case that they have there; no sentence of ours has them.
_LEAKS = re.compile(
    rb"Traceback|sqlite3?\.|psycopg|sqlalchemy|site-packages|\.py\b|line \d+, in |SELECT |INSERT INTO |UPDATE \S+ SET"
    rb"|DELETE FROM|WHERE \S+ [=<>]|no such (?:table|column)|attacked\.db|/tmp/|OperationalError|near \""
)


def check(answer: Answer) -> Answer:
    """Check that a refusal is the client's, and that nothing of what is behind shows. Returns the answer."""
    assert answer.status < 500 or answer.status == 501, answer
    if answer.status >= 400:
        leak = _LEAKS.search(answer.content)
        assert leak is None, (leak, answer.content)
    return answer


@contextmanager
def in_time() -> Iterator[None]:
    """Check that the block, with its one request, does not keep the server busy."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < _LONGEST_SECONDS


def check_alive(api: Wire) -> None:
    """Check that others are still served."""
    with in_time():
        assert api.get("/sort/1").status == 200
