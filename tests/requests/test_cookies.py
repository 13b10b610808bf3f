"""The jar that is also a mapping, and what lets the standard library see requests' messages."""

from __future__ import annotations

import http.client
import pickle
import threading
from collections.abc import Callable
from functools import partial
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy, LWPCookieJar
from http.cookies import Morsel, SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .both import modules, outcome

real, ours = modules(".cookies")
NAMES = st.sampled_from(["a", "b", ""])
VALUES = st.sampled_from(["1", "", '"q\\"q"', '"', None])
PLACES = st.sampled_from([None, "", "x.org", ".x.org"])
PATHS = st.sampled_from([None, "/", "/deep"])
CHANGES = st.lists(
    st.tuples(st.sampled_from(["set", "item", "delete", "remove", "update", "pop"]), NAMES, VALUES, PLACES, PATHS),
    max_size=8,
)


def facts(jar: Any) -> list[object]:
    return [sorted((name, str(value)) for name, value in vars(cookie).items()) for cookie in jar]


def place(domain: str | None, path: str | None) -> dict[str, str]:
    given = {"domain": domain, "path": path}
    return {name: value for name, value in given.items() if value is not None}


Change = tuple[str, str, str | None, str | None, str | None]


def change(library: Any, jar: Any, one: Change) -> Any:
    what, name, value, domain, path = one
    match what:
        case "set":
            cookie = jar.set(name, value, **place(domain, path))
            return cookie and vars(cookie)
        case "item":
            jar[name] = value
        case "delete":
            del jar[name]
        case "remove":
            library.remove_cookie_by_name(jar, name, domain, path)
        case "update":
            jar.update({name: value})
        case "pop":
            return jar.pop(name)
    return None


def looked_at(jar: Any) -> list[object]:
    looks: list[Callable[[], object]] = [
        jar.keys,
        jar.values,
        jar.items,
        jar.list_domains,
        jar.list_paths,
        jar.multiple_domains,
        jar.get_dict,
        lambda: jar.get_dict("x.org"),
        lambda: jar.get_dict(None, "/deep"),
        lambda: jar["a"],
        lambda: jar.get("a", "default"),
        lambda: jar.get("a", domain="x.org", path="/"),
        lambda: jar._find("a", path="/deep"),
        lambda: jar._find("z"),
        lambda: "a" in jar,
        lambda: "z" in jar,
        lambda: len(jar),
        lambda: repr(jar),
        lambda: list(jar.iterkeys()) + list(jar.itervalues()) + list(jar.iteritems()),
    ]
    return [outcome(look) for look in looks]


@given(CHANGES)
def test_any_history_of_a_jar_ends_the_same(changes: list[Change]) -> None:
    jars = real.RequestsCookieJar(), ours.RequestsCookieJar()
    for one in changes:
        theirs, mine = (
            outcome(partial(change, library, jar, one)) for library, jar in zip((real, ours), jars, strict=True)
        )
        assert mine == theirs
    assert facts(jars[1]) == facts(jars[0])
    assert looked_at(jars[1]) == looked_at(jars[0])


def test_a_jar_is_a_cookie_jar_that_copies_and_pickles() -> None:
    jar = ours.RequestsCookieJar(DefaultCookiePolicy(blocked_domains=["x.org"]))
    jar.set("a", "1", domain="y.org", rest={"HttpOnly": "yes"})
    assert issubclass(ours.RequestsCookieJar, CookieJar)
    for twin in (jar.copy(), pickle.loads(pickle.dumps(jar)), ours._copy_cookie_jar(jar)):
        assert facts(twin) == facts(jar)
        assert next(iter(twin)) is not next(iter(jar))
        assert isinstance(twin._cookies_lock, type(threading.RLock()))
        assert twin.get_policy().blocked_domains() == ("x.org",)
    assert "_cookies_lock" not in jar.__getstate__()


