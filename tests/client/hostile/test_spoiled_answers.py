"""Random mistakes in valid answers: every outcome is a response or an error of the package, within its deadline."""

from __future__ import annotations

import os
from functools import partial
from random import Random
from typing import Any

import pytest

import antiphon
from antiphon import Timeouts

from ...net.worlds import open_sockets
from ..clients import BlockingClient, Client
from ..conftest import NewClient, Secure
from ..peers import Link
from .mutations import STREAMS, Spoiled, Spoiling, spoiled
from .parties import WAYS, Cut, Ending, Journey, Party, PartyNetwork, Secured, Socks5, Tunnel, journeys
from .ways import way_to

EXAMPLES = 3000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 60
FIRST = int(os.environ.get("ANTIPHON_SEED", "0"))
TOTAL = 60.0
OPTIONS: list[dict[str, Any]] = [
    {},
    {"stream": True},
    {"auth": antiphon.DigestAuth("me", "secret")},
    {"max_content": 10},
    {"cookies": {"a": "1"}},
    {"on_interim": lambda _: None, "on_download": lambda *_: None},
]
EXPECTING: dict[str, Any] = {"headers": {"Expect": "100-continue"}, "data": b"x" * 100}
"""What waits a second of its own for a server that does not say 100: only where seconds cost nothing."""


def ask(client: Client, url: str, random: Random, *options: dict[str, Any]) -> None:
    """Make one request, and use all of its answer; whatever goes wrong has to be one of the package's errors."""
    try:
        got = client.request(random.choice(["GET", "HEAD", "PUT", "POST"]), url, **random.choice([*OPTIONS, *options]))
        client.read(got)
        assert repr(got) and got.text is not None and got.headers.raw is not None
        assert (got.links, got.cookies, got.encoding, got.is_redirect) is not None
        if random.randrange(2):
            got.raise_for_status()
        else:
            got.json()
    except antiphon.AntiphonError as error:
        assert str(error) and error.sentence("es")


def hostile_server(journey: Journey, secure: Secure, random: Random) -> Party:
    """Return a server behind what leads to it on `journey`, with mistakes in the HTTP of its answers."""
    server: Party = Spoiled(random)
    if journey.url.startswith("https"):
        server = Secured(secure.context, server)
    if journey.proxy is None or (journey.url.startswith("http:") and journey.proxy.startswith("http:")):
        return server
    return Tunnel(server) if journey.proxy.startswith("http:") else Socks5(server)


def spoiling_way(journey: Journey, secure: Secure, random: Random) -> Party:
    """Return such a server, with mistakes in all that is said on the way to it, too."""
    return Spoiling(hostile_server(journey, secure, random), random)


@pytest.mark.parametrize("spoils", ["answers", "bytes"])
@pytest.mark.parametrize("way", WAYS)
def test_in_memory(secure: Secure, way: str, spoils: str) -> None:
    """`answers` have mistakes inside TLS and tunnels; with `bytes` the talk with proxies and the records have, too."""
    journey = journeys(secure)[way]
    for seed in range(FIRST, FIRST + EXAMPLES):
        random = Random(f"{way} {spoils} {seed}")
        make = hostile_server if spoils == "answers" else spoiling_way
        network = PartyNetwork(partial(make, journey, secure, random))
        network.cuts = [Cut(random.choice(list(Ending)), said=random.randrange(1, 4000)) for _ in range(3)]
        client = BlockingClient(
            network=network,
            timeout=Timeouts(read=5, total=TOTAL),
            verify=secure.root,
            proxies=journey.proxy,
            trust_env=False,
            cache=random.choice([None, True]),
            retries=random.choice([None, 2]),
        )
        with client:
            for _ in range(3):
                began = network.now()
                ask(client, journey.url, random, EXPECTING)
                assert network.now() - began <= TOTAL, seed
                assert client.in_use == 0, seed
            assert sum(not stream.closed for stream in network.opened) == client.pool.idle_connections, seed


@pytest.mark.parametrize("way", ["direct", "tls", "forward", "connect", "socks5"])
def test_over_sockets(new_client: NewClient, secure: Secure, way: str) -> None:
    random = Random(f"{way} {FIRST}")

    def script(link: Link) -> None:
        while True:
            link.request()
            link.send(spoiled(random.choice(STREAMS), random))
            if random.randrange(2):
                link.end()

    with way_to(way, secure, script) as there:
        client = new_client(timeout=Timeouts(read=0.02, total=5), **there.settings)
        before = open_sockets()
        for _ in range(EXAMPLES // 3):
            ask(client, there.url, random)
            assert client.in_use == 0
        client.session._engine.close()
        client.until(lambda: open_sockets() <= before)
