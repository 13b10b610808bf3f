"""Adapters: the steps that subclasses replace, the pools they pick, and the connections that rest in them."""

from __future__ import annotations

import gc
import inspect
import io
import pickle
import socket
import threading
from contextlib import closing
from typing import Any

import pytest
import urllib3
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.poolmanager import PoolManager
from urllib3.util.retry import Retry

from ..client.peers import Link, Peer, always, response
from .both import modules, signature

OK = response(b"ok")
LOOPBACK = "127.0.0.1"


def ours() -> Any:
    return modules()[1]


def connections(peer: Peer) -> list[int]:
    """Return on which connection each request came."""
    return [seen.connection for seen in peer.requests]


# -- the surface -------------------------------------------------------------------------------------------------------


def test_every_name_of_requests_adapters_is_there() -> None:
    real, own = modules(".adapters")
    missing = {name for name in vars(real) if not name.startswith("__")} - set(vars(own))
    assert missing == {"_is_prepared", "typing"}


def test_every_method_takes_the_same() -> None:
    real, own = modules(".adapters")
    for kind in ("BaseAdapter", "HTTPAdapter"):
        for name, method in inspect.getmembers(getattr(real, kind), inspect.isfunction):
            assert signature(getattr(getattr(own, kind), name)) == signature(method), name


def test_an_adapter_has_no_member_that_requests_has_not() -> None:
    """Subclasses have members of any name."""
    real, own = (set(dir(library.adapters.HTTPAdapter())) for library in modules())
    assert own == real


def test_adapters_and_sessions_can_be_pickled() -> None:
    library = ours()
    adapter = library.adapters.HTTPAdapter(3, 4, Retry(5), True)
    copy = pickle.loads(pickle.dumps(adapter))
    assert (copy._pool_connections, copy._pool_maxsize, copy._pool_block) == (3, 4, True)
    assert copy.max_retries.total == 5
    with Peer(always(OK)) as peer, library.Session() as session:
        session.get(peer.url)
        with pickle.loads(pickle.dumps(session)) as again:
            assert again.get(peer.url).text == "ok"
        assert pickle.loads(pickle.dumps(session.get(peer.url))).text == "ok"
        assert connections(peer) == [0, 1, 0]


# -- connections that rest ---------------------------------------------------------------------------------------------


def test_connections_are_kept_per_session_and_closed_with_it() -> None:
    library = ours()
    with Peer(always(OK)) as peer:
        with library.Session() as session:
            session.get(peer.url)
            session.get(peer.url)
            assert len(session.adapters["http://"].poolmanager.pools) == 1
        assert not session.adapters["http://"].poolmanager.pools
        library.get(peer.url)
        assert connections(peer) == [0, 0, 1]
        assert session.get(peer.url).ok, "a closed session opens anew, as with requests"
        session.close()


def test_a_session_that_is_forgotten_closes_its_connections() -> None:
    """No `ResourceWarning`, which the tests take for an error."""
    library = ours()
    with Peer(always(OK)) as peer:
        session = library.Session()
        session.get(peer.url)
        session.get(peer.url, stream=True)
        del session
        gc.collect()


def test_no_more_origins_are_remembered_than_asked_for() -> None:
    library = ours()
    with Peer(always(OK)) as one, Peer(always(OK)) as two, library.Session() as session:
        session.mount("http://", library.adapters.HTTPAdapter(pool_connections=1))
        for peer in (one, two, one):
            session.get(peer.url)
        assert connections(one) == [0, 1]


def test_no_more_connections_rest_than_asked_for() -> None:
    library = ours()
    with Peer(always(OK)) as peer, library.Session() as session:
        session.mount("http://", library.adapters.HTTPAdapter(pool_maxsize=1))
        first, second = (session.get(peer.url, stream=True) for _ in range(2))
        assert first.content == second.content == b"ok"
        for _ in range(2):
            session.get(peer.url)
        assert len(set(connections(peer)[2:])) == 1


def test_a_pool_that_blocks_opens_no_more_than_its_size() -> None:
    library = ours()
    content = b"x" * 1_000_000
    with Peer(always(response(content))) as peer, library.Session() as session:
        session.mount("http://", library.adapters.HTTPAdapter(pool_maxsize=1, pool_block=True))
        held = session.get(peer.url, stream=True)
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(session.get(peer.url).content))
        thread.start()
        thread.join(0.05)
        assert not found
        assert held.content == content
        thread.join(5)
        assert found == [content]
        assert set(connections(peer)) == {0}


