"""``--proxy`` and ``--no-proxy``."""

from __future__ import annotations

import pytest

from ..client.peers import OK, Peer, always
from .conftest import Run


def test_a_proxy_for_one_request(antiphon: Run) -> None:
    with Peer(always(OK)) as proxy:
        ended = antiphon("get", "http://target.test/x", "--proxy", proxy.url.replace("//", "//me:hunter2@"), "-vv")
    assert ended.code == 0 and proxy.requests[0].target == "http://target.test/x"
    assert "proxy-authorization" in proxy.requests[0].fields and "hunter2" not in ended.out + ended.err


def test_the_environments_proxy_or_none(antiphon: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(always(OK)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert antiphon("get", "http://target.invalid/").code == 0 and len(proxy.requests) == 1
        assert antiphon("get", "http://target.invalid/", "--no-proxy").code == 6 and len(proxy.requests) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--proxy", "p", "--no-proxy"], 2, "--no-proxy"),
        (["--proxy", "ftp://me:hunter2@p"], 2, "ftp is no kind of proxy"),
        (["--proxy", "socks5h://me:hunter2@127.0.0.1:1"], 6, "The proxy 127.0.0.1:1 cannot be reached"),
    ],
    ids=["both", "kind", "gone"],
)
def test_mistakes(antiphon: Run, arguments: list[str], code: int, words: str) -> None:
    ended = antiphon("get", "http://target.test/", *arguments)
    assert ended.code == code and words in ended.err and "hunter2" not in ended.err
