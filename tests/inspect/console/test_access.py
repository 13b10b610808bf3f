"""Who gets to see the console: this machine by a name that nobody can borrow, or the token."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.faults import UsageError
from antiphon.inspect.console.access import Access

from .consoles import TOKEN, asked, code_of, console, recording_of, request_for, served

LIST = "console/exchanges"


def outcome(path: str = LIST, method: str = "GET", names: tuple[str, ...] = (), **asking: Any) -> int | str:
    """Return the status, or the code of the fault."""
    response = asked(console(recording_of(served()), names=names), path, method, **asking)
    return response.status if response.status < 400 else code_of(response)


def test_a_client_on_this_machine_needs_nothing() -> None:
    for client in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"):
        assert outcome(client=client) == 200


@pytest.mark.parametrize("client", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "10.0.0.1", None])
def test_everybody_else_needs_the_token(client: str | None) -> None:
    assert outcome(client=client) == "console-token-missing"
    assert outcome(client=client, Authorization=f"Bearer {TOKEN}") == 200
    assert outcome(client=client, Authorization="Bearer wrong") == "console-token-wrong"


def test_a_missing_token_is_a_challenge() -> None:
    response = asked(console(), LIST, client="192.0.2.1")
    assert response.status == 401 and response.fields["www-authenticate"] == 'Bearer realm="console"'


@pytest.mark.parametrize("field", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_a_proxy_on_this_machine_speaks_for_somebody_else(field: str) -> None:
    claim: dict[str, Any] = {field: "for=192.0.2.1"}
    assert outcome(**claim) == "console-token-missing"


@pytest.mark.parametrize("host", ["localhost", "localhost:8443", "a.localhost", "127.0.0.1:8443", "[::1]:8443"])
def test_names_that_nobody_can_have_lead_here_are_its_own(host: str) -> None:
    assert outcome(Host=host) == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8443", ""])
def test_a_name_that_somebody_has_lead_here_is_misdirected(host: str) -> None:
    """DNS rebinding: to the browser the page is of the same origin, and nothing but Host tells (RFC 9110 §7.4)."""
    assert outcome(Host=host) == "host-unknown"
    assert outcome(Host=host, Sec_Fetch_Site="same-origin", Origin=f"https://{host}") == "host-unknown"


def test_a_name_that_the_server_was_told_is_its_own() -> None:
    assert outcome(Host="shop.example:8443", names=("shop.example",)) == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_origin_gets_nothing(site: str, method: str) -> None:
    path = "console/clear" if method == "POST" else LIST
    assert outcome(path, method, Sec_Fetch_Site=site) == "console-cross-origin"
    assert outcome(path, method, Sec_Fetch_Site=site, Authorization=f"Bearer {TOKEN}") == "console-cross-origin"


def test_an_older_browser_says_where_a_page_is_from_in_origin() -> None:
    assert outcome("console/clear", "POST", Origin="https://evil.example") == "console-cross-origin"
    assert outcome("console/clear", "POST", Origin="null") == "console-cross-origin"
    assert outcome("console/clear", "POST", Origin="https://localhost:8443") == 204


def test_a_link_on_another_page_leads_to_the_console() -> None:
    link: dict[str, Any] = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert outcome("", **link) == 200
    assert outcome("console/clear", "POST", **link) == "console-cross-origin"
    assert outcome("", **{**link, "Sec_Fetch_Dest": "iframe"}) == "console-cross-origin"


def test_programs_that_are_no_browser_may_change() -> None:
    assert outcome("console/clear", "POST") == 204


def test_the_token_in_the_url_becomes_a_cookie_for_the_console_alone() -> None:
    application = console()
    response = asked(application, f"?token={TOKEN}", client="192.0.2.1")
    assert response.status == 303 and response.fields["location"] == "/.antiphon/"
    pair, *attributes = response.fields["set-cookie"].split("; ")
    assert pair.startswith("__Secure-antiphon-console=") and TOKEN not in pair
    assert sorted(attributes) == ["HttpOnly", "Path=/.antiphon/", "SameSite=Strict", "Secure"]
    assert asked(application, LIST, client="192.0.2.1", Cookie=f"a=b; {pair}").status == 200
    assert code_of(asked(console(token="b" * 20), LIST, client="192.0.2.1", Cookie=pair)) == "console-token-missing"


def test_a_wrong_token_in_the_url_is_told() -> None:
    assert outcome("?token=wrong", client="192.0.2.1") == "console-token-wrong"
    assert outcome(f"{LIST}?token={TOKEN}", client="192.0.2.1") == "console-token-missing"


def test_without_tls_the_token_is_not_even_looked_at() -> None:
    far: dict[str, Any] = {"client": "192.0.2.1", "scheme": "http"}
    assert outcome(LIST, Authorization=f"Bearer {TOKEN}", **far) == "console-needs-tls"
    assert outcome(f"?token={TOKEN}", **far) == "console-needs-tls"


def test_behind_a_proxy_on_this_machine_the_cookie_goes_without_secure() -> None:
    response = asked(console(), f"?token={TOKEN}", scheme="http", Via="1.1 a")
    assert response.status == 303 and "Secure" not in response.fields["set-cookie"]


def test_a_token_of_any_characters_is_compared() -> None:
    for hostile in ("ñandú\udcff", "\0", "a" * 10_000):
        assert not Access(TOKEN)._is_token(hostile)
    assert outcome(client="192.0.2.1", Cookie="__Secure-antiphon-console=\xff; ;=") == "console-token-missing"


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        Access("secret")
    assert refused.value.fault.code == "console-token-short" and "secret" not in str(refused.value)


def test_each_console_makes_a_token_of_its_own() -> None:
    one, other = Access().token, Access().token
    assert one != other and len(one) >= 32
    Access(one).check(request_for(LIST, client="192.0.2.1", Authorization=f"Bearer {one}"))
