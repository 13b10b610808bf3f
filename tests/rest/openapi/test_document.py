"""The OpenAPI document as a whole: that it is one, and that it says what the backend does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from antiphon.rest.allowed import methods_of
from antiphon.rest.openapi.document import Describer, describe
from antiphon.rest.place import Collection, Item, Root, Value, place_of
from antiphon.rest.query.comparing import operators_of
from antiphon.rest.query.parameters import WORDS
from antiphon.rest.schema.resource import Kind, Schema
from antiphon.rest.settings import Settings

from .described import Document, resolved, schema_from

_METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "x-query")


def _operations(document: Document) -> dict[tuple[str, str], Any]:
    return {
        (path, method): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS
    }


@pytest.fixture(params=["shop", "odd"])
def schema(request: pytest.FixtureRequest) -> Schema:
    found: Schema = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(("dialect", "language"), [("antiphon", "es"), ("json-server", "en"), ("postgrest", "en")])
def test_it_is_a_valid_document(odd: Schema, dialect: str, language: str) -> None:
    settings = Settings(require_match=True, bulk=True, dialect=dialect)
    OpenAPIV31SpecValidator(describe(odd, settings, language, "/api", has_users=True, has_limits=True)).validate()


def test_the_document_of_the_sample_shop_is_valid(shop: Schema) -> None:
    OpenAPIV31SpecValidator(describe(shop, Settings())).validate()


def test_a_table_called_like_the_document_does_not_hide_it(tmp_path: Path) -> None:
    schema = schema_from(tmp_path / "named.db", 'CREATE TABLE "openapi.json" (id INTEGER PRIMARY KEY)')
    document = describe(schema, Settings())
    assert document["paths"]["/openapi.json"]["get"]["operationId"] == "read_description"


def test_every_query_is_a_valid_operation_too(odd: Schema) -> None:
    document = describe(odd, Settings())
    for item in document["paths"].values():
        if "x-query" in item:
            item["post"] = item.pop("x-query")
    OpenAPIV31SpecValidator(document).validate()


def test_it_has_every_place_with_the_methods_it_has(shop: Schema) -> None:
    described: dict[str, set[str]] = {}
    for path, method in _operations(describe(shop, Settings())):
        described.setdefault(path, set()).add(method.removeprefix("x-").upper())
    expected = {"/": methods_of(Root()), "/openapi.json": methods_of(Root())}
    for resource in shop.resources.values():
        path = f"/{resource.name}"
        expected[path] = methods_of(Collection(resource))
        if resource.key:
            item = f"{path}/{','.join(f'{{{name}}}' for name in resource.key)}"
            expected[item] = methods_of(Item(resource, ()))
            for column in resource.columns:
                if column.kind is Kind.BINARY:
                    expected[f"{item}/{column.name}"] = methods_of(Value(resource, (), column))
    assert described == {path: set(methods) for path, methods in expected.items()}


def test_unusual_names_are_found_at_their_paths(odd: Schema) -> None:
    paths = [
        path
        for path in describe(odd, Settings())["paths"]
        if path.count("/") == 1 and path not in ("/", "/openapi.json")
    ]
    places = [place_of(path, odd) for path in paths if path != "/"]
    found = {place.resource.name for place in places if isinstance(place, Collection)}
    assert found == set(odd.resources) - {""}


def test_every_operation_has_an_id_of_its_own(schema: Schema) -> None:
    ids = [operation["operationId"] for operation in _operations(describe(schema, Settings())).values()]
    assert len(ids) == len(set(ids))


def test_links_lead_to_operations_with_their_parameters(schema: Schema) -> None:
    document = describe(schema, Settings())
    by_id = {operation["operationId"]: path for (path, _), operation in _operations(document).items()}
    for operation in _operations(document).values():
        for link in operation["responses"].get("201", {}).get("links", {}).values():
            path = by_id[link["operationId"]]
            assert {f"{{{name}}}" for name in link["parameters"]} <= set(
                path.split("/")[2].replace("},{", "}/{").split("/")
            )


def test_names_of_parameters_are_unique_at_each_operation(schema: Schema) -> None:
    document = describe(schema, Settings())
    for operation in _operations(document).values():
        parameters = [resolved(document, one) for one in operation.get("parameters", [])]
        names = [(one["in"], one["name"]) for one in parameters]
        assert len(names) == len(set(names))


def test_a_column_is_filtered_by_the_operators_that_it_has(schema: Schema) -> None:
    document = describe(schema, Settings())
    for resource in schema.resources.values():
        path = next(path for path in document["paths"] if unquote(path) == f"/{resource.name}")
        if path == "/":
            continue
        parameters = [resolved(document, one) for one in document["paths"][path]["get"]["parameters"]]
        by_name = {one["name"]: one for one in parameters}
        for column in resource.columns:
            operators = {operator.value for operator in operators_of(column)}
            if column.name in WORDS:
                assert {f"{column.name}[{operator}]" for operator in operators} <= set(by_name)
            else:
                assert set(resolved(document, by_name[column.name]["schema"])["properties"]) == operators


def test_a_condition_is_required_where_the_settings_say_so(shop: Schema) -> None:
    for required in (False, True):
        item = describe(shop, Settings(require_match=required))["paths"]["/products/{id}"]
        assert all(("428" in item[method]["responses"]) is required for method in ("put", "patch", "delete"))


def test_a_key_for_trying_again_is_required_where_the_settings_say_so(shop: Schema) -> None:
    for required in (False, True):
        document = describe(shop, Settings(require_idempotency_key=required))
        for path, method in (("/products", "post"), ("/products/{id}", "patch")):
            parameters = [resolved(document, one) for one in document["paths"][path][method]["parameters"]]
            assert [one["required"] for one in parameters if one["name"] == "Idempotency-Key"] == [required]


def test_credentials_are_described_where_there_are_users(shop: Schema) -> None:
    document = describe(shop, Settings(), has_users=True, has_limits=True)
    assert {"401", "403", "429"} <= set(document["paths"]["/products"]["get"]["responses"])
    assert set(document["components"]["securitySchemes"]) == {"bearer", "basic"}
    assert document["security"][0] == {}
    plain = describe(shop, Settings())
    assert "security" not in plain and "401" not in plain["paths"]["/products"]["get"]["responses"]


def test_it_speaks_both_languages(shop: Schema) -> None:
    english, spanish = (describe(shop, Settings(), language) for language in ("en", "es"))
    assert english["paths"]["/products"]["post"]["summary"] == "Add an item to products"
    assert spanish["paths"]["/products"]["post"]["summary"] == "Añadir un elemento a products"


def test_its_version_changes_with_the_tables(tmp_path: Path) -> None:
    one = schema_from(tmp_path / "one.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)")
    same = schema_from(tmp_path / "same.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)")
    other = schema_from(tmp_path / "other.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
    versions = [describe(schema, Settings())["info"]["version"] for schema in (one, same, other)]
    assert versions[0] == versions[1] != versions[2]


def test_the_bytes_are_made_once_for_each_language_and_base(shop: Schema) -> None:
    describer = Describer(shop, Settings())
    content, tag = describer.described()
    assert describer.described() == (content, tag) and describer.described()[0] is content
    assert json.loads(content)["servers"] == [{"url": "/"}]
    assert describer.described("es")[1] != tag != describer.described(base="/api")[1]
