"""Downloads: into which file, whole or not at all (RFC 9110 §14; RFC 6266)."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.client.transfers import parts
from antiphon.faults import transfer as faults

from ..clients import Client
from ..peers import Peer, always, redirect, response
from .origin import CONTENT, Origin

SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digest(name: str, content: bytes, algorithm: str = "sha-256") -> str:
    found = hashlib.new(algorithm.replace("-", ""), content).digest()
    return f"{name}: {algorithm}=:{b64encode(found).decode()}:"


# -- the file ----------------------------------------------------------------------------------------------------------


def test_content_becomes_the_file(client: Client, folder: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with Origin().peer() as peer:
        checksum = f"sha256:{SHA256}"
        done = client.download(peer.url + "a", "x", progress=lambda *each: seen.append(each), checksum=checksum)
    assert (done.path, done.size, done.resumed_from) == (Path("x"), len(CONTENT), 0)
    assert done.response.status_code == 200 and seen[-1] == (len(CONTENT), len(CONTENT))
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == CONTENT
    assert peer.requests[0].fields["accept-encoding"] == "identity" and "range" not in peer.requests[0].fields


@pytest.mark.parametrize("durable", [False, True])
def test_large_content_is_streamed(client: Client, folder: Path, durable: bool) -> None:
    content = os.urandom(3_000_000)
    with Origin(content=content).peer() as peer:
        assert client.download(peer.url, "x", durable=durable).size == len(content)
    assert (folder / "x").read_bytes() == content


def test_no_content_is_a_file_too(client: Client, folder: Path) -> None:
    with Origin(content=b"").peer() as peer:
        assert client.download(peer.url, "x").size == 0
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == b""


def test_without_a_session(folder: Path) -> None:
    with Origin().peer() as peer:
        assert antiphon.download(peer.url + "x").path == Path("x")
    assert (folder / "x").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (None, "asked.bin"),
        ('attachment; filename="report.pdf"', "report.pdf"),
        ('attachment; filename="../../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ('attachment; filename="/tmp/x"', "x"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="nul.txt"', "_nul.txt"),
        ('attachment; filename=".."', "asked.bin"),
        ("attachment; filename*=UTF-8''a%00b%0A.txt", "a_b_.txt"),
        ("attachment; filename=a.txt; filename*=UTF-8''..%2F..%2F%C3%B1.txt", "ñ.txt"),
    ],
)
def test_a_name_from_the_server_leads_nowhere_else_rfc_6266_7(
    client: Client, folder: Path, disposition: str | None, name: str
) -> None:
    before = names(folder.parent)
    fields = () if disposition is None else (f"Content-Disposition: {disposition}",)
    with Origin(fields=fields).peer() as peer:
        assert client.download(peer.url + "a/asked.bin?x=1").path.name == name
    assert names(folder) == [name] and names(folder.parent) == before


def test_a_chosen_name_is_a_free_one(client: Client, folder: Path) -> None:
    (folder / "a.txt").write_text("mine")
    (folder / "a-1.txt").symlink_to(folder.parent / "elsewhere")
    with Origin().peer() as peer:
        assert client.download(peer.url + "a.txt").path.name == "a-2.txt"
    assert (folder / "a.txt").read_text() == "mine" and not (folder.parent / "elsewhere").exists()


def test_a_folder_is_where_the_file_goes(client: Client, folder: Path) -> None:
    (folder / "sub").mkdir()
    with Origin().peer() as peer:
        assert client.download(peer.url + "a.txt", "sub").path == Path("sub", "a.txt")
    assert names(folder / "sub") == ["a.txt"]


def test_the_name_is_that_of_the_url_that_was_asked(client: Client) -> None:
    with Origin().peer() as target, Peer(always(redirect(302, target.url + "hidden"))) as first:
        assert client.download(first.url + "wanted.zip").path.name == "wanted.zip"


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_stays(client: Client, folder: Path) -> None:
    (folder / "x").write_text("mine")
    with Origin().peer() as peer:
        with pytest.raises(antiphon.UsageError) as caught:
            client.download(peer.url, "x")
        assert caught.value.fault is faults.TARGET_EXISTS and peer.requests == []
        assert client.download(peer.url, "x", overwrite=True).size == len(CONTENT)
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == CONTENT


def test_one_that_appears_meanwhile_stays_too(client: Client, folder: Path) -> None:
    def appear(received: int, total: int | None) -> None:
        (folder / "x").write_text("mine")

    with Origin().peer() as peer, pytest.raises(antiphon.UsageError) as caught:
        client.download(peer.url, "x", progress=appear)
    assert caught.value.fault is faults.TARGET_EXISTS and (folder / "x").read_text() == "mine"
    assert (folder / "x.part").read_bytes() == CONTENT


def test_where_the_name_is_chosen_another_is(client: Client, folder: Path) -> None:
    def appear(received: int, total: int | None) -> None:
        (folder / "x.a").write_text("mine")

    with Origin().peer() as peer:
        assert client.download(peer.url + "x.a", progress=appear).path.name == "x-1.a"
    assert (folder / "x.a").read_text() == "mine" and names(folder) == ["x-1.a", "x.a"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_link_is_not_followed_nor_replaced(client: Client, folder: Path, overwrite: bool) -> None:
    (folder / "x").symlink_to(folder / "other")
    with Origin().peer() as peer, pytest.raises(antiphon.UsageError) as caught:
        client.download(peer.url, "x", overwrite=overwrite)
    assert caught.value.fault is faults.TARGET_IS_LINK and names(folder) == ["x"]


def test_a_link_in_the_place_of_the_part_is_not_followed(client: Client, folder: Path) -> None:
    (folder / "victim").write_text("mine")
    (folder / "x.part").symlink_to(folder / "victim")
    with Origin().peer() as peer:
        client.download(peer.url, "x")
    assert (folder / "victim").read_text() == "mine" and (folder / "x").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("no/such/x", faults.FILE_UNWRITABLE),
        ("a\0b", faults.TARGET_UNUSABLE),
        ("", faults.TARGET_UNUSABLE),
        (b"x", faults.TARGET_UNUSABLE),
        ("x" * 5000, faults.FILE_UNWRITABLE),
    ],
)
def test_a_path_that_cannot_be(client: Client, folder: Path, path: Any, fault: object) -> None:
    with Origin().peer() as peer, pytest.raises(antiphon.UsageError) as caught:
        client.download(peer.url, path)
    assert caught.value.fault is fault and peer.requests == [] and names(folder) == []


def test_a_device_is_written_to_as_it_is(client: Client) -> None:
    with Origin().peer() as peer:
        assert client.download(peer.url, os.devnull).size == len(CONTENT)
        with pytest.raises(antiphon.UsageError) as caught:
            client.download(peer.url, os.devnull, checksum="sha256:" + SHA256)
    assert caught.value.fault is faults.CHECKSUM_NEEDS_FILE and not Path(os.devnull).is_file()


@pytest.mark.parametrize("field", ["Range", "if-range"])
def test_ranges_are_its_own(client: Client, field: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        client.download("http://127.0.0.1:1/", "x", headers={field: "bytes=0-1"})
    assert caught.value.fault is faults.RANGE_GIVEN


def test_two_downloads_into_one_file(client: Client, folder: Path) -> None:
    held = parts.Part(Path("x"), "other")
    try:
        with Origin().peer() as peer, pytest.raises(antiphon.UsageError) as caught:
            client.download(peer.url, "x")
        assert caught.value.fault is faults.PART_IN_USE
    finally:
        held.close()
    assert names(folder) == []


def test_two_downloads_of_one_name(client: Client, folder: Path) -> None:
    held = parts.Part(Path("x"), "other")
    try:
        with Origin().peer() as peer:
            assert client.download(peer.url + "x").path.name == "x-1"
    finally:
        held.close()


# -- answers that are no file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["404 Not Found", "500 Broken", "416 No Range"])
def test_an_error_is_not_saved(client: Client, folder: Path, status: str) -> None:
    with Peer(always(response(b"sorry", status=status))) as peer, pytest.raises(antiphon.HTTPError) as caught:
        client.download(peer.url, "x")
    assert caught.value.response.content == b"sorry" and names(folder) == []
    assert client.in_use == 0


@pytest.mark.parametrize("answer", [redirect(302, "/x"), b"HTTP/1.1 204 No Content\r\n\r\n"])
def test_an_answer_without_content_is_not_saved(client: Client, folder: Path, answer: bytes) -> None:
    with Peer(always(answer)) as peer, pytest.raises(antiphon.DownloadError) as caught:
        client.download(peer.url, "x", allow_redirects=False)
    assert caught.value.fault is faults.NOTHING_TO_SAVE and names(folder) == []


def test_a_part_that_nobody_asked_for(client: Client, folder: Path) -> None:
    answer = response(b"234", "Content-Range: bytes 2-4/9", status="206 Partial Content")
    with Peer(always(answer)) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.download(peer.url, "x")
    assert caught.value.fault is faults.RANGE_ELSEWHERE and names(folder) == []
    assert client.in_use == 0


# -- what it has to be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("checksum", ["", "sha256", "sha256:", "sha256:xy", "md5:" + "0" * 32, "sha512:" + "0" * 64, 5])
def test_a_checksum_that_is_none(client: Client, checksum: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        client.download("http://127.0.0.1:1/", "x", checksum=checksum)
    assert caught.value.fault is faults.CHECKSUM_UNUSABLE


@pytest.mark.parametrize("algorithm", ["sha256", "SHA-256", "sha512", "blake2b"])
def test_a_checksum_that_is_right(client: Client, folder: Path, algorithm: str) -> None:
    digits = hashlib.new(algorithm.lower().replace("-", ""), CONTENT).hexdigest()
    with Origin().peer() as peer:
        client.download(peer.url, "x", checksum=f"{algorithm}:{digits.upper()}")
    assert (folder / "x").read_bytes() == CONTENT


def test_a_checksum_that_is_wrong_leaves_nothing(client: Client, folder: Path) -> None:
    with Origin().peer() as peer, pytest.raises(antiphon.DownloadError) as caught:
        client.download(peer.url, "x", checksum="sha256:" + "0" * 64)
    assert caught.value.fault is faults.CHECKSUM_WRONG and SHA256 in str(caught.value)
    assert names(folder) == [] and client.in_use == 0


@pytest.mark.parametrize("name", ["Content-Digest", "Repr-Digest"])
@pytest.mark.parametrize("algorithm", ["sha-256", "sha-512"])
def test_a_digest_of_the_server_is_compared_rfc_9530(client: Client, folder: Path, name: str, algorithm: str) -> None:
    with Origin(fields=(digest(name, CONTENT, algorithm),)).peer() as peer:
        client.download(peer.url, "good")
    wrong = Origin(fields=(digest(name, b"other", algorithm),))
    with wrong.peer() as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.download(peer.url, "bad")
    assert caught.value.fault is faults.DIGEST_WRONG and names(folder) == ["good"]


def test_coded_content_is_saved_decoded(client: Client, folder: Path) -> None:
    coded = gzip.compress(CONTENT)
    with Peer(always(response(coded, "Content-Encoding: gzip", 'ETag: "a"', digest("Content-Digest", coded)))) as peer:
        assert client.download(peer.url, "x").size == len(CONTENT)
    assert (folder / "x").read_bytes() == CONTENT


def test_a_bomb_is_bounded(client: Client, folder: Path) -> None:
    coded = gzip.compress(bytes(30_000_000))
    with Peer(always(response(coded, "Content-Encoding: gzip"))) as peer, pytest.raises(antiphon.ContentTooLarge):
        client.download(peer.url, "x", max_content=1_000_000)
    assert "x" not in names(folder) and (folder / "x.part").stat().st_size <= 1_000_000


# -- the disk ----------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_the_part_is_kept(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(1_000_000)
    original = parts.Part.write

    def write(self: parts.Part, pieces: list[bytes]) -> None:
        if self.size > 400_000:
            raise self._full(OSError(errno.ENOSPC, "No space left on device"))
        original(self, pieces)

    with Origin(content=content).peer() as peer:
        with monkeypatch.context() as patched:
            patched.setattr(parts.Part, "write", write)
            with pytest.raises(antiphon.DownloadError, match="No space left") as caught:
                client.download(peer.url, "x")
        assert caught.value.fault is faults.NO_ROOM and "x" not in names(folder)
        kept = (folder / "x.part").stat().st_size
        done = client.download(peer.url, "x")
    assert done.resumed_from == kept > 400_000 and (folder / "x").read_bytes() == content
