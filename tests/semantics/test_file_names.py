"""Names for downloads: whatever a server suggests, the file is a plain one in this folder (RFC 6266 §4.3, §7)."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.file_names import alternatives, safe_name, suggested_name


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ("attachment; filename=report.pdf", "report.pdf"),
        ('attachment; filename="a \\"b\\".txt"', "a _b_.txt"),
        ("attachment; filename=plain.txt; filename*=UTF-8''%c3%b1.txt", "ñ.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ("attachment; filename*=utf-7''x", ""),
        ('attachment; filename="' + "ñ".encode().decode("latin-1") + '"', "ñ"),
        ("inline", ""),
        ("", ""),
        ("attachment; filename", ""),
    ],
)
def test_the_suggested_name_is_read(disposition: str, name: str) -> None:
    assert suggested_name(disposition) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/cron.d/x", "x"),
        ("C:\\x.txt", "x.txt"),
        ("C:x.txt", "C_x.txt"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("..", ""),
        ("a/", ""),
        ("a\x00.txt", "a_.txt"),
        ("a\n.txt", "a_.txt"),
        ("\u202egpj.exe", "_gpj.exe"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("conference.txt", "conference.txt"),
        ("a?.txt ", "a_.txt"),
        ("x.txt.", "x.txt"),
        ("¿qué?.txt", "¿qué_.txt"),
    ],
)
def test_a_name_is_made_harmless(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text())
def test_no_name_leads_anywhere(name: str) -> None:
    kept = safe_name(name)
    assert not set(kept) & set('/\\:*?"<>|') and not kept.startswith((".", "-", " "))
    assert kept.isprintable() and len(kept.encode("utf-8")) <= 201


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("ñ" * 500 + ".tar").endswith("ñ.tar")
    assert safe_name("a." + "b" * 500) == "a." + "b" * 198


def test_a_taken_name_gets_a_number_before_its_extension() -> None:
    assert list(islice(alternatives("a.tar.gz"), 3)) == ["a.tar.gz", "a.tar-1.gz", "a.tar-2.gz"]
