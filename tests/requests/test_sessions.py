"""What a session adds to requests, and how it follows redirects, as requests does."""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from ..client.peers import Peer, answering, by_path, redirect, response
from .both import (
    canned_adapter,
    facts_of_request,
    facts_of_response,
    modules,
    outcome,
    plain,
    raw_response,
)

real, ours = modules()
BOTH = [pytest.param(real, id="requests"), pytest.param(ours, id="antiphon")]

_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def assert_both(call: Callable[[Any], Any]) -> None:
    """Check that `call`, given each package, comes to the same."""
    assert outcome(lambda: call(ours)) == outcome(lambda: call(real))


# -- settings ----------------------------------------------------------------------------------------------------------

SETTINGS: tuple[Any, ...] = (
    None,
    True,
    "text",
    {},
    {"a": "1", "b": None},
    {"A": "2", "c": "3"},
    OrderedDict(b="4"),
    [("a", "5")],
)


@pytest.mark.parametrize("own", SETTINGS, ids=range(len(SETTINGS)))
@pytest.mark.parametrize("shared", SETTINGS, ids=range(len(SETTINGS)))
def test_settings_are_merged_the_same(own: Any, shared: Any) -> None:
    assert_both(lambda library: library.sessions.merge_setting(own, shared))
    assert_both(
        lambda library: library.sessions.merge_setting(own, shared, dict_class=library.structures.CaseInsensitiveDict)
    )


@pytest.mark.parametrize("own", [None, {}, {"response": []}, {"response": [print]}, {"other": [print]}])
@pytest.mark.parametrize("shared", [None, {}, {"response": []}, {"response": [len]}, {"more": [len]}])
def test_hooks_are_merged_the_same(own: Any, shared: Any) -> None:
    assert_both(lambda library: library.sessions.merge_hooks(own, shared))


def _plain_session(session: Any) -> None:
    pass


def _set_up(session: Any) -> None:
    session.headers.update({"X-Shared": "s", "Accept": None})
    session.params = {"p": "1", "q": ["2", "3"]}
    session.auth = ("user", "pass")
    session.cookies.set("c", "shared")
    session.cookies.set("far", "away", domain="elsewhere.test")
    session.hooks["response"].append(print)


def _with_a_plain_jar(session: Any) -> None:
    session.cookies = CookieJar()
    session.trust_env = False


def _without_settings(session: Any) -> None:
    session.headers = None
    session.params = None
    session.hooks = None
    session.cookies = {}


SESSIONS = (_plain_session, _set_up, _with_a_plain_jar, _without_settings)
REQUESTS: tuple[dict[str, Any], ...] = (
    {},
    {"headers": {"x-shared": "own", "User-Agent": None}},
    {"headers": {"X-Shared": None}},
    {"headers": {}},
    {"params": {"p": None, "r": "4"}},
    {"params": "raw=1"},
    {"params": b"raw=1"},
    {"auth": ("own", "secret")},
    {"auth": ()},
    {"cookies": {"c": "own", "d": "e"}},
    {"cookies": CookieJar()},
    {"cookies": [("a", "b")]},
    {"headers": {"Cookie": "own=1"}, "cookies": {"c": "d"}},
    {"data": {"a": "b"}},
    {"json": {"a": "b"}},
    {"files": {"a": ("n", b"c")}},
    {"hooks": {"response": len}},
    {"hooks": {"response": []}},
    {"url": "http://u:p@host/"},
    {"url": "mailto:somebody@host"},
    {"url": "nothing"},
    {"url": None},
    {"method": None},
    {"method": "purge"},
    {"headers": {"A": "b\n"}},
    {"headers": "text"},
)


