"""What the console remembers is bounded, in number and in bytes."""

from __future__ import annotations

import pytest

from antiphon.faults import AntiphonError
from antiphon.faults.service import PLAIN_HTTP_ON_TLS_PORT
from antiphon.inspect.console.recording import HANDSHAKES, Recording, is_own
from antiphon.server.observed import KEPT
from antiphon.wire import h1

from .consoles import GET, OK, accepted, recording_of, served


def numbers(recording: Recording) -> list[int]:
    return [each.number for each in recording.newest_first()]


def test_the_newest_exchanges_are_kept() -> None:
    exchanges = [served() for _ in range(5)]
    recording = recording_of(*exchanges, limit=3)
    assert numbers(recording) == [each.number for each in reversed(exchanges[2:])]
    assert recording.count == 3
    assert recording.get(exchanges[4].number) is exchanges[4] and recording.get(exchanges[0].number) is None


def test_large_exchanges_go_before_their_number_is_full() -> None:
    large = [served(GET, OK + b"x" * KEPT) for _ in range(5)]
    recording = recording_of(*large, most_bytes=3 * KEPT)
    assert numbers(recording) == [each.number for each in reversed(large[3:])]


def test_one_exchange_is_kept_however_large() -> None:
    only = served(GET, OK + b"x" * KEPT)
    assert numbers(recording_of(only, most_bytes=10)) == [only.number]


def test_an_exchange_that_ends_after_it_was_forgotten_counts_for_nothing() -> None:
    slow, *others = [served(ended=False), *(served() for _ in range(3))]
    recording = recording_of(slow, *others, limit=2, most_bytes=3 * len(GET + OK))
    slow.ended = slow.began
    for _ in range(100):
        recording.ended(slow)
    assert recording.count == 2


def test_clearing_forgets_exchanges_and_handshakes_and_what_is_under_way() -> None:
    under_way = served(ended=False)
    recording = recording_of(served(), under_way)
    recording.handshake_failed("127.0.0.1:1", AntiphonError(PLAIN_HTTP_ON_TLS_PORT, url="https://a"))
    recording.clear()
    recording.ended(under_way)
    assert recording.count == 0 and not recording.handshakes
    recording.began(later := served())
    assert numbers(recording) == [later.number]


def test_connections_are_kept_while_they_are_open() -> None:
    recording = Recording()
    recording.accepted(one := accepted())
    recording.accepted(two := accepted())
    recording.closed(one)
    assert list(recording.connections.values()) == [two]
    recording.closed(one)


def test_failed_handshakes_are_bounded() -> None:
    recording = Recording()
    for _ in range(HANDSHAKES + 1):
        recording.handshake_failed("127.0.0.1:1", AntiphonError(PLAIN_HTTP_ON_TLS_PORT, url="https://a"))
    assert len(recording.handshakes) == HANDSHAKES


@pytest.mark.parametrize(
    ("target", "own"),
    [
        (b"/.antiphon", True),
        (b"/.antiphon/", True),
        (b"/.antiphon/?token=x", True),
        (b"/.antiphon/console/exchanges", True),
        (b"/.antiphon/rest/page.js", False),
        (b"/.antiphonic", False),
        (b"/.antiphon/consoles", False),
        (b"/", False),
    ],
)
def test_the_places_of_the_console_are_its_own_and_no_others(target: bytes, own: bool) -> None:
    assert is_own(target) is own
    message = b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % target
    request = h1.Connection(h1.Role.SERVER).receive(message)[0]
    assert isinstance(request, h1.Request) and Recording().wants(request) is not own
