"""DELETE of an item (RFC 9110 §9.3.5)."""

from __future__ import annotations

import pytest

from .places import MySQLPlace, Place
from .wire import Wire


@pytest.mark.parametrize(
    "path",
    [
        "/labels/a%2Fb",
        "/labels/%C3%B1%252F+%26%3D",
        "/prices%2Fday/plain,2026-02-01",
        "/order%20items/1",
        "/counters/1",
    ],
)
def test_a_delete_is_204_and_then_404(api: Wire, path: str) -> None:
    assert api.delete(path).status == 204
    assert api.get(path).status == 404
    again = api.delete(path)
    assert (again.status, again.fields["cache-control"]) == (404, "no-cache")


def test_the_item_comes_back_where_it_is_wanted(api: Wire) -> None:
    before = api.get("/labels/plain").json
    answer = api.delete("/labels/plain", prefer="return=representation")
    assert (answer.status, answer.json) == (200, before)
    assert answer.fields["preference-applied"] == "return=representation"
    # What is gone has neither a state nor a place.
    assert "etag" not in answer.fields and "content-location" not in answer.fields


@pytest.mark.parametrize(
    ("path", "referrers"),
    [
        ("/sort/1", ["/order%20items/1", "/sort/2"]),
        ("/prices%2Fday/a%2Cb,2026-02-01", ["/bookings/1"]),
        ("/numbers/1", ["/late/1"]),
    ],
)
def test_what_others_refer_to_stays_and_they_are_named(api: Wire, path: str, referrers: list[str]) -> None:
    answer = api.delete(path)
    assert answer.status == 409
    assert sorted(answer.json["referrers"]) == [api.below + each for each in referrers]
    assert api.get(path).status == 200


def test_a_referrer_without_a_place_of_its_own_does_not_get_one(api: Wire) -> None:
    answer = api.delete("/devices/0f8fad5b-d9cb-469f-a165-70867728950e")
    assert answer.status == 409
    for referrer in answer.json.get("referrers", ()):
        assert api.get(referrer.removeprefix(api.below)).status == 200
    assert api.get("/devices/0f8fad5b-d9cb-469f-a165-70867728950e").status == 200


def test_what_follows_its_reference_goes_with_it(api: Wire) -> None:
    assert api.delete("/devices/7c9e6679-7425-40de-944b-e07fc1f90ae7").status == 204
    assert api.get("/parts/1").status == 404


def test_what_refers_to_itself_alone_can_go(api: Wire, place: Place) -> None:
    if isinstance(place, MySQLPlace):
        pytest.skip("InnoDB keeps what refers to itself")
    assert api.post("/sort", {"id": 7, "limit": "seven", "fields": 7}).status == 201
    assert api.delete("/sort/7").status == 204


def test_content_of_a_delete_is_passed_over_or_refused(api: Wire) -> None:
    answer = api.ask("DELETE", "/labels/plain", b"{nonsense")
    assert answer.status in (204, 400)
    assert api.get("/labels/plain").status == (404 if answer.status == 204 else 200)
