"""Basic and Digest, as requests sends them."""

from __future__ import annotations

import http.client
import io
import threading
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .both import modules, outcome

real, ours = modules(".auth")
BOTH = pytest.mark.parametrize("library", [real, ours], ids=["requests", "antiphon"])


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("user", "pass"),
        ("üser", "päss"),
        (b"\xff", "pass"),
        ("", ""),
        ("日", "x"),
        ("a:b", "c"),
        (bytearray(b"a"), "c"),
        (5, None),
        (5.0, b"x"),
    ],
    ids=str,
)
def test_basic_credentials_are_written_alike(username: Any, password: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        mine = outcome(lambda: ours._basic_auth_str(username, password))
        assert mine == outcome(lambda: real._basic_auth_str(username, password))


@BOTH
def test_credentials_that_are_no_text_are_deprecated(library: Any) -> None:
    with pytest.warns(DeprecationWarning) as seen:
        library._basic_auth_str(5, None)
    assert len(seen) == 2


def test_the_warning_does_not_show_the_secret() -> None:
    with pytest.warns(DeprecationWarning) as seen:
        ours._basic_auth_str("user", 12345)
    assert "12345" not in str(seen[0].message)


@BOTH
@pytest.mark.parametrize(
    ("kind", "field"), [("HTTPBasicAuth", "Authorization"), ("HTTPProxyAuth", "Proxy-Authorization")]
)
def test_basic_puts_its_field(library: Any, kind: str, field: str) -> None:
    request = SimpleNamespace(headers={})
    assert getattr(library, kind)("user", "pass")(request) is request
    assert request.headers == {field: "Basic dXNlcjpwYXNz"}


def test_any_auth_has_to_be_callable() -> None:
    assert outcome(lambda: ours.AuthBase()(None)) == outcome(lambda: real.AuthBase()(None))


@pytest.mark.parametrize("kind", ["HTTPBasicAuth", "HTTPProxyAuth", "HTTPDigestAuth"])
def test_equal_credentials_are_equal_whatever_carries_them(kind: str) -> None:
    auth = getattr(ours, kind)("a", "b")
    assert auth == ours.HTTPBasicAuth("a", "b")
    assert auth == SimpleNamespace(username="a", password="b")
    assert auth != ours.HTTPDigestAuth("a", "c")
    assert auth != ("a", "b")
    assert type(auth).__hash__ is None


CHALLENGES = st.fixed_dictionaries(
    {},
    optional={
        "realm": st.sampled_from(["r", 'quoted "r"', ""]),
        "nonce": st.sampled_from(["n1", "n2"]),
        "qop": st.sampled_from(["auth", "auth,auth-int", "auth-int", "auth-int, auth", "", None]),
        "algorithm": st.sampled_from(["MD5", "md5-sess", "SHA", "SHA-256", "sha-512", "SHA-512-256", "", None]),
        "opaque": st.sampled_from(["o", "", None]),
    },
)
URLS = st.sampled_from(["http://x.org", "http://x.org/p?q=1#f", "http://x.org/p;v?q", "http://u:p@x.org//é?", "*"])


@given(
    st.lists(st.tuples(CHALLENGES, st.sampled_from(["GET", "post"]), URLS), max_size=4), st.sampled_from(["é", b"x"])
)
def test_any_series_of_challenges_is_answered_alike(
    challenges: list[tuple[dict[str, str | None], str, str]], username: str | bytes
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.urandom", lambda length: b"\x05" * length)
        patch.setattr("time.ctime", lambda: "now")
        answers: list[list[object]] = []
        for library in (real, ours):
            auth = library.HTTPDigestAuth(username, "secret")
            auth.init_per_thread_state()
            answers.append([])
            for challenge, method, url in challenges:
                auth._thread_local.chal = challenge
                answers[-1].append(outcome(lambda: auth.build_digest_header(method, url)))  # noqa: B023
                answers[-1].append((auth._thread_local.nonce_count, auth._thread_local.last_nonce))
    assert answers[1] == answers[0]


def test_the_example_of_rfc_2069_without_qop() -> None:
    auth = ours.HTTPDigestAuth("Mufasa", "CircleOfLife")
    auth.init_per_thread_state()
    auth._thread_local.chal = {"realm": "testrealm@host.com", "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093"}
    header = auth.build_digest_header("GET", "http://host.com/dir/index.html")
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in header


class Conversation:
    """A request that one library sends, and a connection that answers it with what a test says."""

    def __init__(self, package: str, statuses: list[int], body: object = None, challenge: str = "") -> None:
        self.library = modules()[("requests", "antiphon").index(package)]
        self.sent: list[Any] = []
        self.options: list[dict[str, Any]] = []
        self.statuses = statuses
        self.challenge = challenge
        self.request = self.library.Request("POST", "http://x.org/p", data=body).prepare()

    def send(self, request: Any, **options: Any) -> Any:
        """Return the next response, in the way of an adapter."""
        self.sent.append(request)
        self.options.append(options)
        response = self.library.Response()
        response.status_code = self.statuses.pop(0)
        response._content = b""
        response.request = request
        response.connection = self
        response.raw = SimpleNamespace(
            _original_response=SimpleNamespace(msg=http.client.HTTPMessage()),
            close=lambda: None,
            release_conn=lambda: None,
        )
        response.headers["WWW-Authenticate"] = self.challenge
        response.headers["Location"] = "http://x.org/next"
        return response

    def run(self, auth: Any) -> list[object]:
        """Send the request with `auth` and let its hooks see the response; return all that can be seen of it."""
        auth(self.request)
        response = self.send(self.request, timeout=5)
        for hook in self.request.hooks["response"]:
            response = hook(response, timeout=5) or response
        return [
            [one.headers.get("Authorization") for one in self.sent],
            [one.status_code for one in response.history],
            response.status_code,
            response.request is self.sent[-1],
            self.options,
            {name: value for name, value in vars(auth._thread_local).items() if name != "pos"},
            self.request.body.tell() if hasattr(self.request.body, "tell") else None,
        ]


DIGEST = 'Digest realm="r", nonce="n", qop="auth", opaque="o"'


@pytest.mark.parametrize(
    ("statuses", "challenge"),
    [
        ([401, 200], DIGEST),
        ([401, 401], DIGEST),
        ([401], "Basic realm=r"),
        ([401], ""),
        ([403, 200], DIGEST.lower()),
        ([200], DIGEST),
        ([302], ""),
        ([500], DIGEST),
        ([401, 200], 'Digest realm="r", nonce="n", algorithm=UNKNOWN'),
        ([401], "Digest realm=r"),
    ],
    ids=["answered", "refused", "basic", "none", "403", "200", "redirect", "500", "unknown", "broken"],
)
@pytest.mark.parametrize("body", [None, b"text", io.BytesIO], ids=["none", "bytes", "file"])
def test_a_challenge_is_answered_once(
    statuses: list[int], challenge: str, body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", lambda length: b"\x05" * length)
    monkeypatch.setattr("time.ctime", lambda: "now")
    seen = []
    for package, library in (("requests", real), ("antiphon", ours)):
        content = io.BytesIO(b"content") if body is io.BytesIO else body
        auth = library.HTTPDigestAuth("user", "secret")
        first = Conversation(package, list(statuses), content, challenge)
        second = Conversation(package, list(statuses), None, challenge)
        seen.append([outcome(lambda: first.run(auth)), outcome(lambda: second.run(auth))])  # noqa: B023
    assert seen[1] == seen[0]


def test_the_content_is_sent_again_from_where_it_began() -> None:
    content = io.BytesIO(b"content")
    content.read(3)
    auth = ours.HTTPDigestAuth("user", "secret")
    conversation = Conversation("antiphon", [401, 200], content, DIGEST)

    auth(conversation.request)
    response = conversation.send(conversation.request)
    content.read()
    auth.handle_401(response)

    assert content.read() == b"tent"


def in_a_thread(work: Callable[[], object]) -> object:
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(outcome(work)))
    thread.start()
    thread.join()
    return results[0]


def test_each_thread_has_a_state_of_its_own() -> None:
    auth = ours.HTTPDigestAuth("user", "secret")
    auth.init_per_thread_state()
    auth._thread_local.last_nonce = "kept"
    auth.init_per_thread_state()
    assert auth._thread_local.last_nonce == "kept"
    assert in_a_thread(lambda: hasattr(auth._thread_local, "last_nonce")) == ("returned", False)

    def begin() -> object:
        auth.init_per_thread_state()
        return vars(auth._thread_local)

    real_auth = real.HTTPDigestAuth("user", "secret")
    real_auth.init_per_thread_state()
    assert in_a_thread(begin) == outcome(lambda: vars(real_auth._thread_local))
