"""What probes conclude from answers alone: what no application in this process can do wrong."""

from __future__ import annotations

import pytest

from antiphon.client.request import Request
from antiphon.client.response import Response
from antiphon.faults import AntiphonError
from antiphon.inspect.check.answer import Answer
from antiphon.inspect.check.complaints import names_in
from antiphon.inspect.check.outcome import Verdict
from antiphon.inspect.check.probes.table import CONCERNS, PROBES, chosen
from antiphon.inspect.check.run import judged
from antiphon.semantics.fields import Fields
from antiphon.semantics.url import url_of


def answer(method: str, status: int, **fields: str) -> Answer:
    request = Request(method, url_of("https://shelf.example/notes"), Fields())
    pairs = {name.replace("_", "-"): value for name, value in fields.items()}
    return Answer(Response.of(request, status, pairs, b""))


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("date", answer("GET", 200), "has no Date"),
        ("date", answer("GET", 200, date="today"), "Date is 'today', which is no date"),
        ("hostile-expect-continue", answer("POST", 417), "was answered 417 instead of a 4xx"),
        ("hostile-expect-unknown", answer("POST", 201), "was answered 201 instead of 417"),
    ],
)
def test_a_probe_of_the_network_notices_the_mistake(name: str, wrong: Answer, words: str) -> None:
    outcome = PROBES[name].judge(wrong)
    assert outcome.verdict is Verdict.FAILED
    assert words in outcome.why()


@pytest.mark.parametrize(
    ("status", "words"), [(401, "credentials"), (403, "credentials"), (405, "not offered"), (429, "so many")]
)
def test_what_a_server_does_not_permit_is_no_failure(status: int, words: str) -> None:
    outcome = judged(PROBES["post-creates"], (answer("POST", status),))
    assert outcome.verdict is Verdict.SKIPPED
    assert words in outcome.why()


def test_a_refusal_is_an_answer_to_probes_about_refusals() -> None:
    assert judged(PROBES["unknown-method"], (answer("ANTIPHON-CHECK", 405),)).verdict is Verdict.FAILED


# -- the table ---------------------------------------------------------------------------------------------------------


def test_names_are_unique_and_what_a_probe_relies_on_comes_before_it() -> None:
    order = [probe.name for concern in CONCERNS for probe in concern.probes]
    assert len(order) == len(set(order)) == len(PROBES)
    for probe in PROBES.values():
        assert all(order.index(name) < order.index(probe.name) for name in probe.after)


@pytest.mark.parametrize("name", PROBES)
def test_a_row_is_whole(name: str) -> None:
    probe = PROBES[name]
    assert probe.rfc.startswith(("RFC ", "Fetch ", "draft-"))
    for text in (probe.title, probe.advice):
        assert text.en.strip() and text.es.strip()
    assert probe.advice.en != probe.advice.es


def test_chosen_probes_bring_those_that_they_rely_on() -> None:
    assert chosen(["lost-update"]) == {"item-tag", "put-replaces", "lost-update"}
    assert chosen([]) == set(PROBES)
    with pytest.raises(AntiphonError) as caught:
        chosen(["lost-updates"])
    assert caught.value.fault.code == "probe-unknown"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ({"errors": [{"pointer": "/title"}, {"pointer": "/a~1b/0"}]}, ("title", "a/b")),
        ({"errors": [{"source": {"pointer": "/data/attributes/title"}}]}, ("title",)),
        ({"errors": {"title": ["is required"]}}, ("title",)),
        ({"detail": [{"loc": ["body", "title"], "msg": "required"}]}, ("title",)),
        ({"data": {"title": {"code": "validation_required"}}}, ("title",)),
        ({"title": ["This field is required."]}, ("title",)),
        ({"error": {"details": [{"field": "title"}]}}, ("details",)),
        ({"errors": [{"path": "title"}]}, ("title",)),
        ("title", ()),
        (None, ()),
    ],
)
def test_complaints_are_understood(content: object, names: tuple[str, ...]) -> None:
    assert names_in(content) == names
