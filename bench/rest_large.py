"""Ten million rows: pages far from the first, and all of them as a stream. Minutes of work, so only when asked for."""

from __future__ import annotations

import http.client
import re
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from .environment import Environment
from .measure import Figure, MemoryCeiling, Ratio, Row
from .processes import cpu_seconds, peak_bytes, run
from .rest_data import make_sqlite
from .rest_load import serving
from .rest_servers import ANTIPHON, DATASETTE, Backend

_COUNT = 10_000_000
_PAGES = 100
_DISTANCE = 1000
_TIMEOUT = 1800.0
_LINK = re.compile(r'<([^>]+)>; rel="([a-z]+)"')


@contextmanager
def _shop(environment: Environment) -> Iterator[str]:
    """Give the path of an SQLite file with all rows, made once, on the disk until the scratch folder is left."""
    link = environment.scratch / "large"
    if not link.exists():
        folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
        link.symlink_to(folder)
        make_sqlite(folder / "shop.db", _COUNT)
    yield str(link / "shop.db")


def remove(environment: Environment) -> None:
    """Remove what was left on the disk."""
    link = environment.scratch / "large"
    if link.exists():
        shutil.rmtree(link.resolve())


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    return [_pages(environment), _export(environment)]


def _pages(environment: Environment) -> Row:
    return Row(
        f"REST, page {_DISTANCE:,} of ten million rows",
        "ms",
        f"The mean of {_PAGES} pages of 20 rows, one after another by their links: those from page {_DISTANCE:,} on, "
        "the first ones, and the last ones from the end. The last line asks for pages by their number instead.",
        {
            "antiphon": _walked(environment, "next", after=_DISTANCE),
            "antiphon, first pages": _walked(environment, "next"),
            "antiphon, last pages": _walked(environment, "prev", start="last"),
            "antiphon, by number": _numbered(environment),
        },
        (Ratio("antiphon, first pages", 0.5),),
        less_is_better=True,
    )


class _Walk:
    """Pages of a server, one after another on one connection."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def page(self, target: str) -> dict[str, str]:
        """Ask for a page, and return its links. Raises `RuntimeError` where it has not 20 rows."""
        self._connection.request("GET", target)
        response = self._connection.getresponse()
        content = response.read()
        if response.status != 200 or content.count(b'"id":') != 20:
            raise RuntimeError(f"{target} was answered {response.status}, {content[:200]!r}")
        return {rel: f"/products{reference}" for reference, rel in _LINK.findall(response.headers["link"])}

    def pages(self, target: str, rel: str) -> Iterator[str]:
        """Yield the target of each page from `target` on, once it has been asked for."""
        while True:
            links = self.page(target)
            yield target
            target = links[rel]


def _walked(environment: Environment, rel: str, *, start: str = "first", after: int = 0) -> Callable[[], Figure]:
    def walk(pages: _Walk) -> float:
        targets = pages.pages(pages.page("/products?limit=20")[start], rel)
        for _ in islice(targets, after):
            pass
        begun = time.perf_counter()
        for _ in islice(targets, _PAGES):
            pass
        return time.perf_counter() - begun

    return _timed(environment, walk)


def _numbered(environment: Environment) -> Callable[[], Figure]:
    def walk(pages: _Walk) -> float:
        begun = time.perf_counter()
        for number in range(_DISTANCE, _DISTANCE + _PAGES):
            pages.page(f"/products?limit=20&page={number}")
        return time.perf_counter() - begun

    return _timed(environment, walk)


def _timed(environment: Environment, walk: Callable[[_Walk], float]) -> Callable[[], Figure]:
    def contend() -> Figure:
        with (
            _shop(environment) as database,
            serving(environment, ANTIPHON, database) as (_, port),
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
        ):
            return Figure(1000 * walk(_Walk(connection)) / _PAGES)

    return contend


def _export(environment: Environment) -> Row:
    return Row(
        "REST, export of ten million rows",
        "rows/s",
        "All rows to curl, thrown away there: NDJSON and CSV from Antiphon, CSV from Datasette.",
        {
            "antiphon": _exported(environment, ANTIPHON, "/products", "application/x-ndjson"),
            "antiphon, CSV": _exported(environment, ANTIPHON, "/products", "text/csv"),
            "Datasette": _exported(environment, DATASETTE, "/shop/products.csv?_stream=on", "*/*"),
        },
        (MemoryCeiling(120.0),),
    )


def _exported(environment: Environment, backend: Backend, target: str, accept: str) -> Callable[[], Figure]:
    def contend() -> Figure:
        with _shop(environment) as database, serving(environment, backend, database) as (pid, port):
            curl = [environment.program("curl"), "--silent", "--show-error", "--fail", "--header", f"Accept: {accept}"]
            # Each line of either format is a row; CSV has one more.
            lines = f"{shlex.join([*curl, f'http://127.0.0.1:{port}{target}'])} | wc --lines"
            before = cpu_seconds(pid)
            finished = run(["sh", "-c", lines], environment.variables, timeout=_TIMEOUT)
            used = cpu_seconds(pid) - before
            if not _COUNT <= int(finished.output) <= _COUNT + 1:
                raise RuntimeError(f"{int(finished.output):,} lines came")
            return Figure(_COUNT / finished.seconds, _COUNT / used, peak_bytes(pid))

    return contend
