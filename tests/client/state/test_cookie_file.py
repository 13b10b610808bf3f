"""A jar that is kept in a file: private, whole, and shared with other processes."""

from __future__ import annotations

import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import antiphon
from antiphon import Cookie, CookieFile
from antiphon.client.state import kept_file

from ..conftest import NewClient
from ..peers import OK, Peer, by_path, response

NOW = 1_800_000_000.0


def jar_at(path: Path, now: float = NOW) -> CookieFile:
    return CookieFile(path, clock=lambda: now)


def test_cookies_outlive_the_session(new_client: NewClient, tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    values = (
        "Set-Cookie: kept=1; Path=/; Max-Age=1000",
        "Set-Cookie: session=2; Path=/",
        "Set-Cookie: gone=3; Max-Age=0",
    )
    with Peer(by_path({"/": OK, "/set": response(b"", *values)})) as peer:
        first = new_client(cookies=CookieFile(file))
        first.get(f"{peer.at('a.test')}set")
        assert not file.exists()
        first.close()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        second = new_client(cookies=CookieFile(str(file)))
        second.get(peer.at("a.test"))
        assert peer.requests[-1].fields["cookie"] == "kept=1; session=2"
        second.get(peer.at("b.a.test"))
        assert "cookie" not in peer.requests[-1].fields
        assert sorted(os.listdir(tmp_path)) == ["cookies.txt", "cookies.txt.lock"]


def test_everything_about_a_cookie_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    jar = jar_at(file)
    values = ["a=1; Secure; HttpOnly; SameSite=Strict; Max-Age=10", "b=2; Domain=example.com", "nameless", "t=\t1"]
    jar.receive(values, "www.example.com", "/x/y", True, NOW)
    jar.set("own", "1")
    jar.save()
    again = jar_at(file)
    assert set(again.cookies()) == set(jar.cookies()) and len(again) == 5
    assert again.path == str(file) and "cookies.txt" in repr(again) and "nameless" not in repr(again)
    assert jar_at(file, NOW + 10).get("a") is None


def test_a_missing_file_is_an_empty_jar_and_stays_missing(tmp_path: Path) -> None:
    jar = jar_at(tmp_path / "cookies.txt")
    jar.save()
    assert not jar and not list(tmp_path.iterdir())


def test_two_processes_do_not_lose_each_others_cookies(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    before = jar_at(file)
    for name in ("same", "changed", "removed"):
        before.set(name, "old", "example.com")
    before.save()
    one, other = jar_at(file), jar_at(file)
    one.set("one", "1", "example.com")
    one.set("changed", "new", "example.com")
    del one["removed"]
    other.set("other", "1", "example.com")
    one.save()
    other.save()
    expected = {"same": "old", "changed": "new", "one": "1", "other": "1"}
    assert dict(jar_at(file).items()) == expected == dict(other.items())
    one.set("more", "1", "example.com")
    one.save()
    assert dict(one.items()) == {**expected, "more": "1"}


def test_what_expires_here_is_not_removed_where_it_was_renewed(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    moment = [NOW]
    one = CookieFile(file, clock=lambda: moment[0])
    one.receive(["a=1; Max-Age=10"], "example.com", "/", True, NOW)
    one.save()
    other = jar_at(file)
    other.receive(["a=2; Max-Age=1000"], "example.com", "/", True, NOW)
    other.save()
    moment[0] = NOW + 20
    one.set("b", "1", "example.com")
    one.save()
    assert dict(jar_at(file, NOW + 20).items()) == {"a": "2", "b": "1"} == dict(one.items())


def _add_cookies(path: str, worker: int) -> None:
    for number in range(10):
        jar = CookieFile(path)
        jar.set(f"c{worker}-{number}", "1", "example.com")
        jar.save()


def test_many_processes_at_once(tmp_path: Path) -> None:
    file = str(tmp_path / "cookies.txt")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_cookies, args=(file, worker)) for worker in range(3)]
    for worker in workers:
        worker.start()
    for process in workers:
        process.join(60)
    assert [process.exitcode for process in workers] == [0, 0, 0]
    assert len(CookieFile(file)) == 30


def test_threads_that_set_and_save_at_once(tmp_path: Path) -> None:
    jar = jar_at(tmp_path / "cookies.txt")

    def work(worker: int) -> None:
        for number in range(10):
            jar.receive([f"c{worker}-{number}=1"], f"h{worker}.example", "/", True, NOW)
            jar.save()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(jar) == len(jar_at(tmp_path / "cookies.txt")) == 60


def test_a_damaged_file_is_an_error_that_names_the_line_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    jar = jar_at(file)
    jar.set("a", "1", "example.com")
    jar.save()
    damaged = file.read_bytes() + b"half a li"
    file.write_bytes(damaged)
    with pytest.raises(antiphon.UsageError, match=r"Line 6 of the cookies in .*cookies\.txt has 1 fields"):
        CookieFile(file)
    jar.set("b", "1", "example.com")
    with pytest.raises(antiphon.UsageError):
        jar.save()
    assert file.read_bytes() == damaged and "b" in jar
    file.unlink()
    jar.save()
    assert dict(jar_at(file).items()) == {"b": "1"} and sorted(os.listdir(tmp_path)) == [
        "cookies.txt",
        "cookies.txt.lock",
    ]


def test_a_file_that_others_could_read_becomes_private_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text(".example.com\tTRUE\t/\tFALSE\t0\ta\t1\n")
    real.chmod(0o644)
    link.symlink_to(real)
    jar = jar_at(link)
    jar.set("b", "2", "example.com")
    jar.save()
    assert link.is_symlink() and stat.S_IMODE(real.stat().st_mode) == 0o600
    assert dict(jar_at(real).items()) == {"a": "1", "b": "2"}


def test_paths_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        CookieFile(tmp_path)
    assert caught.value.fault.code == "state-file-unreadable" and str(tmp_path) in str(caught.value)
    jar = jar_at(tmp_path / "nowhere" / "cookies.txt")
    jar.set("a", "1")
    with pytest.raises(antiphon.UsageError) as caught:
        jar.save()
    assert caught.value.fault.code == "state-file-unwritable" and "nowhere" in str(caught.value)


def test_a_lock_that_is_never_freed_ends_in_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(kept_file, "_PATIENCE", 0.05)
    jar = jar_at(tmp_path / "cookies.txt")
    jar.set("a", "1")
    with open(tmp_path / "cookies.txt.lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(antiphon.UsageError) as caught:
            jar.save()
    assert caught.value.fault.code == "state-file-locked" and not (tmp_path / "cookies.txt").exists()
    jar.save()
    assert (tmp_path / "cookies.txt").exists()


def test_a_failing_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = jar_at(tmp_path / "cookies.txt")
    jar.set("a", "1")
    jar.save()
    jar.set("b", "2")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(antiphon.UsageError, match="No space left"):
            jar.save()
    assert dict(jar_at(tmp_path / "cookies.txt").items()) == {"a": "1"}
    assert sorted(os.listdir(tmp_path)) == ["cookies.txt", "cookies.txt.lock"]
    jar.save()
    assert len(jar_at(tmp_path / "cookies.txt")) == 2


def test_files_may_hold_more_than_a_jar_collects(tmp_path: Path) -> None:
    jar = jar_at(tmp_path / "cookies.txt")
    for number in range(10_000):
        jar.add(Cookie(f"c{number}", "1", f"h{number % 100}.example", "/"))
    jar.save()
    assert len(jar_at(tmp_path / "cookies.txt")) == 10_000
