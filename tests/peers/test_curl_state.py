"""curl and our client take turns with the same files of cookies and of hosts that want https."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from antiphon import Cookie, CookieFile, HSTSStore

from ..client.peers import Link, Peer, always, response
from ..programs import program

pytestmark = pytest.mark.peer

LATER = 4e9


def curl(peer: Peer, *arguments: str | Path) -> None:
    """Let curl ask `peer`, whatever the host."""
    command = [program("curl"), "-sS", "--max-time", "20", "--connect-to", f"::127.0.0.1:{peer.port}", *arguments]
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr.decode()


def test_curl_sends_our_cookies_and_adds_its_own(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    jar = CookieFile(file)
    jar.add(Cookie("wide", "1", "example.com", "/", LATER, created=1.0))
    jar.add(Cookie("narrow", "2", "example.com", "/", host_only=True, http_only=True, created=2.0))
    jar.add(Cookie("safe", "3", "example.com", "/", LATER, secure=True, same_site="Strict", created=3.0))
    jar.add(Cookie("", "nameless", "example.com", "/", created=4.0))
    jar.save()
    with Peer(always(response(b"", "Set-Cookie: theirs=4; Max-Age=1000; Path=/"))) as peer:
        curl(peer, "--cookie", file, "--cookie-jar", file, "http://example.com/")
        curl(peer, "--cookie", file, "http://www.example.com/")
        first, second = (set(seen.fields.get("cookie", "").split("; ")) for seen in peer.requests)
    assert first == {"wide=1", "narrow=2"} and second == {"wide=1"}
    again = {cookie.name: cookie for cookie in CookieFile(file).cookies()}
    assert set(again) == {"wide", "narrow", "safe", "theirs"}
    assert again["narrow"].host_only and again["narrow"].http_only and not again["wide"].host_only
    assert again["safe"].secure and again["safe"].expires == LATER and again["theirs"].value == "4"


def test_cookies_that_curl_adds_meanwhile_are_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    ours = CookieFile(file)
    ours.add(Cookie("ours", "1", "example.com", "/", LATER))
    ours.save()
    with Peer(always(response(b"", "Set-Cookie: theirs=2; Max-Age=1000; Path=/"))) as peer:
        curl(peer, "--cookie", file, "--cookie-jar", file, "http://example.com/")
    ours.add(Cookie("more", "3", "example.com", "/", LATER))
    ours.save()
    assert {cookie.name for cookie in CookieFile(file).cookies()} == {"ours", "theirs", "more"}


def hang_up(link: Link) -> None:
    """Close the connection at once."""


def test_curl_keeps_to_our_hosts_that_want_https(tmp_path: Path) -> None:
    file = tmp_path / "hsts.txt"
    store = HSTSStore(file)
    store.add("strict.example", LATER, include_subdomains=True)
    store.save()
    command = [program("curl"), "-s", "--max-time", "20", "--hsts", file, "-w", "%{scheme} %{url_effective}"]
    with Peer(hang_up, always(response(b""))) as peer:
        for host in ("www.strict.example", "other.example"):
            where = ["--connect-to", f"::127.0.0.1:{peer.port}", f"http://{host}/"]
            done = subprocess.run([str(word) for word in (*command, *where)], capture_output=True, timeout=30)
            # Where curl upgrades, nobody answers its handshake.
            assert (done.returncode == 0) is (host == "other.example")
    assert HSTSStore(file).requires_https("www.strict.example")
