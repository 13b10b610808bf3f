"""Parameters whose names tell that they are secrets are not shown."""

from __future__ import annotations

import pytest

from antiphon.semantics.secrets import has_secret_values, mask_query, secret_values
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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("?user[password]=hunter2&a=1", "?user[password]=[masked]&a=1"),
        ("?user%5Bpassword%5D=hunter2", "?user%5Bpassword%5D=[masked]"),
        ("/a;jsessionid=1F0A", "/a;jsessionid=[masked]"),
        ("/reset/eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0./now", "/reset/[masked]/now"),
        ("?x=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.abc&y=1", "?x=[masked]&y=1"),
        ("/ghp_0123456789abcdef0123", "/[masked]"),
    ],
)
def test_members_of_objects_sessions_and_tokens_are_masked(text: str, shown: str) -> None:
    assert mask_query(text) == shown
    line = f"GET {text} HTTP/1.1".encode()
    assert has_secret_values(line)
    assert [line[start:end] for start, end in secret_values(line)]


@pytest.mark.parametrize(
    "text", ["?filter[name]=1", "/a;page=2", "/ghp_short", "/x/eyJ.eyJ.", "/xghp_0123456789abcdef0123"]
)
def test_what_only_looks_a_little_like_them_stays(text: str) -> None:
    assert mask_query(text) == text and not has_secret_values(f"GET {text} HTTP/1.1".encode())


@pytest.mark.parametrize("text", ["", "monkey=1", "a=token", "/token=1/x", "key", "key=", "tokens=5&encode=2"])
def test_other_parameters_stay(text: str) -> None:
    assert mask_query(text) == text


def test_a_url_is_shown_without_them_and_without_userinfo() -> None:
    url = URL.parse("https://me:hunter2@a.example/x?page=2&token=hunter2")
    assert url.masked == "https://a.example/x?page=2&token=[masked]"
    assert repr(url) == "URL('https://[masked]@a.example/x?page=2&token=[masked]')"
    assert str(url) == "https://a.example/x?page=2&token=hunter2"
