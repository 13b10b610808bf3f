"""The functions that need no session, and what importing the package does."""

from __future__ import annotations

import logging
import subprocess
import sys
import warnings
from typing import Any

import pytest

from ..client.peers import Peer, answering, by_path, redirect, response
from .both import modules, outcome

real, ours = modules()
BOTH = [pytest.param(real, id="requests"), pytest.param(ours, id="antiphon")]

CALLS: dict[str, dict[str, Any]] = {
    "get": {"params": {"a": "b"}},
    "options": {},
    "head": {},
    "post": {"data": {"a": "b"}},
    "put": {"data": b"content"},
    "patch": {"json": {"a": "b"}},
    "delete": {"headers": {"X": "y"}},
}


@pytest.mark.parametrize("name", list(CALLS))
def test_each_method_has_a_function(name: str) -> None:
    def asked(library: Any) -> Any:
        with Peer(answering(response(b"" if name == "head" else b"ok"))) as peer:
            answer = getattr(library, name)(peer.url, **CALLS[name])
            seen = peer.requests[0]
            return answer.text, seen.head.replace(str(peer.port).encode(), b""), seen.content

    assert asked(ours) == asked(real)


@pytest.mark.parametrize("library", BOTH)
def test_head_follows_no_redirect(library: Any) -> None:
    with Peer(answering(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n")) as peer:
        assert library.head(peer.url).status_code == 302


@pytest.mark.parametrize("library", BOTH)
def test_a_function_makes_a_session_and_closes_it(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions: list[Any] = []

    class Noting(library.sessions.Session):  # type: ignore[misc]
        closed = 0

        def __init__(self) -> None:
            super().__init__()
            sessions.append(self)

        def close(self) -> None:
            self.closed += 1
            super().close()

    monkeypatch.setattr(library.sessions, "Session", Noting)
    pages = {"/": redirect(302, "/end"), "/end": response(b"end")}
    with Peer(by_path(pages)) as peer:
        assert library.get(peer.url).text == "end"
        assert library.request(method="get", url=peer.url).text == "end"

    assert [one.closed for one in sessions] == [1, 1]


@pytest.mark.parametrize("library", BOTH)
def test_a_streamed_response_outlives_its_session(library: Any) -> None:
    with Peer(answering(response(b"content"))) as peer, library.get(peer.url, stream=True) as answer:
        assert answer.content == b"content"


@pytest.mark.parametrize("url", ["", "host", "http://", "ftp://host/", "http://*host/", None, 5])
@pytest.mark.parametrize("name", ["get", "post", "head"])
def test_urls_that_name_nothing_are_refused_the_same(name: str, url: Any) -> None:
    assert outcome(lambda: getattr(ours, name)(url)) == outcome(lambda: getattr(real, name)(url))


@pytest.mark.parametrize("arguments", [{"timout": 1}, {"params": 1, "query": 2}])
def test_unknown_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        ours.get("http://host/", **arguments)


# -- the package -------------------------------------------------------------------------------------------------------


def test_the_package_offers_the_same_names() -> None:
    assert sorted(ours.__all__) == sorted(real.__all__)
    for name in vars(real):
        if name.startswith("__") and name.endswith("_version__"):
            assert hasattr(ours, name)
    for name in ("__author__", "__build__", "__cake__", "__copyright__", "__description__", "__license__", "__title__"):
        assert isinstance(getattr(ours, name), type(getattr(real, name)))


def test_the_logger_of_requests_has_a_handler() -> None:
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("requests").handlers)


def test_importing_sets_filters_of_warnings() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _FILTERS], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()

    assert shown == ["ignore", "default"]


_FILTERS = """
import warnings
warnings.resetwarnings()
import antiphon.requests as requests
from urllib3.exceptions import DependencyWarning
actions = {kind: action for action, _, kind, _, _ in warnings.filters}
print(actions[DependencyWarning], actions[requests.FileModeWarning])
"""

VERSIONS: tuple[tuple[str, str | None, str | None], ...] = (
    ("2.8.0", None, "3.5.2"),
    ("2.8", None, "3.5.2"),
    ("1.26.18", "5.2.0", None),
    ("1.21.1", "3.0.2", "9.0.0"),
    ("1.20.9", None, "3.0.0"),
    ("0.9.9", None, "3.0.0"),
    ("dev", None, "3.0.0"),
    ("3", None, "3.0.0"),
    ("2.x.0", None, "3.0.0"),
    ("2.0.0.dev1", None, "3.0.0"),
    ("2.0.0", "3.0.1", None),
    ("2.0.0", "8.0.0", None),
    ("2.0.0", "5.1", None),
    ("2.0.0", None, "1.9.9"),
    ("2.0.0", None, "4.0.0"),
    ("2.0.0", None, None),
    ("2.0.0", "", ""),
)


@pytest.mark.parametrize("versions", VERSIONS, ids=range(len(VERSIONS)))
def test_versions_are_judged_the_same(versions: tuple[str, str | None, str | None]) -> None:
    def judged(library: Any) -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                library.check_compatibility(*versions)
            except Exception as error:
                return type(error)
        return [(one.category.__name__, str(one.message)) for one in caught]

    assert judged(ours) == judged(real)


@pytest.mark.parametrize("version", ["1.3.3", "1.3.4", "50.0.0", "1", "1.x"])
def test_an_old_cryptography_is_warned_of_the_same(version: str) -> None:
    def warned(library: Any) -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            library._check_cryptography(version)
        return [(one.category.__name__, str(one.message)) for one in caught]

    assert warned(ours) == warned(real)


def test_versions_that_were_not_tried_are_warned_of() -> None:
    from antiphon.requests._compatibility import warn_of_versions

    with pytest.warns(ours.RequestsDependencyWarning, match=r"urllib3 \(0\.1\.0\) or chardet"):
        warn_of_versions("0.1.0", None, None)