def test_a_cookie_of_a_copied_jar_is_its_own() -> None:
    jar = ours.RequestsCookieJar()
    jar["a"] = "1"
    twin = jar.copy()
    next(iter(twin)).value = "2"
    assert jar["a"] == "1"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"domain": ".x.org"},
        {"domain": None},
        {"path": ""},
        {"port": "80"},
        {"secure": True, "expires": 5, "discard": False, "rest": {}, "version": 1, "rfc2109": True},
        {"unknown": 1},
        {"domain_specified": True},
    ],
    ids=lambda given: "-".join(given) or "plain",
)
def test_a_made_cookie_has_the_same_attributes(given: dict[str, Any]) -> None:
    mine = outcome(lambda: vars(ours.create_cookie("a", "1", **given)))
    assert mine == outcome(lambda: vars(real.create_cookie("a", "1", **given)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("expires", "Thu, 01-Jan-1970 00:00:01 GMT"),
        ("expires", "Thu, 01 Jan 1970 00:00:01 GMT"),
        ("expires", "woops"),
        ("expires", 100),
        ("expires", None),
        ("max-age", "woops"),
        ("max-age", ""),
        ("max-age", 0),
        ("max-age", []),
        ("comment", "why"),
        ("httponly", True),
        ("secure", True),
        ("version", "1"),
        ("domain", "x.org"),
        ("path", "/p"),
    ],
)
def test_a_morsel_becomes_the_same_cookie(name: str, value: Any) -> None:
    morsel: Morsel[Any] = Morsel()
    morsel.set("a", "1", "1")
    morsel[name] = value
    mine = outcome(lambda: vars(ours.morsel_to_cookie(morsel)))
    assert mine == outcome(lambda: vars(real.morsel_to_cookie(morsel)))


def test_max_age_counts_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.5)
    morsel = SimpleCookie("a=1; max-age=60")["a"]
    assert ours.morsel_to_cookie(morsel).expires == real.morsel_to_cookie(morsel).expires == 1060


JARS: dict[str, Callable[[Any], Any]] = {
    "empty": lambda library: library.RequestsCookieJar(),
    "full": lambda library: library.cookiejar_from_dict({"a": "old", "b": "2"}),
    "standard": lambda library: library.cookiejar_from_dict({"a": "old"}, CookieJar()),
    "dict": lambda library: {"a": "new", "c": "3"},
    "none": lambda library: None,
    "list": lambda library: [1],
    "text": lambda library: "a=1",
}


@pytest.mark.parametrize("more", JARS)
@pytest.mark.parametrize("jar", JARS)
def test_jars_merge_alike(jar: str, more: str) -> None:
    theirs, mine = (
        outcome(lambda: facts(library.merge_cookies(JARS[jar](library), JARS[more](library))))  # noqa: B023
        for library in (real, ours)
    )
    assert mine == theirs


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize("jar", ["none", "full", "standard", "dict"])
@pytest.mark.parametrize("cookies", [None, {}, {"a": "new", "c": "3"}], ids=["none", "empty", "some"])
def test_a_dict_becomes_a_jar(cookies: dict[str, str] | None, jar: str, overwrite: bool) -> None:
    theirs, mine = (
        outcome(lambda: facts(library.cookiejar_from_dict(cookies, JARS[jar](library), overwrite)))  # noqa: B023
        for library in (real, ours)
    )
    assert mine == theirs


def test_any_kind_of_jar_is_copied() -> None:
    jar = LWPCookieJar()
    jar.set_cookie(ours.create_cookie("a", "1"))
    twin = ours._copy_cookie_jar(jar)
    assert type(twin) is LWPCookieJar
    assert facts(twin) == facts(jar)
    assert ours._copy_cookie_jar(None) is None
    assert ours._copy_cookie_jar({"a": 1}) == {"a": 1}


def prepared(package: str, url: str = "http://x.org/deep/page", **given: Any) -> Any:
    library = modules()[("requests", "antiphon").index(package)]
    return library.Request("GET", url, **given).prepare()


REQUESTS = [
    {},
    {"headers": {"Host": "y.org"}},
    {"headers": {"Host": b"h\xc3\xa9"}},
    {"headers": {"Cookie": "mine=1"}},
    {"url": "https://u:p@x.org:8443/p;q?r#s"},
]
VIEWS = ("get_type", "get_host", "get_origin_req_host", "get_full_url", "is_unverifiable", "get_new_headers")


