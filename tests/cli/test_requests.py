"""``get``, ``post`` and the others: what the request items, options and standard input make of a request."""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from antiphon.cli import standard_input

from .conftest import Ended, Run, Serving

JSON_PREFERRED = "application/json, */*;q=0.5"

Sent = Callable[..., dict[str, Any]]


@pytest.fixture
def sent(antiphon: Run, demo: str) -> Sent:
    """Run a command against the demo's echo and return the request as it arrived, its fields as a dictionary."""

    def run(method: str, *arguments: object, path: str = "/echo") -> dict[str, Any]:
        return received(antiphon(method, demo + path, *arguments))

    return run


def received(ended: Ended) -> dict[str, Any]:
    assert (ended.code, ended.err) == (0, "")
    described: dict[str, Any] = json.loads(ended.out)
    return {**described, "headers": dict(described["headers"])}


# -- methods -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "query"])
def test_each_command_sends_its_method_and_json(sent: Sent, method: str) -> None:
    request = sent(method, "name=tea", "price:=4.5", 'tags:=["hot", null]')
    assert request["method"] == method.upper()
    assert request["headers"]["content-type"] == "application/json" and request["headers"]["accept"] == JSON_PREFERRED
    assert json.loads(request["content"]) == {"name": "tea", "price": 4.5, "tags": ["hot", None]}


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_without_items_nothing_is_sent(sent: Sent, method: str) -> None:
    request = sent(method)
    assert request["bytes"] == 0 and request["headers"]["accept"] == "*/*" and "content-type" not in request["headers"]


def test_head_shows_the_head(antiphon: Run, demo: str) -> None:
    ended = antiphon("head", f"{demo}/bytes/1000")
    assert ended.code == 0 and ended.out.startswith("HTTP/1.1 200 OK\n") and "content-length: 1000\n" in ended.out


def test_options_shows_what_is_allowed(antiphon: Run, demo: str) -> None:
    ended = antiphon("options", f"{demo}/items")
    assert ended.out.startswith("HTTP/1.1 204 No Content\n") and "allow: GET, HEAD, POST, OPTIONS\n" in ended.out


def test_a_collection_is_read_and_changed(antiphon: Run, demo: str) -> None:
    created = json.loads(antiphon("post", f"{demo}/items", "name=pot", "price:=9").out)
    url = f"{demo}/items/{created['id']}"
    assert json.loads(antiphon("get", url).out) == {"id": created["id"], "name": "pot", "price": 9}
    assert json.loads(antiphon("patch", url, "price:=8").out)["price"] == 8
    assert json.loads(antiphon("put", url, "name=jug").out) == {"id": created["id"], "name": "jug"}
    assert antiphon("delete", url).code == 0
    assert antiphon("get", url, "--check-status").code == 4


# -- items -------------------------------------------------------------------------------------------------------------


def test_queries_are_added_to_the_urls_own(sent: Sent) -> None:
    request = sent("get", "b==two words", "b==3", "ñ==é&", path="/echo?a=1")
    assert request["target"] == "/echo?a=1&b=two+words&b=3&%C3%B1=%C3%A9%26"


def test_fields_are_set_taken_away_and_left_empty(sent: Sent) -> None:
    fields = sent("get", "X-Trace:1", "X-Empty;", "Accept:text/plain", "User-Agent:", "X-Url:http://a/?b=c")["headers"]
    assert fields["x-trace"] == "1" and fields["x-empty"] == "" and fields["accept"] == "text/plain"
    assert "user-agent" not in fields and fields["x-url"] == "http://a/?b=c"


def test_the_host_can_be_chosen(sent: Sent) -> None:
    assert sent("get", "Host:elsewhere.example")["headers"]["host"] == "elsewhere.example"


def test_a_content_type_of_the_users_wins(sent: Sent) -> None:
    request = sent("patch", "price:=1", "content-type:application/merge-patch+json")
    assert request["headers"]["content-type"] == "application/merge-patch+json"


