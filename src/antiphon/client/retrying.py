"""Requests that are sent again: a layer around the exchange. What it decides by is in `semantics/retrying`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from random import random

from ..faults import RequestError
from ..semantics.redirects import REDIRECT_STATUSES
from ..semantics.retrying import Outcome, Retries, is_repeatable, may_repeat, pause
from .attempts import FailedAttempt, phase_of
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Send, Surroundings

_FREE_REPETITIONS = 10.0
_MISDIRECTED = 421


class Budget:
    """How many repetitions a session may still make: each request adds a share of one, up to what was free."""

    __slots__ = ("_left", "_lock")

    def __init__(self, lock: AbstractContextManager[object]) -> None:
        self._lock = lock
        self._left = _FREE_REPETITIONS

    def add(self, share: float) -> None:
        """Note that a request began."""
        with self._lock:
            self._left = min(self._left + share, _FREE_REPETITIONS)

    def take(self) -> bool:
        """Take one repetition; False where none is left."""
        with self._lock:
            if self._left < 1.0:
                return False
            self._left -= 1.0
            return True


class Retrying:
    """Sends again what failed, as the plan's policy says. One for each session, since its budget is one."""

    __slots__ = ("_budget", "_chance")

    def __init__(self, chance: Callable[[], float] = random) -> None:
        self._budget: Budget | None = None
        self._chance = chance

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends until it has an answer, or no right to another attempt."""
        if self._budget is None:
            self._budget = Budget(surroundings.network.lock())
        budget = self._budget

        async def send_again(request: Request, plan: Plan, deadline: float | None) -> Response:
            policy = plan.retries
            if policy is None:
                return await send(request, plan, deadline)
            if policy.budget is not None:
                budget.add(policy.budget)
            return await _Course(request, policy, budget, deadline, surroundings, self._chance).run(send, plan)

        return send_again


class _Course:
    """The attempts at one request."""

    __slots__ = ("_budget", "_chance", "_deadline", "_failed", "_policy", "_request", "_surroundings")

    def __init__(
        self,
        request: Request,
        policy: Retries,
        budget: Budget,
        deadline: float | None,
        surroundings: Surroundings,
        chance: Callable[[], float],
    ) -> None:
        self._request = request
        self._policy = policy
        self._budget = budget
        self._deadline = deadline
        self._surroundings = surroundings
        self._chance = chance
        self._failed: tuple[FailedAttempt, ...] = ()

    async def run(self, send: Send, plan: Plan) -> Response:
        """Return the response that counts. Raises what the last attempt raises."""
        while True:
            try:
                response = await send(self._request, plan, self._deadline)
                if response.status_code not in self._policy.statuses:
                    await _read_as_planned(response, plan)
                    response.attempts = self._failed
                    return response
            except RequestError as error:
                failure = self._after_error(error)
                if failure is None:
                    error.attempts = self._failed
                    raise
            else:
                failure = self._after_response(response)
                if failure is None:
                    response.attempts = self._failed
                    return response
                _drop(response)
            self._failed = (*self._failed, failure)
            await self._surroundings.network.sleep(failure.waited)

    def _after_error(self, error: RequestError) -> FailedAttempt | None:
        """Return what failed if the request goes again, else None."""
        wait = self._wait_after(Outcome.of_error(error))
        return None if wait is None else FailedAttempt(phase_of(error), error.sentence(), wait, fault=error.fault)

    def _after_response(self, response: Response) -> FailedAttempt | None:
        status = response.status_code
        asked = response.headers.get_all("retry-after")
        wait = self._wait_after(Outcome.of_response(status, asked, self._surroundings.clock()))
        what = f"{status} {response.reason}".rstrip()
        return None if wait is None else FailedAttempt("status", what, wait, status=status)

    def _wait_after(self, outcome: Outcome) -> float | None:
        """Return the seconds to wait before the request is sent again, and make it ready; None where it must not be.

        What costs something, content that is wound back or a place in the budget, is asked for last.
        """
        request, policy = self._request, self._policy
        repeatable = is_repeatable(policy, request.method, "idempotency-key" in request.headers)
        if not may_repeat(policy, outcome, repeatable):
            return None
        wait = pause(policy, outcome, len(self._failed) + 1, self._chance())
        if wait is None or self._is_too_late(wait):
            return None
        if not outcome.unsent and not request.body.rewind():
            return None
        return wait if policy.budget is None or self._budget.take() else None

    def _is_too_late(self, wait: float) -> bool:
        return self._deadline is not None and self._surroundings.network.now() + wait >= self._deadline


async def _read_as_planned(response: Response, plan: Plan) -> None:
    """Read content that will be read anyway, so that a connection that breaks in it is a failed attempt, too.

    That of a redirect which is followed is of no interest.
    """
    is_followed = plan.follow and response.status_code in REDIRECT_STATUSES
    if not plan.stream and not is_followed and not response.exchange.take_whole():
        await response.exchange.read_whole()


def _drop(response: Response) -> None:
    """Let go of a response in whose place another will come; its connection is kept where it costs no wait.

    421 asks for another connection (RFC 9110 §15.5.20).
    """
    if response.status_code == _MISDIRECTED or not response.exchange.take_whole():
        response.exchange.abandon()
