"""Redirects (RFC 9110 §15.4): what the next request is, and what never leaves its origin."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.client.plan import Plan, plan_after, tls_settings
from antiphon.client.request import Request
from antiphon.client.timeouts import timeouts_of
from antiphon.semantics.url import url_of

from .auth.guards import Guard, Issuer
from .clients import Client
from .conftest import NewClient, Secure
from .peers import OK, Peer, Script, always, answering, by_path, redirect, response

METHODS = ("GET", "POST", "PUT", "DELETE", "QUERY", "HEAD")


def next_method(method: str, status: int) -> str:
    if status == 303:
        return "HEAD" if method == "HEAD" else "GET"
    return "GET" if status in (301, 302) and method == "POST" else method


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", METHODS)
def test_method_and_content_after_each_status(client: Client, method: str, status: int) -> None:
    content = b"" if method in ("GET", "HEAD") else b"content"
    fields = {"Content-Type": "text/x", "Content-Language": "es", "X-Kept": "1"}
    answers = {"/": redirect(status, "/next"), "/next": OK}
    if method == "HEAD":
        answers = {"/": redirect(status, "/next").removesuffix(b"gone"), "/next": OK.removesuffix(b"ok")}
    with Peer(by_path(answers)) as peer:
        got = client.request(method, peer.url, data=content, headers=fields)
        second = peer.requests[1]
    expected = next_method(method, status)
    keeps_content = bool(content) and expected == method
    assert second.method == expected and second.fields["x-kept"] == "1"
    assert second.content == (content if keeps_content else b"")
    assert ("content-type" in second.fields) == ("content-language" in second.fields) == keeps_content
    assert got.url == f"{peer.url}next" and [hop.status_code for hop in got.history] == [status]
    assert peer.connections == 1 and got.history[0].request.method == method


@pytest.mark.parametrize("status", [300, 304, 305, 306, 399])
def test_other_statuses_are_no_redirects(client: Client, status: int) -> None:
    with Peer(always(f"HTTP/1.1 {status} X\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n".encode())) as peer:
        assert client.get(peer.url).status_code == status and len(peer.requests) == 1


def test_a_redirect_without_location_is_the_answer(client: Client) -> None:
    with Peer(always(response(b"here", status="302 Found"))) as peer:
        got = client.get(peer.url)
    assert got.status_code == 302 and got.content == b"here" and not got.is_redirect


# -- where it goes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "target", "shown"),
    [
        ("next", "/a/next", "/a/next"),
        ("../up", "/up", "/up"),
        ("./?q=1", "/a/?q=1", "/a/?q=1"),
        ("?q=1", "/a/b?q=1", "/a/b?q=1"),
        ("#there", "/a/b?x=1", "/a/b?x=1#there"),
        ("/sp ace", "/sp%20ace", "/sp%20ace"),
        ("/ü", "/%FC", "/%FC"),
        ("/Ã¼", "/%C3%BC", "/%C3%BC"),
        ("//{authority}/same", "/same", "/same"),
        ("http://{authority}/whole", "/whole", "/whole"),
        ("HTTP://{authority}", "/", "/"),
    ],
)
def test_references_are_resolved_against_the_request_rfc_3986_5_2(
    client: Client, location: str, target: str, shown: str
) -> None:
    authority: list[str] = []

    def script(link: Any) -> None:
        link.request()
        link.send(redirect(302, location.format(authority=authority[0])))
        link.request()
        link.send(OK)

    with Peer(script) as peer:
        authority.append(f"127.0.0.1:{peer.port}")
        got = client.get(f"{peer.url}a/b?x=1")
        assert peer.requests[1].target == target and got.url == peer.url.rstrip("/") + shown


@pytest.mark.parametrize(("location", "fragment"), [("/next", "#mine"), ("/next#theirs", "#theirs")])
def test_the_fragment_is_inherited_rfc_9110_10_2_2(client: Client, location: str, fragment: str) -> None:
    with Peer(answering(redirect(302, location), OK)) as peer:
        assert client.get(f"{peer.url}#mine").url == f"{peer.url}next{fragment}"
    assert all("#" not in seen.target for seen in peer.requests)


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("", "redirect-without-target"),
        ("javascript:alert(1)", "redirect-scheme-refused"),
        ("JavaScript://x/%0aalert(1)", "redirect-scheme-refused"),
        ("file:///etc/passwd", "redirect-scheme-refused"),
        ("data:text/plain,x", "redirect-scheme-refused"),
        ("ftp://127.0.0.1/", "redirect-scheme-refused"),
        ("unix:/run/x.sock", "redirect-scheme-refused"),
        ("http://", "redirect-target-unreadable"),
        ("http:///path", "redirect-target-unreadable"),
        ("http://a@b@c/", "redirect-target-unreadable"),
        ("http://[::1/", "redirect-target-unreadable"),
        ("http://127.0.0.1:99999/", "redirect-target-unreadable"),
        ("http://127.0.0.1:port/", "redirect-target-unreadable"),
        ("http://2130706433/", "redirect-target-unreadable"),
        ("http:\\\\127.0.0.1\\", "redirect-target-unreadable"),
        ("/tab\there", "redirect-target-invalid"),
    ],
)
def test_a_location_that_leads_nowhere_good_is_an_error(client: Client, location: str, code: str) -> None:
    with Peer(always(redirect(302, location))) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert caught.value.fault.code == code and len(peer.requests) == 1 and client.in_use == 0
    assert caught.value.request.url.port == peer.port and caught.value.response.status_code == 302


@pytest.mark.parametrize("location", ["/a\0b", "/a\x7fb", "/a\rb", "/a\nX: b"])
def test_control_bytes_in_location_break_the_response(client: Client, location: str) -> None:
    with Peer(always(redirect(302, location))) as peer, pytest.raises(antiphon.BrokenResponse):
        client.get(peer.url)
    assert len(peer.requests) == 1 and client.in_use == 0


def test_two_locations_are_not_joined_into_one_target(client: Client) -> None:
    both = response(b"", "Location: /one", "Location: /two", status="302 Found")
    with Peer(by_path({"/": both})) as peer, pytest.raises(antiphon.BrokenResponse):
        client.get(peer.url)
    assert len(peer.requests) == 1 and client.in_use == 0


# -- limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_a_loop_ends_at_the_limit(new_client: NewClient, limit: int) -> None:
    client = new_client(max_redirects=limit)
    with Peer(always(redirect(302, "/"))) as peer, pytest.raises(antiphon.TooManyRedirects) as caught:
        client.get(peer.url)
    assert len(peer.requests) == limit + 1 and client.in_use == 0
    assert caught.value.details["limit"] == limit and caught.value.response.status_code == 302


def test_as_many_redirects_as_allowed_are_followed(new_client: NewClient) -> None:
    hops: list[Script] = [answering(*[redirect(302, "/")] * 20, OK)]
    with Peer(*hops) as peer:
        got = new_client().get(peer.url)
    assert got.ok and len(got.history) == 20 and got.history[3].history == got.history[:3]


def test_a_redirect_is_returned_where_none_is_wanted(client: Client) -> None:
    with Peer(always(redirect(302, "javascript:alert(1)"))) as peer:
        got = client.get(peer.url, allow_redirects=False)
    assert got.status_code == 302 and got.is_redirect and got.history == []


# -- content -------------------------------------------------------------------------------------------------------


def test_content_that_can_be_read_again_is_sent_again(client: Client) -> None:
    contents: list[Any] = [b"bytes", io.BytesIO(b"bytes")]
    contents[1].seek(0)
    for content in contents:
        with Peer(answering(redirect(307, "/next"), OK)) as peer:
            client.post(peer.url, data=content)
        assert [seen.content for seen in peer.requests] == [b"bytes", b"bytes"]


def test_a_file_is_sent_again_from_where_it_stood(client: Client) -> None:
    file = io.BytesIO(b"skipped-sent")
    file.seek(8)
    with Peer(answering(redirect(308, "/next"), OK)) as peer:
        client.put(peer.url, data=file)
    assert [seen.content for seen in peer.requests] == [b"sent", b"sent"]


def test_a_form_with_files_is_sent_again(client: Client) -> None:
    with Peer(answering(redirect(307, "/next"), OK)) as peer:
        client.post(peer.url, files={"f": io.BytesIO(b"file")})
    assert peer.requests[0].content == peer.requests[1].content and b"file" in peer.requests[1].content


def test_a_stream_cannot_be_sent_again_but_may_be_left_out(client: Client) -> None:
    with Peer(answering(redirect(307, "/next"))) as peer, pytest.raises(antiphon.RequestError) as caught:
        client.post(peer.url, data=iter([b"once"]))
    assert caught.value.fault.code == "content-not-repeatable" and client.in_use == 0
    with Peer(answering(redirect(303, "/next"), OK)) as peer:
        assert client.post(peer.url, data=iter([b"once"])).ok
    assert peer.requests[1].method == "GET"


# -- credentials ---------------------------------------------------------------------------------------------------

SECRETS = {
    "AUTHORIZATION": "Bearer secret",
    "Proxy-Authorization": "Basic secret",
    "cookie": "own=secret",
    "X-Api-Key": "secret",
    "X-Auth-Token": "secret",
    "Host": "chosen.test",
    "Origin": "http://chosen.test",
}


def test_credentials_stay_where_host_or_port_change(client: Client) -> None:
    with Peer(always(OK)) as other:
        for location in (other.at("b.test"), other.at("a.test")):
            with Peer(always(redirect(302, location))) as peer:
                client.get(peer.at("a.test"), headers={**SECRETS, "X-Kept": "1"}, cookies={"one": "secret"})
                first = peer.requests[0].fields
                assert first["authorization"] == "Bearer secret" and first["host"] == "chosen.test"
            seen = other.requests[-1]
            assert "secret" not in seen.head.decode("latin-1") and "origin" not in seen.fields
            assert seen.fields["host"] == location.split("/")[2] and seen.fields["x-kept"] == "1"


def test_every_way_to_authenticate_stays_with_its_origin(new_client: NewClient) -> None:
    def token(request: Any) -> None:
        request.headers["Authorization"] = "Token secret"

    with Peer(always(OK)) as other, Peer(always(redirect(302, other.at("b.test")))) as peer:
        for auth in (("user", "secret"), "secret", token):
            new_client().get(peer.at("a.test"), auth=auth)
            new_client(auth=auth).get(peer.at("a.test"))
        new_client().get(peer.at("a.test").replace("//", "//user:secret@"))
        new_client(headers={"Authorization": "secret"}).get(peer.at("a.test"))
        assert all("authorization" in seen.fields for seen in peer.requests)
        assert len(other.requests) == 8 and all("authorization" not in seen.fields for seen in other.requests)


def test_credentials_do_not_come_back_after_a_detour(client: Client) -> None:
    locations: list[str] = []

    def detour(link: Any) -> None:
        while True:
            link.request()
            link.send(redirect(302, locations[0]))

    def home(link: Any) -> None:
        link.request()
        link.send(redirect(302, locations[1]))
        link.request()
        link.send(OK)

    with Peer(home) as peer, Peer(detour) as other:
        locations += [f"{peer.url}back", other.url]
        client.get(peer.url, auth=("user", "secret"), headers={"X-Api-Key": "secret"})
        assert "authorization" in peer.requests[0].fields
        assert not {"authorization", "x-api-key"} & set(peer.requests[1].fields)


def test_credentials_are_kept_within_their_origin_and_sent_once(client: Client) -> None:
    with Peer(answering(redirect(302, "/next"), redirect(307, "/last"), OK)) as peer:
        client.get(peer.url, auth=lambda request: request.headers.add("Authorization", "Token x"))
    assert [[name for name, _ in seen.lines].count("authorization") for seen in peer.requests] == [1, 1, 1]


def test_https_to_http_and_back_drop_credentials(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(OK)) as plain, Peer(always(redirect(302, plain.at("a.test"))), tls=secure.context) as peer:
        client.get(peer.at("a.test"), headers=SECRETS, auth=("user", "secret"))
        assert b"secret" not in plain.requests[0].head and b"secret" in peer.requests[0].head
    with Peer(always(OK), tls=secure.context) as peer, Peer(always(redirect(302, peer.at("a.test")))) as plain:
        client.get(plain.at("a.test"), headers=SECRETS)
        assert b"secret" not in peer.requests[0].head


def test_userinfo_in_location_is_neither_used_nor_shown(client: Client) -> None:
    with Peer(always(OK)) as other:
        location = other.at("b.test").replace("//", "//them:secret@")
        with Peer(always(redirect(302, location))) as peer:
            got = client.get(peer.url)
        assert "authorization" not in other.requests[0].fields and b"secret" not in other.requests[0].head
        assert "secret" not in got.url + repr(got.request) + repr(got)


# -- cookies -------------------------------------------------------------------------------------------------------


def test_a_cookie_set_by_a_redirect_goes_with_the_next_request(client: Client) -> None:
    login = response(b"", "Location: /home", "Set-Cookie: session=new; Path=/", status="303 See Other")
    with Peer(
        by_path({"/old": response(b"", "Set-Cookie: session=old; Path=/"), "/login": login, "/home": OK})
    ) as peer:
        client.get(f"{peer.url}old")
        client.post(f"{peer.url}login", data={"user": "me"})
    assert [seen.fields.get("cookie") for seen in peer.requests] == [None, "session=old", "session=new"]


def test_a_cookie_deleted_by_a_redirect_is_gone(client: Client) -> None:
    logout = response(b"", "Location: /home", "Set-Cookie: a=; Path=/; Max-Age=0", status="302 Found")
    with Peer(by_path({"/logout": logout, "/home": OK, "/set": response(b"", "Set-Cookie: a=1; Path=/")})) as peer:
        client.get(f"{peer.url}set")
        client.get(f"{peer.url}logout")
    assert [seen.fields.get("cookie") for seen in peer.requests] == [None, "a=1", None]


def test_a_cookie_follows_its_path_across_redirects(client: Client) -> None:
    answers = {
        "/deep/set": response(b"", "Set-Cookie: a=1; Path=/deep"),
        "/deep/go": redirect(302, "/shallow"),
        "/shallow": OK,
    }
    with Peer(by_path(answers)) as peer:
        client.get(f"{peer.url}deep/set")
        client.get(f"{peer.url}deep/go")
    assert [seen.fields.get("cookie") for seen in peer.requests] == [None, "a=1", None]


def test_cookies_of_the_request_and_of_the_user_stay_within_the_origin(client: Client) -> None:
    with Peer(answering(redirect(302, "/next"), OK, redirect(302, "/next"), OK)) as peer:
        client.get(peer.url, cookies={"own": "1"})
        client.get(peer.url, headers={"Cookie": "mine=1"})
    assert [seen.fields.get("cookie") for seen in peer.requests] == ["own=1", "own=1", "mine=1", "mine=1"]


def test_cookies_go_to_each_host_that_they_belong_to(client: Client) -> None:
    with Peer(always(OK)) as other, Peer(always(redirect(302, other.at("b.test")))) as peer:
        client.session.cookies.set("here", "1", domain="a.test")
        client.session.cookies.set("there", "2", domain="b.test")
        client.get(peer.at("a.test"))
        assert peer.requests[0].fields["cookie"] == "here=1" and other.requests[0].fields["cookie"] == "there=2"


# -- the content of a redirect -------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
def test_the_content_of_a_redirect_is_read_so_that_the_connection_serves_on(client: Client, stream: bool) -> None:
    with Peer(answering(redirect(302, "/next"), OK)) as peer:
        got = client.get(peer.url, stream=stream)
        assert client.read(got) == b"ok" and got.history[0].content == b"gone"
    assert peer.connections == 1


def test_the_content_of_a_redirect_is_read_up_to_a_limit(client: Client) -> None:
    endless = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 5000000\r\n\r\n" + bytes(5_000_000)
    with Peer(by_path({"/": endless, "/next": OK})) as peer:
        got = client.get(peer.url)
    assert got.content == b"ok" and len(got.history[0].content) == 1024 * 1024
    assert peer.connections == 2


def test_a_client_certificate_stays_with_its_origin() -> None:
    plan = Plan(timeouts_of(5), tls_settings(True, "me.pem"))
    here, there = (Request("GET", url_of(url), None) for url in ("https://a.example/", "https://b.example/"))
    assert plan_after(plan, here, here) is plan
    assert plan_after(plan, here, there).tls is tls_settings(True, None)


@pytest.mark.parametrize("kind", ["digest", "any", "netrc", "oauth2"])
@pytest.mark.parametrize("to", ["host", "port", "http", "userinfo"])
def test_credentials_with_a_memory_stay_with_their_origin(
    new_client: NewClient, secure: Secure, tmp_path: Path, kind: str, to: str
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine a.test login me password secret\ndefault login any password secret\n")
    guard, issuer = Guard(), Issuer()

    def script(link: Any) -> None:
        while True:
            seen = link.request()
            let_in = kind in ("netrc", "oauth2") or guard.answer(seen).startswith(b"HTTP/1.1 200")
            link.send(redirect(307, locations[0]) if let_in else guard._refusal(stale=False))

    refusal = response(b"", f"WWW-Authenticate: {guard.challenge()}", "WWW-Authenticate: Bearer", status="401 No")
    tls = None if to == "http" else secure.context
    with (
        Peer(always(refusal), tls=tls) as other,
        Peer(script, tls=secure.context) as peer,
        Peer(issuer.script) as tokens,
    ):
        makers: dict[str, Callable[[], Any]] = {
            "digest": lambda: antiphon.DigestAuth("me", "secret"),
            "any": lambda: antiphon.AnyAuth("me", "secret"),
            "netrc": lambda: antiphon.NetrcAuth(netrc),
            "oauth2": lambda: antiphon.OAuth2(tokens.url, "me", "secret"),
        }
        there = other.at("b.test" if to in ("host", "userinfo") else "a.test")
        locations = [there.replace("//", "//them:secret@") if to == "userinfo" else there]
        client = new_client(auth=makers[kind](), verify=secure.root)
        for _ in range(2):
            assert client.put(peer.at("a.test"), data=b"content").status_code == 401
    assert "authorization" in peer.requests[-1].fields and len(other.requests) == 2
    sent = [seen.fields.get("authorization") for seen in other.requests]
    # A host that the netrc file names is let in with its own entry, whatever its port, as long as nobody can listen.
    assert sent == [peer.requests[-1].fields["authorization"] if (kind, to) == ("netrc", "port") else None] * 2
