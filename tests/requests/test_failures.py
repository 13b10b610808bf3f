"""What goes wrong on a connection is told in requests' exceptions, with urllib3's inside."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from urllib3.util.retry import Retry

from ..client.conftest import Secure
from ..client.peers import Link, Peer, Script, always, answering, response
from .both import modules

HEAD = b"HTTP/1.1 200 OK\r\n"


def saying(data: bytes) -> Script:
    """Answer one request with `data`, then close."""

    def script(link: Link) -> None:
        link.request()
        link.send(data)

    return script


def stalling(data: bytes = b"") -> Script:
    """Answer one request with `data`, then say nothing."""

    def script(link: Link) -> None:
        link.request()
        link.send(data)
        link.wait()

    return script


def resetting(link: Link) -> None:
    """Drop the connection after the request."""
    link.request()
    link.reset()


def told(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what a call returns, or all that programs look at in what it raises, ports and addresses left out."""
    try:
        return call(*arguments, **options)
    except Exception as error:
        inner = error.args[0]
        reason = getattr(inner, "reason", None)
        deepest = inner.args[-1] if isinstance(inner, Exception) and inner.args else None
        text = re.sub(r"port=\d+|:\d{4,5}\b|0x[0-9a-f]+", "", str(error))
        kinds = [kind.__name__ for kind in type(error).__mro__]
        named = [type(value).__name__ for value in (inner, reason, deepest)]
        return kinds, named, text, getattr(error, "request", None) is not None


def shown(answer: Any) -> Any:
    """Return what a response says."""
    cookies = sorted(answer.cookies.items())
    return answer.status_code, answer.reason, answer.content, dict(answer.headers), cookies, answer.raw.version


def gotten(session: Any, url: str, options: dict[str, Any]) -> Any:
    return shown(session.get(url, **options))


def both_tell(script: Script, *, retries: Any = 0, **options: Any) -> tuple[Any, Any]:
    """Return what both packages say of a GET that `script` answers, and how many requests came."""
    found = []
    for library in modules():
        with Peer(script) as peer, library.Session() as session:
            session.mount("http://", library.adapters.HTTPAdapter(max_retries=retries))
            outcome = told(gotten, session, peer.url, options)
            found.append((outcome, len(peer.requests)))
    return found[0], found[1]