@pytest.mark.parametrize("given", REQUESTS, ids=["plain", "host", "bytes", "cookie", "https"])
def test_a_request_is_seen_alike(given: dict[str, Any]) -> None:
    seen = []
    for package, library in (("requests", real), ("antiphon", ours)):
        view = library.MockRequest(prepared(package, **given))
        facts = [view.type, view.host, view.origin_req_host, view.unverifiable]
        facts += [getattr(view, name)() for name in VIEWS]
        facts += [view.has_header("Cookie"), view.has_header("X"), view.get_header("cookie"), view.get_header("X", "?")]
        view.add_unredirected_header("X", "1")
        facts += [view.has_header("X"), view.get_header("X"), view.get_new_headers()]
        facts.append(outcome(lambda: view.add_header("X", "2")))  # noqa: B023
        seen.append(facts)
    assert seen[1] == seen[0]


@pytest.mark.parametrize("given", REQUESTS, ids=["plain", "host", "bytes", "cookie", "https"])
@pytest.mark.parametrize("jar", ["empty", "full", "standard"])
def test_the_cookie_field_is_the_same(given: dict[str, Any], jar: str) -> None:
    fields = []
    for package, library in (("requests", real), ("antiphon", ours)):
        cookies = JARS[jar](library)
        for domain, path in (("x.org", "/"), ("x.org", "/deep"), ("other.org", "/")):
            if jar != "empty":
                cookies.set_cookie(library.create_cookie("p" + path, domain, domain=domain, path=path))
        fields.append(library.get_cookie_header(cookies, prepared(package, **given)))
    assert fields[1] == fields[0]


def test_a_policy_of_ones_own_is_asked_though_the_jar_is_empty() -> None:
    class Jar(ours.RequestsCookieJar):  # type: ignore[misc, name-defined]
        def add_cookie_header(self, request: Any) -> None:
            request.add_unredirected_header("Cookie", "made=up")

    assert ours.get_cookie_header(Jar(), prepared("antiphon")) == "made=up"


def raw(*fields: tuple[str, str]) -> Any:
    message = http.client.HTTPMessage()
    for name, value in fields:
        message[name] = value
    return SimpleNamespace(_original_response=SimpleNamespace(msg=message))


@pytest.mark.parametrize(
    "response",
    [
        raw(("Set-Cookie", "a=1; Path=/deep"), ("set-cookie", "b=2; Domain=x.org; Secure; HttpOnly")),
        raw(("Set-Cookie", "a=1; Max-Age=0")),
        raw(("Set-Cookie", "a=1; Domain=other.org")),
        raw(("Set-Cookie2", "a=1; Version=1")),
        raw(("Content-Type", "text/plain")),
        SimpleNamespace(),
        SimpleNamespace(_original_response=None),
        None,
    ],
    ids=["two", "expired", "foreign", "old", "none", "other", "empty", "nothing"],
)
def test_cookies_of_a_response_are_kept_alike(response: Any) -> None:
    jars = []
    for package, library in (("requests", real), ("antiphon", ours)):
        jar = library.cookiejar_from_dict({"kept": "1"})
        library.extract_cookies_to_jar(jar, prepared(package), response)
        jars.append(facts(jar))
    assert jars[1] == jars[0]


def test_a_response_shows_its_fields() -> None:
    asked: list[str] = []
    fields = SimpleNamespace(getheaders=asked.append)
    view = ours.MockResponse(fields)
    assert view.info() is fields
    assert view.getheaders("Set-Cookie") is None
    assert asked == ["Set-Cookie"]


def test_a_jar_takes_cookies_of_the_standard_library() -> None:
    cookie = Cookie(0, "a", "1", None, False, "x.org", True, False, "/", True, False, None, True, None, None, {})
    jar = ours.RequestsCookieJar()
    jar.set_cookie(cookie)
    assert jar["a"] == "1"
    assert jar.set("a", None) is None
    assert len(jar) == 0
