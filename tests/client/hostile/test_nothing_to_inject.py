"""CR, LF, NUL and bytes beyond ASCII, wherever a caller can put them: refused, or harmless, before a byte is sent."""

from __future__ import annotations

import io
from typing import Any

import pytest

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always
from .ways import way_to

EVIL = ["a\r\nX-Evil: b", "a\nX-Evil: b", "a\rb", "a\0b", "a\x0bb", "a\x7fb", "a☃b", "a\ud800b", " a", "a ", "\t"]
IDS = [ascii(evil)[1:-1].replace(" ", "_") for evil in EVIL]
URL = "http://127.0.0.1:9/"


def refused(client: Any, *arguments: Any, **options: Any) -> None:
    """Expect a `UsageError`, at once: nobody listens on port 9, so whatever gets that far is a connection error."""
    with pytest.raises(antiphon.UsageError) as caught:
        client.request(*arguments, **options)
    assert caught.value.fault.code and str(caught.value) and "\n" not in str(caught.value)
    assert client.pool.open_connections == 0


@pytest.mark.parametrize("evil", EVIL, ids=IDS)
def test_methods(client: Any, evil: str) -> None:
    refused(client, evil, URL)


@pytest.mark.parametrize("evil", EVIL, ids=IDS)
def test_names_of_fields(client: Any, evil: str) -> None:
    refused(client, "GET", URL, headers={evil: "1"})
    refused(client, "GET", URL, headers=[(evil, "1")])


@pytest.mark.parametrize("evil", EVIL[:8], ids=IDS[:8])
@pytest.mark.parametrize(
    "name", ["X", "Host", "Cookie", "Authorization", "Content-Type", "Content-Length", "User-Agent"]
)
def test_values_of_fields(client: Any, name: str, evil: str) -> None:
    refused(client, "POST", URL, headers={name: evil}, data=b"x")


@pytest.mark.parametrize("evil", [b"a\r\nb: c", b"a\nb", b"a\0b"], ids=range(3))
def test_values_of_fields_in_bytes(client: Any, evil: bytes) -> None:
    refused(client, "GET", URL, headers={"X": evil})


@pytest.mark.parametrize("evil", EVIL[:8], ids=IDS[:8])
def test_names_of_cookies(client: Any, evil: str) -> None:
    refused(client, "GET", URL, cookies={evil: "1"})


@pytest.mark.parametrize("evil", [*EVIL[:8], "a; b=c"], ids=[*IDS[:8], "two"])
def test_values_of_cookies(client: Any, evil: str) -> None:
    refused(client, "GET", URL, cookies={"a": evil})


@pytest.mark.parametrize("evil", EVIL[:8], ids=IDS[:8])
def test_cookies_of_the_session(client: Any, evil: str) -> None:
    with pytest.raises(antiphon.UsageError):
        client.session.cookies = {"a": evil}
        client.get(URL)
    with pytest.raises(antiphon.UsageError):
        client.session.cookies.set(evil, "1")
        client.get(URL)


@pytest.mark.parametrize("evil", EVIL[:6], ids=IDS[:6])
def test_user_and_password(client: Any, evil: str) -> None:
    refused(client, "GET", URL, auth=(evil, "x"))
    refused(client, "GET", URL, auth=("x", evil))
    refused(client, "GET", URL, auth=("x:y", "z"))
    refused(client, "GET", URL, auth=evil)


@pytest.mark.parametrize("evil", EVIL[:8], ids=IDS[:8])
def test_a_bearer_token(client: Any, evil: str) -> None:
    refused(client, "GET", URL, auth=evil)
    with pytest.raises(antiphon.UsageError):
        antiphon.BearerAuth(evil)


@pytest.mark.parametrize("evil", EVIL[:4], ids=IDS[:4])
@pytest.mark.parametrize("kind", ["DigestAuth", "AnyAuth", "BasicAuth"])
def test_credentials_with_a_memory(new_client: NewClient, kind: str, evil: str) -> None:
    """What such a user is called goes into a quoted string, in which no line can begin."""
    challenge = b'HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\nContent-Length: 0\r\n\r\n'
    with Peer(always(challenge)) as peer:
        for user, password in ((evil, "x"), ("x", evil)):
            try:
                new_client().get(peer.url, auth=getattr(antiphon, kind)(user, password))
            except antiphon.UsageError:
                continue
    assert all("x-evil" not in seen.fields and b"\0" not in seen.head for seen in peer.requests)


@pytest.mark.parametrize("evil", EVIL[:6], ids=IDS[:6])
@pytest.mark.parametrize(
    "form", ["http://a{}b.test/", "http://a.test:8{}0/", "{}http://a.test/x{}y", "http://u{}@a.test/"]
)
def test_urls(client: Any, form: str, evil: str) -> None:
    refused(client, "GET", form.format(evil, evil))


