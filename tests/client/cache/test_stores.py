"""What both stores promise, and what only the file does: privacy, other processes, damage."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import antiphon
from antiphon.client.cache.entry import Entry, Selector
from antiphon.client.cache.memory import MemoryStore, room_of
from antiphon.client.cache.sqlite import SQLiteStore
from antiphon.client.cache.store import MOST_VARIANTS, Store
from antiphon.wire import h1

from .origin import START, Answer, Front, Line, status_of

LONG: Line = ("Cache-Control", "max-age=1000")


def anything(selector: Selector) -> bool:
    return True


def entry(
    url: str = "http://a.test/",
    selector: Selector = (("authorization", ""),),
    content: bytes = b"content",
    at: float = START,
) -> Entry:
    section = h1.build_section([(b"Cache-Control", b"max-age=60"), (b"X-Bytes", b"\xfc \"'")])
    head = h1.Response(203, b"Fine \xfc", 0, section, True, 7)
    trailers = h1.build_section([(b"Sum", b"1")])
    return Entry(f"GET {url}", selector, url, head, content, trailers, at - 1.5, at)


@pytest.fixture(params=["memory", "file"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[int], Store]]:
    """What makes an empty store of each kind with a limit of bytes."""
    made: list[Store] = []

    def make(max_bytes: int) -> Store:
        in_memory = request.param == "memory"
        made.append(MemoryStore(max_bytes) if in_memory else SQLiteStore(tmp_path / "cache.db", max_bytes))
        return made[-1]

    yield make
    for store in made:
        store.close()


NewStore = Callable[[int], Store]


def room(store: Store, kept: Entry) -> int:
    """Return how many of the store's bytes `kept` takes."""
    return room_of(kept) if store.in_memory else kept.size


# -- both ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_found_as_it_was(new_store: NewStore) -> None:
    store, kept = new_store(100_000), entry(content=bytes(range(256)))
    assert store.find(kept.key, anything) is None and not store.has(kept.key) and len(store) == 0
    store.keep(kept)
    found = store.find(kept.key, anything)
    assert found is not None and store.has(kept.key) and len(store) == 1
    assert store.bytes == room(store, kept) == room(store, found)
    for name in ("key", "selector", "url", "content", "requested_at", "received_at", "metadata", "initial_age"):
        assert getattr(found, name) == getattr(kept, name), name
    assert found.head.section.pairs == kept.head.section.pairs and found.trailers.pairs == [(b"Sum", b"1")]
    for name in ("status", "reason", "minor", "content", "length"):
        assert getattr(found.head, name) == getattr(kept.head, name), name


def test_the_newest_variant_that_matches_is_found(new_store: NewStore) -> None:
    store = new_store(100_000)
    for number, name in enumerate(("x", "y", "x")):
        store.keep(entry(selector=((name, "1"),), content=b"%d" % number, at=START + number))
    assert len(store) == 2
    found = [store.find("GET http://a.test/", lambda selector, name=name: selector[0][0] == name) for name in "xyz"]  # type: ignore[misc]
    assert [one and one.content for one in found] == [b"2", b"1", None]


def test_a_key_has_a_limited_number_of_variants(new_store: NewStore) -> None:
    store = new_store(10_000_000)
    for number in range(MOST_VARIANTS + 5):
        store.keep(entry(selector=(("x", str(number)),), at=START + number))
    assert len(store) == MOST_VARIANTS
    assert store.find("GET http://a.test/", lambda selector: selector == (("x", "4"),)) is None


def test_the_limit_of_bytes_is_kept(new_store: NewStore) -> None:
    size = room(new_store(0), entry("http://a.test/10", content=b"x" * 1000))
    store = new_store(10 * size)
    evicted = sum(store.keep(entry(f"http://a.test/{number}", content=b"x" * 1000)) for number in range(10))
    assert evicted == 0
    for number in range(10, 40):
        evicted += store.keep(entry(f"http://a.test/{number}", content=b"x" * 1000))
        assert store.bytes <= 10 * size
    assert evicted > 20 and store.find("GET http://a.test/39", anything) is not None


