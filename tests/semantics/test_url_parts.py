"""The parts of a URL as they are explained."""

from __future__ import annotations

from antiphon.semantics.url import parse_lenient
from antiphon.semantics.url_parts import parts_of


def named(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in parts_of(parse_lenient(text))]


def test_every_part_in_the_order_in_which_it_is_written() -> None:
    assert named("https://user:secret@api.example.com:443/v1/us%20ers?id=123&q=a+b#top") == [
        ("scheme", "https"),
        ("userinfo", "[masked]"),
        ("host", "api.example.com"),
        ("port", "443"),
        ("path", "/v1/us%20ers"),
        ("segment", "v1"),
        ("segment", "us ers"),
        ("query", "id=123&q=a+b"),
        ("parameter", "id=123"),
        ("parameter", "q=a b"),
        ("fragment", "top"),
    ]


def test_notes_tell_what_is_default_encrypted_and_never_sent() -> None:
    notes = {part.kind: part.note for part in parts_of(parse_lenient("http://a:8080/#x"))}
    assert "Not encrypted" in notes["scheme"].en
    assert "Not the scheme's own" in notes["port"].en
    assert "Nunca se envía" in notes["fragment"].es


def test_an_international_host_is_spelled_out() -> None:
    hosts = [parts_of(parse_lenient(text))[1] for text in ("bücher.example", "xn--a.example", "plain.example")]
    assert hosts[0].value == "xn--bcher-kva.example"
    assert "bücher.example" in hosts[0].note.es
    assert "none" in hosts[1].note.en
    assert hosts[2].note.en == ""


def test_what_could_command_a_terminal_is_written_as_escapes() -> None:
    values = [value for _, value in named("https://a/%1b%5B2J?x=%0a%E2%80%AE#%07")]
    assert all(value.isprintable() for value in values)
    assert r"\x1b[2J" in values


def test_a_query_with_very_many_parameters_is_explained_whole() -> None:
    kinds = [kind for kind, _ in named("https://a/?" + "&".join(["x=1"] * 2000))]
    assert kinds.count("parameter") == 2000
