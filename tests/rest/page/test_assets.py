"""The files that pages use."""

from __future__ import annotations

import pytest

from antiphon.rest.page.assets import asset_at


@pytest.mark.parametrize(("name", "media_type"), [("page.css", "text/css"), ("page.js", "text/javascript")])
def test_a_file_has_bytes_a_type_and_a_tag(name: str, media_type: str) -> None:
    asset = asset_at(f"/.antiphon/rest/{name}")
    assert asset is not None
    assert asset.content and asset.media_type.startswith(media_type) and not asset.etag.weak
    assert asset_at(f"/.antiphon/rest/{name}") is asset


@pytest.mark.parametrize("path", ["/", "/.antiphon/rest/", "/.antiphon/rest/../page/frame.py", "/products/page.css"])
def test_nothing_else_is_a_file(path: str) -> None:
    assert asset_at(path) is None


def test_the_script_makes_no_markup() -> None:
    script = asset_at("/.antiphon/rest/page.js")
    assert script is not None
    for word in (b"innerHTML", b"outerHTML", b"insertAdjacent", b"document.write", b"eval(", b"new Function"):
        assert word not in script.content
