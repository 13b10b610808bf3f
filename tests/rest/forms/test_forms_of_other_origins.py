"""A form on a page of another origin changes nothing here: browsers send it without asking first (Fetch, CORS)."""

from __future__ import annotations

import pytest

from ..contract.wire import Wire
from .sending import FORMATS, send


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize(
    "fields",
    [
        {"origin": "https://other.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://127.0.0.1"},
        {"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1"},
    ],
)
def test_a_form_of_another_origin_is_refused(api: Wire, media_type: str, fields: dict[str, str]) -> None:
    refused = send(api, "POST", "/documents", media_type, {"title": "x"}, **fields)
    assert (refused.status, refused.json["type"].rpartition(":")[2]) == (403, "cross-origin-write")
    assert "access-control-allow-origin" not in refused.fields and api.get("/documents").json == []


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_form_of_the_same_origin_is_taken(api: Wire, media_type: str) -> None:
    own = f"http://127.0.0.1:{api.port}"
    for fields in ({"origin": own}, {"origin": own, "sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}, {}):
        assert send(api, "POST", "/documents", media_type, {"title": "x"}, **fields).status == 201
