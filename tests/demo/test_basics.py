"""The resources of the demo that show one thing each."""

from __future__ import annotations

import pytest

import antiphon
from antiphon.semantics.status import STATUSES
from antiphon.wire import h1


@pytest.mark.parametrize(
    ("path", "accepted", "text"),
    [
        ("/hello", "en", "Hello, world!\n"),
        ("/hello?name=Ana", "en", "Hello, Ana!\n"),
        ("/hello?name=%F0%9F%8E%B5", "en", "Hello, 🎵!\n"),
        ("/hello?name=", "es", "¡Hola, mundo!\n"),
        ("/hello?name=Jos%C3%A9", "es", "¡Hola, José!\n"),
    ],
)
def test_hello_greets_in_the_clients_language(session: antiphon.Session, path: str, accepted: str, text: str) -> None:
    response = session.get(path, headers={"Accept-Language": accepted})
    assert response.text == text and response.headers["content-language"] == accepted


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY", "PURGE"])
def test_echo_returns_the_request(session: antiphon.Session, method: str) -> None:
    response = session.request(method, "/echo?a=1&b", data=b"content \xff", headers={"X-Trace": "7"})
    described = response.json()
    assert (described["method"], described["target"], described["version"]) == (method, "/echo?a=1&b", "HTTP/1.1")
    assert ["x-trace", "7"] in described["headers"]
    assert (described["content"], described["bytes"]) == ("content \ufffd", 9)


def test_headers_returns_the_fields_in_order(session: antiphon.Session) -> None:
    names = [name for name, _ in session.get("/headers", headers={"X-B": "1", "X-A": "2"}).json()]
    assert names[0] == "host" and names.index("x-b") < names.index("x-a")


# -- status codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [code for code in STATUSES if code >= 200])
def test_any_final_status_can_be_had(session: antiphon.Session, code: int) -> None:
    response = session.get(f"/status/{code}", allow_redirects=False)
    assert response.status_code == code
    assert response.text[:3] == ("" if code in (204, 205, 304) else str(code))


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        (201, "location", "/hello"),
        (301, "location", "/hello"),
        (401, "www-authenticate", 'Basic realm="demo", charset="UTF-8", Bearer realm="demo"'),
        (405, "allow", "GET, HEAD"),
        (407, "proxy-authenticate", 'Basic realm="demo"'),
        (416, "content-range", "bytes */0"),
        (429, "retry-after", "1"),
        (503, "retry-after", "1"),
    ],
)
def test_a_status_comes_with_the_fields_that_belong_to_it(
    session: antiphon.Session, code: int, name: str, value: str
) -> None:
    assert session.get(f"/status/{code}", allow_redirects=False).headers[name] == value


def test_a_status_says_its_phrase(session: antiphon.Session) -> None:
    assert session.get("/status/404").text == "404 Not Found\n"


def test_a_status_that_is_not_registered_can_be_had(session: antiphon.Session) -> None:
    response = session.get("/status/299")
    assert (response.status_code, response.text) == (299, "299\n")


def test_an_interim_status_is_explained(session: antiphon.Session) -> None:
    response = session.get("/status/103")
    assert response.status_code == 400 and "/early sends 103" in response.json()["detail"]


@pytest.mark.parametrize("code", ["600", "099", "20", "2000", "abc", "²00"])
def test_what_is_no_status_is_not_there(session: antiphon.Session, code: str) -> None:
    assert session.get(f"/status/{code}").status_code == 404


# -- redirects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_lead_to_hello(session: antiphon.Session, code: int) -> None:
    response = session.get(f"/redirect/{code}")
    assert response.text == "Hello, world!\n" and [hop.status_code for hop in response.history] == [code]


def test_a_redirect_keeps_the_content_where_its_code_says_so(session: antiphon.Session) -> None:
    kept = session.post("/redirect/307?to=/echo", data=b"abc", allow_redirects=True).json()
    assert (kept["method"], kept["content"]) == ("POST", "abc")
    changed = session.post("/redirect/303?to=/echo", data=b"abc", allow_redirects=True).json()
    assert (changed["method"], changed["content"]) == ("GET", "")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "evil", ""])
def test_a_redirect_leads_nowhere_else(session: antiphon.Session, target: str) -> None:
    response = session.get("/redirect/302", params={"to": target}, allow_redirects=False)
    assert response.status_code == 400 and "location" not in response.headers


def test_a_redirect_cannot_add_fields(session: antiphon.Session) -> None:
    response = session.get("/redirect/302?to=/a%0D%0ASet-Cookie:%20x=1", allow_redirects=False)
    assert response.headers["location"] == "/a%0D%0ASet-Cookie%3A%20x=1"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("code", ["300", "304", "200", "x", "", "9" * 5000])
