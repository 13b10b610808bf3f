"""A .json file or a folder of .csv files becomes a database, or the fault says what is wrong where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from antiphon.faults import AntiphonError, UsageError
from antiphon.rest.database.loading import Loaded, load

from .works import rows_in

BLOG = {
    "posts": [
        {"id": 1, "title": "Hello", "views": 100, "draft": False, "score": 4.5, "day": "2026-02-28", "tags": ["a"]},
        {
            "id": 2,
            "title": "Again",
            "views": None,
            "draft": True,
            "score": 4,
            "day": "2026-03-01",
            "at": "2026-03-01 10:00:00",
        },
    ],
    "comments": [
        {"id": "a1", "text": "Nice", "postId": 1},
        {"id": "b2", "text": "Bad", "postId": 2, "postscript": "x"},
    ],
    "categories": [{"id": 1, "name": "x"}],
    "things": [{"name": "one", "category_id": 1}, {"name": "two", "category_id": None}],
    "orphans": [{"id": 1, "postId": 99}],
    "readings": [{"id": 1, "v": 1}, {"id": 1, "v": "one"}],
    "profile": {"name": "typicode"},
    "nothing": [],
}


def types(path: Path, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in rows_in(path, f'PRAGMA table_info("{table}")')}


def test_the_shape_of_json_server(tmp_path: Path) -> None:
    source, target = tmp_path / "db.json", tmp_path / "blog.db"
    source.write_text(json.dumps(BLOG), "utf-8")
    loaded = load(source, target)
    assert loaded[0] == Loaded("posts", 2, "id", {})
    assert [(each.name, each.key, each.references) for each in loaded[1:]] == [
        ("comments", "id", {"postId": "posts"}),
        ("categories", "id", {}),
        ("things", "id", {"category_id": "categories"}),
        ("orphans", "id", {}),
        ("readings", "", {}),
        ("profile", "id", {}),
        ("nothing", "id", {}),
    ]
    assert types(target, "posts") == {
        "id": "INTEGER",
        "title": "TEXT",
        "views": "INTEGER",
        "draft": "BOOLEAN",
        "score": "REAL",
        "day": "DATE",
        "tags": "JSON TEXT",
        "at": "DATETIME",
    }
    assert rows_in(target, "SELECT * FROM posts WHERE id = 1") == [
        (1, "Hello", 100, 0, 4.5, "2026-02-28", '["a"]', None)
    ]
    assert types(target, "readings")["v"] == "JSON TEXT"
    assert rows_in(target, "SELECT id, name FROM profile") == [(1, "typicode")]
    assert rows_in(target, "PRAGMA foreign_key_check") == []


def test_a_text_key_is_chosen_by_the_database(tmp_path: Path) -> None:
    source, target = tmp_path / "db.json", tmp_path / "x.db"
    source.write_text('{"notes": [{"id": "a", "n": 1}, {"n": 2}]}', "utf-8")
    load(source, target)
    ((first,), (second,)) = rows_in(target, "SELECT id FROM notes ORDER BY n")
    assert first == "a" and len(second) == 16


def test_moments_with_a_zone_and_whole_numbers_beyond_64_bits_are_kept_as_they_came(tmp_path: Path) -> None:
    source, target = tmp_path / "db.json", tmp_path / "x.db"
    source.write_text('{"a": [{"at": "2026-02-28T10:00:00Z", "n": 123456789012345678901234567890}]}', "utf-8")
    load(source, target)
    assert types(target, "a") == {"id": "INTEGER", "at": "TEXT", "n": "JSON TEXT"}
    assert rows_in(target, "SELECT at, n FROM a") == [("2026-02-28T10:00:00Z", "123456789012345678901234567890")]


def test_names_may_hold_anything(tmp_path: Path) -> None:
    source, target = tmp_path / "db.json", tmp_path / "x.db"
    source.write_text(json.dumps({'a "b"/ü': [{'select "x"': 1, "año; --": True}]}), "utf-8")
    load(source, target)
    assert rows_in(target, 'SELECT "select ""x""", "año; --" FROM "a ""b""/ü"') == [(1, 1)]


