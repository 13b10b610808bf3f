"""``--download``: into which file, and resumed where it broke off (RFC 9110 §13.1.5, §14; RFC 6266)."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Origin, Run

CONTENT = bytes(range(256)) * 400
ETAG = {"ETag": '"one"'}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_name_comes_from_the_url(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.content = CONTENT
    ended = antiphon("get", f"{origin.url}/a/report%20one.pdf?x=1", "--download")
    assert (ended.code, ended.out, ended.err) == (0, "", f"report one.pdf: {len(CONTENT)} bytes, complete\n")
    assert names(folder) == ["report one.pdf"] and (folder / "report one.pdf").read_bytes() == CONTENT
    assert origin.asked[0]["accept-encoding"] == "identity" and "range" not in origin.asked[0]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ('attachment; filename="../../../etc/passwd"', "passwd"),
        ('attachment; filename="/tmp/x"', "x"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ("attachment; filename=a.txt; filename*=UTF-8''..%2F..%2F%C3%B1.txt", "ñ.txt"),
        ('attachment; filename=".."', "asked"),
    ],
)
def test_a_name_from_the_server_leads_nowhere_else(
    antiphon: Run, origin: Origin, folder: Path, disposition: str, name: str
) -> None:
    origin.content, origin.fields = b"x", {"Content-Disposition": disposition}
    before = names(folder.parent)
    assert antiphon("get", f"{origin.url}/asked", "-d").code == 0
    assert names(folder) == [name] and names(folder.parent) == before


def test_without_any_name_the_type_gives_the_extension(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.content, origin.fields = b"{}", {"Content-Type": "application/json"}
    antiphon("get", f"{origin.url}/", "-d")
    assert names(folder) == ["download.json"]


def test_a_file_that_is_there_is_never_written_over(antiphon: Run, origin: Origin, folder: Path) -> None:
    (folder / "a.txt").write_text("mine")
    (folder / "a-1.txt").symlink_to(folder.parent / "elsewhere")
    origin.content = b"theirs"
    assert antiphon("get", f"{origin.url}/a.txt", "-d").code == 0
    assert (folder / "a.txt").read_text() == "mine" and not (folder.parent / "elsewhere").exists()
    assert (folder / "a-2.txt").read_bytes() == b"theirs"


def test_a_file_that_the_user_names_is_replaced(antiphon: Run, origin: Origin, folder: Path) -> None:
    (folder / "mine").write_bytes(b"something longer than before")
    origin.content = b"new"
    assert antiphon("get", origin.url, "--output", "mine").code == 0
    assert (folder / "mine").read_bytes() == b"new"


def test_a_file_that_cannot_be_written_is_told(antiphon: Run, origin: Origin, folder: Path) -> None:
    ended = antiphon("get", origin.url, "--output", "no/such/folder/x")
    assert ended.code == 2
    assert ended.err.startswith("antiphon: The file 'no/such/folder/x' cannot be written: No such file or directory.")


def test_nothing_is_saved_of_an_error(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.status, origin.content = 404, b"sorry"
    ended = antiphon("get", f"{origin.url}/a", "-d")
    assert (ended.code, ended.err, names(folder)) == (4, "404 Not Found\n", [])


def test_an_errors_reason_cannot_command_the_terminal(antiphon: Run, origin: Origin) -> None:
    origin.status, origin.reason = 500, "\x9b31mred"
    assert antiphon("get", origin.url, "-d").err == "500 \\x9b31mred\n"


def test_an_empty_content_is_a_file_too(antiphon: Run, origin: Origin, folder: Path) -> None:
    assert antiphon("get", f"{origin.url}/empty", "-d").code == 0
    assert (folder / "empty").read_bytes() == b""


def test_verbose_heads_go_to_standard_error(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("get", f"{origin.url}/a", "-d", "-v")
    assert ended.out == "" and ended.err.startswith("GET /a HTTP/1.1\n") and "\nHTTP/1.1 200 OK\n" in ended.err


# -- broken off, and resumed -------------------------------------------------------------------------------------------


def break_off(antiphon: Run, origin: Origin, after: int = 1000) -> None:
    origin.content, origin.cut_after = CONTENT, after
    ended = antiphon("get", f"{origin.url}/x", "-o", "x")
    assert ended.code == 10 and f"x: {after} bytes; go on by --continue --output x\n" in ended.err
    origin.cut_after = None
    origin.asked.clear()


def test_what_broke_off_is_kept_and_told(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.fields = ETAG
    break_off(antiphon, origin)
    assert names(folder) == ["x.part", "x.part.json"] and (folder / "x.part").read_bytes() == CONTENT[:1000]


def test_the_rest_is_asked_for_if_the_content_is_still_the_same(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.fields = ETAG
    break_off(antiphon, origin)
    ended = antiphon("get", f"{origin.url}/x", "--continue", "--output", "x")
    assert (ended.code, ended.err) == (0, f"x: {len(CONTENT)} bytes, complete\n")
    assert (origin.asked[0]["range"], origin.asked[0]["if-range"]) == ("bytes=1000-", '"one"')
    assert (folder / "x").read_bytes() == CONTENT and names(folder) == ["x"]


def test_content_that_changed_is_read_from_its_start(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.fields = ETAG
    break_off(antiphon, origin)
    origin.content, origin.fields = b"another", {"ETag": '"two"'}
    assert antiphon("get", f"{origin.url}/x", "-c", "-o", "x").code == 0
    assert origin.asked[0]["if-range"] == '"one"' and (folder / "x").read_bytes() == b"another"


def test_a_server_without_ranges_sends_all_again(antiphon: Run, origin: Origin, folder: Path) -> None:
    break_off(antiphon, origin)
    origin.ranges = False
    assert antiphon("get", f"{origin.url}/x", "-c", "-o", "x").code == 0
    assert "range" in origin.asked[0] and "if-range" not in origin.asked[0]
    assert (folder / "x").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("fields", "validator"),
    [
        ({"ETag": 'W/"weak"'}, None),
        ({"Last-Modified": "Mon, 02 Nov 2020 00:00:00 GMT"}, "Mon, 02 Nov 2020 00:00:00 GMT"),
        ({"Last-Modified": "not a date"}, None),
        ({}, None),
    ],
)
def test_only_a_strong_validator_is_a_condition(
    antiphon: Run, origin: Origin, fields: dict[str, str], validator: str | None
) -> None:
    origin.fields = fields
    break_off(antiphon, origin)
    assert antiphon("get", f"{origin.url}/x", "-c", "-o", "x").code == 0
    assert origin.asked[0].get("if-range") == validator and origin.asked[0]["range"] == "bytes=1000-"


def test_a_resumed_download_can_break_off_again(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.fields = ETAG
    break_off(antiphon, origin)
    origin.cut_after = 500
    assert "x: 1500 bytes; go on" in antiphon("get", f"{origin.url}/x", "-c", "-o", "x").err
    origin.cut_after = None
    assert antiphon("get", f"{origin.url}/x", "-c", "-o", "x").code == 0
    assert (folder / "x").read_bytes() == CONTENT


def test_what_is_complete_already_stays(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.content = CONTENT
    (folder / "x").write_bytes(CONTENT)
    ended = antiphon("get", f"{origin.url}/x", "-c", "-o", "x")
    assert (ended.code, ended.err) == (0, f"x: {len(CONTENT)} bytes, complete\n")
    assert (folder / "x").read_bytes() == CONTENT


def test_a_file_that_is_longer_than_the_content_is_read_anew(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.content = CONTENT
    (folder / "x").write_bytes(CONTENT + b"more")
    ended = antiphon("get", f"{origin.url}/x", "-c", "-o", "x")
    assert ended.code == 0 and (folder / "x").read_bytes() == CONTENT and "range" not in origin.asked[1]


@pytest.mark.parametrize("answer", ["bytes 7-9/10", "bytes */10", "nonsense"])
def test_a_206_that_starts_elsewhere_is_not_appended(antiphon: Run, origin: Origin, folder: Path, answer: str) -> None:
    (folder / "x").write_bytes(b"12345")
    origin.ranges, origin.status, origin.content, origin.fields = False, 206, b"678", {"Content-Range": answer}
    ended = antiphon("get", f"{origin.url}/x", "-c", "-o", "x")
    assert ended.code == 10 and f"but sent a part of it: `{answer}`" in ended.err
    assert names(folder) == ["x.part"] and (folder / "x.part").read_bytes() == b"12345"


def test_without_a_file_there_is_nothing_to_continue(antiphon: Run, origin: Origin, folder: Path) -> None:
    origin.content = b"all"
    assert antiphon("get", origin.url, "-c", "-o", "x").code == 0
    assert "range" not in origin.asked[0] and (folder / "x").read_bytes() == b"all"


def test_continue_needs_the_name(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("--lang", "es", "get", origin.url, "--continue")
    assert ended.code == 2 and ended.err.startswith("antiphon: --continue no sabe qué archivo seguir.")
    assert origin.asked == []