def test_only_redirects_redirect(session: antiphon.Session, code: str) -> None:
    assert session.get(f"/redirect/{code}").status_code == 404


# -- streams and bytes -------------------------------------------------------------------------------------------------


def test_a_stream_has_as_many_lines_as_were_asked_for(session: antiphon.Session) -> None:
    response = session.get("/stream?n=3")
    assert response.text == "0\n1\n2\n" and response.headers["transfer-encoding"] == "chunked"
    assert session.get("/stream").text.count("\n") == 5
    assert session.get("/stream?n=0").text == ""


@pytest.mark.parametrize("count", ["-1", "x", "100001", "", "1e3", "²", "9" * 5000])
def test_a_stream_without_a_sensible_length_is_refused(session: antiphon.Session, count: str) -> None:
    response = session.get("/stream", params={"n": count})
    assert response.status_code == 400 and "up to 100000" in response.json()["detail"]


@pytest.mark.parametrize("count", [0, 1, 65_536, 100_001])
def test_bytes_come_with_their_length(session: antiphon.Session, count: int) -> None:
    response = session.get(f"/bytes/{count}")
    assert (len(response.content), response.headers["content-length"]) == (count, str(count))
    assert response.content == (b"antiphon" * (count // 8 + 1))[:count]
    head = session.head(f"/bytes/{count}")
    assert (head.content, head.headers["content-length"]) == (b"", str(count))


@pytest.mark.parametrize("count", ["-1", "x", "1073741825", "9" * 5000, "²"])
def test_bytes_that_are_no_number_are_not_there(session: antiphon.Session, count: str) -> None:
    assert session.head(f"/bytes/{count}").status_code == 404


def test_a_delay_answers_late(session: antiphon.Session) -> None:
    response = session.get("/delay/0.05")
    # An event loop may wake a little early, by the resolution of its clock.
    assert response.text == "0.05 s\n" and response.elapsed.total_seconds() > 0.04


@pytest.mark.parametrize("seconds", ["-1", "11", "nan", "inf", "x"])
def test_a_delay_without_end_is_not_there(session: antiphon.Session, seconds: str) -> None:
    assert session.get(f"/delay/{seconds}").status_code == 404


# -- cookies, credentials, hints ---------------------------------------------------------------------------------------


def test_cookies_are_set_and_shown(session: antiphon.Session) -> None:
    shown = session.get("/cookies/set", params={"flavour": "vanilla cream", "size": "ñ", "bad name": "x"})
    assert str(shown.url).endswith("/cookies")
    assert shown.json() == {"flavour": "vanilla cream", "size": "ñ"}
    assert session.get("/cookies").json() == shown.json()
    assert "HttpOnly" in shown.history[0].headers["set-cookie"]


@pytest.mark.parametrize("credentials", [("demo", "demo"), "demo"])
def test_who_has_the_credentials_may_read_what_is_private(
    session: antiphon.Session, credentials: tuple[str, str] | str
) -> None:
    assert session.get("/private", auth=credentials).json() == {"user": "demo"}


@pytest.mark.parametrize("credentials", [None, ("demo", "wrong"), ("demo", ""), "other"])
def test_others_are_told_which_credentials_are_missing(
    session: antiphon.Session, credentials: tuple[str, str] | str | None
) -> None:
    response = session.get("/private", auth=credentials)
    assert response.status_code == 401 and response.headers["www-authenticate"].startswith("Basic realm=")
    assert response.json()["detail"] == "Send Basic demo:demo or Bearer demo."


@pytest.mark.parametrize(
    ("credentials", "status"), [(None, 401), ("other", 401), ("demo", 403), (("demo", "demo"), 403), ("admin", 200)]
)
def test_who_is_known_and_may_not_gets_403_and_who_is_unknown_401(
    session: antiphon.Session, credentials: tuple[str, str] | str | None, status: int
) -> None:
    """RFC 9110 §15.5.2, §15.5.4: only the 401 has a challenge."""
    response = session.get("/admin", auth=credentials)
    assert response.status_code == status and ("www-authenticate" in response.headers) == (status == 401)


def test_a_bug_is_a_500_that_says_nothing_of_the_program(session: antiphon.Session) -> None:
    """RFC 9110 §15.6.1, RFC 9457 §5: its instance is what the log has, too."""
    response = session.get("/lab/bug")
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert problem["instance"].startswith("urn:uuid:") and "bug" not in problem["detail"]
    assert "Traceback" not in response.text and "RuntimeError" not in response.text


def test_early_hints_come_before_the_answer(session: antiphon.Session) -> None:
    early: list[h1.Response] = []
    assert session.get("/early", on_interim=early.append).text == "Hello, world!\n"
    assert [(hint.status, hint.section.fields["link"]) for hint in early] == [
        (103, "</style.css>; rel=preload; as=style")
    ]
