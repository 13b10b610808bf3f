"""Digest in sessions (RFC 7616): answered once, remembered, checked, and kept within its origin."""

from __future__ import annotations

import io
import subprocess
import threading
from typing import Any

import pytest
from requests.auth import HTTPDigestAuth

import antiphon
import requests

from ..clients import Client
from ..conftest import NewClient
from ..peers import OK, Peer, always, redirect, response
from .guards import Guard


def me() -> antiphon.DigestAuth:
    return antiphon.DigestAuth("me", "secret")


@pytest.mark.parametrize("qop", [None, "auth", "auth-int", "auth,auth-int"])
@pytest.mark.parametrize(
    "algorithm", [None, "MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"]
)
def test_every_algorithm_and_quality_of_protection(client: Client, algorithm: str | None, qop: str | None) -> None:
    guard = Guard(algorithm=algorithm, qop=qop)
    auth = me()
    with Peer(guard.script) as peer:
        got = client.post(f"{peer.url}a?b=c", data=b"content", auth=auth)
        again = client.get(f"{peer.url}other", auth=auth)
    assert got.content == again.content == b"welcome" and peer.connections == 1
    assert [seen.content for seen in peer.requests] == [b"content", b"content", b""]
    assert [hop.status_code for hop in got.history] == [401] and again.history == []
    assert [given["uri"] for given in guard.seen] == ["/a?b=c", "/other"]
    counts = [given.get("nc") for given in guard.seen]
    assert counts == ([None, None] if qop is None else ["00000001", "00000002"])


def test_a_wrong_password_is_tried_once(client: Client) -> None:
    guard = Guard()
    auth = antiphon.DigestAuth("me", "wrong")
    with Peer(guard.script) as peer:
        for _ in range(2):
            got = client.get(peer.url, auth=auth)
            assert got.status_code == 401 and [hop.status_code for hop in got.history] == [401]
    assert len(peer.requests) == 4 and client.in_use == 0
    assert [b"authorization" in seen.head.lower() for seen in peer.requests] == [False, True, False, True]


def test_a_stale_nonce_is_replaced(client: Client) -> None:
    guard, auth = Guard(), me()
    with Peer(guard.script) as peer:
        client.get(peer.url, auth=auth)
        guard.turn = 2
        assert client.get(peer.url, auth=auth).content == b"welcome"
    assert [(given["nonce"], given["nc"]) for given in guard.seen] == [
        ("nonce1", "00000001"),
        ("nonce1", "00000002"),
        ("nonce2", "00000001"),
    ]


def test_a_server_for_which_every_nonce_is_stale_is_given_up(client: Client) -> None:
    with Peer(Guard(always_stale=True).script) as peer:
        assert client.get(peer.url, auth=me()).status_code == 401
    assert len(peer.requests) == 4 and client.in_use == 0


def test_the_next_nonce_is_used_rfc_7616_3_5(client: Client) -> None:
    guard, auth = Guard(next_nonce="nonce7", algorithm="SHA-256-sess"), me()
    with Peer(guard.script) as peer:
        for _ in range(3):
            assert client.get(peer.url, auth=auth).ok
    assert len(peer.requests) == 4
    assert [(given["nonce"], given["nc"]) for given in guard.seen] == [
        ("nonce1", "00000001"),
        ("nonce7", "00000001"),
        ("nonce7", "00000002"),
    ]


@pytest.mark.parametrize("qop", [None, "auth"])
def test_the_servers_proof_is_checked_rfc_7616_3_5(client: Client, qop: str | None) -> None:
    with Peer(Guard(proves=True, qop=qop).script) as peer:
        assert client.get(peer.url, auth=me()).ok
    liar = Peer(Guard(proves=True, qop=qop, proof="0" * 64).script)
    with liar as peer, pytest.raises(antiphon.AuthenticationError) as caught:
        client.get(peer.url, auth=me())
    assert caught.value.fault.code == "digest-server-unproven" and client.in_use == 0
    assert caught.value.response.status_code == 200 and caught.value.request is not None


def test_the_strongest_challenge_is_answered(client: Client) -> None:
    also = ('Basic realm="home"', 'Digest realm="home", nonce="x", algorithm=MD5, qop="auth"', "Negotiate")
    guard = Guard(also=also)
    with Peer(guard.script) as peer:
        assert client.get(peer.url, auth=me()).ok
    assert guard.seen[0]["algorithm"] == "SHA-256"


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "WWW-Authenticate: Digest",
        'WWW-Authenticate: Digest realm="r", nonce="n", algorithm=NEW',
        'WWW-Authenticate: Digest realm="r", nonce="n", realm="r"',
        'WWW-Authenticate: Digest realm="r" nonce="n"',
        "WWW-Authenticate: =,=",
        'WWW-Authenticate: Basic realm="r"',
        'Proxy-Authenticate: Digest realm="r", nonce="n"',
    ],
)
def test_a_challenge_that_cannot_be_answered_is_the_users_to_see(client: Client, challenge: str) -> None:
    refusal = response(b"no", *([challenge] if challenge else []), status="401 Unauthorized")
    with Peer(always(refusal)) as peer:
        got = client.get(peer.url, auth=me())
    assert got.status_code == 401 and got.content == b"no" and len(peer.requests) == 1 and client.in_use == 0


