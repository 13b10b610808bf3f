"""Settings and options: what is misspelled, or cannot be meant, is refused before anything is sent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import antiphon

from .conftest import NewClient
from .peers import OK, Peer, always


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("timout", "did you mean 'timeout'?"),
        ("follow_redirects", "did you mean 'allow_redirects'?"),
        ("content", "did you mean 'data'?"),
        ("base_url", "the session takes it"),
        ("zzz", "there are: allow_redirects, auth,"),
    ],
)
def test_an_option_that_does_not_exist_is_refused(new_client: NewClient, name: str, advice: str) -> None:
    client = new_client()
    with Peer(always(OK)) as peer:
        calls: list[Any] = [client.get, client.gather, client.download]
        for call in calls:
            target: Any = [peer.url] if call == client.gather else peer.url
            with pytest.raises(TypeError) as caught:
                call(target, **{name: 1})
            assert f"no option named {name!r}; {advice}" in str(caught.value)
    assert peer.requests == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [("proxy", "did you mean 'proxies'?"), ("retrys", "did you mean 'retries'?"), ("stream", "each request takes it")],
)
def test_a_setting_that_does_not_exist_is_refused(name: str, advice: str) -> None:
    for kind in (antiphon.Session, antiphon.AsyncSession):
        with pytest.raises(TypeError) as caught:
            settings: dict[str, Any] = {name: 1}
            kind(**settings)
        assert str(caught.value) == f"a session has no setting named {name!r}; {advice}"


@pytest.mark.parametrize(
    "name", ["headers", "cookies", "files", "on_upload", "on_download", "on_interim", "max_content", "cancel"]
)
def test_an_option_of_a_kind_that_cannot_be_meant_is_refused(new_client: NewClient, name: str) -> None:
    client = new_client()
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError) as caught:
        client.post(peer.url, **{name: "a secret"})
    assert caught.value.fault.code == "policy-unusable" and str(caught.value).startswith(
        f"{name} is str; it has to be "
    )
    assert "secret" not in str(caught.value) and peer.requests == []


@pytest.mark.parametrize(
    "name", ["base_url", "max_redirects", "limits", "unix_socket", "pins", "breaker", "rate", "mounts"]
)
def test_a_setting_of_a_kind_that_cannot_be_meant_is_refused(name: str) -> None:
    settings: dict[str, Any] = {name: [1]}
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(**settings)
    assert caught.value.fault.code == "policy-unusable" and caught.value.details["setting"] == name


@pytest.mark.parametrize("url", [None, 5, b"http://127.0.0.1/"], ids=["none", "number", "bytes"])
def test_a_url_is_text(new_client: NewClient, url: Any) -> None:
    client = new_client()
    for options in ({}, {"timeout": 1}):
        with pytest.raises(antiphon.InvalidURL) as caught:
            client.get(url, **options)
        assert caught.value.fault.code == "url-not-text" and type(url).__name__ in str(caught.value)


def test_a_file_in_text_mode_is_refused_before_anything_is_sent(new_client: NewClient) -> None:
    client = new_client()
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError) as caught:
        client.post(peer.url, data=io.StringIO("text"))
    assert caught.value.fault.code == "content-in-text-mode" and peer.requests == []


def test_values_of_cookies_are_text_or_numbers(new_client: NewClient) -> None:
    client = new_client(cookies={"visits": 5})
    with Peer(always(OK)) as peer:
        client.get(peer.url)
        with pytest.raises(antiphon.UsageError, match=r"cookies\['theme'\] is None"):
            client.get(peer.url, cookies={"theme": None})
    assert [seen.fields["cookie"] for seen in peer.requests] == ["visits=5"]


def test_the_base_url_can_be_changed(new_client: NewClient) -> None:
    with Peer(always(OK)) as first, Peer(always(OK)) as second:
        client = new_client(base_url=first.url)
        client.get("items")
        client.session.base_url = second.url
        client.get("items")
    assert len(first.requests) == len(second.requests) == 1


def test_the_path_of_a_socket_may_be_a_path(tmp_path: Path) -> None:
    with antiphon.Session(unix_socket=tmp_path / "none") as session, pytest.raises(antiphon.ConnectionError):
        session.get("http://shop.test/")


def test_errors_show_themselves_in_a_line() -> None:
    with pytest.raises(antiphon.InvalidURL) as caught:
        antiphon.get("ftp://shop.test/")
    assert repr(caught.value) == f"<InvalidURL {caught.value.fault.code}: {caught.value.sentence()}>"


def test_parameters_of_a_request_count_more_than_those_of_the_session(new_client: NewClient) -> None:
    client = new_client(params={"page": 1, "size": 10})
    with Peer(always(OK)) as peer:
        client.get(peer.url, params={"page": 2})
        client.get(f"{peer.url}?page=0", params={"size": None})
        client.get(peer.url)
    assert [seen.target for seen in peer.requests] == ["/?size=10&page=2", "/?page=0&page=1", "/?page=1&size=10"]
