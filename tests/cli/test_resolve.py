"""``--resolve``: addresses that the command line gives for hosts."""

from __future__ import annotations

import pytest

from ..client.peers import OK, Peer, always
from .conftest import Run


@pytest.mark.parametrize("given", ["a.test:127.0.0.1", "A.test:{port}:127.0.0.1", "a.test:[::1]"])
def test_a_host_is_at_the_address_that_was_given(antiphon: Run, given: str) -> None:
    with Peer(always(OK)) as peer:
        fallback = ["--resolve", "a.test:127.0.0.1"] if "[" in given else []
        words = ["--resolve", given.format(port=peer.port), *fallback]
        ended = antiphon("get", peer.at("a.test"), "--no-proxy", *words)
    assert ended.code == 0 and ended.out == "ok"


@pytest.mark.parametrize(
    "given", ["a.test", "a.test:", "a.test:80", "a.test:b.test", ":127.0.0.1", "a.test:0:127.0.0.1"]
)
def test_what_is_no_host_and_address_is_told(antiphon: Run, given: str) -> None:
    ended = antiphon("get", "http://a.test/", "--resolve", given)
    assert ended.code == 2 and "resolver" in ended.err
