"""The check: probe after probe, each with items of its own, which are removed whatever happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from ...faults import RequestError, Text
from ...semantics.url import URL
from .answer import Answer
from .belongings import Left
from .outcome import DoesNotApply, Outcome, Verdict, failed, skipped
from .probe import Concern, Probe
from .probes.table import CONCERNS, PROBES, chosen
from .report import Report, Result
from .visit import READING_ALONE, Visit
from .visiting import visiting

if TYPE_CHECKING:
    from ...client.session import Session

NO_RESPONSE = Text("There was no response. {error}", "No hubo respuesta. {error}")
NOT_PERMITTED = Text(
    "{method} {target} was answered {status}: this needs credentials, or other ones.",
    "{method} {target} se respondió con {status}: hacen falta credenciales, u otras.",
)
NO_SUCH_METHOD = Text("{method} is not offered ({status}).", "no se ofrece {method} ({status}).")
TOO_MANY = Text("the server refuses so many requests (429).", "el servidor rechaza tantas peticiones (429).")
EARLIER = Text("{name} did not pass.", "{name} no se superó.")


def check(
    url: str | URL,
    *,
    session: Session | None = None,
    item: Mapping[str, Any] | None = None,
    read_only: bool = False,
    only: Collection[str] = (),
    on_result: Callable[[Result], object] | None = None,
    on_left: Callable[[Left], object] | None = None,
    wait: Callable[[float], object] = time.sleep,
) -> Report:
    """Try the collection at `url` against the rules of HTTP, and return what was found.

    It makes items of its own and removes them; no other item is ever changed. `item` are the members of a new one,
    where the collection's own are no example. `read_only` sends nothing that could change anything. `only` are names of
    probes; those that they rely on are tried, too. `on_result` is called with each result as it is known, `on_left`
    with what could not be removed, also where the check is interrupted. `wait` waits for servers that limit the rate.

    Raises `UsageError` where there is no collection, `RequestError` where nobody answers.
    """
    started = time.monotonic()
    names = chosen(only)
    with visiting(url, session, item, read_only=read_only, wait=wait) as (visit, learnt):
        checking = _Checking(visit, on_result)
        try:
            if any(PROBES[name].writes for name in names):
                visit.prepare()
                visit.tidy_up()
            for concern in CONCERNS:
                for probe in concern.probes:
                    if probe.name in names:
                        checking.try_(concern, probe)
        finally:
            left = visit.remove_all()
            for each in left:
                if on_left is not None:
                    on_left(each)
    return Report(learnt.url.masked, tuple(checking.results), left, visit.trouble, time.monotonic() - started)


class _Checking:
    """A check on its way: what the probes so far have found."""

    def __init__(self, visit: Visit, on_result: Callable[[Result], object] | None) -> None:
        self.visit = visit
        self.results: list[Result] = []
        self._on_result = on_result
        self._passed: set[str] = set()

    def try_(self, concern: Concern, probe: Probe) -> None:
        """Send what `probe` sends, judge what comes, and remove what was made."""
        started = time.monotonic()
        sender = self.visit.sender
        sender.kept = []
        try:
            outcome = self._outcome(probe)
            responses = tuple(sender.kept)
        finally:
            self.visit.tidy_up()
        if outcome.verdict is Verdict.PASSED:
            self._passed.add(probe.name)
        result = Result(concern, probe, outcome, responses, time.monotonic() - started)
        self.results.append(result)
        if self._on_result is not None:
            self._on_result(result)

    def _outcome(self, probe: Probe) -> Outcome:
        missing = next((name for name in probe.after if name not in self._passed), None)
        if probe.writes and self.visit.refused is READING_ALONE:
            return skipped(READING_ALONE)
        if missing is not None:
            return skipped(EARLIER, name=missing)
        try:
            answers = probe.send(self.visit)
        except DoesNotApply as error:
            return error.outcome
        except RequestError as error:
            return failed(NO_RESPONSE, error=error)
        return judged(probe, answers)


def judged(probe: Probe, answers: tuple[Answer, ...]) -> Outcome:
    """Return what `probe` concludes from `answers`; what the server does not let anybody do is no failure."""
    outcome = probe.judge(*answers)
    if outcome.verdict is not Verdict.FAILED:
        return outcome
    return next((excuse for answer in answers if (excuse := _excuse(probe, answer)) is not None), outcome)


def _excuse(probe: Probe, answer: Answer) -> Outcome | None:
    if answer.status == 429:
        return skipped(TOO_MANY)
    if probe.judges_refusals:
        return None
    if answer.status in (401, 403):
        return skipped(NOT_PERMITTED, method=answer.method, target=answer.target, status=answer.status)
    if answer.status in (405, 501):
        return skipped(NO_SUCH_METHOD, method=answer.method, status=answer.status)
    return None
