"""Every setting and every option with values of every kind: what cannot be meant is an error that says so."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.client.keywords import CHANGEABLE
from antiphon.client.options import Options
from antiphon.client.settings import Settings
from antiphon.net.scripted import Accept, End, ReadThrough, ScriptedNetwork, Send

from .clients import BlockingClient
from .conftest import NewClient
from .peers import OK

ADDRESS = "192.0.2.1"
SETTINGS = sorted(Settings.__annotations__)
OPTIONS = sorted(Options.__annotations__)


class Thing:
    """Nothing that anything could be made of."""

    def __repr__(self) -> str:
        return "hunter2"


VALUES: dict[str, Any] = {
    "None": None,
    "True": True,
    "False": False,
    "5": 5,
    "-1": -1,
    "1.5": 1.5,
    "text": "hunter2/",
    "no text": "",
    "bytes": b"hunter2",
    "a list": [1],
    "an empty list": [],
    "a tuple": (1,),
    "lists": [[1]],
    "a set": {1},
    "a mapping": {"a": 1},
    "numbers": {1: 2},
    "mappings": {"a": {"b": 1}},
    "of None": {"a": None},
    "of lists": {"a": [1]},
    "of things": {"a": Thing()},
    "pairs": [("a", "b")],
    "pairs of things": [("a", Thing())],
    "a thing": Thing(),
    "a class": Thing,
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that a value names be made where nobody minds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hunter2").mkdir()


def outcome(use: Callable[[], object]) -> str | None:
    """Return what an error says, None where there was none. Others than those of the package are not caught."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            use()
    except antiphon.RequestError:
        # It came as far as the network: the value was meant.
        return None
    except antiphon.AntiphonError as error:
        assert error.explanation("es")
        return str(error)
    return None


def client_with(**settings: Any) -> BlockingClient:
    network = ScriptedNetwork()
    answer = Accept((ReadThrough(b"\r\n\r\n"), Send(OK)))
    network.answer(ADDRESS, 80, answer)
    network.answer(ADDRESS, 443, Accept((End(),)))
    for path in ("hunter2/", "", "\0antiphon"):
        network.answer_unix(path, answer, answer)
    return BlockingClient(network=network, **settings)


def is_of_the_user(name: str, value: Any) -> bool:
    """Tell whether `value` is the user's own code, which is called with what it does not take."""
    return value is Thing and name in ("trace", "on_upload", "on_download", "on_interim")


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", SETTINGS)
def test_settings(name: str, kind: str) -> None:
    value = VALUES[kind]
    if is_of_the_user(name, value):
        return

    def use() -> None:
        with client_with(**{name: value}) as client:
            for url in (f"http://{ADDRESS}/", f"https://{ADDRESS}/"):
                client.get(url)

    told = outcome(use)
    # Texts are shown where they are names: of files, modes, hosts.
    assert told is None or isinstance(value, str | bytes) or name == "timeout" or "hunter2" not in told


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", OPTIONS)
def test_options(name: str, kind: str) -> None:
    value = VALUES[kind]
    if is_of_the_user(name, value):
        return

    def use() -> None:
        with client_with() as client:
            for url in (f"http://{ADDRESS}/", f"https://{ADDRESS}/"):
                client.post(url, **{name: value})

    outcome(use)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", sorted(CHANGEABLE | {"cookies"}))
def test_settings_that_are_changed(name: str, kind: str) -> None:
    def use() -> None:
        with client_with() as client:
            setattr(client.session, name, VALUES[kind])
            for url in (f"http://{ADDRESS}/", f"https://{ADDRESS}/"):
                client.get(url)

    outcome(use)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("message_limits", 5, "message_limits is 5; it has to be antiphon.MessageLimits | None."),
        ("resolver", {"a": 1}, "a"),
        ("verify", [1], "verify is list; it has to be bool | str | bytes | PathLike | ssl.SSLContext."),
        ("cert", [1], "cert is list; it has to be str | bytes | PathLike | tuple | antiphon.ClientCertificate | None."),
        ("cert", (1, 2), "cert is tuple; it has to be "),
        ("headers", [1], "headers is list; it has to be Mapping[str, str | bytes | None] | "),
        ("headers", {"a": {"b": 1}}, "headers is dict; it has to be "),
        ("max_redirects", -1, "max_redirects is -1; it has to be int >= 0."),
        ("max_redirects", None, "max_redirects is None; it has to be int >= 0."),
        ("trust_env", "no", "trust_env is str; it has to be bool."),
        ("cookies", {1: 2}, "cookies is 1; it has to be Mapping[str, str]."),
        ("cookies", {"id": b"hunter2"}, "cookies['id'] is bytes; it has to be str."),
        ("mounts", {1: 2}, "1 cannot be mounted on: it is not a scheme, a host and perhaps a path."),
        ("pins", {1: 2}, "1"),
    ],
)
def test_a_setting_is_named_with_what_came_and_what_is_taken(name: str, value: Any, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        antiphon.Session(**{name: value})
    assert told in str(caught.value) and "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "code", "told"),
    [
        ("files", [1], "files-shape-invalid", "int is no such pair"),
        ("files", 1, "policy-unusable", "files is 1; it has to be Mapping | Iterable | None."),
        ("data", {"a": {"b": 1}}, "form-value-nested", "The form field 'a' has a value of type dict"),
        ("data", {"a": [[1]]}, "form-value-nested", "The form field 'a' has a value of type list"),
        ("params", {"a": {"b": 1}}, "form-value-nested", "The form field 'a' has a value of type dict"),
        ("headers", [1], "policy-unusable", "headers is list"),
        ("stream", "no", "policy-unusable", "stream is str; it has to be bool."),
        ("allow_redirects", 1, "policy-unusable", "allow_redirects is 1; it has to be bool."),
        ("on_download", False, "policy-unusable", "on_download is False; it has to be Callable | None."),
        ("cancel", [], "policy-unusable", "cancel is list; it has to be antiphon.CancelToken | None."),
        ("max_content", -1, "policy-unusable", "max_content is -1; it has to be int >= 0 | None."),
    ],
)
def test_an_option_is_named_with_what_came_and_what_is_taken(
    new_client: NewClient, name: str, value: Any, code: str, told: str
) -> None:
    client = new_client()
    with pytest.raises(antiphon.UsageError) as caught:
        client.post(f"http://{ADDRESS}/", **{name: value})
    assert caught.value.fault.code == code and told in str(caught.value) and client.in_use == 0


def test_none_is_what_the_session_says(new_client: NewClient) -> None:
    client = new_client(verify=False)
    assert client.session._prepare("GET", "https://a.test/", {"verify": None})[1].tls.verify is False
    assert new_client(verify=None).session.verify is True


def test_headers_that_are_replaced_are_fields(new_client: NewClient) -> None:
    client = new_client()
    client.session.headers = {"X-A": "1"}
    assert client.session.headers["x-a"] == "1" and len(client.session.headers) == 1
    with pytest.raises(antiphon.InvalidField):
        client.session.headers = {"X A": "1"}
    assert client.session.headers["x-a"] == "1"
