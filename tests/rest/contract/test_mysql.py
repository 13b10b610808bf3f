"""What MySQL and MariaDB have of their own, over the wire: collations, character sets, large numbers, lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urljoin

import pytest

from antiphon.rest.settings import Settings

from ..mysql_server import MySQLServer
from .conftest import serving
from .wire import JSON, PATIENCE, Answer, Wire

pytestmark = pytest.mark.peer

TABLES = """
CREATE TABLE words (
    word VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, mood ENUM('z', 'm', 'a'), weight FLOAT, note TEXT
);
CREATE TABLE codes (code CHAR(3) PRIMARY KEY, owner VARCHAR(9));
CREATE TABLE large (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, data LONGBLOB, small TINYBLOB, body JSON);
CREATE TABLE padded (id BINARY(4) PRIMARY KEY);
CREATE TABLE old (id INT PRIMARY KEY) ENGINE = MyISAM;
CREATE TABLE guarded (id INT PRIMARY KEY);
CREATE TABLE articles (id INT AUTO_INCREMENT PRIMARY KEY, title TEXT, body TEXT, FULLTEXT (title, body));
CREATE TRIGGER guarded_first BEFORE INSERT ON guarded FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'Closed on Sundays';
INSERT INTO words VALUES
    ('abc', 'z', 0.1, NULL), ('Abd', 'm', 16777217, 'x'), ('é', 'a', NULL, 'y'), ('ä', NULL, 3, 'z');
INSERT INTO large (id) VALUES (1), (9223372036854775807), (9223372036854775808), (18446744073709551614);
INSERT INTO old VALUES (1);
INSERT INTO articles (title, body) VALUES ('Green tea', 'from Japan'), ('Black tea', 'from Assam'), ('Coffee', 'Java');
"""


@dataclass
class Place:
    """A database of this file's tables."""

    target: str

    def renew(self) -> None:
        """Do nothing: each test has rows of its own."""

    def execute(self, sql: str) -> list[object]:
        """Do nothing."""
        raise NotImplementedError(sql)


@pytest.fixture(scope="module")
def own(_mysql_server: MySQLServer) -> Iterator[Wire]:
    """The backend of these tables."""
    _mysql_server.run("DROP DATABASE IF EXISTS own; CREATE DATABASE own")
    _mysql_server.run(TABLES, "own")
    with serving(Place(_mysql_server.url("own")), settings=Settings(bulk=True)) as wire:
        yield wire


def next_of(path: str, answer: Answer) -> str:
    """Return the path of the page after `answer`, which is at `path`; empty where this is the last."""
    found = re.search(r'<([^>]*)>; rel="next"', answer.fields["link"])
    return urljoin(path, found[1]) if found else ""