@pytest.mark.parametrize("evil", EVIL, ids=IDS)
def test_paths_parameters_forms_and_json_are_encoded(new_client: NewClient, evil: str) -> None:
    with Peer(always(OK)) as peer:
        for options in (
            {"params": {evil: evil}},
            {"params": [(evil, [evil, 1])]},
            {"data": {evil: evil}},
            {"json": {evil: evil}},
            {"files": {"f": ("name", b"x")}, "data": {"a": evil}},
        ):
            try:
                new_client().post(peer.url, **options)
            except antiphon.UsageError as error:
                assert error.fault.code in ("content-not-unicode", "url-character", "json-unusable")
                continue
            seen = peer.requests[-1]
            assert "x-evil" not in seen.fields and seen.target.isascii() and seen.target.isprintable()


@pytest.mark.parametrize("evil", EVIL, ids=IDS)
@pytest.mark.parametrize("place", ["name", "filename", "type", "field"])
def test_parts_of_a_form(new_client: NewClient, place: str, evil: str) -> None:
    files: dict[str, Any] = {
        "name": {evil: ("f", b"x")},
        "filename": {"a": (evil, b"x")},
        "type": {"a": ("f", b"x", evil)},
        "field": {"a": ("f", b"x", "text/plain", {"X-Part": evil})},
    }
    with Peer(always(OK)) as peer:
        try:
            new_client().post(peer.url, files=files[place])
        except antiphon.UsageError:
            assert not peer.requests
            return
        (seen,) = peer.requests
    head = seen.content.partition(b"\r\n\r\n")[0]
    assert b"X-Evil" not in head.replace(b"%0D%0AX-Evil", b"").replace(b"%0AX-Evil", b"")
    assert len(head.splitlines()) <= 4 and b"\0" not in head


def test_names_of_fields_of_parts(client: Any) -> None:
    for evil in EVIL:
        refused(client, "POST", URL, files={"a": ("f", b"x", "text/plain", {evil: "1"})})


@pytest.mark.parametrize("evil", EVIL[:8], ids=IDS[:8])
def test_what_a_proxy_is_told(new_client: NewClient, evil: str) -> None:
    for make in (
        lambda: antiphon.Proxy("http://127.0.0.1:9", headers={"X": evil}),
        lambda: antiphon.Proxy("http://127.0.0.1:9", headers={evil: "1"}),
        lambda: antiphon.Proxy("http://127.0.0.1:9", auth=evil),
        lambda: antiphon.Proxy(f"http://127.0.0.1{evil}:9"),
        lambda: new_client(proxies=f"http://a{evil}.test:9").get("http://b.test/"),
    ):
        with pytest.raises(antiphon.UsageError):
            make()


@pytest.mark.parametrize("evil", EVIL[:4], ids=IDS[:4])
def test_user_and_password_of_a_proxy(evil: str) -> None:
    for pair in ((evil, "x"), ("x", evil), ("x:y", "z")):
        with pytest.raises(antiphon.UsageError):
            antiphon.Proxy("http://127.0.0.1:9", auth=pair)


@pytest.mark.parametrize("way", ["direct", "forward"])
def test_a_field_of_a_megabyte_is_sent_and_the_answer_read(new_client: NewClient, secure: Secure, way: str) -> None:
    with way_to(way, secure, always(OK)) as there:
        client = new_client(**there.settings)
        assert client.get(there.url, headers={"X": "x" * 1_000_000}).ok
        assert client.get(there.url).ok


@pytest.mark.parametrize(
    "headers",
    [
        [("Host", "a"), ("host", "b")],
        [("Content-Length", "1"), ("content-length", "1")],
        {"Content-Length": "9"},
        {"Content-Length": "0"},
        {"Content-Length": "+1"},
        {"Content-Length": "1, 1"},
        {"Transfer-Encoding": "gzip"},
        {"Transfer-Encoding": "chunked", "Content-Length": "1"},
        {"Transfer-Encoding": "xchunked"},
    ],
    ids=range(9),
)
def test_framing_that_is_not_true(new_client: NewClient, headers: Any) -> None:
    """What the server got is one whole request, or nothing that it could take for one and a half."""
    with Peer(always(OK)) as peer:
        client = new_client()
        try:
            client.post(peer.url, headers=headers, data=io.BytesIO(b"x"))
        except antiphon.AntiphonError as error:
            assert not isinstance(error, antiphon.Timeout), error
            assert client.pool.open_connections == 0
        else:
            (seen,) = peer.requests
            assert [name for name, _ in seen.lines].count("host") == 1 and seen.content == b"x"
