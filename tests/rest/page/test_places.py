"""Paths made of what documents show."""

from __future__ import annotations

import pytest

from antiphon.rest.backend import Backend
from antiphon.rest.page.places import referrers_path, shown_item_path, shown_key, target_path, value_path
from antiphon.rest.place import Item, place_of
from antiphon.rest.schema.resource import Schema


@pytest.fixture
def schema(shop: Backend) -> Schema:
    return shop.service.schema


def test_an_item_is_at_its_key(schema: Schema) -> None:
    assert shown_item_path(schema.resources["products"], {"id": 7}) == "/products/7"
    assert shown_item_path(schema.resources["order_items"], {"order_id": 1, "product_id": 2}) == "/order_items/1,2"


def test_without_its_whole_key_an_item_has_no_path(schema: Schema) -> None:
    assert shown_item_path(schema.resources["order_items"], {"order_id": 1}) is None
    assert shown_item_path(schema.resources["bestsellers"], {"id": 1}) is None
    assert shown_key(schema.resources["bestsellers"], {"id": 1}) == ""


@pytest.mark.parametrize("key", ["a/b", "a,b", "é", "?#%", "..", '"<x>'])
def test_a_path_leads_back_to_its_key(hostile: Backend, key: str) -> None:
    (resource,) = hostile.service.schema.resources.values()
    path = shown_item_path(resource, {"id": key})
    assert path is not None
    assert place_of(path, hostile.service.schema) == Item(resource, (key,))


def test_a_foreign_key_leads_to_what_it_points_to(schema: Schema) -> None:
    (reference,) = schema.resources["orders"].references
    assert target_path(reference, schema, {"customer_id": 3}) == "/customers/3"
    assert target_path(reference, schema, {"customer_id": None}) is None
    assert target_path(reference, schema, {}) is None
    assert target_path(reference, Schema({}), {"customer_id": 3}) is None


def test_an_item_leads_to_those_that_point_to_it(schema: Schema) -> None:
    paths = {referrers_path(each, schema, {"id": 3}) for each in schema.resources["customers"].referrers}
    assert paths == {"/orders?customer_id%5Beq%5D=3", "/reviews?customer_id%5Beq%5D=3"}


def test_bytes_have_a_place_of_their_own(schema: Schema) -> None:
    products = schema.resources["products"]
    assert value_path(products, {"id": 1}, products.by_name["picture"]) == "/products/1/picture"
    assert value_path(products, {"id": 1}, products.by_name["name"]) is None
