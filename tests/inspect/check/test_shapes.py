"""Collections of other kinds: how they write their items, and what is known of how their servers behave."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

import antiphon
from antiphon.faults import UsageError
from antiphon.inspect.check import Report, check
from antiphon.inspect.check.described import Description
from antiphon.inspect.check.shape import Shape, shape_of
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response

Row = dict[str, Any]


def answered(status: int, value: Any = None, **fields: str) -> Response:
    pairs = {name.replace("_", "-"): text for name, text in fields.items()}
    if value is None:
        return Response(status, Fields(pairs))
    return Response(status, Fields({"content-type": "application/json", **pairs}), json.dumps(value).encode())


@dataclass
class Loose:
    """A server in the manner of many: it takes what it gets, has no conditions, and knows little of HTTP.

    `collection` and `single` say how items are written; `location` whether 201 has a Location; `created` its status.
    """

    path: str = "/posts"
    collection: Callable[[list[Row]], Any] = list
    single: Callable[[Row], Any] = dict
    read: Callable[[Any], Row] = dict
    created: int = 201
    location: bool = True
    puts: bool = True
    new_key: Callable[[int], Any] = int
    rows: dict[str, Row] = field(default_factory=dict)
    counter: Any = field(default_factory=lambda: itertools.count(2))
    deletes: bool = True
    antiphon_handler = True

    def __call__(self, request: Request) -> Response:
        """Answer, as it comes."""
        path, _, key = request.path.removeprefix(self.path).rpartition("/")
        if not request.path.startswith(self.path) or path:
            return answered(404)
        return self._item(request, key) if key else self._collection(request)

    def _collection(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD"):
            return answered(200, self.collection(list(self.rows.values())))
        if request.method != "POST":
            return answered(404)
        try:
            sent = self.read(json.loads(request.content or b"{}"))
        except (ValueError, TypeError, KeyError, RecursionError):
            return answered(500, {"error": "oops"})
        key = self.new_key(next(self.counter))
        row = {**sent, "id": key}
        self.rows[str(key)] = row
        fields = {"location": f"{self.path}/{key}"} if self.location else {}
        return answered(self.created, self.single(row), **fields)

    def _item(self, request: Request, key: str) -> Response:
        if key not in self.rows:
            return answered(404, {})
        if request.method in ("GET", "HEAD"):
            return answered(200, self.single(self.rows[key]))
        if request.method == "DELETE" and self.deletes:
            return answered(200, self.single(self.rows.pop(key)))
        if request.method == "PATCH" or (request.method == "PUT" and self.puts):
            kept = self.rows[key] if request.method == "PATCH" else {}
            try:
                sent = self.read(json.loads(request.content))
            except (ValueError, TypeError, KeyError):
                return answered(500, {"error": "oops"})
            self.rows[key] = {**kept, **sent, "id": self.rows[key]["id"]}
            return answered(200, self.single(self.rows[key]))
        return answered(404, {})


def report_of(server: Loose, **options: Any) -> Report:
    with antiphon.Session(transport=antiphon.InProcess(server)) as session:
        return check(f"https://api.example{server.path}", session=session, **options)


FIRST = {"id": 1, "title": "First", "views": 100}


def json_server() -> Loose:
    """Arrays, anything goes in, a Location."""
    return Loose(rows={"1": dict(FIRST)})


def pocketbase() -> Loose:
    """Pages of items, keys of letters, 200 for what is made, no Location and no PUT."""
    key = "abcdefghijklmno"
    return Loose(
        path="/api/collections/posts/records",
        collection=lambda rows: {"page": 1, "perPage": 30, "totalItems": len(rows), "items": rows},
        created=200,
        location=False,
        puts=False,
        new_key=lambda number: f"{number:015d}",
        rows={key: {"id": key, "collectionName": "posts", "created": "2026-01-01 10:00:00.123Z", "title": "First"}},
    )


def json_api() -> Loose:
    """JSON:API: attributes in an envelope."""

    def written(row: Row) -> Any:
        rest = {name: value for name, value in row.items() if name != "id"}
        return {"type": "posts", "id": str(row["id"]), "attributes": rest}

    return Loose(
        collection=lambda rows: {"data": [written(row) for row in rows]},
        single=lambda row: {"data": written(row)},
        read=lambda sent: sent["data"]["attributes"],
        new_key=str,
        rows={"1": {**FIRST, "id": "1"}},
    )


def enveloped() -> Loose:
    """Items in `data`, one of them in an envelope as well, keys called by another name in no link."""
    return Loose(
        collection=lambda rows: {"data": rows, "meta": {"total": len(rows)}},
        single=lambda row: {"data": row},
        rows={"1": dict(FIRST)},
    )


SERVERS = {"json-server": json_server, "pocketbase": pocketbase, "json-api": json_api, "enveloped": enveloped}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_of_another_kind_is_tried_and_left_as_it_was(name: str) -> None:
    server = SERVERS[name]()
    before = json.dumps(server.rows)
    report = report_of(server)
    assert report.trouble is None and report.left == ()
    assert json.dumps(server.rows) == before
    passed = {result.name for result in report.passed}
    assert {"collection-reads", "item-reads", "post-keeps", "delete", "deleted-is-gone", "delete-again"} <= passed
    failed = {result.name for result in report.failed}
    assert {"item-tag", "unknown-type", "broken-json", "wrong-types", "options-collection"} <= failed
    assert not report.ok


def test_json_server_takes_anything() -> None:
    report = report_of(json_server())
    reasons = {result.name: result.outcome.why() for result in report.failed}
    assert reasons["wrong-types"] == "POST /posts was answered 201 instead of 400 / 422."
    assert reasons["hostile-deep-json"] == "POST /posts was answered 500, but the mistake is the client's."
    assert "post-location" not in reasons and "put-replaces" not in reasons


def test_pocketbase_answers_200_without_a_location_and_has_no_put() -> None:
    report = report_of(pocketbase())
    reasons = {result.name: result.outcome.why() for result in report.failed}
    assert reasons["post-creates"].endswith("was answered 200 instead of 201.")
    assert "has no Location" in reasons["post-location"]
    assert "was answered 404 instead of 200 / 204." in reasons["put-replaces"]
    assert {result.name: result.outcome.why() for result in report.skipped}["lost-update"] == "item-tag did not pass."


# -- what the check must not do ----------------------------------------------------------------------------------------


def test_where_nothing_can_be_removed_one_item_is_made_and_told_of() -> None:
    server = json_server()
    server.deletes = False
    told: list[Any] = []
    report = report_of(server, on_left=told.append)
    assert len(server.rows) == 2
    assert (
        [str(left.url) for left in report.left] == ["https://api.example/posts/2"] == [str(each.url) for each in told]
    )
    assert "could not be deleted" in report.left[0].why.sentence()
    assert not report.ok and report.trouble is not None


def test_a_location_that_leads_to_somebody_elses_item_does_not_remove_it() -> None:
    class Misleading(Loose):
        def _collection(self, request: Request) -> Response:
            response = super()._collection(request)
            if request.method == "POST":
                response.fields["location"] = "/posts/1"
            return response

    server = Misleading(
        rows={"1": dict(FIRST)}, single=lambda row: {name: row[name] for name in ("title", "views") if name in row}
    )
    report = report_of(server)
    assert "1" in server.rows
    assert report.left[0].url is None
    assert "neither Location nor an id" in report.left[0].why.sentence()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_check_removes_what_it_has_made(error: type[BaseException]) -> None:
    server = json_server()

    def interrupt(result: Any) -> None:
        if result.name == "post-creates":
            server.rows["1"]["title"] = "seen"
            raise error

    with pytest.raises(error):
        report_of(server, on_result=interrupt)
    assert server.rows == {"1": {**FIRST, "title": "seen"}}


def test_an_item_that_is_given_is_what_is_sent() -> None:
    server = Loose()
    report = report_of(server, item={"title": "Mine", "views": 5}, only=["post-keeps"])
    sent = [
        json.loads(each.request.content or b"null") for each in report.results[-1].responses if each.request.content
    ]
    assert sent[0] == {"title": "Mine", "views": 5}
    assert report.ok and server.rows == {}


def test_where_nothing_is_taken_it_is_said_what_to_give() -> None:
    class Picky(Loose):
        def _collection(self, request: Request) -> Response:
            if request.method == "POST":
                return answered(422, {"detail": "The author is missing."})
            return super()._collection(request)

    report = report_of(Picky(rows={"1": dict(FIRST)}))
    assert report.trouble is not None
    assert "422. The author is missing." in report.trouble.sentence() and "--body" in report.trouble.sentence()
    assert not report.ok


def test_members_that_are_complained_about_are_left_out_or_put_in() -> None:
    class Strict(Loose):
        def _collection(self, request: Request) -> Response:
            sent = json.loads(request.content) if request.method == "POST" else {}
            if not isinstance(sent, dict):
                return answered(400)
            wrong = [name for name in sent if name == "views"] + [name for name in ("created_at",) if name not in sent]
            if request.method == "POST" and wrong:
                return answered(422, {"errors": [{"pointer": f"/{name}"} for name in wrong]})
            return super()._collection(request)

    server = Strict(rows={"1": {**FIRST, "created_at": "2026-01-01"}})
    report = report_of(server, only=["post-keeps"])
    assert report.ok and report.trouble is None


def test_a_server_that_limits_the_rate_is_waited_for() -> None:
    server, waited = json_server(), list[float]()

    class Busy(Loose):
        def __call__(self, request: Request) -> Response:
            if next(server.counter) % 3 == 0:
                return answered(429, retry_after="7")
            return server(request)

    report = report_of(Busy(), wait=waited.append, only=["post-keeps"])
    assert report.ok
    assert set(waited) == {7.0}


# -- shapes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "array"),
    [
        ([], ()),
        ({"results": [{}]}, ("results",)),
        ({"count": 1, "posts": [{}]}, ("posts",)),
        ({"_embedded": {"posts": [{}]}}, ("_embedded", "posts")),
    ],
)
def test_where_the_items_are(content: Any, array: tuple[str, ...]) -> None:
    assert shape_of(content) == Shape(array)


@pytest.mark.parametrize("content", [{}, {"a": 1}, "text", None, 7])
def test_what_is_no_collection(content: Any) -> None:
    assert shape_of(content) is None


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (answered(404), "collection-unreached"),
        (answered(200, {"hello": "world"}), "collection-unreadable"),
        (Response(200, Fields({"content-type": "text/html"}), b"<p>"), "collection-unreadable"),
    ],
    ids=["missing", "object", "page"],
)
def test_what_cannot_be_checked_is_refused(response: Response, code: str) -> None:
    def handler(request: Request) -> Response:
        return response

    with antiphon.Session(transport=antiphon.InProcess(handler)) as session, pytest.raises(UsageError) as caught:
        check("https://api.example/", session=session)
    assert caught.value.fault.code == code


# -- descriptions ------------------------------------------------------------------------------------------------------

SCHEMA = {
    "allOf": [
        {"$ref": "#/components/schemas/Base"},
        {
            "properties": {
                "title": {"type": "string", "maxLength": 10},
                "kind": {"enum": ["a", "b"]},
                "at": {"type": "string", "format": "date-time"},
                "views": {"type": ["integer", "null"], "minimum": 3},
                "tags": {"type": "array"},
            },
            "required": ["title"],
        },
    ]
}
DOCUMENT = {"components": {"schemas": {"Base": {"properties": {"id": {"type": "integer", "readOnly": True}}}}}}


def test_an_item_is_made_of_a_description() -> None:
    made = Description(SCHEMA, DOCUMENT).example()
    assert made is not None
    assert made.pop("title").startswith("antiphon")
    assert made == {"kind": "a", "at": "2026-01-31T12:00:00Z", "views": 3, "tags": []}


def test_what_a_description_says_is_read_only_is_not_sent() -> None:
    assert Description(SCHEMA, DOCUMENT).writable({"id": 1, "title": "x", "other": 2}) == {"title": "x"}
    assert Description().writable({"id": 1}) == {"id": 1}


def test_a_description_that_goes_in_circles_ends() -> None:
    schema = {"$ref": "#/a"}
    assert Description(schema, {"a": {"$ref": "#/a"}}).example() is None
    inner: dict[str, Any] = {"type": "object", "required": ["b"], "properties": {"b": {"$ref": "#/a"}}}
    assert Description(schema, {"a": inner}).example() is not None


def test_an_empty_collection_is_filled_by_its_description() -> None:
    document: dict[str, Any] = {
        "paths": {
            "/posts": {
                "post": {"requestBody": {"content": {"application/json": {"schema": {"properties": {"title": {}}}}}}}
            }
        }
    }

    class Described(Loose):
        def __call__(self, request: Request) -> Response:
            return answered(200, document) if request.path == "/openapi.json" else super().__call__(request)

    server = Described()
    report = report_of(server, only=["post-keeps"])
    assert report.ok
    posted = next(each.request for each in report.results[-1].responses if each.request.method == "POST")
    assert list(json.loads(posted.content or b"")) == ["title"]
