"""An access file on the disk: private, whole, one writer at a time."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from antiphon.rest.access.access import NEW_ACCESS, Access
from antiphon.rest.access.access_file import change, load, signature_of
from antiphon.rest.access.access_json import Mistake
from antiphon.rest.access.tokens import Token, digest_of

from .conftest import resource, schema


def adding(name: str) -> Access:
    return NEW_ACCESS.with_token(name, Token(digest_of(name), 0))


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    assert change(path, lambda access: access.with_token("alice", Token("ab" * 32, 0)), NEW_ACCESS) == load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["access.json"]


def test_a_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    change(path, lambda access: access, NEW_ACCESS)
    path.chmod(0o644)
    change(path, lambda access: access)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "access.json"
    change(real, lambda access: access, NEW_ACCESS)
    link.symlink_to(real)
    change(link, lambda _: adding("alice"))
    assert link.is_symlink() and load(real) == adding("alice")


def test_a_change_that_fails_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    change(path, lambda access: access, NEW_ACCESS)
    before = path.read_bytes()
    path.write_bytes(before.replace(b"1", b"2"))
    with pytest.raises(Mistake):
        change(path, lambda _: adding("alice"))
    assert path.read_bytes() == before.replace(b"1", b"2") and os.listdir(tmp_path) == ["access.json"]


def test_what_is_not_there_is_not_made_by_chance(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as refused:
        change(tmp_path / "acess.json", lambda access: access)
    assert refused.value.fault.code == "access-file-unreadable" and os.listdir(tmp_path) == []
    assert str(refused.value).startswith(f"{tmp_path}/acess.json: The file cannot be read")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as refused:
        change(tmp_path / "no" / "access.json", lambda access: access, NEW_ACCESS)
    assert refused.value.fault.code == "access-file-unwritable"


def test_two_programs_that_change_it_at_once_do_so_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    change(path, lambda access: access, NEW_ACCESS)

    def add(name: str) -> None:
        change(path, lambda access: access.with_token(name, Token(digest_of(name), 0)))

    threads = [threading.Thread(target=add, args=(f"user{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load(path).users) == 8


def test_every_write_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    assert signature_of(path) is None
    change(path, lambda access: access, NEW_ACCESS)
    before = signature_of(path)
    change(path, lambda access: access)
    assert before is not None and signature_of(path) != before


def test_a_rule_that_fits_no_table_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    path.write_text('{\n"version": 1,\n"tables": {\n"orders": {},\n"ordres": {"hidden": true}\n}\n}')
    with pytest.raises(Mistake) as refused:
        load(path, schema(resource("orders")))
    assert str(refused.value).startswith(f"{path}:5: There is a rule for 'ordres'")