def test_many_threads_share_a_session() -> None:
    library = ours()
    failures: list[BaseException] = []

    def work(session: Any, url: str) -> None:
        try:
            for _ in range(20):
                assert session.get(url).text == "ok"
        except BaseException as error:
            failures.append(error)

    with Peer(always(OK)) as peer, library.Session() as session:
        threads = [threading.Thread(target=work, args=(session, peer.url)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert len(peer.requests) == 160


def test_connection_of_a_response_sends_once_more_on_the_same_connection() -> None:
    """Authentication of connections, such as NTLM, goes this way."""
    library = ours()
    with Peer(always(OK)) as peer, library.Session() as session:
        first = session.get(peer.url)
        _ = first.content
        first.raw.release_conn()
        assert first.connection.send(first.request).text == "ok"
        assert connections(peer) == [0, 0]


# -- steps that are replaced -------------------------------------------------------------------------------------------


def test_what_a_subclass_gives_every_pool_is_heeded() -> None:
    library = ours()

    class FromHere(ours().adapters.HTTPAdapter):  # type: ignore[misc]
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, source_address=("127.0.0.2", 0), **options)

    with Peer(always(OK)) as peer, library.Session() as session:
        session.mount("http://", FromHere())
        answer = session.get(peer.url, stream=True)
        assert answer.raw.connection.sock.getsockname()[0] == "127.0.0.2"
        assert answer.text == "ok"


@pytest.mark.parametrize("options", [{"source_address": ("", 0)}, {"socket_options": []}])
def test_sockets_of_another_kind_are_urllib3s(options: dict[str, Any]) -> None:
    library = ours()

    class Particular(ours().adapters.HTTPAdapter):  # type: ignore[misc]
        def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
            super().init_poolmanager(*arguments, **more, **options)

    with Peer(always(OK)) as peer, library.Session() as session:
        session.mount("http://", Particular())
        assert session.get(peer.url).text == "ok"


def test_a_pool_of_its_own_carries_its_requests_itself() -> None:
    library = ours()

    class Pool(HTTPConnectionPool):
        def urlopen(self, *arguments: Any, **options: Any) -> Any:
            return urllib3.HTTPResponse(io.BytesIO(b"own"), status=299, preload_content=False)

    class Adapter(ours().adapters.HTTPAdapter):  # type: ignore[misc]
        def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
            return Pool("nowhere")

    with library.Session() as session:
        session.mount("http://", Adapter())
        assert session.get("http://any.test/").status_code == 299


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (HTTPConnectionPool, "urlopen"),
        (urllib3.connection.HTTPConnection, "_new_conn"),
        (urllib3.util.connection, "create_connection"),
        (socket, "getaddrinfo"),
        (PoolManager, "connection_from_host"),
    ],
)
def test_a_part_of_urllib3_that_is_replaced_is_used(owner: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library = ours()
    original = getattr(owner, name)
    calls: list[Any] = []

    def replaced(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        return original(*arguments, **options)

    with Peer(always(OK)) as peer, library.Session() as session:
        session.get(peer.url)
        monkeypatch.setattr(owner, name, replaced)
        assert session.get(peer.url, headers={"Connection": "close"}).text == "ok"
        assert calls


def test_steps_of_an_adapter_that_are_replaced_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    library = ours()
    calls: list[str] = []

    def noting(name: str, step: Any) -> Any:
        def noted(*arguments: Any, **options: Any) -> Any:
            calls.append(name)
            return step(*arguments, **options)

        return noted

    steps = (
        "get_connection_with_tls_context",
        "build_connection_pool_key_attributes",
        "cert_verify",
        "request_url",
        "add_headers",
        "build_response",
    )
    with Peer(always(OK)) as peer, library.Session() as session:
        adapter = session.adapters["http://"]
        session.get(peer.url)
        for step in steps:
            monkeypatch.setattr(adapter, step, noting(step, getattr(adapter, step)))
        session.get(peer.url)
        assert set(calls) == set(steps)


def test_fields_that_an_adapter_adds_are_sent() -> None:
    library = ours()

    class Adding(ours().adapters.HTTPAdapter):  # type: ignore[misc]
        def add_headers(self, request: Any, **options: Any) -> None:
            assert set(options) == {"stream", "timeout", "verify", "cert", "proxies"}
            request.headers["X-Added"] = "yes"

    with Peer(always(OK)) as peer, library.Session() as session:
        session.mount("http://", Adding())
        session.get(peer.url)
        assert peer.requests[0].fields["x-added"] == "yes"


def test_get_connection_is_deprecated_and_works() -> None:
    for library in modules():
        adapter = library.adapters.HTTPAdapter()
        with pytest.warns(DeprecationWarning, match="get_connection_with_tls_context"):
            pool = adapter.get_connection("http://a.test:81/path")
        assert (pool.host, pool.port, pool.scheme) == ("a.test", 81, "http")
        adapter.close()


def test_a_content_that_can_be_read_again_is_sent_again_rfc9110_9_2_2() -> None:
    library = ours()

    def script(link: Link) -> None:
        link.request()
        if link.number == 0:
            return
        link.send(OK)

    with Peer(script, script) as peer, library.Session() as session, closing(io.BytesIO(b"content")) as file:
        session.mount(
            "http://", library.adapters.HTTPAdapter(max_retries=Retry(1, allowed_methods=None, backoff_factor=0))
        )
        assert session.post(peer.url, data=file).text == "ok"
        assert [seen.content for seen in peer.requests] == [b"content", b"content"]