def test_a_folder_of_csv(tmp_path: Path) -> None:
    folder, target = tmp_path / "data", tmp_path / "x.db"
    folder.mkdir()
    (folder / "authors.csv").write_bytes('\ufeffid,name,zip\r\n1,"Doe, ""Jo""",01234\r\n2,Añé,50001\r\n'.encode())
    (folder / "books.csv").write_text("author_id;price;sold;on\n1;9.90;true;2026-01-02\n2;10;FALSE;\n\n", "utf-8")
    (folder / "notes.txt").write_text("not data", "utf-8")
    assert load(folder, target) == (Loaded("authors", 2, "id", {}), Loaded("books", 2, "id", {"author_id": "authors"}))
    assert types(target, "authors") == {"id": "INTEGER", "name": "TEXT", "zip": "TEXT"}
    assert rows_in(target, "SELECT * FROM authors") == [(1, 'Doe, "Jo"', "01234"), (2, "Añé", "50001")]
    assert rows_in(target, "SELECT * FROM books") == [(1, 1, 9.9, 1, "2026-01-02"), (2, 2, 10.0, 0, None)]


def refusal(source: Path, target: Path) -> AntiphonError:
    with pytest.raises(UsageError) as failure:
        load(source, target)
    assert failure.value.explanation("es")
    assert sorted(each.name for each in target.parent.iterdir() if each.name.startswith((".", "out"))) == []
    return failure.value


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[1]", "data-shape", "db.json: # is of type array"),
        ('{"a": 1}', "data-shape", "#/a is of type number, where array"),
        ('{"a": [{}, 2]}', "data-shape", "#/a/1 is of type number, where object"),
        ('{"a": [\n{"b": }]}', None, "db.json: "),
        ('{"a": [{"b": 1, "b": 2}]}', None, "db.json: "),
        ("", None, "db.json: "),
        ("{}", "data-empty", "db.json has no collections"),
        ('{"a": [{"b": 1, "B": 2}]}', "data-column-name", "column B"),
        ('{"a": [{" ": 1}]}', "data-column-name", "column 1"),
        ('{"sqlite_x": []}', "data-collection-name", "sqlite_x"),
        ('{"a": [], "A": []}', "data-collection-name", "called A"),
    ],
)
def test_bad_json_is_refused_with_its_place(tmp_path: Path, text: str, code: str | None, words: str) -> None:
    source = tmp_path / "db.json"
    source.write_text(text, "utf-8")
    error = refusal(source, tmp_path / "out.db")
    assert code in (None, error.fault.code)
    assert words in str(error)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"id,name\n1,x\n2\n", "data-row-length", "a.csv, line 3: the row has 1 cells, the header 2"),
        (b'id,name\n1,"x\n', "data-syntax", "a.csv, line "),
        (b"id,name\n1,\xff\n", "data-not-utf-8", "byte 10"),
        (b"", "data-column-name", "column 1"),
        (b"id,,x\n", "data-column-name", "column 2"),
        (b"id,a,A\n", "data-column-name", "column A"),
    ],
)
def test_bad_csv_is_refused_with_its_place(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_bytes(content)
    error = refusal(folder, tmp_path / "out.db")
    assert error.fault.code == code
    assert words in str(error)


def test_what_cannot_be_loaded_or_made(tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    assert refusal(tmp_path / "none.json", out).fault.code == "data-missing"
    assert refusal(tmp_path, out).fault.code == "data-empty"
    (tmp_path / "a.txt").write_text("x")
    assert refusal(tmp_path / "a.txt", out).fault.code == "data-kind"


def test_a_file_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    source, target = tmp_path / "a.json", tmp_path / "b.db"
    source.write_text('{"a": []}')
    target.write_text("precious")
    with pytest.raises(UsageError) as failure:
        load(source, target)
    assert failure.value.fault.code == "data-target-exists"
    assert target.read_text() == "precious"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": []}')
    with pytest.raises(UsageError) as failure:
        load(tmp_path / "a.json", tmp_path / "none" / "b.db")
    assert failure.value.fault.code == "data-unwritable"
