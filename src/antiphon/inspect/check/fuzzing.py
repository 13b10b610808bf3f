"""Fuzzing: many requests with mistakes, drawn at random, none of which may be answered with a server error.

A client's mistake is answered with 4xx (RFC 9110 §15.5); 5xx says that the server has failed (RFC 9110 §15.6).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...faults import RequestError, Text
from ...faults.fault import Phrase
from ...semantics.url import URL
from .answer import Answer
from .belongings import Left
from .mistakes.mistake import Material, Mistake
from .mistakes.table import mistake
from .outcome import DoesNotApply
from .visit import Visit
from .visiting import visiting

if TYPE_CHECKING:
    from ...client.response import Response
    from ...client.session import Session

MOST = 500
SERVER_ERROR = Text(
    "{method} {target} was answered {status}, but the mistake is the client's: {what}.",
    "{method} {target} se respondió con {status}, pero el error es del cliente: {what}.",
)
NO_ANSWER = Text(
    "{method} {target} got no answer, for {what}. {error}", "{method} {target} no obtuvo respuesta, por {what}. {error}"
)
ADVICE = Text(
    "Check what comes in where it comes in, and answer 4xx; log what still surprises you.",
    "Compruebe lo que entra donde entra y responda 4xx; registre lo que aun así le sorprenda.",
)
RFC = "RFC 9110 §15.5, §15.6"
SCORE = Text(
    "Mistakes sent: {count} (seed {seed}). Answers: {statuses}. Failures: {failed}.",
    "Errores enviados: {count} (semilla {seed}). Respuestas: {statuses}. Fallos: {failed}.",
)

# An item of its own serves so many mistakes, then there is a new one: what some did to it must not spare others.
_BATCH = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake that was answered with a server error, or with nothing at all: `number` is its place in the seed."""

    number: int
    mistake: Mistake
    why: Phrase
    response: Response | None = None

    @property
    def kind(self) -> tuple[str, str, int]:
        """Return what findings of one cause have in common: what was wrong, the method and the status, 0 for none."""
        status = 0 if self.response is None else self.response.status_code
        return self.mistake.what.en, self.mistake.method, status


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What fuzzing of the collection at `url` found; `statuses` counts the answers by their first digit, 0 for none.

    `left` is what it has made and could not remove; `trouble` says why nothing was written, although that was to be
    tried.
    """

    url: str
    seed: int
    count: int
    statuses: Mapping[int, int]
    findings: tuple[Finding, ...]
    left: tuple[Left, ...] = ()
    trouble: Phrase | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Tell whether no mistake made the server fail, nothing was left, and writing was tried where it was to be."""
        return not self.findings and not self.left and self.trouble is None

    def score(self, language: str = "en") -> str:
        """Return how many were sent and how they were answered, in `language` (``en`` or ``es``)."""
        statuses = ", ".join(f"{count} × {digit}xx" for digit, count in sorted(self.statuses.items()) if digit)
        details = {"count": self.count, "seed": self.seed, "statuses": statuses or "–", "failed": len(self.findings)}
        return SCORE.fill(details, language)


def fuzz(
    url: str | URL,
    *,
    session: Session | None = None,
    item: Mapping[str, Any] | None = None,
    read_only: bool = False,
    count: int = MOST,
    seed: int = 1,
    first: int = 1,
    on_finding: Callable[[Finding], object] | None = None,
    wait: Callable[[float], object] = time.sleep,
) -> Fuzzed:
    """Send `count` requests with mistakes to the collection at `url`, and return which ones the server failed at.

    The mistakes are those of `seed` from number `first` on, so whatever was found is found again. What is written goes
    to items of its own alone, which are removed; `item` are the members of a new one, where the collection's own are no
    example. `read_only` sends nothing that could change anything. `on_finding` is called with each finding as it comes,
    `wait` waits for servers that limit the rate.

    Raises `UsageError` where there is no collection, `RequestError` where nobody answers.
    """
    started = time.monotonic()
    with visiting(url, session, item, read_only=read_only, wait=wait) as (visit, learnt):
        run = _Run(visit, Material(learnt.url, learnt.sample_url or learnt.url, learnt.shape, {}), on_finding)
        try:
            for number in range(first, first + count):
                if (number - first) % _BATCH == 0:
                    run.renew()
                run.send(seed, number)
        finally:
            left = visit.remove_all()
    spent = time.monotonic() - started
    return Fuzzed(learnt.url.masked, seed, count, run.statuses, tuple(run.findings), left, visit.trouble, spent)


class _Run:
    """Fuzzing on its way: what was answered so far."""

    def __init__(self, visit: Visit, material: Material, on_finding: Callable[[Finding], object] | None) -> None:
        self.statuses: Counter[int] = Counter()
        self.findings: list[Finding] = []
        self._visit = visit
        self._material = material
        self._on_finding = on_finding

    def renew(self) -> None:
        """Remove what was made so far, and make a new item to change, where that can be."""
        self._visit.tidy_up()
        self._visit.sender.kept = []
        try:
            item = self._visit.item()
        except DoesNotApply:
            self._material = replace(self._material, own=None)
            return
        readable = self._material.readable
        self._material = replace(
            self._material,
            members=item.sent,
            own=item.url,
            readable=item.url if readable == self._material.collection else readable,
        )

    def send(self, seed: int, number: int) -> None:
        """Send mistake `number`, and note how it was answered."""
        wrong = mistake(seed, number, self._material)
        try:
            answer = self._answer(wrong)
        except RequestError as error:
            self.statuses[0] += 1
            target = wrong.url.request_target.decode("ascii", "replace")
            why = NO_ANSWER.of(method=wrong.method, target=target, what=wrong.what, error=error)
            self._found(Finding(number, wrong, why))
            return
        self.statuses[answer.status // 100] += 1
        if _has_failed(answer):
            details = {"method": answer.method, "target": answer.target, "status": answer.status, "what": wrong.what}
            self._found(Finding(number, wrong, SERVER_ERROR.of(**details), answer.response))

    def _answer(self, wrong: Mistake) -> Answer:
        """Return the answer to `wrong`, sent once more where none came. Raises `RequestError`.

        A server that has failed at the mistake before may close its connection without a word.
        """
        try:
            return self._send(wrong)
        except RequestError:
            return self._send(wrong)

    def _send(self, wrong: Mistake) -> Answer:
        return self._visit.send(
            wrong.method, wrong.url, wrong.headers, content=wrong.content, media_type=wrong.media_type
        )

    def _found(self, finding: Finding) -> None:
        self.findings.append(finding)
        if self._on_finding is not None:
            self._on_finding(finding)


def _has_failed(answer: Answer) -> bool:
    """Tell whether the server failed; that it does not know a method is no failure, but for GET and HEAD (§9.1)."""
    if answer.status == 501:
        return answer.method in ("GET", "HEAD")
    return answer.status >= 500
