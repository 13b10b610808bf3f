"""Pages as they are sent: what they show, where they lead, and that data cannot become markup."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from antiphon.rest.allowed import methods_of
from antiphon.rest.backend import Backend
from antiphon.rest.page.collection import Listing, collection_page
from antiphon.rest.page.frame import PAGE_FIELDS, Frame
from antiphon.rest.page.item import item_page
from antiphon.rest.page.root import root_page
from antiphon.rest.place import Collection, Item, Root

from .conftest import HOSTILE, HOSTILE_ATTRIBUTE
from .reading import Element, elements, links

ENGLISH = Frame("Shop", origin="https://localhost:8443")
SPANISH = Frame("Tienda", base="/api", language="es")

PRODUCT = {
    "id": 1,
    "sku": "A",
    "name": "Assam",
    "category": "tea",
    "price": Decimal("8.90"),
    "stock": 3,
    "weight_kg": None,
    "organic": True,
    "available_from": "2025-01-01",
    "attributes": {"origin": "IN"},
    "picture": "AAAA",
    "updated_at": "2025-01-01T00:00:00",
}


def _collection(
    backend: Backend, name: str, listing: Listing, frame: Frame = ENGLISH, dialect: str = "antiphon"
) -> bytes:
    schema = backend.service.schema
    resource = schema.resources[name]
    return collection_page(frame, resource, schema, listing, methods_of(Collection(resource)), dialect)


def _item(backend: Backend, name: str, document: dict[str, Any], frame: Frame = ENGLISH) -> bytes:
    schema = backend.service.schema
    resource = schema.resources[name]
    return item_page(frame, resource, schema, document, '"abc"', methods_of(Item(resource, ())))


def _rows(page: bytes) -> list[str]:
    return [element.text for element in elements(page, "tr")]


def _with(found: Sequence[Element], **attributes: str) -> list[Element]:
    """Return those of `found` that have all `attributes`."""
    return [one for one in found if all(one.attributes.get(name) == value for name, value in attributes.items())]


def test_the_root_leads_to_every_collection(shop: Backend) -> None:
    page = root_page(ENGLISH, shop.service.schema, methods_of(Root()))
    assert {"products": "/products", "order_items": "/order_items"}.items() <= links(page).items()
    assert "/openapi.json" in links(page).values()


def test_paths_are_below_the_base(shop: Backend) -> None:
    pages = [
        root_page(SPANISH, shop.service.schema, methods_of(Root())),
        _collection(shop, "products", Listing([PRODUCT], links={"next": "?after=x"}), SPANISH),
        _item(shop, "products", PRODUCT, SPANISH),
    ]
    for page in pages:
        places = [link["href"] for link in elements(page) if link.attributes.get("href", "#main") != "#main"]
        assert all(place.startswith(("/api/", "data:,")) for place in places)
        assert all(
            form["data-path"].startswith("/api/") for form in elements(page, "form") if "data-path" in form.attributes
        )


def test_a_collection_has_a_row_for_each_item_which_leads_to_it(shop: Backend) -> None:
    page = _collection(shop, "products", Listing([PRODUCT, {**PRODUCT, "id": 2}], total=20))
    assert len(_rows(page)) == 3 and "Assam" in _rows(page)[1]
    opening = [link["href"] for link in elements(page, "a") if link.text == "Open"]
    assert opening == ["/products/1", "/products/2"]
    assert "items in all: 20" in elements(page, "main")[0].text


def test_a_collection_without_items_has_its_columns(shop: Backend) -> None:
    page = _collection(shop, "products", Listing([]))
    assert "price" in _rows(page)[0] and "no items" in elements(page, "main")[0].text


def test_headings_sort_upwards_then_downwards_then_not(shop: Backend) -> None:
    kept = ("stock[gt]", "5")
    for sort, order, leads_to in (
        ("", None, "sort=price"),
        ("price", "ascending", "sort=-price"),
        ("-price", "descending", ""),
    ):
        pairs = [kept, ("after", "x"), *([("sort", sort)] if sort else [])]
        page = _collection(shop, "products", Listing([PRODUCT], pairs))
        (heading,) = [one for one in elements(page, "th") if one.text == "price"]
        assert heading.attributes.get("aria-sort") == order
        assert links(page)["price"] == "/products?" + "&".join(filter(None, ["stock%5Bgt%5D=5", leads_to]))


def test_what_cannot_be_sorted_has_no_link(shop: Backend) -> None:
    assert "attributes" not in links(_collection(shop, "products", Listing([PRODUCT])))


def test_other_pages_are_where_the_link_field_says(shop: Backend) -> None:
    found = links(
        _collection(shop, "products", Listing([PRODUCT], links={"next": "?limit=2&after=x", "prev": "?limit=2"}))
    )
    assert found["Next"] == "/products?limit=2&after=x" and found["Previous"] == "/products?limit=2"
    assert "Last" not in found


def test_a_condition_can_be_left_out(shop: Backend) -> None:
    pairs = [("category", "tea"), ("price[gt]", "5"), ("sort", "name"), ("page", "2")]
    page = _collection(shop, "products", Listing([PRODUCT], pairs))
    removing = [link["href"] for link in elements(page, "a") if link.text == "×"]
    assert removing == ["/products?price%5Bgt%5D=5&sort=name", "/products?category=tea&sort=name"]


def test_in_another_language_of_queries_there_is_nothing_to_sort_by(shop: Backend) -> None:
    found = links(_collection(shop, "products", Listing([PRODUCT], links={"next": "?_page=2"}), dialect="json-server"))
    assert "price" not in found and found["Next"] == "/products?_page=2"


def test_foreign_keys_lead_to_their_items(shop: Backend) -> None:
    review = {"id": 1, "product_id": 4, "customer_id": 9, "stars": 5, "text": "", "written_at": "", "updated_at": ""}
    page = _item(shop, "reviews", review)
    assert (links(page)["4"], links(page)["9"]) == ("/products/4", "/customers/9")


def test_an_item_leads_to_its_bytes_and_to_what_refers_to_it(shop: Backend) -> None:
    found = links(_item(shop, "products", PRODUCT))
    assert found["3 bytes"] == "/products/1/picture"
    assert found["reviews, by product_id"] == "/reviews?product_id%5Beq%5D=1"


def test_embedded_items_are_shown_and_lead_to_themselves(shop: Backend) -> None:
    reviews = [{"id": 8, "product_id": 1, "stars": 5, "text": "good"}]
    page = _item(shop, "products", {**PRODUCT, "reviews": reviews})
    assert links(page)["reviews 8"] == "/reviews/8" and "good" in elements(page, "main")[0].text


def test_every_method_can_be_tried_and_changes_know_the_tag(shop: Backend) -> None:
    methods = _with(elements(_item(shop, "products", PRODUCT), "input"), name="method")
    assert [method["value"] for method in methods] == ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
    conditional = [method["value"] for method in methods if 'If-Match: "abc"' in method["data-fields"]]
    assert conditional == ["PUT", "PATCH", "DELETE"]


def test_columns_become_inputs_that_know_the_exact_value(shop: Backend) -> None:
    columns = {
        one["data-name"]: one
        for one in elements(_item(shop, "products", PRODUCT), "div")
        if "data-name" in one.attributes
    }
    assert columns["price"]["data-json"] == "8.90" and columns["weight_kg"]["data-json"] == "null"
    assert "data-key" in columns["id"].attributes and "data-required" in columns["sku"].attributes
    assert "total" not in columns


def test_what_is_read_only_has_no_inputs(shop: Backend) -> None:
    page = _collection(shop, "bestsellers", Listing([{"id": 1, "name": "x", "sold": 3}]))
    assert [one["value"] for one in _with(elements(page, "input"), name="method")] == [
        "GET",
        "HEAD",
        "QUERY",
        "OPTIONS",
    ]
    assert not _with(elements(page, "fieldset"), **{"class": "columns"})


@pytest.mark.parametrize(("frame", "word"), [(ENGLISH, "Try it"), (SPANISH, "Pruébelo")])
def test_pages_speak_both_languages(shop: Backend, frame: Frame, word: str) -> None:
    page = _item(shop, "products", PRODUCT, frame)
    assert elements(page, "html")[0]["lang"] == frame.language
    assert word in [heading.text for heading in elements(page, "h2")]


def test_everything_that_can_be_operated_has_a_name(shop: Backend) -> None:
    for page in (_item(shop, "products", PRODUCT), _collection(shop, "products", Listing([PRODUCT]))):
        labelled = sum(one.name == "label" for one in elements(page))
        named = [one for one in elements(page) if one.name in ("input", "select", "textarea")]
        assert len(named) - sum("aria-label" in one.attributes for one in named) == labelled
        assert all(link.text.strip() for link in elements(page, "a"))


def test_hostile_names_and_values_stay_text(hostile: Backend) -> None:
    document = {"id": HOSTILE, HOSTILE_ATTRIBUTE: HOSTILE, "link": "javascript:alert(1)", "more": [HOSTILE_ATTRIBUTE]}
    pairs = [(HOSTILE_ATTRIBUTE, HOSTILE), ("q", HOSTILE_ATTRIBUTE), ("sort", HOSTILE)]
    listing = Listing([document], pairs, {"next": f"javascript:alert(1)?{HOSTILE_ATTRIBUTE}"})
    frame = Frame(HOSTILE, origin="https://localhost")
    pages = [
        root_page(frame, hostile.service.schema, methods_of(Root())),
        _collection(hostile, HOSTILE, listing, frame),
        _item(hostile, HOSTILE, document, frame),
    ]
    for page in pages:
        found = elements(page)
        assert [one["src"] for one in found if one.name == "script"] == ["/.antiphon/rest/page.js"]
        assert not [name for one in found for name in one.attributes if name.startswith("on") or name == "style"]
        places = [one["href"] for one in found if "href" in one.attributes]
        assert all(place.startswith(("/", "#main", "data:,")) for place in places)
        assert HOSTILE in elements(page, "h1")[0].text or HOSTILE in elements(page, "body")[0].text


def test_a_policy_forbids_everything_inline() -> None:
    policy = dict(PAGE_FIELDS)[b"content-security-policy"]
    assert policy.startswith(b"default-src 'none'") and b"unsafe" not in policy
