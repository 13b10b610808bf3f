"""What only a server on a network does: its clock, and what it sends behind the head of a response to HEAD."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import antiphon
from antiphon.inspect.check import Result, check
from antiphon.inspect.check.outcome import Verdict
from antiphon.rest.opening import backend_of
from antiphon.server.target import Kind

from ...client.peers import Link, Peer, always, response
from ...server.running import Running
from .shelf import result_of, shelf_file

JSON = "Content-Type: application/json"


def talking_after_head(link: Link) -> None:
    """Send content with HEAD as with GET."""
    while True:
        link.request()
        link.send(response(b"[]", JSON))


def silent_after_head(link: Link) -> None:
    while True:
        sent = response(b"[]", JSON)
        link.send(sent.removesuffix(b"[]") if link.request().method == "HEAD" else sent)


def result_at(url: str, name: str) -> Result:
    with antiphon.Session() as session:
        return result_of(check(url, session=session, only=[name], read_only=True), name)


@pytest.mark.parametrize(
    ("script", "verdict"),
    [(talking_after_head, Verdict.FAILED), (silent_after_head, Verdict.PASSED)],
    ids=["talking", "silent"],
)
def test_content_behind_the_head_is_noticed(script: Callable[[Link], None], verdict: Verdict) -> None:
    """RFC 9110 §9.3.2: whether it is found on the resting connection or breaks the next response is chance."""
    with Peer(script) as peer:
        result = result_at(f"{peer.url}notes", "head-without-content")
    assert result.outcome.verdict is verdict


def test_a_response_without_a_date_is_noticed() -> None:
    with Peer(always(response(b"[]", JSON))) as peer:
        result = result_at(f"{peer.url}notes", "date")
    assert "has no Date" in result.outcome.why()


def test_a_connection_that_breaks_is_a_failure_with_a_reason() -> None:
    def breaking(link: Link) -> None:
        while True:
            if "zz" in link.request().target:
                link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
                return
            link.send(response(b"[]", JSON))

    with Peer(breaking) as peer:
        result = result_at(f"{peer.url}notes", "hostile-percent")
    assert result.failed
    assert result.outcome.why().startswith("There was no response.")
    assert result.outcome.why("es").startswith("No hubo respuesta.")


def test_antiphons_own_server_passes_what_needs_a_network(tmp_path: object) -> None:
    from pathlib import Path

    path = shelf_file(Path(str(tmp_path)))
    with Running(backend_of(f"sqlite:///{path}"), Kind.HANDLER) as server, antiphon.Session() as session:
        names = ["date", "head-without-content", "hostile-expect-continue", "hostile-expect-unknown", "trace-is-off"]
        report = check(f"{server.url}notes", session=session, only=names)
    assert {result.name for result in report.passed} == set(names)
