"""``antiphon serve https://…``: from the command line to a server behind, and what is refused before."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import antiphon as package
from antiphon.cli.gateway_options import gateway_target, names_origin
from antiphon.faults import UsageError
from antiphon.server.config import ServerConfig

from .conftest import Origin, Run, Serving

Start = Callable[..., Serving]
OPTIONS: dict[str, Any] = {
    "keep_host": False,
    "trust_forwarded": False,
    "origin_timeout": 60,
    "origin_ca": None,
    "insecure_origin": False,
    "expose": False,
    "allow_host": (),
}


def end(serving: Serving) -> str:
    """End a gateway, and with it the connections that the origin would wait for; return what it said."""
    serving.process.send_signal(signal.SIGTERM)
    _, errors = serving.process.communicate(timeout=20)
    assert serving.process.returncode == 0 and b"Traceback" not in errors
    return errors.decode()


def test_a_server_is_stood_in_front_of(start: Start, origin: Origin) -> None:
    origin.content, origin.fields = b"from behind", {"Set-Cookie": "a=b; Domain=127.0.0.1"}
    serving = start("serve", f"{origin.url}/api/", "--http", "--port", "0")
    with package.Session() as session:
        got = session.get(f"{serving.url}/x", headers={"X-Forwarded-For": "10.0.0.1"})
        assert (got.text, got.headers["set-cookie"]) == ("from behind", "a=b")
        assert session.get(f"{serving.url}/", headers={"Host": "evil.example"}).status_code == 421
    (asked,) = origin.asked
    assert asked["host"] == origin.url.removeprefix("http://") and asked["x-forwarded-for"] == "127.0.0.1"
    assert asked["via"].startswith("1.1 antiphon-")
    end(serving)


def test_https_both_ways_with_the_local_authority(start: Start, secure_demo: str, antiphon: Run) -> None:
    serving = start("serve", secure_demo, "--port", "0", "--host", "127.0.0.1", "--keep-host", "--no-access-log")
    assert serving.url.startswith("https://127.0.0.1:")
    assert antiphon("get", f"{serving.url}/hello", "name==Ana").out.startswith("Hello, Ana")


def test_why_an_origin_does_not_answer_is_on_standard_error(start: Start, antiphon: Run) -> None:
    serving = start("serve", "http://nothing.invalid", "--http", "--port", "0", "--allow-host", "own.example")
    ended = antiphon("get", f"{serving.url}/", "--check-status")
    assert ended.code != 0 and '"cause":"name-not-found"' in ended.out
    assert "http://nothing.invalid: " in end(serving)


@pytest.mark.parametrize("target", ["http://localhost:3000", "https://10.0.0.1", "http://intranet"])
def test_what_only_this_network_reaches_is_not_shown_to_others(antiphon: Run, target: str) -> None:
    ended = antiphon("serve", target, "--http", "--host", "0.0.0.0", "--port", "0")
    assert ended.code == 2 and ended.err.startswith("antiphon: On 0.0.0.0, everybody who reaches this machine would")
    assert "--expose" in ended.err
    with pytest.raises(UsageError) as caught:
        gateway_target(target, ServerConfig(host="::"), **OPTIONS)
    assert caught.value.fault.code == "origin-exposed"
    spanish = antiphon("serve", target, "--http", "--host", "0.0.0.0", "--lang", "es")
    assert spanish.err.startswith("antiphon: En 0.0.0.0, cualquiera")


def test_it_is_shown_to_others_where_that_is_meant(start: Start, origin: Origin) -> None:
    origin.content = b"for all"
    serving = start("serve", origin.url, "--http", "--host", "0.0.0.0", "--port", "0", "--expose")
    port = serving.url.rpartition(":")[2]
    with package.Session() as session:
        assert session.get(f"http://127.0.0.1:{port}/", headers={"Host": "any.example"}).text == "for all"
    end(serving)


def test_options_of_other_targets_are_refused(antiphon: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text("{}")
    options = {("--access", str(rules)): "a database", ("--bulk",): "a database", ("--writable",): "a folder"}
    for option, kind in options.items():
        ended = antiphon("serve", "https://app.example", *option, "--port", "0")
        assert ended.code == 2
        assert ended.err.startswith(f"antiphon: {option[0]} means nothing without {kind} as TARGET.")
    for target in (tmp_path, "antiphon.demo:application", tmp_path / "shop.db"):
        for name in ("--keep-host", "--trust-forwarded", "--insecure-origin", "--expose"):
            ended = antiphon("serve", target, name, "--port", "0")
            assert ended.code == 2
            assert ended.err.startswith(f"antiphon: {name} means nothing without a URL as TARGET.")


def test_a_certificate_cannot_be_verified_and_not_verified(antiphon: Run, tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_text("")
    ended = antiphon("serve", "https://app.example", "--insecure-origin", "--origin-ca", roots)
    assert ended.code == 2 and "--insecure-origin" in ended.err and "--origin-ca" in ended.err
    ended = antiphon("serve", "https://app.example", "--origin-ca", roots)
    assert ended.code == 2 and str(roots) in ended.err


def test_a_url_that_no_request_could_carry_is_refused(antiphon: Run) -> None:
    for target in ("https://app.example/?a=b", "https://me:hunter2@app.example"):
        ended = antiphon("serve", target, "--port", "0")
        assert ended.code == 2 and "stand in front of has" in ended.err and "hunter2" not in ended.err
    assert antiphon("serve", "http://a b/", "--port", "0").code == 2


def test_a_url_is_told_from_other_targets() -> None:
    assert names_origin("https://a") and names_origin("HTTP://a")
    assert not any(map(names_origin, ["shop.db", "app:app", "postgresql://a/b", "./http", "https:app"]))


def test_the_help_tells_in_both_languages(antiphon: Run) -> None:
    assert "--keep-host" in antiphon("serve", "--help").out
    assert "proxy" in antiphon("--lang", "es", "serve", "--help").out
