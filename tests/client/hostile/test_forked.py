"""A process that forks: parent and children never read each other's answers, and no lock stays taken."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from ..clients import BlockingClient
from ..conftest import Secure
from .ways import WAYS, echo, way_to

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    # Python warns of a fork with threads about, which is what a server in a thread makes of every test here.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a child; return the child. It leaves without a word, its status tells how it went."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def status_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("way", WAYS)
def test_parent_and_children_have_connections_of_their_own(secure: Secure, way: str) -> None:
    with way_to(way, secure, echo) as there, BlockingClient(timeout=10, **there.settings) as client:

        def ask(name: str) -> None:
            for number in range(10):
                assert client.get(f"{there.url}{name}-{number}").text == f"/{name}-{number}"

        ask("before")
        children = [in_child(lambda name=f"child{number}": ask(name)) for number in range(2)]  # type: ignore[misc]
        ask("parent")
        assert [status_of(child) for child in children] == [0, 0]
        ask("after")
        # The connection of the parent outlived its children, who said no farewell on it.
        assert client.pool.open_connections == 1 and there.peer.connections == 3


def test_a_lock_that_a_thread_holds_is_not_held_in_the_child(secure: Secure) -> None:
    with way_to("direct", secure, echo) as there, BlockingClient(timeout=5) as client:
        held, over = threading.Event(), threading.Event()

        def hold() -> None:
            with client.pool._lock:
                held.set()
                over.wait(10)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(10)
        child = in_child(lambda: client.get(f"{there.url}0"))
        assert status_of(child) == 0
        over.set()
        thread.join()


def test_the_child_closes_nothing_but_its_own(secure: Secure) -> None:
    with way_to("tls", secure, echo) as there, BlockingClient(timeout=5, **there.settings) as client:
        client.get(f"{there.url}0")
        assert status_of(in_child(client.session.close)) == 0
        assert client.get(f"{there.url}1").text == "/1" and there.peer.connections == 1