def test_escapes_make_separators_ordinary(sent: Sent) -> None:
    request = sent("post", r"a\=b=c", r"x\:y:=1", r"at=\@home", r"semi\;=d", r"path=C:\temp\x")
    content = json.loads(request["content"])
    assert content == {"a=b": "c", "x:y": 1, "at": "@home", "semi;": "d", "path": r"C:\temp\x"}


def test_values_come_from_files(sent: Sent, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("¡Hola!\n", "utf-8")
    (tmp_path / "list.json").write_text("[1, 2]")
    request = sent("post", f"note=@{tmp_path}/note.txt", f"list:=@{tmp_path}/list.json")
    assert json.loads(request["content"]) == {"note": "¡Hola!\n", "list": [1, 2]}


def test_a_form_is_sent(sent: Sent) -> None:
    request = sent("post", "--form", "name=Ana María", "n:=1", "name=2")
    assert request["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert request["content"] == "name=Ana+Mar%C3%ADa&n=1&name=2"


def test_a_file_is_uploaded_as_a_part_of_a_form(sent: Sent, tmp_path: Path) -> None:
    (tmp_path / "me.jpg").write_bytes(b"picture")
    (tmp_path / "x.bin").write_bytes(b"other")
    request = sent("post", "name=Ana", f"photo@{tmp_path}/me.jpg", f"x@{tmp_path}/x.bin;type=text/csv")
    assert request["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    content = request["content"]
    assert 'name="name"\r\n\r\nAna\r\n' in content
    assert 'name="photo"; filename="me.jpg"\r\nContent-Type: image/jpeg\r\n' in content and "picture" in content
    assert 'filename="x.bin"\r\nContent-Type: text/csv\r\n' in content


def test_multipart_is_sent_without_a_file_where_it_is_asked_for(sent: Sent) -> None:
    request = sent("post", "--multipart", "a=b")
    assert request["headers"]["content-type"].startswith("multipart/form-data")
    assert 'name="a"\r\n\r\nb\r\n' in request["content"] and "filename" not in request["content"]


def test_a_file_is_the_whole_content(sent: Sent, tmp_path: Path) -> None:
    (tmp_path / "item.json").write_text('{"a": 1}')
    request = sent("put", f"@{tmp_path}/item.json")
    assert request["content"] == '{"a": 1}' and request["headers"]["content-type"] == "application/json"
    assert request["headers"]["content-length"] == "8"


@pytest.mark.parametrize(
    ("options", "text", "media_type"),
    [
        ([], "hello", "text/plain; charset=utf-8"),
        ([], ' {"a": 1}', "application/json"),
        (["--json"], "1", "application/json"),
        (["--form"], "a=b", "application/x-www-form-urlencoded"),
    ],
)
def test_raw_text_is_the_whole_content(sent: Sent, options: list[str], text: str, media_type: str) -> None:
    request = sent("post", "--raw", text, *options)
    assert (request["content"], request["headers"]["content-type"]) == (text, media_type)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--raw", "x", "a=b"], "The items and --raw"),
        (["--stdin", "a=b"], "The items and --stdin"),
        (["--raw", "x", "--stdin"], "--raw and --stdin"),
        (["--raw", "x", f"@{__file__}"], "@ and --raw"),
    ],
)
def test_content_is_given_once(antiphon: Run, demo: str, arguments: list[str], named: str) -> None:
    ended = antiphon("post", f"{demo}/echo", *arguments)
    assert ended.code == 2 and ended.out == "" and ended.err.startswith(f"antiphon: {named} both give the content.")


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("nothing", "'nothing' is not a request item."),
        (r"a\=b", r"'a\\=b' is not a request item."),
        ("a:={", "The value of 'a' is not JSON: "),
        ("a@/no/such", "The file '/no/such' cannot be read: no such file."),
        ("@/", "The file '/' cannot be read: a folder."),
        ("a b:c", "antiphon: "),
    ],
)
def test_an_item_that_cannot_be_used_is_refused(antiphon: Run, demo: str, item: str, sentence: str) -> None:
    ended = antiphon("post", f"{demo}/echo", item)
    assert (ended.code, ended.out) == (2, "") and sentence in ended.err and ended.err.count("\n") == 1


