"""HTTP Strict Transport Security (RFC 6797): who is asked by https, in every world."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import antiphon
from antiphon import HSTSStore

from ..clients import Client
from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, answering, by_path, redirect, response

NOW = 1_800_000_000.0


def policy(*values: str) -> bytes:
    """Return a response with these Strict-Transport-Security lines."""
    return response(b"ok", *(f"Strict-Transport-Security: {value}" for value in values))


def as_http(url: str) -> str:
    return url.replace("https:", "http:")


def test_a_host_that_wants_https_gets_it(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(policy("max-age=1000")), tls=secure.context) as peer:
        first = client.get(peer.at("a.test"))
        assert first.upgraded is None
        got = client.get(f"{as_http(peer.at('a.test'))}x?y=z#there", headers={"X-Own": "1"})
        assert got.status_code == 200 and got.url == f"{peer.at('a.test')}x?y=z#there" and got.history == []
        assert got.upgraded == f"{as_http(peer.at('a.test'))}x?y=z#there" and got.fell_back is None
        assert peer.requests[1].target == "/x?y=z" and peer.requests[1].fields["x-own"] == "1"
        assert peer.requests[1].fields["host"] == f"a.test:{peer.port}"
        assert "a.test" in client.session.hsts and "b.test" not in client.session.hsts


def test_content_and_credentials_go_along(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(policy("max-age=1000")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        client.post(as_http(peer.at("a.test")), data=b"content", auth=("u", "p"), allow_redirects=False)
        assert peer.requests[1].content == b"content" and "authorization" in peer.requests[1].fields


def test_subdomains_are_meant_where_they_are_named_rfc_6797_6_1_2(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(policy("max-age=1000; includeSubDomains")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        with Peer(always(OK)) as plain, pytest.raises(antiphon.TLSError):
            client.get(plain.at("sub.a.test"))
        with Peer(always(OK)) as plain:
            client.get(plain.at("b.test"))
            assert len(plain.requests) == 1


def test_a_dot_at_the_end_is_no_way_around(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    client.session.hsts.add("a.test", 9e9)
    assert client.session.hsts.requires_https("a.test.")
    client.session.hsts.discard("a.test.")
    assert not client.session.hsts


@pytest.mark.parametrize(
    ("values", "strict"),
    [
        (["max-age=1000", "max-age=0"], True),
        (["nonsense", "max-age=1000"], False),
        (["max-age=1000; max-age=1000"], False),
        (["includeSubDomains"], False),
        (['max-age="1000"; later=x'], True),
        (["max-age=0"], False),
    ],
)
def test_what_counts_of_a_field_rfc_6797_8_1(
    new_client: NewClient, secure: Secure, values: list[str], strict: bool
) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(policy(*values)), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
    assert client.session.hsts.requires_https("a.test") is strict


def test_max_age_0_is_the_end_of_it_rfc_6797_6_1_1(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(answering(policy("max-age=1000; includeSubDomains"), policy("max-age=0")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        assert client.get(as_http(peer.at("a.test"))).upgraded
    with Peer(always(OK)) as plain:
        assert client.get(plain.at("a.test")).upgraded is None
    assert not client.session.hsts


def test_over_http_nobody_can_ask_for_it_rfc_6797_8_1(client: Client) -> None:
    with Peer(always(policy("max-age=1000"))) as peer:
        client.get(peer.at("a.test"))
        client.get(peer.at("a.test"))
    assert len(client.session.hsts) == 0


def test_without_verification_nobody_can_ask_for_it_rfc_6797_8_1(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=False)
    with Peer(always(policy("max-age=1000")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
    assert len(client.session.hsts) == 0


def test_addresses_and_this_machine_have_no_policy_rfc_6797_8_1_1(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(policy("max-age=1000")), tls=secure.context) as peer:
        client.get(peer.url)
    assert len(client.session.hsts) == 0
    client.session.hsts.receive("localhost", [b"max-age=1000"])
    assert len(client.session.hsts) == 0


def test_errors_and_redirects_carry_a_policy_too(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    hop = response(b"", "Location: /next", "Strict-Transport-Security: max-age=9", status="302 Found")
    missing = response(b"", "Strict-Transport-Security: max-age=9", status="404 Not Found")
    with Peer(by_path({"/": hop, "/next": OK, "/gone": missing}), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        client.get(f"{peer.at('b.test')}gone")
    assert set(client.session.hsts.hosts) == {"a.test", "b.test"}


def test_a_redirect_to_http_is_upgraded_without_credentials(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    client.session.hsts.add("b.test", 9e9)
    with Peer(always(OK), tls=secure.context) as peer:
        with Peer(always(redirect(302, as_http(peer.at("b.test")))), tls=secure.context) as other:
            got = client.get(other.at("a.test"), auth=("u", "secret"))
        assert got.url == peer.at("b.test") and got.upgraded == as_http(peer.at("b.test"))
        assert len(got.history) == 1 and "authorization" not in peer.requests[0].fields


def test_a_loop_between_http_and_https_ends(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root, max_redirects=3)
    client.session.hsts.add("a.test", 9e9)
    location: list[str] = []

    def script(link: object) -> None:
        always(redirect(301, location[0]))(link)  # type: ignore[arg-type]

    with Peer(script, tls=secure.context) as peer:
        location.append(as_http(peer.at("a.test")))
        with pytest.raises(antiphon.TooManyRedirects):
            client.get(location[0])
        assert len(peer.requests) == 4


def test_secure_cookies_go_with_an_upgraded_request(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    answer = response(b"", "Set-Cookie: a=1; Secure; Path=/", "Strict-Transport-Security: max-age=9")
    with Peer(always(answer), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        client.get(as_http(peer.at("a.test")))
        assert peer.requests[1].fields["cookie"] == "a=1"


# -- the setting ---------------------------------------------------------------------------------------------------


def test_off_means_off(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root, hsts=False)
    with Peer(always(policy("max-age=1000")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
    with Peer(always(OK)) as plain:
        assert client.get(plain.at("a.test")).url == plain.at("a.test")
    assert client.session.hsts is None


def test_a_store_may_be_shared_and_a_file_outlives_the_session(
    new_client: NewClient, secure: Secure, tmp_path: Path
) -> None:
    file = tmp_path / "hsts.txt"
    first = new_client(verify=secure.root, hsts=file)
    with Peer(always(policy("max-age=1000; includeSubDomains")), tls=secure.context) as peer:
        first.get(peer.at("a.test"))
    first.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and '\n.a.test "2' in file.read_text()
    second = new_client(hsts=str(file))
    assert second.session.hsts.requires_https("x.a.test") and second.session.hsts.path == str(file)
    store = HSTSStore()
    assert new_client(hsts=store).session.hsts is store


def test_a_setting_that_is_none_of_these_is_refused() -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(hsts=5)  # type: ignore[arg-type]
    assert caught.value.fault.code == "hsts-unusable" and "int" in str(caught.value)


# -- the store -----------------------------------------------------------------------------------------------------


def test_time_ends_it() -> None:
    moment = [NOW]
    store = HSTSStore(clock=lambda: moment[0])
    store.receive("a.example", [b"max-age=10"])
    moment[0] = NOW + 9
    assert "a.example" in store
    moment[0] = NOW + 10
    assert "a.example" not in store


def test_there_is_a_limit_and_the_shortest_make_room() -> None:
    store = HSTSStore(most_hosts=100, clock=lambda: NOW)
    for number in range(1000):
        store.add(f"h{number}.example", NOW + number)
    assert 90 <= len(store) <= 100 and "h999.example" in store and "h0.example" not in store


def test_two_stores_on_one_file_are_merged(tmp_path: Path) -> None:
    file = tmp_path / "hsts.txt"
    one, other = HSTSStore(file), HSTSStore(file)
    one.add("one.example", 9e9)
    other.add("other.example", 9e9, include_subdomains=True)
    one.save()
    other.save()
    assert set(HSTSStore(file).hosts) == {"one.example", "other.example"} == set(other.hosts)
    other.discard("one.example")
    other.save()
    one.add("third.example", 9e9)
    one.save()
    assert set(one.hosts) == {"other.example", "third.example"} == set(HSTSStore(file).hosts)
    one.clear()
    one.save()
    assert not HSTSStore(file) and sorted(os.listdir(tmp_path)) == ["hsts.txt", "hsts.txt.lock"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hsts.txt"
    file.write_text("# fine\nnot fine\n")
    with pytest.raises(antiphon.UsageError, match=r"Line 2 of .*hsts\.txt"):
        antiphon.Session(hsts=file)