@pytest.mark.parametrize("set_up", SESSIONS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("given", REQUESTS, ids=range(len(REQUESTS)))
def test_a_request_takes_the_same_from_its_session(
    given: dict[str, Any], set_up: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("urllib3.filepost.choose_boundary", lambda: "the-boundary")

    def prepared(library: Any) -> Any:
        with library.Session() as session:
            set_up(session)
            request = library.Request(**{"method": "POST", "url": "http://host/?x=y", **given})
            return facts_of_request(session.prepare_request(request))

    assert_both(prepared)


ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {},
    {"http_proxy": "http://proxy:1"},
    {"HTTPS_PROXY": "http://proxy:2", "no_proxy": "other"},
    {"ALL_PROXY": "http://proxy:3"},
    {"http_proxy": "http://proxy:1", "NO_PROXY": "host"},
    {"REQUESTS_CA_BUNDLE": "/one.pem", "CURL_CA_BUNDLE": "/two.pem"},
    {"CURL_CA_BUNDLE": "/two.pem"},
    {"REQUESTS_CA_BUNDLE": ""},
)
OPTIONS: tuple[tuple[Any, ...], ...] = (
    ({}, None, None, None),
    (None, None, None, None),
    ({"http": "http://own:9"}, True, False, "/own.pem"),
    ({"no_proxy": "host"}, False, True, ("/c", "/k")),
    ({"https": None}, None, "/own-ca.pem", None),
)


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=range(len(ENVIRONMENTS)))
@pytest.mark.parametrize("options", OPTIONS, ids=range(len(OPTIONS)))
@pytest.mark.parametrize("url", ["http://host/", "https://host:8443/"])
def test_the_environment_has_its_say(
    environment: dict[str, str], options: tuple[Any, ...], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def merged(library: Any, trusts: bool, verify: Any) -> Any:
        with library.Session() as session:
            session.trust_env, session.verify, session.proxies = trusts, verify, {"http": "http://shared:8"}
            proxies = None if options[0] is None else dict(options[0])
            settings = session.merge_environment_settings(url, proxies, *options[1:])
            return settings, proxies

    for trusts in (True, False):
        for verify in (True, False, "/session.pem"):
            assert_both(lambda library: merged(library, trusts, verify))  # noqa: B023


@pytest.mark.parametrize("library", BOTH)
def test_a_change_of_the_environment_is_seen_at_once(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = canned_adapter(library, lambda request: raw_response())
    with library.Session() as session:
        session.mount("http://", adapter)
        seen = []
        for proxy in (None, "http://one:1", "http://two:2", None):
            if proxy is None:
                monkeypatch.delenv("http_proxy", raising=False)
            else:
                monkeypatch.setenv("http_proxy", proxy)
            session.get("http://host/")
            seen.append(adapter.options[-1]["proxies"].get("http"))

    assert seen == [None, "http://one:1", "http://two:2", None]


@pytest.mark.parametrize("library", BOTH)
def test_a_change_of_netrc_is_seen_at_once(library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = canned_adapter(library, lambda request: raw_response())
    file = tmp_path / "netrc"
    seen = []
    with library.Session() as session:
        session.mount("http://", adapter)
        for line in (None, "machine host login a password b", "machine host login a password longer", "machine x"):
            if line is not None:
                file.write_text(line)
            monkeypatch.setenv("NETRC", str(file))
            session.get("http://host/")
            seen.append(adapter.sent[-1].headers.get("Authorization"))

    assert seen == [None, "Basic YTpi", "Basic YTpsb25nZXI=", None]


@pytest.mark.parametrize("library", BOTH)
def test_explicit_credentials_come_before_netrc(library: Any, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine host login a password b")
    request = library.Request("GET", "http://host/")

    def sent(**settings: Any) -> Any:
        with library.Session() as session:
            for name, value in settings.items():
                setattr(session, name, value)
            return session.prepare_request(request).headers.get("Authorization")

    assert sent() == "Basic YTpi"
    assert sent(auth=("c", "d")) == "Basic Yzpk"
    assert sent(trust_env=False) is None


# -- adapters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", BOTH)
def test_the_longest_prefix_counts(library: Any) -> None:
    with library.Session() as session:
        for prefix in ("http://h", "http://host/path", "HTTP://Host", "other"):
            session.mount(prefix, canned_adapter(library, lambda request: raw_response()))

        assert list(session.adapters) == ["http://host/path", "HTTP://Host", "https://", "http://h", "http://", "other"]
        assert session.get_adapter("HTTP://HOST/PATH/more") is session.adapters["http://host/path"]
        assert session.get_adapter("http://host.test") is session.adapters["HTTP://Host"]
        assert session.get_adapter(url="http://i") is session.adapters["http://"]
        with pytest.raises(library.exceptions.InvalidSchema, match="No connection adapters were found for 'ftp://x'"):
            session.get_adapter("ftp://x")


@pytest.mark.parametrize("library", BOTH)
def test_closing_a_session_closes_its_adapters(library: Any) -> None:
    adapter = canned_adapter(library, lambda request: raw_response())
    with library.Session() as session:
        session.mount("a", adapter)

    assert adapter.closed == 1


@pytest.mark.parametrize("library", BOTH)
def test_a_session_survives_pickling(library: Any) -> None:
    session = library.Session()
    session.headers["A"] = "b"
    session.cookies.set("c", "d")
    session.max_redirects = 7
    twin = pickle.loads(pickle.dumps(session))

    assert (twin.headers["a"], twin.cookies["c"], twin.max_redirects) == ("b", "d", 7)
    assert list(twin.adapters) == ["https://", "http://"]
    assert (twin.verify, twin.cert, twin.trust_env, twin.stream) == (True, None, True, False)


# -- sending -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", BOTH)
def test_only_prepared_requests_are_sent(library: Any) -> None:
    with library.Session() as session, pytest.raises(ValueError, match=r"You can only send PreparedRequests\."):
        session.send(library.Request("GET", "http://host/"))


@pytest.mark.parametrize("stream", [None, True, False])
@pytest.mark.parametrize("shared", [True, False])
def test_adapters_are_given_the_same(stream: bool | None, shared: bool) -> None:
    def given(library: Any) -> Any:
        adapter = canned_adapter(library, lambda request: raw_response(content=b"abc"))
        with library.Session() as session:
            session.mount("http://", adapter)
            session.stream = shared
            answer = session.get("http://host/", stream=stream, timeout=(1, 2), verify="/x", proxies={"http": "y"})
            session.send(session.prepare_request(library.Request("PUT", "http://host/")))
            return adapter.options, answer._content_consumed

    assert_both(given)


@pytest.mark.parametrize("library", BOTH)
def test_hooks_see_and_replace_the_response(library: Any) -> None:
    seen: list[Any] = []
    replacement = library.Response()
    replacement._content, replacement.status_code = b"another", 200

    def first(answer: Any, **options: Any) -> None:
        seen.append((answer.status_code, sorted(options)))

    def second(answer: Any, **options: Any) -> Any:
        return replacement

    with library.Session() as session:
        session.mount("http://", canned_adapter(library, lambda request: raw_response()))
        answer = session.get("http://host/", hooks={"response": [first, second]})

    assert answer is replacement
    assert seen == [(200, ["cert", "proxies", "stream", "timeout", "verify"])]


@pytest.mark.parametrize(
    ("method", "follows"),
    [
        ("get", True),
        ("options", True),
        ("head", False),
        ("post", True),
        ("put", True),
        ("patch", True),
        ("delete", True),
    ],
)
@pytest.mark.parametrize("library", BOTH)
def test_each_method_has_a_function(library: Any, method: str, follows: bool) -> None:
    asked: list[Any] = []

    class Noting(library.Session):  # type: ignore[misc]
        def send(self, request: Any, **options: Any) -> Any:
            asked.append((request.method, options["allow_redirects"]))
            return super().send(request, **options)

    with Noting() as session:
        session.mount("http://", canned_adapter(library, lambda request: raw_response()))
        answer = getattr(session, method)("http://host/")

    assert asked == [(method.upper(), follows)]
    assert answer.elapsed.total_seconds() >= 0


@pytest.mark.parametrize("library", BOTH)
def test_cookies_are_kept_and_sent_back(library: Any) -> None:
    fields = [("Set-Cookie", "a=b; Path=/"), ("Set-Cookie", "c=d; Path=/deep"), ("Set-Cookie", "e=f; Domain=else.test")]
    adapter = canned_adapter(library, lambda request: raw_response(fields=fields))
    with library.Session() as session:
        session.mount("http://", adapter)
        answer = session.get("http://host.test/")
        session.get("http://host.test/deep/er")
        session.get("http://other.test/")

    assert sorted(answer.cookies.get_dict()) == ["a", "c"]
    assert [one.headers.get("Cookie") for one in adapter.sent] == [None, "c=d; a=b", None]


# -- redirects ---------------------------------------------------------------------------------------------------------

_HOSTS = ("http://host", "http://host:80", "http://host:8080", "https://host", "https://host:443", "http://other")


@pytest.mark.parametrize("old", [*_HOSTS, "https://host:444", "http://HOST", "ftp://host", "http://u:p@host"])
@pytest.mark.parametrize("new", [*_HOSTS, "https://host:8080", "https://host:80", "ftp://host:21", "http://sub.host"])
def test_credentials_are_stripped_the_same(old: str, new: str) -> None:
    assert_both(lambda library: library.Session().should_strip_auth(f"{old}/a", f"{new}/b"))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PURGE"])
@pytest.mark.parametrize("status", [200, 300, 301, 302, 303, 304, 307, 308])
def test_methods_change_the_same(status: int, method: str) -> None:
    def rebuilt(library: Any) -> Any:
        request, answer = library.PreparedRequest(), library.Response()
        request.method, answer.status_code = method, status
        library.Session().rebuild_method(request, answer)
        return request.method

    assert_both(rebuilt)


LOCATIONS = (
    "/next",
    "next",
    "../up",
    "?q=1",
    "#part",
    "",
    "//other.test/x",
    "http://other.test/x?y=z#w",
    "HTTPS://OTHER.test/",
    "http://host.test/a b|é",
    "/caf\xc3\xa9",
    "/caf\xe9",
    "http://user:pass@host.test/",
    "mailto:somebody@host",
    "http:next",
    "http://",
    "\\\\other.test/x",
)


def _answers(location: str, status: int) -> Callable[[Any], Any]:
    def answer(request: Any) -> Any:
        if request.url.startswith("http://host.test/start"):
            fields = [("Location", location), ("Set-Cookie", "from=start; Path=/"), ("Content-Length", "4")]
            return raw_response(status, fields, b"gone", "Elsewhere")
        return raw_response(200, [("Set-Cookie", "from2=end; Path=/")], b"end")

    return answer


@pytest.mark.parametrize("location", LOCATIONS, ids=range(len(LOCATIONS)))
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_redirects_are_followed_the_same(method: str, status: int, location: str) -> None:
    def followed(library: Any, **options: Any) -> Any:
        adapter = canned_adapter(library, _answers(location, status))
        with library.Session() as session:
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            session.max_redirects = 3
            session.cookies.set("own", "1")
            answer = session.request(
                method,
                "http://host.test/start?a=b#top",
                data=io.BytesIO(b"content") if method == "POST" else None,
                headers={"Content-Type": "text/plain", "Authorization": "secret", "Proxy-Authorization": "p"},
                **options,
            )
            following = answer.next and facts_of_request(answer.next)
            cookies = sorted((one.name, one.value, one.domain) for one in session.cookies)
            sent = [facts_of_request(one) for one in adapter.sent]
            return facts_of_response(answer), following, cookies, sent, plain(adapter.options)

    assert_both(followed)
    assert_both(lambda library: followed(library, allow_redirects=False))


@pytest.mark.parametrize("most", [0, 1, 3])
def test_too_many_redirects_are_told_the_same(most: int) -> None:
    def told(library: Any) -> Any:
        adapter = canned_adapter(library, lambda request: raw_response(302, [("Location", "/again")]))
        with library.Session() as session:
            session.mount("http://", adapter)
            session.max_redirects = most
            try:
                return session.get("http://host/")
            except library.TooManyRedirects as error:
                return str(error), len(error.response.history), error.request.url, len(adapter.sent)

    assert_both(told)


@pytest.mark.parametrize("library", BOTH)
def test_redirects_are_yielded_one_by_one(library: Any) -> None:
    answers = {"/": "/one", "/one": "/two"}

    def answer(request: Any) -> Any:
        to = answers.get(request.path_url)
        return raw_response(302, [("Location", to)]) if to else raw_response(content=b"end")

    with library.Session() as session:
        session.mount("http://", canned_adapter(library, answer))
        request = session.prepare_request(library.Request("GET", "http://host/"))
        first = session.send(request, allow_redirects=False)
        hops: Iterator[Any] = session.resolve_redirects(first, request)

        assert first.next.url == "http://host/one"
        assert [hop.url for hop in hops] == ["http://host/one", "http://host/two"]


def _unreadable() -> Any:
    class Piped(io.BytesIO):
        def tell(self) -> int:
            raise OSError

    return Piped(b"content")


@pytest.mark.parametrize("make", [lambda: iter([b"a"]), _unreadable, lambda: io.BytesIO(b"content")], ids=range(3))
def test_content_is_rewound_or_refused_the_same(make: Callable[[], Any]) -> None:
    def sent(library: Any) -> Any:
        adapter = canned_adapter(library, _answers("/end", 307))
        with library.Session() as session:
            session.mount("http://", adapter)
            answer = session.post("http://host.test/start", data=make())
            return answer.request.body is adapter.sent[0].body, answer.status_code

    assert_both(sent)


@pytest.mark.parametrize("library", BOTH)
def test_content_that_is_broken_does_not_stop_a_redirect(library: Any) -> None:
    def answer(request: Any) -> Any:
        if request.path_url == "/":
            return raw_response(302, [("Location", "/end"), ("Content-Encoding", "gzip")], b"not gzip at all")
        return raw_response(content=b"end")

    with library.Session() as session:
        session.mount("http://", canned_adapter(library, answer))

        assert session.get("http://host/").content == b"end"


@pytest.mark.parametrize("library", BOTH)
def test_netrc_speaks_again_after_a_redirect(library: Any, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine other.test login a password b")
    adapter = canned_adapter(library, _answers("http://other.test/", 302))
    with library.Session() as session:
        session.mount("http://", adapter)
        session.get("http://host.test/start", auth=("user", "pass"))

    assert [one.headers.get("Authorization") for one in adapter.sent] == ["Basic dXNlcjpwYXNz", "Basic YTpi"]


PROXIES: tuple[Any, ...] = (
    None,
    {},
    {"http": "http://proxy:1"},
    {"http": "http://u:p%20w@proxy:1", "https": "http://u:p@proxy:2"},
    {"http": "http://u@proxy:1"},
    {"http": "http://u:p@proxy:1", "no_proxy": "host"},
)


@pytest.mark.parametrize("proxies", PROXIES, ids=range(len(PROXIES)))
@pytest.mark.parametrize("url", ["http://host/", "https://host/", "http://other/"])
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=range(len(ENVIRONMENTS)))
def test_proxies_are_rebuilt_the_same(
    proxies: Any, url: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def rebuilt(library: Any) -> Any:
        request = library.Request("GET", url, headers={"Proxy-Authorization": "old"}).prepare()
        given = None if proxies is None else dict(proxies)
        return library.Session().rebuild_proxies(request, given), dict(request.headers)

    assert_both(rebuilt)


# -- on the wire -------------------------------------------------------------------------------------------------------


def heads(peer: Peer) -> list[str]:
    """Return what was asked, without the port, which is another each time."""
    return [one.head.decode("latin-1").replace(f":{peer.port}", "") + repr(one.content) for one in peer.requests]


WIRE: dict[str, dict[str, Any]] = {
    "plain": {},
    "params": {"params": {"a": ["b", "é"]}},
    "form": {"method": "POST", "data": {"a": "b c"}},
    "json": {"method": "PUT", "json": {"a": "é"}},
    "bytes": {"method": "PATCH", "data": b"\x00\xff"},
    "files": {"method": "POST", "files": {"f": ("n.txt", b"content", "text/plain")}, "data": {"a": "b"}},
    "fields": {"headers": {"X-Own": "1", "Accept": None, "user-agent": "me"}, "cookies": {"a": "b"}},
    "credentials": {"auth": ("user", "pass")},
    "delete": {"method": "DELETE"},
    "head": {"method": "HEAD"},
    "custom": {"method": "purge", "data": ""},
}


@pytest.mark.parametrize("name", list(WIRE))
def test_the_same_bytes_are_sent(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.filepost.choose_boundary", lambda: "the-boundary")

    def sent(library: Any) -> list[str]:
        with Peer(answering(response(), response())) as peer, library.Session() as session:
            session.request(**{"method": "GET", "url": f"{peer.url}path", **WIRE[name]})
            return heads(peer)

    assert sent(ours) == sent(real)


@pytest.mark.parametrize("pieces", [[b"a", b"bc"], [], [b"", b"x", b""]], ids=range(3))
def test_an_iterator_is_sent_in_the_same_chunks(pieces: list[bytes]) -> None:
    def sent(library: Any) -> list[str]:
        with Peer(answering(response(), response())) as peer, library.Session() as session:
            session.post(peer.url, data=iter(pieces))
            return heads(peer)

    assert sent(ours) == sent(real)


@pytest.mark.parametrize("library", BOTH)
def test_redirects_use_one_connection(library: Any) -> None:
    pages = {"/": redirect(302, "/one"), "/one": redirect(301, "two"), "/two": response(b"end", "Set-Cookie: a=b")}
    with Peer(by_path(pages)) as peer, library.Session() as session:
        answer = session.get(peer.url)

        assert answer.text == "end"
        assert [one.status_code for one in answer.history] == [302, 301]
        assert session.cookies.get_dict() == {"a": "b"}
        assert peer.connections == 1