# -- standard input ----------------------------------------------------------------------------------------------------


def test_a_pipe_is_the_content(process: Run, demo: str) -> None:
    request = received(process("post", f"{demo}/echo", stdin=b'{"name": "cup"}'))
    assert request["content"] == '{"name": "cup"}' and request["headers"]["content-type"] == "application/json"
    assert request["headers"]["transfer-encoding"] == "chunked"


def test_a_file_behind_the_input_is_the_content(process: Run, demo: str, tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"some text")
    with path.open("rb") as file:
        request = received(process("put", f"{demo}/echo", stdin=file.fileno()))
    assert request["content"] == "some text" and "content-type" not in request["headers"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "content"),
    [
        (["post"], b"", ""),
        (["get"], b"not meant", ""),
        (["post", "--ignore-stdin"], b"not meant", ""),
        (["delete", "--stdin"], b"meant", "meant"),
        (["post", "--form"], b"a=b", "a=b"),
    ],
)
def test_the_input_is_read_where_it_is_meant(
    process: Run, demo: str, arguments: list[str], stdin: bytes, content: str
) -> None:
    method, *options = arguments
    assert received(process(method, f"{demo}/echo", *options, stdin=stdin))["content"] == content


def test_items_leave_the_input_alone(process: Run, demo: str) -> None:
    request = received(process("post", f"{demo}/echo", "a=b", stdin=b"left over from a loop"))
    assert request["content"] == '{"a":"b"}'


def test_a_pipe_that_stays_silent_is_told_and_nothing_is_sent(
    antiphon: Run, demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard_input, "PATIENCE", 0.01)
    reader, writer = os.pipe()
    with open(reader) as silent, open(writer, "w"):
        ended = antiphon("post", f"{demo}/echo", stdin=silent)
    assert ended.code == 2 and "nothing came through it within 0.01 s." in ended.err and "--ignore-stdin" in ended.err


# -- where to, and as whom ---------------------------------------------------------------------------------------------


def test_basic_credentials_are_sent(sent: Sent) -> None:
    fields = sent("get", "--auth", "Ana:a:b")["headers"]
    assert fields["authorization"] == "Basic " + base64.b64encode(b"Ana:a:b").decode()


def test_a_bearer_token_is_sent(sent: Sent) -> None:
    assert sent("get", "--bearer", "abc")["headers"]["authorization"] == "Bearer abc"


def test_reading_follows_redirects_and_changing_does_not(antiphon: Run, demo: str) -> None:
    url = f"{demo}/redirect/307"
    assert antiphon("get", url).out == "Hello, world!\n"
    assert antiphon("get", url, "--no-follow").out == "/hello\n"
    assert antiphon("get", url, "--no-follow", "--check-status").code == 3
    assert antiphon("head", url).out.startswith("HTTP/1.1 200 OK\n")
    assert antiphon("delete", f"{demo}/status/302", "--check-status").code == 3
    followed = antiphon("post", f"{demo}/status/303", "--follow", "a=b")
    assert followed.out == "Hello, world!\n"


def test_the_number_of_redirects_has_a_limit(antiphon: Run, demo: str) -> None:
    ended = antiphon("get", f"{demo}/redirect/301?to=/redirect/301", "--max-redirects", "1")
    assert ended.code == 9 and ended.out == "" and ended.err.startswith("antiphon: ")


def test_a_url_without_host_is_localhost_over_https(antiphon: Run, secure_demo: str) -> None:
    port = secure_demo.rpartition(":")[2]
    assert antiphon("get", f":{port}/hello").out == "Hello, world!\n"
    assert antiphon("get", f"localhost:{port}/hello", "name==Ana").out == "Hello, Ana!\n"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")
def test_a_unix_socket_is_reached(antiphon: Run, start: Callable[..., Serving], tmp_path: Path) -> None:
    path = tmp_path / "s"
    start("serve", "antiphon.demo:application", "--http", "--uds", path, "--no-access-log")
    ended = antiphon("get", "http://any.example/headers", "--unix-socket", path)
    assert ["host", "any.example"] in json.loads(ended.out)
