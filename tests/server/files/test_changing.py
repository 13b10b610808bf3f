"""Files that change while they are sent: never a wrong length, never a mixture (RFC 9112 §8)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from antiphon.server.files.folder import Folder
from antiphon.server.files.opened import OpenedFile
from antiphon.server.files.version import version_of
from antiphon.server.target import Kind

from ..raw_client import connect
from ..running import Running
from .serving import code, get, head, make, serving

# More than the buffers of both ends and of the system hold.
SIZE = 16 * 1024 * 1024
MILLISECOND = 1_000_000


def sent_while(root: Path, change: str) -> bytes | None:
    """Ask for a large file, and change it once its head has come; return what came, None where it was cut short."""
    path = make(root / "file.bin", b"a" * SIZE)
    with Running(Folder(root), Kind.HANDLER) as server, connect(server.port, receive_buffer=1 << 18) as client:
        client.send(head("GET", "/file.bin", {"Connection": "close"}))
        assert b"content-length: %d" % SIZE in client.until(b"\r\n\r\n")
        with path.open("r+b") as file:
            if change == "shrink":
                file.truncate(1000)
            elif change == "grow":
                file.seek(0, os.SEEK_END)
                file.write(b"b" * 1000)
            else:
                file.seek(SIZE - 10)
                file.write(b"c" * 10)
        try:
            content = client.rest()
        except ConnectionResetError:
            content = b""
    failures = [entry["traceback"] for entry in server.failed]
    assert len(failures) == (len(content) != SIZE) and all(
        "changed while it was being sent" in text for text in failures
    )
    return content if len(content) == SIZE else None


@pytest.mark.parametrize("change", ["shrink", "rewrite"])
def test_a_file_that_changes_has_its_response_cut(tmp_path: Path, change: str) -> None:
    assert sent_while(tmp_path, change) is None


def test_a_file_that_grows_is_sent_as_long_as_it_was(tmp_path: Path) -> None:
    assert sent_while(tmp_path, "grow") == b"a" * SIZE


def test_a_small_file_is_read_again_where_it_changed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "a.txt", "one")
    intact = iter([False, False, True, False, False, False])
    monkeypatch.setattr(OpenedFile, "is_intact", lambda self: next(intact))
    monkeypatch.setattr(OpenedFile, "read_now", lambda self, size, offset: os.pread(self._descriptor, size, offset))
    with serving(tmp_path) as server:
        assert get(server, "/a.txt").content == b"one"
        answer = get(server, "/a.txt")
        assert answer.status == 503 and code(answer) == "file-unsettled" and answer.fields["retry-after"] == "1"


def test_reading_goes_on_in_a_thread_where_the_system_cannot_say_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make(tmp_path / "a.bin", os.urandom(600_000)).read_bytes()
    monkeypatch.setattr("antiphon.server.files.opened._WITHOUT_WAITING", None)
    with serving(tmp_path) as server:
        assert get(server, "/a.bin").content == content
        assert get(server, "/a.bin", Range="bytes=7-9").content == content[7:10]


def test_a_client_that_goes_away_leaves_no_file_open(tmp_path: Path) -> None:
    make(tmp_path / "file.bin", b"a" * SIZE)
    with serving(tmp_path) as server:
        for _ in range(5):
            with connect(server.port, receive_buffer=4096) as client:
                client.send(head("GET", "/file.bin"))
                client.until(b"\r\n\r\n")
    assert str(tmp_path / "file.bin") not in open_files()


def open_files() -> list[str]:
    """Return the paths of the files that this process has open, where the system tells."""
    descriptors = Path("/proc/self/fd")
    found = []
    for descriptor in descriptors.iterdir() if descriptors.is_dir() else ():
        with suppress(OSError):  # the one by which the folder is read is closed by now
            found.append(os.readlink(descriptor))
    return found


def test_a_tag_is_strong_only_when_no_second_change_could_look_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    moment = 1_700_000_000_123_456_789
    for change, age, is_strong in [
        *[(moment, 10 * MILLISECOND, False), (moment, 30 * MILLISECOND, True), (moment, -10 * MILLISECOND, False)],
        *[(moment, -(10**12), True), (moment - moment % 10**9, 1000 * MILLISECOND, False)],
        (moment - moment % 10**9, 2001 * MILLISECOND, True),
    ]:
        os.utime(path, ns=(change, change))
        version = version_of(path.stat(), change + age)
        assert version.etag.weak is not is_strong and not version.tag.weak
