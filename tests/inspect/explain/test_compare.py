"""Two explanations side by side."""

from __future__ import annotations

from dataclasses import replace

from antiphon.inspect import comparison
from antiphon.inspect.exchange import Phases
from antiphon.inspect.journeys import about, journeys_of, most_telling
from antiphon.inspect.show.overview import overview
from antiphon.lab import Lab
from antiphon.semantics.url import URL

from .conftest import Explain
from .made import exchange, request, response, shown


def test_http_and_https_differ_by_tls(explained: Explain, lab: Lab) -> None:
    compared = comparison(explained("cookie/not-secure"), explained("cookie/secure-over-http"))
    names = {(each.block.name, each.fact.name) for each in compared.differences}
    assert {("tls", "version"), ("tls", "none"), ("input", "scheme")} <= names
    text = compared.text(width=100)
    assert "TLS handshake" in text and "Everything else is the same." in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_what_is_the_same_is_not_told() -> None:
    made = shown(exchange(None, response()))
    assert comparison(made, made).differences == ()
    assert "Todo es igual." in comparison(made, made).text("es")
    assert str(comparison(made, made)).endswith("Everything is the same.\n")


def test_parts_that_differ_are_told_where_the_sentence_does_not() -> None:
    one = exchange(None, response(200, b"ok"))
    other = exchange(None, response(200, b"no"))
    (difference,) = comparison(shown(one), shown(other)).differences
    assert difference.fact.name == "content"
    assert "text: ok" in comparison(shown(one), shown(other)).text()


def test_times_that_differ_by_the_machines_unrest_are_the_same() -> None:
    def timed(seconds: float) -> Phases:
        return Phases(wait=seconds, total=seconds)

    base = exchange(None, response(), phases=timed(0.1))
    near, far = replace(base, phases=timed(0.105)), replace(base, phases=timed(0.2))
    assert comparison(shown(base), shown(near)).differences == ()
    assert {each.fact.name for each in comparison(shown(base), shown(far)).differences} == {"wait", "total"}


def test_what_an_archive_does_not_know_is_no_difference(explained: Explain) -> None:
    live = explained("status/404")
    archived = shown(*(replace(each, record=None, connection=None) for each in live.journey))
    blocks = {each.block.name for each in comparison(archived, live).differences}
    assert not blocks & {"names", "connection", "tls", "chain"}


def test_as_json_both_are_there_in_full() -> None:
    made = shown(exchange(None, response())), shown(exchange(None, response(404)))
    value = comparison(*made).to_json("es")
    assert value["one"]["grade"] == "good" and value["other"]["grade"] == "error"
    assert {"block", "name", "one", "other", "label"} == set(value["differences"][0])


# -- many exchanges ----------------------------------------------------------------------------------------------------


def test_redirects_belong_to_what_was_asked_for() -> None:
    hop = exchange(request(url="https://a.example/"), response(302, Location="/b"))
    then = exchange(request(url="https://a.example/b"), response())
    alone = exchange(request(url="https://a.example/c"), response(500))
    probe = replace(alone, probe=True)
    assert journeys_of((hop, then, alone, probe)) == [(hop, then), (alone, probe)]
    assert journeys_of((hop, alone)) == [(hop,), (alone,)]
    assert journeys_of(()) == []


def test_the_worst_is_looked_at_first() -> None:
    fine = exchange(None, response(), phases=Phases(total=1.0))
    slow = exchange(None, response(), phases=Phases(total=2.0))
    missing, broken, lost = exchange(None, response(404)), exchange(None, response(500)), exchange()
    assert most_telling([(fine,), (slow,), (fine,)]) == 1
    assert most_telling([(slow,), (missing,), (missing,)]) == 1
    assert most_telling([(missing,), (broken,)]) == 1
    assert most_telling([(broken,), (lost,)]) == 1


def test_the_one_about_the_same_url_is_found() -> None:
    here, there = exchange(request(url="https://a.example/x?y")), exchange(request(url="https://b.example/x?y"))
    journeys = [(here,), (there,)]
    assert about(journeys, URL.parse("https://a.example/x?y#z")) == (here,)
    assert about(journeys, URL.parse("http://localhost:8443/x?y")) == (there,)
    assert about(journeys, URL.parse("https://a.example/other")) is None


def test_an_overview_shows_those_around_the_chosen_one() -> None:
    journeys = [(exchange(request(url=f"https://a.example/{number}?token=abc"), response()),) for number in range(50)]
    lines = list(overview(journeys, 40, "en", width=60))
    assert lines[0] == "50 requests; number 41 is explained (--exchange N)."
    assert len(lines) == 22 and lines[-1] == "      … and 30 more"
    assert [line for line in lines if line.startswith(">")] == [
        ">  41  200      0.0 ms  GET https://a.example/40?token=[mask"
    ]
    assert "–" in next(line for line in overview([(exchange(),)], 0, "es") if line.startswith(">"))
