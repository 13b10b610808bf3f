"""Each probe notices the mistake that it is there for, and says which it is."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from antiphon.inspect.check.probes.table import PROBES
from antiphon.server.handler import Request, Response

from .shelf import (
    Answering,
    Mistake,
    after,
    asked_differently,
    checked,
    ignoring,
    instead,
    is_collection,
    is_item,
    on,
    rereading,
    result_of,
    with_fields,
    with_status,
)

JSON = "application/json"
MERGE = "application/merge-patch+json"
_numbers = count()


def missing(request: Request) -> bool:
    """Tell whether the request is about an item that none of the tests makes."""
    return is_item(request) and len(request.path.rpartition("/")[2]) > 6


def condition(name: str, *methods: str) -> Any:
    """Return whether a request has the field `name`, and one of `methods`."""
    return lambda request: name in request.fields and (not methods or request.method in methods)


def media_type(essence: str, *methods: str) -> Any:
    """Return whether a request with one of `methods` sends this type."""
    return lambda request: request.method in methods and request.fields.get("content-type", "") == essence


async def restless(request: Request, answer: Answering) -> Response:
    """Give every response a tag of its own."""
    response = await answer(request)
    response.fields["etag"] = f'"{next(_numbers)}"'
    return response


async def always_not_modified(request: Request, answer: Answering) -> Response:
    """Take any tag for the current one."""
    return Response(304) if "if-none-match" in request.fields else await answer(request)


async def weak_is_strong(request: Request, answer: Answering) -> Response:
    """Compare weak tags as if they were strong."""
    if "if-match" in request.fields:
        request.fields["if-match"] = request.fields["if-match"].removeprefix("W/")
    return await answer(request)


async def does_and_refuses(request: Request, answer: Answering) -> Response:
    """Do what is asked, and say that the condition failed."""
    refused = "if-match" in request.fields
    request.fields.pop("if-match", None)
    response = await answer(request)
    return Response(412) if refused else response


async def half_a_patch(request: Request, answer: Answering) -> Response:
    """Do what is right of a patch, and refuse the rest."""
    if request.method != "PATCH":
        return await answer(request)
    whole = Request(**{name: getattr(request, name) for name in Request.__dataclass_fields__})
    patch = json.loads(request.content)
    if isinstance(patch, list):
        request.content = json.dumps([each for each in patch if each["op"] != "test"]).encode()
    else:
        request.content = json.dumps({name: each for name, each in patch.items() if name != "stars"}).encode()
    refused = await answer(whole)
    if refused.status >= 400:
        await answer(request)
    return refused


async def moving_items(request: Request, answer: Answering) -> Response:
    """Take the key in the content for that of the item: it moves to another URL."""
    if request.method not in ("PUT", "PATCH") or not is_item(request):
        return await answer(request)
    sent = json.loads(request.content)
    key = request.path.rpartition("/")[2]
    if not isinstance(sent, dict) or str(sent.get("id", key)) == key:
        return await answer(request)
    request.method, request.fields["content-type"] = "DELETE", JSON
    request.content = b""
    await answer(request)
    return Response(204)


def part(status: int, content_range: str, content: bytes = b"{") -> Mistake:
    """Answer every Range in the same way."""
    return instead(status, condition("range"), content, content_range=content_range, accept_ranges="bytes")


def error(words: bytes, status: int = 404) -> Mistake:
    """Answer for what is not there with these words."""
    return instead(status, missing, words, content_type="application/problem+json")


def page(links: dict[str, str]) -> Mistake:
    """Answer pages with other links: by the query of a page, the Link field that it gets."""

    async def mistake(request: Request, answer: Answering) -> Response:
        response = await answer(request)
        link = next((link for part, link in links.items() if part in request.query), None)
        if link is not None and is_collection(request):
            response.fields["link"] = link
        return response

    return mistake


async def shifting_pages(request: Request, answer: Answering) -> Response:
    """Page by numbers, and let pages overlap."""
    if is_collection(request) and "page=" in request.query:
        number = int(request.query.rpartition("=")[2])
        first = json.dumps([{"id": number}, {"id": number + 1}]).encode()
        link = f'</notes?page={number + 1}>; rel="next"' if number < 3 else ""
        pairs = {"content-type": JSON, **({"link": link} if link else {})}
        return Response(200, type(request.fields)(pairs), first)
    response = await answer(request)
    if "limit=2" in request.query:
        response.fields["link"] = '</notes?page=1>; rel="next"'
    return response


def undead() -> Mistake:
    """Show items that are deleted."""
    deleted: set[str] = set()

    async def mistake(request: Request, answer: Answering) -> Response:
        response = await answer(request)
        if request.method == "DELETE":
            deleted.add(request.path)
        if request.method == "GET" and response.status == 404 and request.path in deleted:
            response.status = 200
        return response

    return mistake


OTHER_TAG = '"other"'
PUT_ITEM, PATCH_ITEM, DELETE_ITEM = on("PUT", item=True), on("PATCH", item=True), on("DELETE", item=True)
POST_COLLECTION, GET_ITEM = on("POST", item=False), on("GET", item=True)
GET_COLLECTION = on("GET", item=False)

MISTAKES: list[tuple[str, Mistake, str]] = [
    # Reading
    ("collection-reads", with_fields(GET_COLLECTION, content_type="text/html"), "not what its Content-Type says"),
    ("item-reads", with_fields(GET_ITEM, content_type="text/html"), "not what its Content-Type says"),
    ("head-collection", with_fields(on("HEAD", item=False), etag=None), "ETag of HEAD /notes is –"),
    ("head-item", with_fields(on("HEAD", item=True), content_length="1"), "Content-Length of HEAD /notes/1 is '1'"),
    ("head-item", instead(405, on("HEAD", item=True)), "was answered 405 instead of 200"),
    ("head-absent", with_status(200, on("HEAD", item=True), 404), "was answered 200 instead of 404"),
    ("absent-item", with_status(200, missing), "was answered 200 instead of 404 / 410"),
    ("mistyped-key", with_status(422, missing), "/notes/antiphon-check was answered 422 instead of 404"),
    # Conditional reads
    ("item-tag", with_fields(GET_ITEM, etag=None), "has no ETag"),
    ("item-tag", with_fields(GET_ITEM, etag='W/"1"'), "is weak"),
    ("item-tag", with_fields(GET_ITEM, etag="1"), "no entity tag"),
    ("steady-tag", restless, "Two reads of the same content have different tags"),
    ("if-none-match", ignoring("if-none-match"), "was answered 200 instead of 304"),
    ("if-none-match", with_fields(GET_ITEM, 304, vary=None), "Vary of GET /notes/1 is – instead of"),
    (
        "if-none-match-weak",
        ignoring("if-none-match", when=lambda request: "," in request.fields.get("if-none-match", "")),
        "304",
    ),
    (
        "if-none-match-any",
        ignoring("if-none-match", when=lambda request: request.fields.get("if-none-match") == "*"),
        "304",
    ),
    ("if-none-match-other", always_not_modified, "was answered 304 instead of 200"),
    (
        "collection-if-none-match",
        ignoring("if-none-match", when=is_collection),
        "GET /notes was answered 200 instead of 304",
    ),
    ("if-modified-since", ignoring("if-modified-since"), "was answered 200 instead of 304"),
    ("tag-before-date", ignoring("if-none-match"), "was answered 304 instead of 200"),
    ("broken-date", instead(400, condition("if-modified-since")), "was answered 400 instead of 200"),
    ("if-match-read", ignoring("if-match"), "was answered 200 instead of 412"),
    # Creating
    ("post-creates", with_status(200, POST_COLLECTION, 201), "POST /notes was answered 200 instead of 201"),
    ("post-location", with_fields(POST_COLLECTION, 201, location=None), "has no Location"),
    ("post-location", with_fields(POST_COLLECTION, 201, location="/notes/999999"), "and GET there is 404"),
    ("post-location", with_fields(POST_COLLECTION, 201, location="https://other.example/1"), "no URL of this origin"),
    ("post-keeps", rereading(lambda sent: {**sent, "text": None}, POST_COLLECTION), "text is None instead of"),
    ("post-tag", with_fields(POST_COLLECTION, 201, etag=OTHER_TAG), "ETag of POST /notes is '\"other\"'"),
    ("post-content-location", with_fields(POST_COLLECTION, 201, content_location="/x"), "Content-Location of POST"),
    (
        "post-conflict",
        rereading(lambda sent: {name: each for name, each in sent.items() if name != "id"}, POST_COLLECTION),
        "made another item, with the key",
    ),
    (
        "post-conflict",
        with_status(500, lambda request: b'"id"' in request.content, 409),
        "was answered 500 instead of 409",
    ),
    ("post-minimal", with_fields(POST_COLLECTION, 201, vary="Accept"), "Vary of POST /notes does not name Prefer"),
    # What is sent
    ("unknown-type", asked_differently(POST_COLLECTION, content_type=JSON), "was answered 201 instead of 415"),
    (
        "unknown-type-named",
        with_fields(POST_COLLECTION, 415, accept=None, accept_post=None),
        "has no Accept / Accept-Post",
    ),
    ("unknown-coding", ignoring("content-encoding"), "was answered 201 instead of 415"),
    ("unknown-coding", with_fields(POST_COLLECTION, 415, accept_encoding=None), "has no Accept-Encoding"),
    ("broken-json", with_status(500, POST_COLLECTION, 400), "was answered 500 instead of 400"),
    ("broken-json", with_status(422, POST_COLLECTION, 400), "was answered 422 instead of 400"),
    ("empty-content", asked_differently(lambda request: not request.content, content=b"{}"), "was answered 422"),
    ("broken-utf-8", with_status(500, POST_COLLECTION, 400), "was answered 500 instead of 400"),
    ("duplicate-names", rereading(lambda sent: sent, POST_COLLECTION), "was answered 201 instead of 400"),
    ("not-an-object", with_status(500, POST_COLLECTION, 422), "was answered 500 instead of 400 / 422"),
    (
        "wrong-types",
        rereading(lambda sent: {**sent, "stars": 0} if isinstance(sent.get("stars"), str) else sent, POST_COLLECTION),
        "was answered 201 instead of 400 / 422",
    ),
    # Replacing
    ("put-replaces", instead(204, PUT_ITEM), "was answered 204, text is"),
    ("put-replaces", with_status(500, PUT_ITEM), "was answered 500 instead of 200 / 204"),
    ("put-idempotent", after(2, instead(409, PUT_ITEM), PUT_ITEM), "was answered 409 instead of 200 / 204"),
    ("put-leaves-nothing", asked_differently(PUT_ITEM, "PATCH", content_type=MERGE), "that was a patch"),
    ("put-creates", with_status(204, PUT_ITEM, 201), "was answered 204 instead of 201"),
    ("put-creates-only", instead(412, condition("if-none-match", "PUT")), "was answered 412 instead of 201"),
    ("put-spares", ignoring("if-none-match", when=PUT_ITEM), "was answered 200 instead of 412"),
    (
        "put-other-key",
        rereading(lambda sent: {name: each for name, each in sent.items() if name != "id"}, PUT_ITEM),
        "was answered 200 instead of 409",
    ),
    ("put-other-key", moving_items, "not at its URL any more"),
    ("put-tag", with_fields(PUT_ITEM, etag=OTHER_TAG), "ETag of PUT"),
    # Patching
    ("merge-patch", instead(204, PATCH_ITEM), "was answered 204, text is"),
    (
        "merge-patch",
        rereading(lambda sent: {**sent, "done": None, "text": None}, PATCH_ITEM),
        "was answered 422 instead of 200 / 204",
    ),
    (
        "merge-patch-null",
        rereading(lambda sent: {name: each for name, each in sent.items() if each is not None}, PATCH_ITEM),
        "After a merge patch with null",
    ),
    ("patch-atomic", half_a_patch, "was refused with 422, yet it changed text"),
    ("patch-plain-json", instead(400, media_type(JSON, "PATCH")), "was answered 400 instead of 200 / 204"),
    ("json-patch", instead(204, PATCH_ITEM), "was answered 204, text is"),
    ("json-patch-test", half_a_patch, "was refused with 409, yet it changed text"),
    (
        "json-patch-test",
        rereading(lambda sent: [each for each in sent if each["op"] != "test"], PATCH_ITEM),
        "was answered 200 instead of 409 / 422",
    ),
    ("json-patch-malformed", with_status(500, PATCH_ITEM, 400), "was answered 500 instead of 400 / 422"),
    ("patch-unknown-type", asked_differently(PATCH_ITEM, content_type=MERGE), "was answered 200 instead of 415"),
    ("patch-unknown-type-named", with_fields(PATCH_ITEM, 415, accept_patch=None), "has no Accept-Patch"),
    ("patch-absent", with_status(204, PATCH_ITEM, 404), "was answered 204 instead of 404 / 410"),
    (
        "patch-key",
        rereading(lambda sent: {name: each for name, each in sent.items() if name != "id"}, PATCH_ITEM),
        "was answered 200 instead of 4xx",
    ),
    ("patch-key", moving_items, "not at its URL any more"),
    # Deleting
    ("delete", with_fields(DELETE_ITEM, 204, content_length="0"), "has content, or Content-Length"),
    ("deleted-is-gone", undead(), "was answered 200 instead of 404 / 410"),
    ("delete-again", with_status(500, DELETE_ITEM, 404), "was answered 500 instead of 404 / 410 / 204"),
    # Conditional writes
    ("if-match-stale-put", ignoring("if-match", when=PUT_ITEM), "was answered 200 instead of 412"),
    ("if-match-stale-put", does_and_refuses, "was refused with 412, yet it changed text"),
    ("if-match-stale-patch", ignoring("if-match", when=PATCH_ITEM), "was answered 200 instead of 412"),
    ("if-match-stale-delete", ignoring("if-match", when=DELETE_ITEM), "was answered 204 instead of 412"),
    ("if-match-current-put", instead(412, condition("if-match", "PUT")), "was answered 412 instead of 200"),
    ("if-match-current-patch", instead(412, condition("if-match", "PATCH")), "was answered 412 instead of 200"),
    ("if-match-current-delete", instead(412, condition("if-match", "DELETE")), "was answered 412 instead of 200"),
    ("if-match-weak", weak_is_strong, "was answered 204 instead of 412"),
    ("if-unmodified-since-put", ignoring("if-unmodified-since"), "was answered 200 instead of 412"),
    ("if-unmodified-since-patch", ignoring("if-unmodified-since"), "was answered 200 instead of 412"),
    ("if-match-absent", ignoring("if-match", when=PUT_ITEM), "was answered 201 instead of 412 / 404"),
    # Two writers
    ("tag-changes", with_fields(GET_ITEM, etag='"same"'), "left the ETag as it was"),
    ("lost-update", ignoring("if-match", when=PUT_ITEM), "was answered 200 instead of 412"),
    # Methods
    ("options-collection", with_fields(on("OPTIONS", item=False), allow=None), "has no Allow"),
    (
        "options-item",
        with_fields(on("OPTIONS", item=True), allow="GET"),
        "Allow of OPTIONS /notes/1 does not name HEAD",
    ),
    ("options-item", instead(405, on("OPTIONS")), "was answered 405 instead of 200 / 204"),
    ("allow-is-true", with_fields(on("OPTIONS"), allow="GET, HEAD, PATCH, DELETE"), "PUT of the item works (200)"),
    (
        "allow-is-true",
        instead(405, PATCH_ITEM, allow="GET"),
        "Allow names PATCH, but PATCH of the item was answered 405",
    ),
    ("method-not-allowed", with_status(404, on("POST", item=True), 405), "was answered 404 instead of 405"),
    ("method-not-allowed", with_fields(on("POST", item=True), 405, allow=None), "has no Allow"),
    ("method-not-allowed", with_fields(on("POST", item=True), 405, allow="POST"), "says in Allow that POST is allowed"),
    ("unknown-method", with_status(405, on("ANTIPHON-CHECK")), "was answered 405 instead of 501"),
    ("trace-is-off", instead(200, on("TRACE")), "was answered 200 instead of 405 / 501"),
    # Negotiation
    ("accept-impossible", with_status(500, GET_COLLECTION, 406), "was answered 500 instead of 406 / 200"),
    ("vary-accept", with_fields(GET_COLLECTION, vary="Accept-Encoding"), "Vary of GET /notes does not name Accept"),
    ("vary-accept-encoding", with_fields(GET_COLLECTION, vary="Accept"), "does not name Accept-Encoding"),
    ("vary-accept-language", with_fields(missing, vary=None), "does not name Accept-Language"),
    ("tag-by-coding", with_fields(GET_COLLECTION, etag='"same"'), "the same strong ETag"),
    # Errors
    ("error-type", with_fields(missing, content_type=None), "has no Content-Type"),
    ("problem-details", error(b'{"status": 400}'), "says status 400, but the response is a 404"),
    ("problem-details", error(b"[]"), "no JSON object"),
    ("problem-details", error(b'{"title": 7}'), "The member title of the problem"),
    ("no-error-in-success", error(b'{"error": "none"}', 200), "its content tells of an error"),
    ("no-trace", error(b"Traceback (most recent call last):\n", 500), "shows the inside of the program"),
    ("challenge", instead(401, condition("authorization")), "has no WWW-Authenticate"),
    # Caching
    ("cache-control", with_fields(GET_ITEM, cache_control="no-store, max-age=60"), "both no-store and max-age"),
    ("cache-control", with_fields(GET_ITEM, cache_control="max-age=soon"), "max-age='soon', which is no number"),
    ("freshness-told", with_fields(GET_ITEM, cache_control=None), "caches guess"),
    (
        "write-not-stored",
        with_fields(POST_COLLECTION, 201, cache_control="max-age=60", content_location=None),
        "may be stored for 60 seconds",
    ),
    # Ranges
    ("no-unasked-range", with_fields(GET_ITEM, content_range="items 0-4/5"), "has Content-Range: 'items 0-4/5'"),
    ("range", part(206, "bytes 0-1/2"), "Content-Range of GET /notes/1 is 'bytes 0-1/2' instead of"),
    ("range", part(500, ""), "was answered 500 instead of 206"),
    ("range-beyond", part(206, "bytes 0-0/1"), "was answered 206 instead of 416"),
    ("range-beyond", part(416, "bytes */1"), "Content-Range of GET /notes/1 is 'bytes */1' instead of"),
    ("if-range", part(206, "bytes 0-0/1"), "was answered 206 instead of 200"),
    # Idempotency
    (
        "idempotency-key",
        after(1, with_status(200, POST_COLLECTION), condition("idempotency-key")),
        "was answered 200 instead of 201",
    ),
    (
        "idempotency-key-reused",
        with_status(200, condition("idempotency-key"), 422),
        "was answered 200 instead of 422",
    ),
    # Pages of other origins
    ("preflight", instead(200, on("OPTIONS"), access_control_allow_origin="https://a.example"), "does not name Origin"),
    (
        "preflight",
        instead(200, on("OPTIONS"), access_control_allow_origin="*", access_control_allow_credentials="true"),
        "is * with credentials allowed",
    ),
    (
        "preflight",
        instead(403, on("OPTIONS"), access_control_allow_origin="*"),
        "was answered 403 instead of 200 / 204",
    ),
    (
        "cors-on-errors",
        with_fields(on("GET"), 200, access_control_allow_origin="*"),
        "has no Access-Control-Allow-Origin",
    ),
    # Queries
    ("unknown-parameter", with_status(500, is_collection, 400), "was answered 500 instead of 400 / 422"),
    ("unknown-parameter", with_status(200, is_collection, 400), "was answered 200 instead of 400 / 422"),
    ("query", with_status(500, on("QUERY")), "was answered 500 instead of 200"),
    ("query-unknown-type", asked_differently(on("QUERY"), content_type=JSON), "was answered 200 instead of 415"),
    ("query-unknown-type", with_fields(on("QUERY"), 415, accept_query=None), "has no Accept-Query"),
    ("query-without-type", asked_differently(on("QUERY"), content_type=JSON), "was answered 200 instead of 400 / 415"),
    # Pages
    ("pages-forward", page({"after": '</notes?limit=2>; rel="next"'}), "leads back to /notes?limit=2"),
    ("pages-forward", page({"limit=2": '</nowhere>; rel="next"'}), "/nowhere that a link leads to was answered 404"),
    ("pages-forward", shifting_pages, "is on two pages"),
    (
        "pages-back",
        after(3, page({"after": '</notes?limit=1>; rel="prev"'}), lambda request: "after" in request.query),
        "lead to a page with other items",
    ),
    # Hostile input
    *(
        (f"hostile-{name}", instead(status, is_item, b"[]"), words)
        for name in ("percent", "nul", "path-utf-8", "path-number", "path-quotes", "path-long")
        for status, words in ((500, "was answered 500, but the mistake is the client's"), (200, "200 instead of a 4xx"))
    ),
    (
        "hostile-long-target",
        instead(414, lambda request: len(request.target) > 4000),
        "was answered 414 instead of 200",
    ),
    ("hostile-huge-target", instead(500, lambda request: len(request.target) > 9000), "was answered 500"),
    ("hostile-huge-field", instead(500, condition("x-antiphon-check")), "was answered 500"),
    ("hostile-get-content", instead(500, lambda request: request.method == "GET" and bool(request.content)), "500"),
    ("hostile-ranges", instead(500, condition("range")), "was answered 500"),
    ("hostile-deep-json", with_status(500, POST_COLLECTION, 400), "was answered 500"),
    ("hostile-large-json", instead(500, lambda request: len(request.content) > 1_000_000), "was answered 500"),
    ("hostile-nul-text", instead(500, lambda request: rb"\u0000" in request.content), "was answered 500"),
    ("hostile-half-character", instead(500, lambda request: rb"\ud800" in request.content), "was answered 500"),
    ("hostile-huge-number", instead(500, lambda request: b"9" * 60 in request.content), "was answered 500"),
]


@pytest.mark.parametrize(
    ("name", "mistake", "words"), MISTAKES, ids=[f"{index}-{name}" for index, (name, _, _) in enumerate(MISTAKES)]
)
def test_a_probe_notices_the_mistake(shelf: Path, name: str, mistake: Mistake, words: str) -> None:
    result = result_of(checked(shelf, mistake, only=[name]), name)
    assert result.failed, (result.outcome.verdict, result.outcome.why())
    assert words in result.outcome.why()
    assert result.outcome.why("es") != result.outcome.why("en")


# What only a server on a network does is tested in test_network.py and test_judging.py.
ELSEWHERE = {"date", "head-without-content", "hostile-expect-continue", "hostile-expect-unknown"}


def test_every_probe_has_a_mistake() -> None:
    assert set(PROBES) == {name for name, _, _ in MISTAKES} | ELSEWHERE
