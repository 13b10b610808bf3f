"""`install()` makes ``import requests`` mean the drop-in, and the libraries built on requests work on it unchanged."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import antiphon.requests as ours

from ..client.peers import Peer, always, answering, by_path, response
from ..client.proxies.servers import http_proxy

LIBRARIES = ("cachecontrol", "requests_cache", "requests_mock", "requests_oauthlib", "requests_toolbelt", "responses")


def forget(*packages: str) -> dict[str, Any]:
    """Take packages out of the imported modules, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] in packages]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def installed() -> Iterator[Any]:
    """The drop-in as ``requests``; libraries that are imported meanwhile are built on it, and forgotten afterwards."""
    before = forget(*LIBRARIES)
    ours.install()
    try:
        yield importlib.import_module("requests")
    finally:
        ours.uninstall()
        forget(*LIBRARIES)
        sys.modules.update(before)


def library(name: str) -> Any:
    """Return a library's module, skipping the test where it is not installed."""
    return pytest.importorskip(name)


# -- installing --------------------------------------------------------------------------------------------------------


def test_install_replaces_and_uninstall_restores() -> None:
    real = importlib.import_module("requests")
    real_sessions = importlib.import_module("requests.sessions")
    assert real is not ours
    ours.install()
    try:
        ours.install()
        assert importlib.import_module("requests") is ours
        for name in ("adapters", "sessions", "help"):
            found = importlib.import_module(f"requests.{name}")
            assert found is importlib.import_module(f"antiphon.requests.{name}")
        urllib3 = importlib.import_module("requests.packages.urllib3.util.retry")
        assert urllib3 is importlib.import_module("urllib3.util.retry")
        program = "from requests.utils import quote\nimport requests.adapters\nkind = requests.adapters.HTTPAdapter"
        names: dict[str, Any] = {}
        exec(program, names)
        assert names["kind"] is ours.adapters.HTTPAdapter
    finally:
        ours.uninstall()
    ours.uninstall()
    assert importlib.import_module("requests") is real
    assert importlib.import_module("requests.sessions") is real_sessions
    assert not [name for name, module in sys.modules.items() if name.startswith("requests.") and module is ours]


def test_no_module_is_loaded_twice(installed: Any) -> None:
    names = [name for name in sys.modules if name.startswith("antiphon.requests.") and "__main__" not in name]
    for name in names:
        assert sys.modules["requests" + name.removeprefix("antiphon.requests")] is sys.modules[name]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "antiphon.requests", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_a_script_runs_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "beside.py").write_text("import requests\nkind = requests.Session.__module__\n")
    (folder / "script.py").write_text(
        "import sys, requests, beside\nprint(__name__, sys.argv[1:], requests.__name__, beside.kind)\n"
    )
    done = run("scripts/script.py", "-m", "one", cwd=tmp_path)
    assert done.stdout == "__main__ ['-m', 'one'] antiphon.requests antiphon.requests.sessions\n", done.stderr


def test_a_module_runs_with_it(tmp_path: Path) -> None:
    (tmp_path / "tool.py").write_text("import sys, requests\nprint(__name__, sys.argv[1:], requests.__name__)\n")
    done = run("-m", "tool", "one", cwd=tmp_path)
    assert done.stdout == "__main__ ['one'] antiphon.requests\n", done.stderr
    assert '"python-requests' not in run("-m", "requests.help", cwd=tmp_path).stderr


