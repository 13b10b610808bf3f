"""What a live box sends, and what nobody can make it send."""

from __future__ import annotations

import json
from typing import Any

import pytest

from antiphon.learn.sending import revealed

from .learning import CODE, Learning


def lines(shown: dict[str, Any]) -> str:
    return "".join(piece["text"] for part in shown["parts"] for piece in part.get("pieces", []))


def test_both_sides_are_shown_byte_by_byte(learning: Learning) -> None:
    shown = learning.send(path="/products/1?fields=name", fields=[["X-Test", "1"]])
    assert lines(shown["request"]).startswith("GET /products/1?fields=name HTTP/1.1\\r\\n")
    assert lines(shown["request"]) == lines(shown["server"]["request"])
    assert shown["server"]["status"] == 200 and shown["server"]["tls"].startswith("TLSv1.3")
    assert shown["outcome"] == "200" and "HTTP/1.1 200 OK" in lines(shown["response"])
    assert all(part["means"]["sentence"] for part in (*shown["request"]["parts"], *shown["response"]["parts"]))
    assert any(each["name"] == "messages" for each in shown["tls"])
    assert shown["samples"]["curl"].endswith("/products/1?fields=name'")


def test_over_http_there_is_no_tls(learning: Learning) -> None:
    shown = learning.send(path="/products/1", scheme="http")
    assert shown["outcome"] == "200" and shown["origin"].startswith("http://")
    assert shown["server"]["tls"] is None


def test_credentials_are_seen_in_the_bytes_and_masked_in_what_is_copied(learning: Learning) -> None:
    shown = learning.send(path="/products/1", fields=[["Authorization", "Basic c2VjcmV0"]])
    assert "Basic c2VjcmV0" in lines(shown["request"])
    assert "Basic c2VjcmV0" in lines(shown["server"]["request"])
    assert "c2VjcmV0" not in shown["text"]


def test_secrets_are_put_back_only_where_the_rest_is_the_same() -> None:
    assert revealed(b"A: ***\r\n", b"A: xyz\r\n") == b"A: xyz\r\n"
    assert revealed(b"A: ***\r\n", b"B: xyz\r\n") == b"A: ***\r\n"
    assert revealed(b"A: ***\r\n", b"A: xy\r\n") == b"A: ***\r\n"


def test_a_failure_is_told_in_the_language_of_the_page(learning: Learning) -> None:
    shown = learning.send(server="expired", language="es")
    assert shown["outcome"] == "none" and "caducó" in shown["error"]["sentence"]
    assert shown["findings"][0]["lesson"]["place"] == "https#certificates"


@pytest.mark.parametrize(
    "fields",
    [[["Na me", "x"]], [["X", "a\r\nInjected: yes"]], [["Content-Length", "5"]], [["Host", "evil.example"]]],
    ids=str,
)
def test_what_cannot_be_sent_breaks_nothing(fields: list[list[str]], learning: Learning) -> None:
    shown = learning.send(path="/products/1", fields=fields, method="POST", content="{}")
    assert shown["error"] or shown["outcome"].startswith("4")
    assert "Injected" not in lines(shown.get("request", {"parts": []})) or shown["error"]


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/@evil.example/",
        "/\\evil.example",
        "/%0d%0aHost:%20evil.example",
        "/../../etc/passwd",
        "/lab//evil.example",
        "/lab/@evil.example",
    ],
)
def test_no_path_leads_anywhere_else(path: str, learning: Learning) -> None:
    shown = learning.send(path=path)
    assert shown["origin"].startswith("https://localhost:")
    host = [
        part for part in shown.get("request", {"parts": []})["parts"] if lines({"parts": [part]}).startswith("Host:")
    ]
    assert all("localhost:" in lines({"parts": [part]}) for part in host)


@pytest.mark.parametrize(
    "server", ["localhost:22", "https://evil.example", "169.254.169.254", "status/404", "nothing", "../x"]
)
def test_no_server_but_a_port_of_the_lab_can_be_named(server: str, learning: Learning) -> None:
    answer = learning.session.post("api/send", json={"code": CODE, "server": server})
    if answer.status_code == 200:
        # A scenario that has no port of its own is at the lab's own origin.
        assert answer.json()["origin"].startswith("https://localhost:")
    else:
        assert answer.status_code == 422 and answer.json()["type"].endswith("sending-member")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b'{"code":"a","code":"b"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 5000, 400),
        (json.dumps({"code": "short"}).encode(), 422),
        (json.dumps({"code": CODE, "target": "https://evil.example"}).encode(), 422),
        (json.dumps({"code": CODE, "path": "products"}).encode(), 422),
        (json.dumps({"code": CODE, "path": "https://evil.example/"}).encode(), 422),
        (json.dumps({"code": CODE, "path": "/" + "a" * 9000}).encode(), 422),
        (json.dumps({"code": CODE, "method": ["GET"]}).encode(), 422),
        (json.dumps({"code": CODE, "method": "M" * 41}).encode(), 422),
        (json.dumps({"code": CODE, "scheme": "file"}).encode(), 422),
        (json.dumps({"code": CODE, "language": "xx"}).encode(), 422),
        (json.dumps({"code": CODE, "fields": {"a": "b"}}).encode(), 422),
        (json.dumps({"code": CODE, "fields": [["a"]]}).encode(), 422),
        (json.dumps({"code": CODE, "fields": [["a", 1]]}).encode(), 422),
        (json.dumps({"code": CODE, "fields": [["a", "b"]] * 51}).encode(), 422),
        (json.dumps({"code": CODE, "content": "x" * 70_000}).encode(), 422),
        (json.dumps({"code": CODE, "content": "x" * 300_000}).encode(), 413),
    ],
    ids=range(22),
)
def test_hostile_input_is_refused_with_what_is_wrong(content: bytes, status: int, learning: Learning) -> None:
    answer = learning.session.post("api/send", data=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_is_not_json_is_refused(learning: Learning) -> None:
    form = learning.session.post("api/send", data={"code": CODE})
    assert form.status_code == 415 and form.json()["type"].endswith("media-type-unsupported")


@pytest.mark.parametrize("place", ["api/send", "api/sandbox"])
@pytest.mark.parametrize(
    "fields",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_pages_of_other_sites_send_nothing(place: str, fields: dict[str, str], learning: Learning) -> None:
    refused = learning.session.post(place, json={"code": CODE}, headers=fields)
    assert refused.status_code == 403 and refused.json()["type"].endswith("lessons-cross-origin")


def test_a_name_that_leads_here_from_elsewhere_is_refused(learning: Learning) -> None:
    refused = learning.session.post("api/send", json={"code": CODE}, headers={"Host": "evil.example"})
    assert refused.status_code == 421 and refused.json()["type"].endswith("host-unknown")
