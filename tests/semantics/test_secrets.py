"""Parameters whose names tell that they are secrets are not shown."""

from __future__ import annotations

import pytest

from antiphon.semantics.secrets import mask_query
from antiphon.semantics.url import URL


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "ACCESS_TOKEN",
        "api_key",
        "api-key",
        "apiKey",
        "password",
        "client_secret",
        "sig",
        "X-Amz-Signature",
        "code",
    ],
)
def test_the_values_of_secret_parameters_are_masked(name: str) -> None:
    for text in (
        f"{name}=hunter2",
        f"https://a.example/x?a=1&{name}=hunter2&b=2",
        f"https://a.example/#{name}=hunter2",
    ):
        shown = mask_query(text)
        assert "hunter2" not in shown and f"{name}=[masked]" in shown and shown.count("a=1") == text.count("a=1")


@pytest.mark.parametrize("text", ["", "monkey=1", "a=token", "/token=1/x", "key", "key=", "tokens=5&encode=2"])
def test_other_parameters_stay(text: str) -> None:
    assert mask_query(text) == text


def test_a_url_is_shown_without_them_and_without_userinfo() -> None:
    url = URL.parse("https://me:hunter2@a.example/x?page=2&token=hunter2")
    assert url.masked == "https://a.example/x?page=2&token=[masked]"
    assert repr(url) == "URL('https://[masked]@a.example/x?page=2&token=[masked]')"
    assert str(url) == "https://a.example/x?page=2&token=hunter2"
