"""Preconditions (RFC 9110 §13): is the item still the one that the client knows?"""

from __future__ import annotations

import pytest

from .wire import Wire

ITEM, LABEL = "/order%20items/1", "/labels/plain"
MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT"
EARLIER, LATER = "Thu, 01 Jan 2026 00:00:00 GMT", "Sat, 03 Jan 2026 00:00:00 GMT"
PATHS = [ITEM, "/order%20items?sort=-price&limit=1", "/", "/dear%20items"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '  W/"x" ,{} ', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_of_what_the_client_has_is_304(api: Wire, path: str, form: str, method: str) -> None:
    full = api.get(path)
    answer = api.ask(method, path, None, if_none_match=form.format(full.etag))
    assert answer.status == 304
    for name in ("etag", "vary", "cache-control", "last-modified"):
        assert answer.fields.get(name) == full.fields.get(name)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("tags", ['"other"', 'W/"other", "another"', "nonsense", '""'])
def test_a_read_of_what_the_client_has_not_is_200(api: Wire, path: str, tags: str) -> None:
    assert api.get(path, if_none_match=tags).status == 200


@pytest.mark.parametrize(
    ("since", "status"), [(MODIFIED, 304), (LATER, 304), (EARLIER, 200), ("yesterday", 200), ("2026-01-03", 200)]
)
def test_if_modified_since(api: Wire, since: str, status: int) -> None:
    assert api.get(ITEM, if_modified_since=since).status == status


def test_if_modified_since_counts_only_without_if_none_match(api: Wire) -> None:
    assert api.get(ITEM, if_modified_since=LATER, if_none_match='"other"').status == 200
    tag = api.get(ITEM).etag
    assert api.get(ITEM, if_modified_since=EARLIER, if_none_match=tag).status == 304


@pytest.mark.parametrize("path", ["/order%20items/2", "/order%20items"])
def test_if_modified_since_is_ignored_where_no_time_is_known(api: Wire, path: str) -> None:
    assert api.get(path, if_modified_since=LATER).status == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_read_whose_if_match_fails_is_412_with_the_tag_of_now(api: Wire, path: str) -> None:
    answer = api.get(path, if_match='"other"')
    assert answer.status == 412
    assert answer.etag == api.get(path).etag


@pytest.mark.parametrize("path", PATHS)
def test_a_read_whose_if_match_holds_is_200(api: Wire, path: str) -> None:
    tag = api.get(path).etag
    assert api.get(path, if_match=f'"other", {tag}').status == 200
    assert api.get(path, if_match="*").status == 200


def test_if_unmodified_since_of_a_read(api: Wire) -> None:
    assert api.get(ITEM, if_unmodified_since=EARLIER).status == 412
    assert api.get(ITEM, if_unmodified_since=MODIFIED).status == 200
    assert api.get(ITEM, if_unmodified_since="nonsense").status == 200


CHANGES = [("PUT", {"text": "new"}), ("PATCH", {"text": "new"}), ("DELETE", None)]


@pytest.mark.parametrize(("method", "content"), CHANGES)
@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
def test_a_change_of_what_the_client_knows_is_made(api: Wire, method: str, content: object, form: str) -> None:
    answer = api.ask(method, LABEL, content, if_match=form.format(api.get(LABEL).etag))
    assert answer.status in (200, 204)


@pytest.mark.parametrize(("method", "content"), CHANGES)
@pytest.mark.parametrize("form", ['"other"', "W/{}", '""', "nonsense"])
def test_a_change_of_what_the_client_does_not_know_is_412(api: Wire, method: str, content: object, form: str) -> None:
    before = api.get(LABEL)
    answer = api.ask(method, LABEL, content, if_match=form.format(before.etag))
    assert answer.status == 412
    assert answer.etag == before.etag
    assert api.get(LABEL).content == before.content


@pytest.mark.parametrize(("method", "content"), CHANGES)
@pytest.mark.parametrize("form", ["{}", "W/{}", "*", '"other", {}'])
def test_a_change_unless_the_client_has_it_is_412(api: Wire, method: str, content: object, form: str) -> None:
    before = api.get(LABEL)
    answer = api.ask(method, LABEL, content, if_none_match=form.format(before.etag))
    assert answer.status == 412
    assert answer.etag == before.etag
    assert api.get(LABEL).content == before.content


@pytest.mark.parametrize(
    ("method", "content"), [("PATCH", {"quantity": 5}), ("DELETE", None), ("PUT", {'naïve "x"': "new"})]
)
def test_a_change_of_what_is_newer_than_the_client_knows_is_412(api: Wire, method: str, content: object) -> None:
    answer = api.ask(method, ITEM, content, if_unmodified_since=EARLIER)
    assert (answer.status, answer.etag) == (412, api.get(ITEM).etag)
    tag = answer.etag
    # If-Match is the better of the two (RFC 9110 §13.1.4).
    assert api.ask(method, ITEM, content, if_unmodified_since=EARLIER, if_match=tag).status in (200, 204)


def test_a_change_since_when_nothing_happened_is_made(api: Wire) -> None:
    assert api.patch(ITEM, {"quantity": 5}, if_unmodified_since=MODIFIED).status == 200


def test_put_creates_only_where_nothing_is(api: Wire) -> None:
    assert api.put("/labels/new", {"text": "1"}, if_none_match="*").status == 201
    again = api.put("/labels/new", {"text": "2"}, if_none_match="*")
    assert (again.status, again.etag) == (412, api.get("/labels/new").etag)
    assert api.get("/labels/new").json["text"] == "1"


@pytest.mark.parametrize("tags", ["*", '"some"'])
def test_put_with_if_match_creates_nothing(api: Wire, tags: str) -> None:
    answer = api.put("/labels/new", {"text": "1"}, if_match=tags)
    assert answer.status == 412
    assert "etag" not in answer.fields
    assert api.get("/labels/new").status == 404


@pytest.mark.parametrize("conditions", [{"if_match": '"x"'}, {"if_match": "*"}, {"if_none_match": "*"}])
def test_conditions_on_what_is_not_there_stay_404(api: Wire, conditions: dict[str, str]) -> None:
    for method, content in (("PATCH", {"text": "x"}), ("DELETE", None), ("GET", None), ("HEAD", None)):
        assert api.ask(method, "/labels/absent", content, **conditions).status == 404


def test_the_tag_of_every_change_is_the_tag_of_the_next_read(api: Wire) -> None:
    answers = [
        api.post("/labels", {"key": "k", "text": "1"}),
        api.put("/labels/k", {"text": "2"}),
        api.patch("/labels/k", {"text": "3"}),
    ]
    tags = [answer.etag for answer in answers]
    assert len(set(tags)) == 3
    assert api.get("/labels/k").etag == tags[-1]
    assert api.patch("/labels/k", {"text": "4"}, if_match=tags[-1]).status == 200


def test_the_tag_of_a_coded_answer_is_as_good(api: Wire) -> None:
    tag = api.get(LABEL, accept_encoding="gzip").etag
    assert api.patch(LABEL, {"text": "new"}, if_match=tag).status == 200


def test_a_condition_on_post_speaks_of_the_collection(api: Wire) -> None:
    tag = api.get("/labels").etag
    assert api.post("/labels", {"key": "1"}, if_match='"other"').status == 412
    assert api.post("/labels", {"key": "1"}, if_none_match="*").status == 412
    assert api.get("/labels/1").status == 404
    assert api.post("/labels", {"key": "1"}, if_match=tag).status == 201
    assert api.post("/labels", {"key": "2"}, if_match=tag).status == 412
    assert api.post("/labels", {"key": "2"}, if_match="*").status == 201


def test_options_ignores_conditions(api: Wire) -> None:
    assert api.ask("OPTIONS", LABEL, None, if_match='"other"').status == 204