@pytest.mark.parametrize("told", ["nextnonce", "", 'rspauth="', "qop=auth"])
def test_authentication_info_that_says_nothing_is_passed_over(client: Client, told: str) -> None:
    guard = Guard()

    def script(link: Any) -> None:
        guard.answer(link.request())
        link.send(guard._refusal(stale=False))
        link.request()
        link.send(response(b"welcome", f"Authentication-Info: {told}"))

    with Peer(script) as peer:
        assert client.get(peer.url, auth=me()).content == b"welcome"


def test_a_user_who_is_hashed_and_one_beyond_ascii(client: Client) -> None:
    for extra, name in ((", userhash=true", "username"), (", charset=UTF-8", "username*"), ("", "username")):
        guard = Guard(user="Jäsøn", password="contraseña", extra=extra)
        with Peer(guard.script) as peer:
            assert client.get(peer.url, auth=antiphon.DigestAuth("Jäsøn", "contraseña")).ok
        assert name in guard.seen[0]


# -- the space that is protected -----------------------------------------------------------------------------------


def test_answers_go_unasked_only_where_the_domain_says_rfc_7616_3_3(client: Client) -> None:
    auth = me()
    with Peer(Guard().script) as other:
        guard = Guard(extra=f', domain="/in {other.url}"')
        with Peer(guard.script) as peer:
            for path in ("in/a", "in/b", "in?c", "inside", "out"):
                assert client.get(peer.url + path, auth=auth).ok
            unasked = [seen.target for seen in peer.requests if "authorization" not in seen.fields]
            assert unasked == ["/in/a", "/inside", "/out"]
            client.get(other.url, auth=auth)
        assert "authorization" not in other.requests[0].fields


def test_what_is_known_of_one_origin_is_not_sent_to_another(new_client: NewClient) -> None:
    client = new_client(auth=me())
    with Peer(Guard().script) as one, Peer(Guard().script) as other:
        for url in (one.url, one.url, one.at("b.test"), other.url):
            assert client.get(url).ok
    assert ["authorization" in seen.fields for seen in one.requests] == [False, True, True, False, True]
    assert ["authorization" in seen.fields for seen in other.requests] == [False, True]


def test_a_redirect_to_another_origin_leaves_digest_behind(new_client: NewClient) -> None:
    guard = Guard()
    with Peer(always(response(b"", f"WWW-Authenticate: {guard.challenge()}", status="401 No"))) as other:
        locations = [other.url, other.at("b.test")]

        def script(link: Any) -> None:
            while True:
                seen = link.request()
                welcome = guard.answer(seen).startswith(b"HTTP/1.1 200")
                link.send(redirect(302, locations[0]) if welcome else guard._refusal(stale=False))

        with Peer(script) as peer:
            client = new_client(auth=me())
            for _ in range(2):
                assert client.get(peer.url).status_code == 401
                locations.reverse()
        assert len(other.requests) == 2 and all("authorization" not in seen.fields for seen in other.requests)


def test_a_redirect_within_the_origin_is_answered_from_the_start(client: Client) -> None:
    guard = Guard()

    def script(link: Any) -> None:
        while True:
            seen = link.request()
            answer = guard.answer(seen)
            link.send(redirect(307, "/next") if seen.target == "/" and b"welcome" in answer else answer)

    with Peer(script) as peer:
        got = client.put(peer.url, data=b"content", auth=me())
    assert got.content == b"welcome" and [hop.status_code for hop in got.history] == [401, 307]
    assert [(seen.target, seen.content) for seen in peer.requests] == [("/", b"content")] * 2 + [("/next", b"content")]


def test_challenges_do_not_count_as_redirects(new_client: NewClient) -> None:
    guard = Guard()

    def script(link: Any) -> None:
        while True:
            seen = link.request()
            answer = guard.answer(seen)
            link.send(redirect(302, "/next") if seen.target == "/" and b"welcome" in answer else answer)

    with Peer(script) as peer:
        assert new_client(max_redirects=1).get(peer.url, auth=me()).ok


# -- content -------------------------------------------------------------------------------------------------------