ALIKE: dict[str, tuple[Script, dict[str, Any]]] = {
    "no response": (saying(b""), {}),
    "a reset": (resetting, {}),
    "content cut short": (saying(HEAD + b"Content-Length: 10\r\n\r\nabc"), {}),
    "silence before the head": (stalling(), {"timeout": 0.1}),
    "silence in the content": (stalling(HEAD + b"Content-Length: 10\r\n\r\nabc"), {"timeout": (3, 0.1)}),
    "content that is not gzip": (saying(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), {}),
    "no content": (saying(b"HTTP/1.1 204 No Content\r\n\r\n"), {}),
    "content until the end": (saying(HEAD + b"\r\nabc"), {}),
    "HTTP/1.0": (saying(b"HTTP/1.0 200 OK\r\n\r\nabc"), {}),
    "no reason": (saying(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"), {}),
    "a folded field": (saying(HEAD + b"X-A: a\r\n b\r\nContent-Length: 2\r\n\r\nok"), {}),
    "repeated fields": (saying(HEAD + b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX: 1\r\nX: 2\r\n\r\nok"), {}),
    "junk behind the content": (saying(HEAD + b"Content-Length: 2\r\n\r\nokJUNK"), {}),
    "503 beyond the retries": (
        always(response(b"x", status="503 No")),
        {"retries": Retry(2, status_forcelist=[503], backoff_factor=0)},
    ),
    "503 taken as it is": (
        always(response(b"x", status="503 No")),
        {"retries": Retry(2, status_forcelist=[503], backoff_factor=0, raise_on_status=False)},
    ),
    "Retry-After": (answering(response(b"x", "Retry-After: 0", status="429 Slowly"), response(b"now")), {"retries": 1}),
    "three times no response": (saying(b""), {"retries": Retry(2, backoff_factor=0)}),
    "a number of retries": (saying(b""), {"retries": 2}),
}


@pytest.mark.parametrize("case", ALIKE)
def test_both_tell_the_same(case: str) -> None:
    script, options = ALIKE[case]
    real, ours = both_tell(script, **options)
    assert ours == real


BROKEN: dict[str, tuple[bytes, str]] = {
    "a status line that is none": (b"nonsense\r\n\r\n", "ConnectionError"),
    "a chunk that is none": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", "ChunkedEncodingError"),
    "a chunk cut short": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", "ChunkedEncodingError"),
    "no last chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "ChunkedEncodingError"),
    "no chunk at all": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", "ChunkedEncodingError"),
    "a head cut short": (HEAD + b"Transfer-Encoding: chunked\r\n", "ChunkedEncodingError"),
    "two lengths": (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "InvalidHeader"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_breaks_http_has_the_same_class(case: str) -> None:
    data, name = BROKEN[case]
    real, ours = both_tell(saying(data))
    assert ours[0][0] == real[0][0]
    assert ours[0][0][0] == name


def test_a_refused_connection_is_told_alike() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{sock.getsockname()[1]}/path?query"
        real, ours = (told(library.get, url) for library in modules())
    assert ours == real
    assert "NewConnectionError" in ours[1]
    assert "[Errno 111] Connection refused" in ours[2] or "refused" in ours[2].lower()


def test_the_cause_says_more_than_requests_does() -> None:
    _, ours = modules()
    with Peer(saying(b"")) as peer, pytest.raises(ours.exceptions.ConnectionError) as found:
        ours.get(peer.url)
    causes: list[str] = []
    error: BaseException | None = found.value
    while error is not None:
        causes.append(str(error))
        error = error.__cause__
    assert any("closed the connection without any response to GET" in text for text in causes)


def test_a_name_without_address_is_told_alike() -> None:
    real, ours = (told(library.get, "http://nowhere.invalid/") for library in modules())
    assert ours[:2] == real[:2]
    assert "NameResolutionError" in ours[1]


def test_a_timeout_that_is_none_is_refused_alike() -> None:
    for timeout in (0, -1, True, "soon", [1, 2], (1, 2, 3), (1,)):
        real, ours = [told(library.get, "http://127.0.0.1:9/", timeout=timeout) for library in modules()]
        assert ours[0] == real[0], timeout


@pytest.mark.parametrize("url", ["https://127.0.0.1:{port}/", "https://localhost:{port}/"])
def test_a_certificate_that_nobody_vouches_for_is_told_alike(secure: Secure, url: str) -> None:
    found = []
    for library in modules():
        with Peer(always(response(b"ok")), tls=secure.context) as peer:
            address = url.format(port=peer.url.rstrip("/").rpartition(":")[2])
            found.append(told(library.get, address))
    real, ours = found
    assert ours[:2] == real[:2]
    assert "CERTIFICATE_VERIFY_FAILED" in ours[2]


def test_a_wrong_name_is_told_alike(secure: Secure) -> None:
    found = []
    for library in modules():
        with Peer(always(response(b"ok")), tls=secure.context) as peer:
            address = peer.url.replace("127.0.0.1", "localhost")
            found.append(told(library.get, address, verify=secure.root))
    real, ours = found
    assert ours[:2] == real[:2]
    assert "Hostname mismatch" in ours[2]


def test_plain_http_on_a_tls_port_is_told_alike() -> None:
    found = []
    for library in modules():
        with Peer(saying(HEAD + b"\r\n")) as peer:
            found.append(told(library.get, peer.url.replace("http", "https"), timeout=2))
    real, ours = found
    assert ours[0] == real[0]


def test_after_many_failures_no_descriptor_is_left() -> None:
    _, ours = modules()
    with ours.Session() as session, Peer(saying(HEAD + b"Content-Length: 9\r\n\r\nabc")) as peer:
        before = open_descriptors()
        for _ in range(50):
            with pytest.raises(ours.exceptions.ChunkedEncodingError):
                session.get(peer.url)
        assert open_descriptors() <= before + 2


def open_descriptors() -> int:
    """Return how many descriptors this process has open, 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0
