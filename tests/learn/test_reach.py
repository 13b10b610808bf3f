"""Other devices: which names and addresses the lessons have, and what a guest may do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from antiphon.learn.reach import Reach
from antiphon.learn.sandbox import Sandboxes
from antiphon.learn.serving import certificates_of, config_of, site
from antiphon.learn.site import Site, guest_of
from antiphon.semantics.fields import Fields
from antiphon.server.config import ServerConfig
from antiphon.server.handler import Request, Response
from antiphon.server.running import certificates_for
from antiphon.tls.authority import LocalAuthority
from antiphon.tls.names import machine_names

GUEST = ("192.168.1.7", 5000)


@pytest.mark.parametrize(
    ("host", "is_open"),
    [
        ("localhost", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("127.0.0.2", False),
        ("0.0.0.0", True),
        ("::", True),
        ("192.168.1.5", True),
        ("lessons.local", True),
    ],
)
def test_what_listens_beyond_loopback_is_open(host: str, is_open: bool) -> None:
    reach = Reach(host)
    assert reach.is_open is is_open
    assert (config_of(0, tls=False, reach=reach).connection_limit is not None) is is_open


def test_what_listens_on_loopback_has_no_names_but_those_given() -> None:
    assert Reach().own_names == () and Reach("127.0.0.1", ("shop.test",)).own_names == ("shop.test",)


def test_what_is_open_answers_to_the_names_of_the_machine() -> None:
    assert set(Reach("lessons.local", ("b.internal",)).own_names) == {"lessons.local", "b.internal", *machine_names()}


def test_all_networks_are_shown_as_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.learn.reach._way_out", lambda family: "192.168.1.5")
    urls = Reach("0.0.0.0").urls(["https://0.0.0.0:8440/"])
    assert urls == ["https://192.168.1.5:8440/", "https://localhost:8440/"]
    monkeypatch.setattr("antiphon.learn.reach._way_out", lambda family: "")
    assert Reach("0.0.0.0").urls(["https://0.0.0.0:8440/"]) == ["https://localhost:8440/"]
    assert Reach("192.168.1.5").urls(["https://192.168.1.5:1/"]) == ["https://192.168.1.5:1/"]


@pytest.mark.usefixtures("home")
def test_the_certificate_has_the_names_and_addresses_that_a_device_asks_for() -> None:
    authority = LocalAuthority.open()
    names = Reach("192.168.1.5", ("lessons.local", "example.com")).certified(authority)
    assert {"localhost", "127.0.0.1", "192.168.1.5", "lessons.local"} <= set(names)
    assert "example.com" not in names  # the local authority certifies nothing of the public internet
    assert len(set(names)) == len(names)
    assert certificates_of(Reach("192.168.1.5")).context


# -- what a guest may do -----------------------------------------------------------------------------------------------


def request(method: str, path: str, client: tuple[str, int] | None = GUEST, content: bytes = b"", **fields: str) -> Any:
    pairs = {"Host": "192.168.1.5:8440", "Content-Type": "application/json"}
    pairs |= {name.replace("_", "-"): value for name, value in fields.items()}
    path, _, query = path.partition("?")
    return Request(method, path, path, query, Fields(list(pairs.items())), content, client, "https")


@pytest.mark.parametrize(
    ("client", "guest"),
    [
        (("127.0.0.1", 1), ""),
        (("::1", 1), ""),
        (("::ffff:127.0.0.1", 1), ""),
        (None, ""),
        (GUEST, "192.168.1.7"),
        (("fd00::7", 1), "fd00::/64"),
    ],
)
def test_a_guest_is_who_asks_from_elsewhere(client: tuple[str, int] | None, guest: str) -> None:
    assert guest_of(request("GET", "/", client)) == guest


def answers(tmp_path: Path, requests: list[Any], **settings: Any) -> list[Response]:
    async def ask() -> list[Response]:
        opened: Site = site(tmp_path / "learn", **settings)
        try:
            return [await opened(each) for each in requests]
        finally:
            await opened.close()

    return asyncio.run(ask())


@pytest.mark.usefixtures("home")
def test_names_that_lead_here_by_rebinding_are_refused(tmp_path: Path) -> None:
    """RFC 9110 §7.4."""
    hosts = {"192.168.1.5:8440": 200, "localhost:8440": 200, "lessons.local": 200, "evil.example": 421, "": 421}
    asked = [request("GET", "/en/", Host=host) for host in hosts]
    found = answers(tmp_path, asked, names=("lessons.local",))
    assert [answer.status for answer in found] == list(hosts.values())


@pytest.mark.usefixtures("home")
def test_one_guest_cannot_fill_the_database(tmp_path: Path) -> None:
    row = b'{"sections": [], "answers": {}, "solved": [], "notes": {}}'

    def saved(letter: str, client: tuple[str, int]) -> Any:
        return request("PUT", f"/api/progress/{letter * 20}", client, row, If_None_Match="*")

    asked = [saved(letter, GUEST) for letter in "abc"]
    asked += [saved(letter, ("192.168.1.8", 1)) for letter in "de"] + [
        saved(letter, ("127.0.0.1", 1)) for letter in "fgh"
    ]
    found = answers(tmp_path, asked, rate_of_codes="2/1h")
    assert [answer.status for answer in found] == [201, 201, 429, 201, 201, 201, 201, 201]
    assert int(found[2].fields["Retry-After"]) > 0


@pytest.mark.usefixtures("home")
def test_one_guest_cannot_take_the_shops_of_others() -> None:
    async def open_many() -> None:
        async def no_lab() -> Any:
            raise AssertionError("nobody asked for the lab")

        certificates = certificates_for(ServerConfig())
        assert certificates is not None
        sandboxes = Sandboxes(certificates, no_lab, most=8)
        try:
            here = await sandboxes.of("h" * 20)
            other = await sandboxes.of("o" * 20, "192.168.1.8")
            own = [await sandboxes.of(letter * 20, GUEST[0]) for letter in "abcdefg"]
            assert len(sandboxes) == 6
            assert await sandboxes.of("h" * 20) is here
            assert await sandboxes.of("o" * 20, "192.168.1.8") is other
            assert await sandboxes.of("g" * 20, GUEST[0]) is own[-1]
        finally:
            await sandboxes.close()

    asyncio.run(open_many())


@pytest.mark.usefixtures("home")
def test_a_guest_gets_no_list_and_nothing_of_other_origins(tmp_path: Path) -> None:
    asked = [
        request("GET", "/api/progress"),
        request("GET", "/api/progress/" + "a" * 20, Origin="https://evil.example"),
        request("POST", "/api/send", content=b"{}", Origin="https://192.168.1.6:8440"),
        request("POST", "/api/send", content=b"{}", Content_Type="text/plain"),
    ]
    assert [answer.status for answer in answers(tmp_path, asked)] == [403, 403, 403, 415]