@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("-m",), 2), (("--help",), 0)])
def test_how_to_call_it_is_told(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert "python -m antiphon.requests" in done.stderr


# -- libraries ---------------------------------------------------------------------------------------------------------


def test_responses(installed: Any) -> None:
    responses = library("responses")
    with responses.RequestsMock() as mock:
        mock.get("http://a.test/", json={"a": 1}, headers={"Set-Cookie": "x=y"})
        answer = installed.get("http://a.test/")
        assert answer.json() == {"a": 1}
        assert answer.cookies["x"] == "y"
        with pytest.raises(installed.exceptions.ConnectionError, match="doesn't match"):
            installed.get("http://b.test/")
        assert mock.calls[0].request.url == "http://a.test/"


def test_responses_passes_through(installed: Any) -> None:
    responses = library("responses")
    with Peer(always(response(b"real"))) as peer, responses.RequestsMock() as mock:
        mock.add_passthru(peer.url)
        assert installed.get(peer.url).text == "real"


def test_requests_mock(installed: Any) -> None:
    requests_mock = library("requests_mock")
    with requests_mock.Mocker() as mock:
        mock.get("http://a.test/", [{"text": "one"}, {"status_code": 500}])
        session = installed.Session()
        assert session.get("http://a.test/").text == "one"
        assert not session.get("http://a.test/").ok
        assert mock.call_count == 2
    adapter = requests_mock.Adapter()
    session.mount("mock://", adapter)
    adapter.register_uri("GET", "mock://a.test/", content=b"bytes")
    assert session.get("mock://a.test/").content == b"bytes"


def test_requests_toolbelt(installed: Any) -> None:
    toolbelt = library("requests_toolbelt")
    seen: list[int] = []
    encoder = toolbelt.MultipartEncoder({"field": "value", "file": ("name.txt", b"content" * 5000, "text/plain")})
    monitor = toolbelt.MultipartEncoderMonitor(encoder, lambda one: seen.append(one.bytes_read))
    with Peer(always(response(b"ok"))) as peer, installed.Session() as session:
        session.mount("http://", toolbelt.SourceAddressAdapter("127.0.0.3"))
        session.post(peer.url, data=monitor, headers={"Content-Type": monitor.content_type})
        assert b"content" * 5000 in peer.requests[0].content
        assert seen[-1] == encoder.len == len(peer.requests[0].content)
        session.mount("http://", library("requests_toolbelt.adapters.socket_options").TCPKeepAliveAdapter())
        assert session.get(peer.url).text == "ok"


def test_toolbelt_dumps_a_conversation(installed: Any) -> None:
    dump = library("requests_toolbelt.utils.dump")
    with Peer(always(response(b"ok", "X-Answer: 1"))) as peer:
        text = dump.dump_all(installed.get(peer.url)).decode()
    assert "< GET / HTTP/1.1" in text
    assert "> HTTP/1.1 200 OK" in text
    assert "> X-Answer: 1" in text


def test_toolbelt_forgets_what_a_proxy_may_not_see(installed: Any) -> None:
    library("requests_toolbelt")
    with Peer(answering(response(b"ok"))) as origin, Peer(http_proxy) as proxy, installed.Session() as session:
        session.proxies = {"http": proxy.url}
        assert session.get(origin.url, headers={"Authorization": "Bearer secret"}).text == "ok"


def test_requests_oauthlib(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    oauthlib = library("requests_oauthlib")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    token = response(b'{"access_token":"t","token_type":"Bearer","expires_in":3600}', "Content-Type: application/json")
    with Peer(by_path({"/token": token, "/data": response(b"data")})) as peer:
        session = oauthlib.OAuth2Session(client=library("oauthlib.oauth2").BackendApplicationClient("id"))
        session.fetch_token(peer.url + "token", client_secret="secret")
        assert session.get(peer.url + "data").text == "data"
        assert peer.requests[-1].fields["authorization"] == "Bearer t"
        session.close()
        signed = installed.get(peer.url + "data", auth=oauthlib.OAuth1("key", "secret"))
        assert signed.ok
        assert peer.requests[-1].fields["authorization"].startswith("OAuth ")


def test_requests_cache(installed: Any, tmp_path: Path) -> None:
    requests_cache = library("requests_cache")
    answer = response(b"x" * 5000, "Content-Type: text/plain", 'ETag: "1"')
    for backend in ("memory", "filesystem"):
        with Peer(always(answer)) as peer:
            with requests_cache.CachedSession(str(tmp_path / backend), backend=backend) as session:
                assert isinstance(session, installed.Session)
                first, second = session.get(peer.url), session.get(peer.url)
                assert (first.from_cache, second.from_cache) == (False, True)
                assert second.content == first.content == b"x" * 5000
                assert second.headers["ETag"] == '"1"'
            assert len(peer.requests) == 1


@pytest.mark.parametrize(
    "coding", ["Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
)
def test_cache_control(installed: Any, coding: str) -> None:
    cachecontrol = library("cachecontrol")
    answer = f"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nDate: {_now()}\r\n{coding}".encode()
    with Peer(always(answer)) as peer, cachecontrol.CacheControl(installed.Session()) as session:
        assert session.get(peer.url).text == "hello"
        again = session.get(peer.url)
        assert again.text == "hello"
        assert again.from_cache
        assert len(peer.requests) == 1


def test_cache_control_revalidates(installed: Any) -> None:
    cachecontrol = library("cachecontrol")
    fresh = response(b"hello", 'ETag: "1"')
    same = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    with Peer(answering(fresh, same)) as peer, cachecontrol.CacheControl(installed.Session()) as session:
        assert session.get(peer.url).text == "hello"
        assert session.get(peer.url).text == "hello"
        assert peer.requests[1].fields["if-none-match"] == '"1"'


def _now() -> str:
    from email.utils import formatdate

    return formatdate(usegmt=True)
