"""Filters of the list: what fits, and what is refused with what there is."""

from __future__ import annotations

import pytest

from antiphon.faults import AntiphonError
from antiphon.inspect.console.parameters import FILTERS, PAGES, Wanted, page_of, parameters_of

from .consoles import OK, accepted, refused, served

POST = b"POST /items?q=Tea HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"


def fits(query: str) -> list[str]:
    """Return which of some exchanges `query` wants."""
    failed = served(POST)
    failed.failure = "an-instance"
    cut = served(response=OK[:20])
    cut.complete = False
    exchanges = {
        "get": served(),
        "post": served(POST, OK.replace(b"200 OK", b"201 Created"), connection=accepted("192.0.2.7:1234")),
        "missing": served(response=OK.replace(b"200 OK", b"404 Not Found")),
        "refused": refused(b"BAD\r\n\r\n"),
        "failed": failed,
        "cut": cut,
        "open": served(response=b"", ended=False),
    }
    wanted = Wanted.of(parameters_of(query, FILTERS))
    return [name for name, each in exchanges.items() if wanted.includes(each)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["get", "post", "missing", "refused", "failed", "cut", "open"]),
        ("method=POST", ["post", "failed"]),
        ("method=post,put", ["post", "failed"]),
        ("status=2xx", ["get", "post", "failed", "cut"]),
        ("status=201", ["post"]),
        ("status=4", ["missing", "refused"]),
        ("status=5XX", []),
        ("path=ITEMS", ["post", "failed"]),
        ("path=tea", ["post", "failed"]),
        ("client=192.0.2", ["post"]),
        ("errors=1", ["missing", "refused", "failed", "cut"]),
        ("errors=1&method=GET", ["missing", "cut"]),
        ("method=&path=&errors=", ["get", "post", "missing", "refused", "failed", "cut", "open"]),
    ],
)
def test_exchanges_fit_a_filter(query: str, names: list[str]) -> None:
    assert fits(query) == names


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("status=600", "console-parameter"),
        ("status=abc", "console-parameter"),
        ("method=GET;", "console-parameter"),
        ("errors=yes", "console-parameter"),
        ("limit=0", "console-parameter"),
        ("limit=1001", "console-parameter"),
        ("limit=-1", "console-parameter"),
        ("limit=%D9%A3", "console-parameter"),
        ("before=" + "9" * 30, "console-parameter"),
        ("before=1e3", "console-parameter"),
        ("colour=red", "console-parameter-unknown"),
        ("%00=%1b[2J", "console-parameter-unknown"),
    ],
)
def test_what_means_nothing_is_refused_with_what_there_is(query: str, code: str) -> None:
    with pytest.raises(AntiphonError) as raised:
        parameters = parameters_of(query, (*FILTERS, *PAGES))
        Wanted.of(parameters)
        page_of(parameters)
    assert raised.value.fault.code == code and raised.value.fault.status == 400
    for language in ("en", "es"):
        assert raised.value.explanation(language).isprintable()
