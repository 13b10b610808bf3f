"""Downloads that go on where they broke off (RFC 9110 §13.1.5, §14.4, §15.3.7, §15.5.17)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

import antiphon
from antiphon.client.transfers import parts
from antiphon.faults import transfer as faults

from ..clients import Client
from ..conftest import NewClient
from ..peers import Seen, response
from .origin import CONTENT, STRONG, Origin

SIZE = len(CONTENT)
AGAIN = antiphon.Retries(most=20, backoff=0, budget=None)
LONG_AGO = ("Last-Modified: Mon, 02 Nov 2020 00:00:00 GMT", "Date: Mon, 02 Nov 2026 00:00:00 GMT")
PARTIAL = "206 Partial Content"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def break_off(client: Client, origin: Origin, url: str, after: int = 1000) -> None:
    """Have a download of "x" broken off."""
    origin.cuts = [after]
    with pytest.raises(antiphon.BrokenResponse):
        client.download(url, "x")
    origin.cuts = []


@pytest.mark.parametrize("fields", [STRONG, LONG_AGO], ids=["etag", "date"])
def test_the_rest_alone_is_asked_for(client: Client, folder: Path, fields: tuple[str, ...]) -> None:
    origin = Origin(fields=fields)
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        assert names(folder) == ["x.part", "x.part.json"] and (folder / "x.part").read_bytes() == CONTENT[:1000]
        done = client.download(peer.url, "x")
    asked = peer.requests[-1].fields
    assert (asked["range"], asked["if-range"]) == ("bytes=1000-", fields[0].partition(": ")[2])
    assert (done.resumed_from, done.size, done.response.status_code) == (1000, SIZE, 206)
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == CONTENT


def test_at_every_few_bytes(client: Client, folder: Path) -> None:
    origin = Origin()
    with origin.peer() as peer:
        for after in range(0, SIZE, 997):
            break_off(client, origin, peer.url, after)
            assert client.download(peer.url, "x", overwrite=True).resumed_from == after
            assert (folder / "x").read_bytes() == CONTENT
            (folder / "x").unlink()


def test_within_one_call_under_a_policy_of_retries(new_client: NewClient, folder: Path) -> None:
    client, origin = new_client(retries=AGAIN), Origin(cuts=[0, 500, 1, 700, 3000])
    with origin.peer() as peer:
        done = client.download(peer.url, "x")
    assert (done.resumed_from, done.size) == (0, SIZE) and (folder / "x").read_bytes() == CONTENT
    assert [seen.fields.get("range") for seen in peer.requests] == [
        None,
        None,
        "bytes=500-",
        "bytes=501-",
        "bytes=1201-",
        "bytes=4201-",
    ]


def test_the_attempts_are_bounded(client: Client, folder: Path) -> None:
    origin = Origin(cuts=[10] * 100)
    with origin.peer() as peer, pytest.raises(antiphon.BrokenResponse):
        client.download(peer.url, "x", retries=antiphon.Retries(most=2, backoff=0, budget=None))
    assert len(peer.requests) == 3 and (folder / "x.part").stat().st_size == 30


def test_resume_false_starts_again(client: Client, folder: Path) -> None:
    origin = Origin()
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        assert client.download(peer.url, "x", resume=False).resumed_from == 0
    assert "range" not in peer.requests[-1].fields and (folder / "x").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ('ETag: W/"weak"',),
        ("ETag: nonsense",),
        ("Last-Modified: Mon, 02 Nov 2026 00:00:00 GMT", "Date: Mon, 02 Nov 2026 00:00:59 GMT"),
        ("Last-Modified: yesterday",),
        ('ETag: "one"', "Accept-Ranges: none"),
    ],
)
def test_without_a_strong_validator_all_is_asked_for(client: Client, folder: Path, fields: tuple[str, ...]) -> None:
    origin = Origin(fields=fields)
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        assert client.download(peer.url, "x").resumed_from == 0
    assert "range" not in peer.requests[-1].fields and (folder / "x").read_bytes() == CONTENT


def test_content_that_changed_is_read_from_its_start(client: Client, folder: Path) -> None:
    origin = Origin()
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        origin.content, origin.fields = b"another", ('ETag: "two"',)
        assert client.download(peer.url, "x").resumed_from == 0
    assert "range" in peer.requests[-1].fields and (folder / "x").read_bytes() == b"another"


def test_another_url_is_another_content(client: Client, folder: Path) -> None:
    origin = Origin()
    with origin.peer() as peer:
        break_off(client, origin, peer.url + "one")
        origin.content = b"another with the same tag"
        client.download(peer.url + "two", "x")
    assert "range" not in peer.requests[-1].fields and (folder / "x").read_bytes() == origin.content


def test_without_a_path_the_part_is_found_by_the_name(client: Client, folder: Path) -> None:
    origin = Origin(cuts=[1000])
    with origin.peer() as peer:
        with pytest.raises(antiphon.BrokenResponse):
            client.download(peer.url + "named.bin")
        done = client.download(peer.url + "named.bin")
    assert done.resumed_from == 1000 and (folder / "named.bin").read_bytes() == CONTENT
    assert [seen.fields.get("range") for seen in peer.requests] == [None, None, "bytes=1000-"]


def test_a_crash_between_the_last_byte_and_the_name(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise KeyError("power")

    with Origin().peer() as peer:
        with monkeypatch.context() as patched:
            patched.setattr(parts.Part, "finish", crash)
            with pytest.raises(KeyError):
                client.download(peer.url, "x")
        assert names(folder) == ["x.part", "x.part.json"]
        done = client.download(peer.url, "x")
    assert (done.resumed_from, done.size, done.response.status_code) == (SIZE, SIZE, 416)
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == CONTENT


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b"\xff", b'{"validator": 5}', b"[" * 50_000, b'{"source": "x"}'])
def test_a_note_that_is_damaged_says_nothing(client: Client, folder: Path, note: bytes) -> None:
    (folder / "x.part").write_bytes(b"not from there")
    (folder / "x.part.json").write_bytes(note)
    with Origin().peer() as peer:
        client.download(peer.url, "x")
    assert "range" not in peer.requests[0].fields
    assert names(folder) == ["x"] and (folder / "x").read_bytes() == CONTENT


# -- lies ------------------------------------------------------------------------------------------------------------


def partial(content: bytes, content_range: str, *fields: str) -> Callable[[Seen], bytes | None]:
    """Return what answers every range with a part that says `content_range`."""
    answer = response(content, f"Content-Range: {content_range}", *fields, status=PARTIAL)
    return lambda seen: answer if "range" in seen.fields else None


REST = CONTENT[1000:]


@pytest.mark.parametrize(
    "lie",
    [
        partial(CONTENT, f"bytes 0-{SIZE - 1}/{SIZE}", *STRONG),
        partial(REST, f"bytes 1001-{SIZE}/{SIZE + 1}", *STRONG),
        partial(REST, f"bytes 999-{SIZE - 2}/{SIZE}", *STRONG),
        partial(REST, f"bytes 1000-{SIZE - 1}/{SIZE + 7}", *STRONG),
        partial(REST, f"bytes 1000-{SIZE - 1}/{SIZE}", 'ETag: "two"'),
        partial(REST, f"bytes 1000-{SIZE - 2}/{SIZE}", *STRONG),
        partial(REST, "nonsense", *STRONG),
        partial(REST, f"bytes */{SIZE}", *STRONG),
        partial(REST, f"bytes 1000-{SIZE - 1}/{SIZE}", "Content-Encoding: gzip", *STRONG),
        partial(REST, "bytes 1000-99999999999999999999999/*", *STRONG),
        lambda seen: response(b"", status="416 No") if "range" in seen.fields else None,
        lambda seen: response(b"", "Content-Range: bytes */5", status="416 No") if "range" in seen.fields else None,
    ],
)
def test_a_part_that_does_not_fit_is_not_used(
    client: Client, folder: Path, lie: Callable[[Seen], bytes | None]
) -> None:
    origin = Origin()
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        origin.lie = lie
        done = client.download(peer.url, "x")
    assert [seen.fields.get("range") for seen in peer.requests] == [None, "bytes=1000-", None]
    assert done.resumed_from == 0 and (folder / "x").read_bytes() == CONTENT


def test_more_than_content_range_says_is_not_kept(client: Client, folder: Path) -> None:
    origin = Origin()
    head = f'HTTP/1.1 206 P\r\nETag: "one"\r\nContent-Range: bytes 1000-{SIZE - 1}/{SIZE}\r\nTransfer-Encoding: chunked'
    answer = head.encode() + b"\r\n\r\n" + b"%x\r\n" % (len(REST) + 5) + REST + b"extra\r\n0\r\n\r\n"
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        origin.lie = lambda seen: answer if "range" in seen.fields else None
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.download(peer.url, "x")
    assert caught.value.fault is faults.RANGE_TOO_LONG and (folder / "x.part").read_bytes() == CONTENT[:1000]


def test_a_server_that_gives_a_little_at_a_time(client: Client, folder: Path) -> None:
    def little(seen: Seen) -> bytes | None:
        if "range" not in seen.fields:
            return None
        first = int(seen.fields["range"][6:-1])
        last = min(first + 4000, SIZE) - 1
        return response(CONTENT[first : last + 1], f"Content-Range: bytes {first}-{last}/{SIZE}", status=PARTIAL)

    origin = Origin()
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        origin.lie = little
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.download(peer.url, "x")
        assert caught.value.fault is faults.DOWNLOAD_SHORT and (folder / "x.part").stat().st_size == 5000
        client.download(peer.url, "x", retries=AGAIN)
    assert (folder / "x").read_bytes() == CONTENT


def test_the_whole_is_checked_where_it_came_in_parts(client: Client, folder: Path) -> None:
    digest = b64encode(hashlib.sha256(CONTENT).digest()).decode()
    for said, is_right in ((digest, True), (b64encode(bytes(32)).decode(), False)):
        origin = Origin(fields=(*STRONG, f"Repr-Digest: sha-256=:{said}:"))
        with origin.peer() as peer:
            break_off(client, origin, peer.url)
            if is_right:
                client.download(peer.url, "x")
                (folder / "x").unlink()
            else:
                with pytest.raises(antiphon.BrokenResponse) as caught:
                    client.download(peer.url, "x")
                assert caught.value.fault is faults.DIGEST_WRONG
        assert names(folder) == []


def test_a_part_with_a_wrong_digest_is_taken_back(client: Client, folder: Path) -> None:
    origin = Origin()
    digest = b64encode(bytes(32)).decode()
    with origin.peer() as peer:
        break_off(client, origin, peer.url)
        origin.lie = partial(REST, f"bytes 1000-{SIZE - 1}/{SIZE}", f"Content-Digest: sha-256=:{digest}:")
        with pytest.raises(antiphon.BrokenResponse):
            client.download(peer.url, "x")
        assert (folder / "x.part").read_bytes() == CONTENT[:1000]


def test_an_endless_lie_ends(client: Client, folder: Path) -> None:
    origin = Origin(cuts=[10] * 1000, lie=partial(b"x", "bytes 0-0/1"))
    with origin.peer() as peer, pytest.raises(antiphon.BrokenResponse):
        client.download(peer.url, "x", retries=antiphon.Retries(most=5, backoff=0, budget=None))
    assert len(peer.requests) < 15


# -- leaving -----------------------------------------------------------------------------------------------------------


def test_a_progress_that_raises_leaves_the_part(client: Client, folder: Path) -> None:
    def stop(received: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with Origin().peer() as peer:
        with pytest.raises(KeyboardInterrupt):
            client.download(peer.url, "x", progress=stop)
        assert client.in_use == 0
        assert client.download(peer.url, "x").resumed_from > 0
    assert (folder / "x").read_bytes() == CONTENT


def test_cancelled_from_elsewhere(client: Client, folder: Path) -> None:
    token = antiphon.CancelToken()
    with Origin(content=CONTENT * 200).peer() as peer:
        with pytest.raises(antiphon.Cancelled):
            client.download(peer.url, "x", cancel=token, progress=lambda *_: token.cancel(), retries=AGAIN)
        assert client.download(peer.url, "x").resumed_from > 0
    assert (folder / "x").read_bytes() == CONTENT * 200