def raw(own: Wire, method: str, path: str, content: bytes | None, **fields: str) -> tuple[int, bytes]:
    """Return the status and the content of an answer that is none of an item or of a page."""
    with closing(HTTPConnection("127.0.0.1", own.port, timeout=PATIENCE)) as connection:
        connection.request(method, path, content, {name.replace("_", "-"): value for name, value in fields.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()


def names(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [row["word"] for row in answer.json]


def test_text_is_the_same_only_where_it_is_written_so(own: Wire) -> None:
    assert own.get("/words/abc").status == 200
    for other in ("ABC", "%C3%A4bc", "abc%20"):
        assert own.get(f"/words/{other}").status == 404
    assert names(own.get("/words?word=ABC")) == []
    assert names(own.get("/words?word[in]=ABC,Abd")) == ["Abd"]
    assert sorted(names(own.get("/words?word[nin]=ABC,Abd"))) == ["abc", "ä", "é"]
    assert len(names(own.get("/words?word[ne]=ABC"))) == 4
    assert names(own.get("/words?word[like]=A%25")) == ["Abd"]
    assert sorted(names(own.get("/words?word[ilike]=A%25"))) == ["Abd", "abc"]
    assert names(own.get("/words?word[starts]=%C3%89")) == ["é"]


def test_what_the_collation_takes_for_the_same_is_taken(own: Wire) -> None:
    answer = own.put("/words/ABC", {"mood": "a"})
    assert answer.status == 409 and answer.json["other"] == "/words/abc"
    assert own.post("/words", {"word": "E"}).status in (201, 409)


@pytest.mark.parametrize("operator", ["eq", "ne", "lt", "ge", "in", "nin", "like", "contains"])
def test_what_a_character_set_lacks_fits_nothing(own: Wire, operator: str) -> None:
    text = quote("😀")
    assert own.get(f"/words?word[{operator}]={text}").status == 200
    assert own.get(f"/words/{text}").status == 404


def test_what_a_character_set_lacks_cannot_be_written(own: Wire) -> None:
    answer = own.post("/words", {"word": "😀"})
    assert answer.status == 422
    assert own.put(f"/words/{quote('😀')}", {"mood": "a"}).status == 422


@pytest.mark.parametrize("order", ["mood", "-mood", "weight", "-weight", "word", "note,-weight"])
def test_pages_of_any_order_have_every_row_once(own: Wire, order: str) -> None:
    every = names(own.get(f"/words?sort={order}"))
    walked: list[str] = []
    path = f"/words?sort={order}&limit=1"
    while path:
        answer = own.get(path)
        walked += names(answer)
        path = next_of(path, answer)
    assert walked == every and len(every) >= 4


def test_a_float_is_shown_with_the_digits_that_it_has(own: Wire) -> None:
    assert [own.get(f"/words/{word}").json["weight"] for word in ("abc", "Abd")] == [0.1, 16777216.0]
    assert names(own.get("/words?weight=0.1")) == ["abc"]
    assert own.patch("/words/abc", {"weight": 0.3}).json["weight"] == 0.3
    assert own.patch("/words/abc", {"weight": 0.1}).json["weight"] == 0.1


def test_keys_beyond_what_others_have(own: Wire) -> None:
    first = own.get("/large?limit=2&fields=id")
    assert [row["id"] for row in own.get(next_of("/large", first)).json] == [2**63, 2**64 - 2]
    last = own.get("/large?limit=1&sort=-id&fields=id")
    assert [row["id"] for row in own.get(next_of("/large", last)).json] == [2**63]
    assert own.get(f"/large/{2**64 - 2}").status == 200
    assert own.get(f"/large/{2**64}").status == 404


def test_numbers_are_described_as_they_are(own: Wire) -> None:
    _, content = raw(own, "GET", "/openapi.json", None)
    described = next(each for each in found_in(json.loads(content), "id") if each.get("maximum") == 2**64 - 1)
    assert (described["format"], described["minimum"]) == ("uint64", 0)


def found_in(value: Any, name: str) -> Iterator[dict[str, Any]]:
    """Yield each object that is the member `name` of another, at any depth."""
    for member, inner in value.items() if isinstance(value, dict) else enumerate(value or ()):
        if isinstance(inner, dict | list):
            yield from found_in(inner, name)
        if member == name and isinstance(inner, dict):
            yield inner


def test_a_key_that_the_database_pads_is_refused(own: Wire) -> None:
    assert own.post("/padded", {"id": "AAECAw=="}).status == 201
    answer = own.post("/padded", {"id": "AAEC"})
    assert answer.status == 422 and answer.pointers == ["/id"]
    assert len(own.get("/padded").json) == 1
    assert own.put("/codes/ab%20", {"owner": "x"}).status == 422


def test_zero_is_a_key_like_any_other(own: Wire) -> None:
    assert own.put("/large/0", {}).status == 201
    assert own.get("/large/0").json["id"] == 0
    assert own.delete("/large/0").status == 204


def test_bytes_of_any_kind_there_and_back(own: Wire) -> None:
    data = bytes(range(256)) * 2000
    put = own.send("PUT", "/large/1/data", data, {"content-type": "application/octet-stream"})
    assert put.status in (200, 201, 204)
    assert own.patch("/large/1", {"small": "A" * 1000}).status == 422
    found = own.get("/large/1").json["data"]
    assert len(found) == len(data) * 4 // 3 + 4 - len(data) * 4 // 3 % 4


def test_json_of_any_shape(own: Wire) -> None:
    body = {"a": [1, 2.5, None, {"b": "\\ ' \" \n"}], "ñ": "😀"}
    assert own.patch("/large/1", {"body": body}).json["body"] == body
    deep: object = 1
    for _ in range(60):
        deep = [deep]
    # MariaDB keeps JSON of 32 levels, MySQL of 100.
    assert own.patch("/large/1", {"body": deep}).status == 422


def test_the_words_of_a_trigger_are_told(own: Wire) -> None:
    answer = own.post("/guarded", {"id": 1})
    assert answer.status == 422 and "Closed on Sundays" in answer.content.decode()


def test_a_table_without_transactions_can_only_be_read(own: Wire) -> None:
    assert own.get("/old/1").status == 200
    assert own.post("/old", {"id": 2}).status == 405
    assert own.delete("/old/1").status == 405


def test_words_are_looked_up(own: Wire) -> None:
    def found(words: str) -> list[int]:
        return sorted(row["id"] for row in own.get(f"/articles?q={quote(words)}").json)

    assert found("tea") == [1, 2]
    assert found("tea -assam") == [1]
    assert found('"green tea" or java') == [1, 3]
    for hostile in ('+tea"', "tea*", "@4 (", "~tea < >", "'"):
        assert own.get(f"/articles?q={quote(hostile)}").status in (200, 400)


def test_all_rows_of_an_array_or_none(own: Wire) -> None:
    before = len(own.get("/articles").json)
    status, content = raw(own, "POST", "/articles", b'[{"title": "a"}, {"title": "b"}]', content_type=JSON)
    assert status == 201 and [row["title"] for row in json.loads(content)] == ["a", "b"]
    assert own.post("/codes", [{"code": "abc"}, {"code": "ABC"}]).status == 409
    assert own.get("/codes/abc").status == 404
    assert len(own.get("/articles").json) == before + 2


def test_what_is_sent_twice_happens_once_also_where_the_answer_is_large(own: Wire) -> None:
    content = {"title": "x" * 60_000, "body": "y" * 60_000}
    first = own.post("/articles", content, idempotency_key='"one"')
    again = own.post("/articles", content, idempotency_key='"one"')
    assert first.status == again.status == 201 and first.json == again.json
    assert own.post("/articles", {"title": "other"}, idempotency_key='"one"').status == 422


def test_exports_have_every_row(own: Wire) -> None:
    _, lines = raw(own, "GET", "/words?sort=word", None, accept="application/x-ndjson")
    assert [json.loads(line)["word"] for line in lines.splitlines()] == names(own.get("/words?sort=word"))
    _, lines = raw(own, "GET", "/words?sort=word&fields=word", None, accept="text/csv")
    assert lines.decode().splitlines()[1:] == names(own.get("/words?sort=word"))