def test_content_is_sent_again_with_the_answer(client: Client) -> None:
    file = io.BytesIO(b"skipped-sent")
    file.seek(8)
    with Peer(Guard().script) as peer:
        assert client.put(peer.url, data=file, auth=me()).ok
    assert [seen.content for seen in peer.requests] == [b"sent", b"sent"]


def test_a_stream_cannot_be_sent_again_but_can_be_once_the_nonce_is_known(client: Client) -> None:
    auth = me()
    with Peer(Guard().script) as peer:
        with pytest.raises(antiphon.RequestError) as caught:
            client.put(peer.url, data=iter([b"once"]), auth=auth)
        assert caught.value.fault.code == "content-not-repeatable" and caught.value.response.status_code == 401
        assert client.in_use == 0
        client.get(peer.url, auth=auth)
        assert client.put(peer.url, data=iter([b"once"]), auth=auth).ok


def test_a_stream_cannot_be_hashed_before_it_is_sent(client: Client) -> None:
    with Peer(Guard(qop="auth-int").script) as peer, pytest.raises(antiphon.UsageError) as caught:
        client.put(peer.url, data=io.BytesIO(b"file"), auth=me())
    assert caught.value.fault.code == "digest-content-streamed" and client.in_use == 0


def test_cookies_that_come_with_a_challenge_go_with_the_answer(client: Client) -> None:
    with Peer(Guard(cookie=True).script) as peer:
        client.get(peer.url, auth=me(), cookies={"own": "1"})
    assert [seen.fields["cookie"] for seen in peer.requests] == ["own=1", "visit=1; own=1"]


def test_a_streamed_response_is_left_to_its_reader(client: Client) -> None:
    with Peer(Guard().script) as peer:
        got = client.get(peer.url, auth=me(), stream=True)
        assert client.read(got) == b"welcome" and client.in_use == 0


# -- many at once, and others' clients -----------------------------------------------------------------------------


def test_threads_share_a_nonce_and_never_a_count() -> None:
    guard, auth = Guard(), me()
    with Peer(guard.script) as peer, antiphon.Session(auth=auth) as session:
        session.get(peer.url)
        threads = [threading.Thread(target=lambda: [session.get(peer.url) for _ in range(5)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(given["nc"] for given in guard.seen) == [f"{count:08x}" for count in range(1, 22)]


def test_the_session_and_the_request_do_not_show_the_password(client: Client) -> None:
    auth = me()
    with Peer(Guard().script) as peer:
        got = client.get(peer.url, auth=auth)
    assert "secret" not in f"{auth!r} {auth} {got.request!r} {got.request.headers!r} {got.history!r} {client.session!r}"
    assert repr(auth) == "DigestAuth(user='me')"


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_requests_is_let_in_by_the_same_hashes(algorithm: str) -> None:
    with Peer(Guard(algorithm=algorithm).script) as peer, requests.Session() as session:
        session.trust_env = False
        assert session.post(peer.url, data=b"x", auth=HTTPDigestAuth("me", "secret"), timeout=5).content == b"welcome"


@pytest.mark.peer
@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
@pytest.mark.parametrize("extra", ["", ", userhash=true"])
def test_curl_is_let_in_by_the_same_hashes(algorithm: str, extra: str) -> None:
    guard = Guard(algorithm=algorithm, extra=extra, realm="the home")
    with Peer(guard.script) as peer:
        command = ["curl", "-sS", "--noproxy", "*", "--digest", "-u", "me:secret", "-d", "content", f"{peer.url}a?b=c"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "welcome" and [given["uri"] for given in guard.seen] == ["/a?b=c"]


def test_a_flow_of_the_users_own(client: Client) -> None:
    class Twice:
        def flow(self, request: Any) -> Any:
            first = yield request
            second = request.copy()
            second.headers["X-Was"] = str(first.status_code)
            yield second

    class Never:
        def flow(self, request: Any) -> Any:
            return
            yield

    class Fails:
        def flow(self, request: Any) -> Any:
            yield request
            raise KeyError("mine")

    with Peer(always(OK)) as peer:
        got = client.get(peer.url, auth=Twice())
        assert peer.requests[1].fields["x-was"] == "200" and len(got.history) == 1
        with pytest.raises(antiphon.UsageError) as caught:
            client.get(peer.url, auth=Never())
        assert caught.value.fault.code == "flow-without-request"
        with pytest.raises(KeyError):
            client.get(peer.url, auth=Fails())
        for wrong in (antiphon.DigestAuth, 5, ["a"]):
            with pytest.raises(antiphon.UsageError):
                client.get(peer.url, auth=wrong)
    assert client.in_use == 0