@pytest.mark.parametrize("length", [200, 2000, 20_000])
@pytest.mark.parametrize("fields", [0, 16])
@pytest.mark.parametrize("selecting", [0, 2])
def test_memory_is_counted_as_python_takes_it(length: int, fields: int, selecting: int) -> None:
    """Counting less would let a cache of small responses take several times what it was given."""

    def made(number: int) -> Entry:
        lines = [b"X-Field-%d: a value of field %d" % (place, place) for place in range(fields)]
        lines += [b"Date: Sat, 21 Nov 2026 13:08:34 GMT", b"Server: peer/1.0", b"Content-Type: application/json"]
        lines += [b"Cache-Control: max-age=60", b'ETag: "%d"' % number, b"Content-Length: %d" % length]
        lines += [b"Last-Modified: Sat, 21 Nov 2026 13:08:34 GMT"]
        connection = h1.Connection(h1.Role.CLIENT)
        connection.send_request(b"GET", b"/", h1.build_section([(b"Host", b"a.test")]))
        (head,) = connection.receive(b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(lines) + b"\r\n\r\n")
        assert isinstance(head, h1.Response)
        url = f"http://a.test/some/place/{number}"
        selector = tuple((f"x-{number}-{place}", f"{number}-{place}" * 6) for place in range(selecting))
        return Entry(f"GET {url}", selector, url, head, bytes(length), h1.EMPTY_SECTION, START - 1.5, START + number)

    store, count = MemoryStore(100_000_000), 200
    store.keep(made(count))
    store.clear()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(count):
            store.keep(made(number))
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 0.9 * taken < store.bytes < 1.3 * taken


def test_what_is_larger_than_the_store_is_not_kept(new_store: NewStore) -> None:
    store = new_store(5000)
    store.keep(entry())
    assert store.keep(entry("http://a.test/big", content=b"x" * 5000)) == 0 and len(store) == 1


def test_forgetting(new_store: NewStore) -> None:
    store = new_store(100_000)
    one, two, three = entry(), entry(selector=(("x", "1"),)), entry("http://b.test/")
    for kept in (one, two, three):
        store.keep(kept)
    store.remove(one)
    store.remove(one)
    assert len(store) == 2 and store.drop("http://a.test/") == 1 and store.drop("http://a.test/") == 0
    assert len(store) == 1 and store.bytes == room(store, three)
    store.clear()
    assert len(store) == 0 and store.bytes == 0 and store.keep(one) == 0 and len(store) == 1


def test_a_closed_store_stores_nothing_or_forgets_it(new_store: NewStore) -> None:
    store = new_store(100_000)
    store.keep(entry())
    store.close()
    store.close()
    assert store.find(entry().key, anything) is None and len(store) == 0


def test_threads_may_use_a_store(new_store: NewStore) -> None:
    store = new_store(20_000)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(30):
                store.keep(entry(f"http://a.test/{(number + step) % 7}", content=b"x" * 500))
                store.find(f"GET http://a.test/{step % 7}", anything)
                store.drop(f"http://a.test/{(step * 3) % 7}")
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and store.bytes <= 20_000
    store.clear()
    assert store.bytes == 0


def test_use_saves_from_eviction_in_memory() -> None:
    size = room_of(entry("http://a.test/0", content=b"x" * 1000))
    store = MemoryStore(3 * size)
    first, *others = (entry(f"http://a.test/{number}", content=b"x" * 1000) for number in range(4))
    for kept in (first, *others[:2]):
        store.keep(kept)
    assert store.holds(first) and store.keep(others[2]) == 1
    assert store.holds(first) and not store.holds(others[0]) and store.holds(others[1])


def test_variants_of_one_key_are_evicted_one_by_one_in_memory() -> None:
    size = room_of(entry(content=b"x" * 1000))
    store = MemoryStore(3 * size)
    for number in range(5):
        store.keep(entry(selector=(("x", str(number)),), content=b"x" * 1000, at=START + number))
    assert len(store) == 3
    assert [
        store.find("GET http://a.test/", lambda selector, n=n: selector == (("x", str(n)),)) is not None  # type: ignore[misc]
        for n in range(5)
    ] == [False, False, True, True, True]


# -- the file ------------------------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_the_file_and_its_new_folders_are_private(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "cache.db"
    before = os.umask(0)
    try:
        store = SQLiteStore(path, 100_000)
        store.keep(entry())
    finally:
        os.umask(before)
    assert mode(path.parent) == mode(path.parent.parent) == 0o700
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "cache.db": 0o600,
        "cache.db-shm": 0o600,
        "cache.db-wal": 0o600,
    }
    store.close()
    path.chmod(0o644)
    SQLiteStore(path, 100_000).close()
    assert mode(path) == 0o600


def test_secrets_of_requests_are_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with antiphon.Cache(path) as cache:
        fields: list[Line] = [("Authorization", "Bearer top-secret"), ("Cookie", "sid=hush-hush")]
        front = Front(cache)
        front.ask(Answer([LONG, ("Vary", "Cookie")]), url="http://me:passw0rd@origin.test/", fields=fields)
        assert status_of(front.ask(url="http://origin.test/", fields=fields)) == "hit"
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"content" in written
    assert not any(secret in written for secret in (b"top-secret", b"hush-hush", b"passw0rd"))


