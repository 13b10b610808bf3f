"""POST and PUT of forms: fields become columns, files become columns of bytes (RFC 7578, WHATWG URL §5)."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ...programs import program
from ..contract.wire import Wire
from .sending import FORMATS, URLENCODED, Files, send, send_parts

PNG = b"\x89PNG\r\n\x1a\n\r\n--0123456789abcde\xff\x00"


@pytest.mark.parametrize("media_type", FORMATS)
def test_each_kind_is_read_as_in_a_url(each: Wire, media_type: str) -> None:
    fields = {
        "id": "7",
        "title": "ñ 🦜 & = + %41\r\n",
        "note": "null",
        "pages": "-3",
        "copies": "2",
        "price": "12.50",
        "weight": "1e3",
        "draft": "true",
        "due": "2026-02-28",
        "sent": "2026-02-28T12:30:00Z",
        "details": '{"a": [1, null, 2.5]}',
        "scan": "AAH/",
    }
    answer = send(each, "POST", "/documents", media_type, fields)
    assert (answer.status, answer.fields["location"]) == (201, "/documents/7")
    row = answer.json
    assert (row["id"], row["title"], row["note"], row["pages"], row["copies"]) == (7, fields["title"], "null", -3, 2)
    assert (row["price"], row["weight"], row["draft"], row["due"]) == (12.5, 1000.0, True, "2026-02-28")
    assert (row["sent"], row["details"]) == ("2026-02-28T12:30:00", {"a": [1, None, 2.5]})
    assert (row["scan"], row["scan_type"], row["seal"]) == ("AAH/", None, None)


@pytest.mark.parametrize("media_type", FORMATS)
def test_an_empty_field_is_null_or_empty_text_or_says_nothing(each: Wire, media_type: str) -> None:
    names = ("id", "title", "note", "pages", "copies", "price", "draft", "due", "details", "scan")
    row = send(each, "POST", "/documents", media_type, dict.fromkeys(names, "")).json
    assert row["id"] == 1 and (row["copies"], row["draft"]) == (1, False)
    assert row["title"] == "" and {row[name] for name in ("note", "pages", "price", "due", "details", "scan")} == {None}


@pytest.mark.parametrize("media_type", FORMATS)
def test_an_empty_field_that_has_to_be_something_is_refused(api: Wire, media_type: str) -> None:
    refused = send(api, "POST", "/pages", media_type, {"document": "", "number": "1", "text": ""})
    assert refused.status == 422 and refused.pointers == ["/document"]


@pytest.mark.parametrize("media_type", FORMATS)
def test_all_that_is_wrong_is_told_at_once(api: Wire, media_type: str) -> None:
    fields = {"pages": "many", "price": "1.234", "due": "tomorrow", "details": "{", "scan": "*", "titel": "x"}
    refused = send(api, "POST", "/documents", media_type, fields)
    assert refused.status == 422
    assert refused.pointers == ["/details", "/due", "/pages", "/price", "/scan", "/titel", "/title"]
    assert "/documents" in api.get("/").content.decode() and api.get("/documents").json == []


@pytest.mark.parametrize("media_type", FORMATS)
def test_put_takes_forms_too(each: Wire, media_type: str) -> None:
    fields = {"title": "first", "pages": "5"}
    created = send(each, "PUT", "/documents/4", media_type, fields)
    assert (created.status, created.fields["location"]) == (201, "/documents/4")
    replaced = send(each, "PUT", "/documents/4", media_type, {"id": "4", "title": "second"})
    assert replaced.status == 200 and (replaced.json["title"], replaced.json["pages"]) == ("second", None)
    assert send(each, "PUT", "/documents/4", media_type, {"id": "5", "title": "x"}).status == 409
    assert each.put("/documents/4", {"title": "as JSON"}).json["title"] == "as JSON"


@pytest.mark.parametrize("media_type", FORMATS)
def test_what_the_url_tells_is_not_missed_in_a_form(api: Wire, media_type: str) -> None:
    send(api, "PUT", "/documents/1", media_type, {"title": "x"})
    refused = send(api, "PUT", "/pages/1,2", media_type, {"number": "x"})
    assert refused.status == 422 and refused.pointers == ["/number", "/text"]
    assert send(api, "PUT", "/pages/1,2", media_type, {"text": ""}).status == 201


@pytest.mark.parametrize("media_type", FORMATS)
def test_conditions_and_preferences_hold_for_forms(api: Wire, media_type: str) -> None:
    made = send(api, "POST", "/documents", media_type, {"title": "x"}, prefer="return=minimal")
    assert (made.status, made.content) == (201, b"")
    stale = send(api, "PUT", "/documents/1", media_type, {"title": "y"}, if_match='"stale"')
    assert stale.status == 412
    trial = send(api, "POST", "/documents", media_type, {"title": "y"}, prefer="tx=rollback")
    assert trial.status == 201 and len(api.get("/documents").json) == 1


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_file_goes_into_a_column_of_bytes_with_its_type(each: Wire) -> None:
    files: Files = {"scan": ("../x.png", PNG, "image/png"), "seal": ("seal", b"")}
    made = send_parts(each, "POST", "/documents", {"title": "x"}, files)
    assert made.status == 201 and base64.b64decode(made.json["scan"]) == PNG
    assert (made.json["scan_type"], made.json["seal"]) == ("image/png", "")
    read = each.send("HEAD", "/documents/1/scan", None, {})
    assert (read.status, read.fields["content-type"]) == (200, "image/png")
    replaced = send_parts(each, "PUT", "/documents/1", {"title": "x"}, {"scan": ("y", b"abc", "text/plain")})
    assert (replaced.json["scan"], replaced.json["scan_type"]) == ("YWJj", "text/plain")


def test_the_type_that_a_field_tells_goes_before_that_of_the_file(api: Wire) -> None:
    files = {"scan": ("x", b"a", "application/octet-stream")}
    told = send_parts(api, "POST", "/documents", {"title": "x", "scan_type": "text/csv"}, files)
    assert told.json["scan_type"] == "text/csv"
    empty = send_parts(api, "POST", "/documents", {"title": "x", "scan_type": ""}, files)
    assert empty.json["scan_type"] == "application/octet-stream"


def test_a_file_that_nobody_chose_says_nothing(api: Wire) -> None:
    made = send_parts(api, "POST", "/documents", {"title": "x"}, {"scan": ("", b"", "application/octet-stream")})
    assert (made.status, made.json["scan"], made.json["scan_type"]) == (201, None, None)


def test_bytes_without_a_file_name_are_a_file_where_their_type_says_so(api: Wire) -> None:
    made = send_parts(api, "POST", "/documents", {"title": "x"}, {"scan": (None, PNG, "image/png")})
    assert base64.b64decode(made.json["scan"]) == PNG


def test_a_file_of_text_is_the_value_of_a_column_of_text(api: Wire) -> None:
    files: Files = {"details": ("x.json", b'{"a": 1}', "application/json"), "note": ("x.txt", "ñ".encode())}
    made = send_parts(api, "POST", "/documents", {"title": "x"}, files)
    assert (made.json["details"], made.json["note"]) == ({"a": 1}, "ñ")


def test_a_file_of_bytes_is_no_text(api: Wire) -> None:
    refused = send_parts(api, "POST", "/documents", {}, {"title": ("x.png", PNG, "image/png"), "no": ("y", b"\xff")})
    assert refused.status == 422 and refused.pointers == ["/no", "/title"]
    assert {error["code"] for error in refused.json["errors"]} >= {"form-field-not-utf8"}


# -- limits, and content that is no form -----------------------------------------------------------------------------


def test_a_form_with_a_file_may_be_larger_than_json(small: Wire) -> None:
    assert send_parts(small, "POST", "/documents", {"title": "x"}, {"scan": ("x", bytes(4000))}).status == 201
    assert send_parts(small, "POST", "/documents", {"title": "x"}, {"scan": ("x", bytes(5000))}).status == 413
    assert send_parts(small, "POST", "/documents", {"title": "x", "note": "n" * 1000}, {}).status == 413
    for media_type in (URLENCODED, "application/json", "text/plain"):
        assert small.post("/documents", "title=" + "x" * 1000, content_type=media_type).status == 413


@pytest.mark.parametrize(
    ("media_type", "content", "status", "code"),
    [
        ("multipart/form-data", b"--b--", 400, "multipart-boundary-absent"),
        ("multipart/form-data; boundary=", b"--b--", 415, "media-type-unsupported"),
        ('multipart/form-data; boundary="{}"', b"--b--", 400, "multipart-boundary-refused"),
        ("multipart/form-data; boundary=b", b"", 400, "multipart-cut-short"),
        ("multipart/form-data; boundary=b", b"--b\r\n", 400, "multipart-cut-short"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n--b--", 400, "multipart-disposition-absent"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\r\n", 400, None),
        (URLENCODED, b"title=%FF", 400, "form-not-utf8"),
        (URLENCODED, b"title=\xe9&note=x", 400, "form-not-utf8"),
        (URLENCODED, b"a=1&" * 1001, 413, "form-too-many-fields"),
        (URLENCODED, b"title=%00", 422, None),
        (URLENCODED, b"title=a&title=b", 422, None),
        (URLENCODED, b"", 422, None),
        (URLENCODED, b"=x&&&%", 422, None),
        ("multipart/mixed; boundary=b", b"--b--", 415, "media-type-unsupported"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_is_no_form_is_refused_and_said_why(
    api: Wire, method: str, media_type: str, content: bytes, status: int, code: str | None
) -> None:
    path = "/documents" if method == "POST" else "/documents/1"
    refused = api.ask(method, path, content, content_type=media_type)
    assert refused.status == status
    assert code is None or refused.json["type"].endswith(code)
    spanish = api.ask(method, path, content, content_type=media_type, accept_language="es")
    assert spanish.json["detail"] != refused.json["detail"]
    assert api.get("/documents").json == []


def test_a_field_that_comes_twice_is_told(api: Wire) -> None:
    refused = api.post("/documents", "title=a&title=b&title=c", content_type=URLENCODED)
    assert [error["code"] for error in refused.json["errors"]] == ["form-field-repeated"]


def test_a_form_may_be_compressed(api: Wire) -> None:
    import gzip

    content = gzip.compress(b"title=packed")
    made = api.post("/documents", content, content_type=URLENCODED, content_encoding="gzip")
    assert made.json["title"] == "packed"


# -- what is told ------------------------------------------------------------------------------------------------------


def test_the_types_are_told() -> None:
    from antiphon.rest.form_content import ROW_TYPES

    assert ROW_TYPES == ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(("method", "path"), [("POST", "/documents"), ("PUT", "/documents/1")])
def test_other_types_are_415_with_those_that_are_taken(api: Wire, method: str, path: str) -> None:
    refused = api.ask(method, path, "x", content_type="text/plain")
    assert refused.status == 415 and refused.list_of("accept") == {"application/json", *FORMATS}
    assert api.ask("OPTIONS", "/documents").list_of("accept-post") == {"application/json", *FORMATS}


@pytest.mark.parametrize("media_type", FORMATS)
def test_patch_takes_no_forms(api: Wire, media_type: str) -> None:
    send(api, "PUT", "/documents/1", media_type, {"title": "x"})
    assert send(api, "PATCH", "/documents/1", media_type, {"title": "y"}).status == 415


# -- other clients -----------------------------------------------------------------------------------------------------


def test_the_forms_of_curl(api: Wire, tmp_path: Path) -> None:
    (tmp_path / 'a "quoted" ñ.png').write_bytes(PNG)
    url = f"http://127.0.0.1:{api.port}/documents"
    common = [program("curl"), "--silent", "--show-error", "--fail", "--noproxy", "*"]

    def curl(*arguments: str) -> Any:
        done = subprocess.run([*common, *arguments, url], cwd=tmp_path, capture_output=True, check=True)
        return done.stdout

    curl("-F", "title=by curl", "-F", 'scan=@"a \\"quoted\\" ñ.png";type=image/png', "-F", "pages=")
    curl("--data-urlencode", "title=ñ & co", "-d", "pages=3")
    first, second = api.get("/documents?sort=id").json
    assert (first["title"], base64.b64decode(first["scan"]), first["scan_type"]) == ("by curl", PNG, "image/png")
    assert (second["title"], second["pages"]) == ("ñ & co", 3)
