"""Blocks 2, 3, 4, 9, 13: from the URL to the last hop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from antiphon.client.connection_facts import ConnectionFacts
from antiphon.inspect.blocks.surroundings import Surroundings, parse_hosts
from antiphon.inspect.exchange import Phases
from antiphon.inspect.record import Record
from antiphon.net.network import Address, Attempt
from antiphon.net.trace import NotConnected, Resolved

from .conftest import Explain
from .made import exchange, fact, names_of, request, response, shown

HOP = {"Location": "https://other.example/b"}


def test_a_url_comes_apart_after_normalization_rfc_3986_6() -> None:
    made = shown(exchange(request(url="HTTPS://xn--bcher-KVA.example:443/a/../b?x=1#c"), response()))
    values = {each.name: each.value for each in made.of("input").facts}  # type: ignore[union-attr]
    assert values == {
        "method": "GET",
        "url": "https://xn--bcher-kva.example/b?x=1#c",
        "scheme": "https",
        "host": "xn--bcher-kva.example",
        "port": 443,
        "path": "/b",
        "query": "x=1",
        "fragment": "c",
    }
    assert "IDNA" in fact(made, "input", "host").told() and "default" in fact(made, "input", "port").told()


def around(environment: dict[str, str], url: str = "https://example.org/a", **settings: object) -> dict[str, str]:
    made = shown(exchange(request(url=url), response()), surroundings=Surroundings(environment, {}, settings))
    facts = made.of("input").facts  # type: ignore[union-attr]
    return {each.name: each.told() for each in facts if each.name.startswith("environment.")}


def test_of_the_environment_only_what_counts_for_this_url_is_told() -> None:
    proxies = {"https_proxy": "http://ana:secret@proxy.example:3128", "no_proxy": "intern.example"}
    assert around(proxies) == {"environment.proxy": "This URL is asked for through proxy.example:3128."}
    for url in ("https://intern.example/", "https://localhost/", "http://example.org/"):
        assert around(proxies, url)["environment.proxy"].startswith("Not for this URL")
    assert around(proxies, trust_env=False)["environment.proxy"].startswith("Not used")
    assert around({"NO_PROXY": "a", "PATH": "/bin"}) == {}


def test_a_proxy_that_cannot_be_used_is_told() -> None:
    assert "https_proxy" in around({"https_proxy": "gopher://x"})["environment.proxy"]


def test_whose_roots_count_is_told() -> None:
    environment = {"SSL_CERT_FILE": "/a.pem", "REQUESTS_CA_BUNDLE": "/b.pem", "SSLKEYLOGFILE": "/k"}
    told = around(environment)
    assert set(told) == {"environment.ssl_cert_file", "environment.requests_ca_bundle", "environment.sslkeylogfile"}
    assert "not here" in told["environment.requests_ca_bundle"]
    assert set(around(environment, verify="/c.pem")) == {"environment.sslkeylogfile"}
    assert around(environment, "http://example.org/") == {}


def test_credentials_of_nobody_else_are_those_of_netrc() -> None:
    asked = exchange(request(Authorization="Basic YTpi"), response())
    assert "environment.netrc" in names_of(shown(asked, surroundings=Surroundings()), "input")
    given = Surroundings(settings={"auth": ("a", "b")})
    assert "environment.netrc" not in names_of(shown(asked, surroundings=given), "input")


def test_an_archive_has_no_surroundings() -> None:
    made = shown(exchange(None, response()))
    assert not [name for name in names_of(made, "input") if name.startswith("environment.")]


def test_the_hosts_file_is_read_and_what_is_not_known_is_said_rfc_1034_3_6_2() -> None:
    assert parse_hosts("# a\n127.0.0.1 localhost  Loop # x\n::1 localhost\n\nbroken\n") == {
        "localhost": ("127.0.0.1", "::1"),
        "loop": ("127.0.0.1",),
    }
    record = Record(0.0, 1.0, resolved=(Resolved(0.1, "example.org", ("192.0.2.1",), 0.1),))
    live = exchange(None, response(), record=record)
    listed = shown(live, surroundings=Surroundings(hosts={"example.org": ("10.0.0.1",)}))
    assert fact(listed, "names", "hosts_file").value == ["10.0.0.1"] and "aliases" not in names_of(listed, "names")
    absent = shown(live, surroundings=Surroundings(hosts={}))
    assert fact(absent, "names", "aliases").command == "dig example.org"


def test_a_name_without_address_is_told() -> None:
    record = Record(0.0, 1.0, resolved=(Resolved(0.1, "nowhere.example", (), 0.1, "Name or service not known"),))
    made = shown(exchange(None, None, record=record))
    assert "knows no address of nowhere.example" in fact(made, "names", "failure").told()


def test_each_attempt_of_the_race_is_told_rfc_8305_5() -> None:
    attempts = (
        Attempt(Address(10, ("2001:db8::1", 443, 0, 0)), "ENETUNREACH", 0.001),
        Attempt(Address(2, ("192.0.2.1", 443)), None, 0.02),
    )
    facts = ConnectionFacts("10.0.0.2:5", "192.0.2.1:443", attempts)
    made = shown(exchange(None, response(), connection=facts))
    first = fact(made, "connection", "attempt")
    assert first.value == {"address": "[2001:db8::1]:443", "result": "ENETUNREACH", "milliseconds": 1.0}
    assert "no route to that network" in first.told()
    assert fact(made, "names", "chosen").told() == "The first to answer of 2 that were tried (Happy Eyeballs)."
    assert fact(made, "connection", "peer_address").command == "nc -vz 192.0.2.1 443"


def test_attempts_that_all_failed_are_told() -> None:
    refused = Attempt(Address(2, ("192.0.2.1", 443)), "ECONNREFUSED", 0.001)
    record = Record(0.0, 1.0, not_connected=(NotConnected(0.5, "a:443", "no", (refused,)),))
    assert "Nothing listens" in fact(shown(exchange(None, None, record=record)), "connection", "attempt").told()


@pytest.mark.parametrize(
    ("asked", "then", "status", "words"),
    [
        (
            request("POST", content=b"x", Content_Type="a/b"),
            request(),
            302,
            "so the content and Content-Type were left out",
        ),
        (request("POST"), request(), 303, "made POST a GET"),
        (request(Authorization="Basic x"), request(), 307, "leads to another origin, so Authorization stayed behind"),
        (request(), request(url="http://example.org/"), 301, "leads from https to http"),
        (request(url="http://example.org/"), request(), 308, "leads from http to https"),
        (request(), request(), 307, "kept the method GET"),
    ],
)
def test_a_redirect_says_what_it_changed_rfc_9110_15_4(asked: object, then: object, status: int, words: str) -> None:
    made = shown(exchange(asked, response(status, **HOP)), exchange(then, response()))  # type: ignore[arg-type]
    assert words in fact(made, "redirects", "hop").told()


def test_a_redirect_says_which_cookies_it_set_and_nothing_of_their_values() -> None:
    made = shown(exchange(None, response(302, Set_Cookie="sid=secret; Path=/", **HOP)), exchange(None, response()))
    assert fact(made, "redirects", "hop").value["cookies_set"] == ["sid"]
    assert "after 1 redirect" in fact(made, "verdict", "outcome").told()
    assert "tras 1 redirección" in fact(made, "verdict", "outcome").told("es")


def test_the_biggest_phase_is_named_in_both_languages() -> None:
    made = shown(exchange(None, response(), phases=Phases(resolve=0.5, wait=0.2, total=0.7)))
    assert fact(made, "timing", "biggest").told() == "Most of the time was resolving the name."
    assert fact(made, "timing", "biggest").told("es") == "La mayor parte del tiempo fue resolución del nombre."


def test_the_median_is_of_all_repetitions() -> None:
    first = exchange(None, response(), phases=Phases(total=1.0))
    others = [replace(first, phases=Phases(total=seconds)) for seconds in (3.0, 2.0)]
    median = fact(shown(first, others=others), "timing", "median")
    assert (median.value, median.told()) == (2000.0, "Of 3 exchanges.")


def test_safe_methods_are_repeated_and_others_are_not(explained: Explain) -> None:
    assert fact(explained("good", times=3), "timing", "median").told() == "Of 3 exchanges."
    assert "median" not in names_of(explained("method/anything", "POST", times=3), "timing")


def test_a_redirect_counts_the_time_of_all_hops(explained: Explain) -> None:
    made = explained("redirect/chain/3")
    whole = sum(each.phases.total or 0 for each in made.journey) * 1000
    assert f"in {whole:.1f} ms" in fact(made, "verdict", "outcome").told()
    assert "after 3 redirects" in fact(made, "verdict", "outcome").told()