def test_rules_hold_for_a_file_as_for_memory(tmp_path: Path) -> None:
    with antiphon.Cache(tmp_path / "cache.db") as cache:
        front = Front(cache)
        front.ask(Answer([("Cache-Control", "max-age=9"), ("ETag", '"1"')]))
        assert front.ask(after=5.0).headers["age"] == "5"
        assert status_of(front.ask(Answer([("Cache-Control", "max-age=9")], 304), after=5.0)) == "revalidated"
        assert front.ask(after=3.0).headers["age"] == "3"
        front.ask(Answer(status=204), method="DELETE")
        assert len(cache) == 0 and cache.stats.invalidated == 1


def test_two_hold_one_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with antiphon.Cache(path) as one, antiphon.Cache(path) as two:
        Front(one).ask(Answer([LONG]))
        assert status_of(Front(two).ask()) == "hit"
        two.clear()
        assert status_of(Front(one).ask(Answer([LONG]))) == "miss" and len(two) == 1


def keep_many(path: Path, number: int) -> None:
    store = SQLiteStore(path, 100_000)
    for step in range(20):
        store.keep(entry(f"http://a.test/{number}/{step}"))
        store.find(f"GET http://a.test/{number}/{step}", anything)
    store.close()


def test_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=keep_many, args=(path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    store = SQLiteStore(path, 100_000)
    # What another process locked at the moment is not waited for, so some may be missing.
    assert 0 < len(store) <= 60 and store.bytes <= 100_000
    store.close()


def test_a_locked_file_is_passed_by(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    store, kept = SQLiteStore(path, 100_000), entry()
    store.keep(kept)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert store.keep(entry("http://b.test/")) == 0
    other.execute("ROLLBACK")
    other.close()
    assert len(store) == 1 and store.find(kept.key, anything) is not None
    store.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000, b"x"])
def test_a_file_that_is_something_else_is_refused_and_left(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thesis.txt"
    path.write_bytes(content)
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Cache(path)
    assert caught.value.fault.code == "cache-file-foreign" and str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE product (name TEXT)")
    other.close()
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Cache(path)
    assert caught.value.fault.code == "cache-file-foreign"
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("product",)]
    other.close()


def test_a_path_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path, tmp_path / "file" / "cache.db"):
        with pytest.raises(antiphon.UsageError) as caught:
            antiphon.Cache(path)
        assert caught.value.fault.code == "cache-file-unusable"


def test_an_empty_file_becomes_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.touch()
    with antiphon.Cache(path) as cache:
        assert status_of(Front(cache).ask(Answer([LONG]))) == "miss" and len(cache) == 1


def test_a_cache_of_another_version_starts_afresh(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    store = SQLiteStore(path, 100_000)
    store.keep(entry())
    store.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 0")
        other.execute("DROP TABLE total")
    other.close()
    store = SQLiteStore(path, 100_000)
    assert len(store) == 0 and store.keep(entry()) == 0 and len(store) == 1
    store.close()


def damage_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def damage_header(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def drop_table(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE entry")
    other.close()


@pytest.mark.parametrize("damage", [damage_pages, damage_header, truncate, drop_table])
def test_a_file_that_breaks_in_use_is_replaced(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "cache.db"
    with antiphon.Cache(path) as cache:
        store = cache.store
        assert isinstance(store, SQLiteStore)
        for number in range(30):
            store.keep(entry(f"http://a.test/{number}", content=b"x" * 3000))
        assert store._connection is not None
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(path)
        store._connection.close()
        store._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        front = Front(cache)
        for _ in range(3):
            front.ask(Answer([LONG]))
            front.ask(Answer([LONG]), url="http://a.test/3")
        assert front.ask().content == b"content"
        assert len(list(cache.store.find("GET http://origin.test/thing", anything).content)) == 7  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("selector", "{not json"),
        ("selector", "[1, 2]"),
        ("selector", "[" * 50_000),
        ("fields", b"no fields"),
        ("fields", "text"),
        ("fields", b"A: b\r\nB c\r\n"),
        ("trailers", b"\0"),
        ("status", "two hundred"),
        ("content", "text"),
        ("received_at", "yesterday"),
    ],
)
def test_a_damaged_row_is_no_response(tmp_path: Path, column: str, value: object) -> None:
    path = tmp_path / "cache.db"
    with antiphon.Cache(path) as cache:
        front = Front(cache)
        front.ask(Answer([LONG]))
        with sqlite3.connect(path) as other:
            other.execute(f"UPDATE entry SET {column} = ?", (value,))
        other.close()
        assert status_of(front.ask(Answer([LONG]))) == "miss" and status_of(front.ask()) == "hit"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_process_opens_the_file_anew(tmp_path: Path) -> None:
    store, kept = SQLiteStore(tmp_path / "cache.db", 100_000), entry()
    store.keep(kept)
    child = os.fork()
    if not child:
        found = store.find(kept.key, anything) is not None and store.keep(entry("http://b.test/")) == 0
        os._exit(0 if found and len(store) == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(store) == 2
    store.close()
