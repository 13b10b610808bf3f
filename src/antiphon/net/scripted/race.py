"""The race between addresses, run on the script's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import failures
from ..happy_eyeballs import Race, interleave
from ..limits import Allowance, earliest
from ..network import Address, Attempt, ConnectOptions
from .clock import Clock
from .steps import Accept, Answer, Ignore


class ScriptedRace:
    """One run of a `Race`. `answer_at` says how the next attempt at an address is answered."""

    def __init__(
        self,
        target: str,
        addresses: Sequence[Address],
        options: ConnectOptions,
        clock: Clock,
        answer_at: Callable[[Address], Answer],
    ) -> None:
        self._target = target
        self._race = Race(interleave(addresses), options.attempt_delay)
        self._clock = clock
        self._answer_at = answer_at
        self._outcomes: list[tuple[float, int, Answer]] = []

    def run(self, allowance: Allowance) -> tuple[Accept, Address, tuple[Attempt, ...]]:
        """Return the first answer to accept, its address, and all attempts. Raises as the real worlds do."""
        while True:
            self._start_due()
            if self._race.lost:
                attempts = self._race.attempts(self._clock.now, "ETIMEDOUT")
                raise failures.unconnected(self._target, attempts)
            if not self._clock.wait(self._next_event(), allowance.ends):
                now = self._clock.now
                attempts = self._race.attempts(now, "ETIMEDOUT")
                raise failures.connect_expired(self._target, attempts, allowance, now)
            winner = self._settle()
            if winner is not None:
                return winner

    def _start_due(self) -> None:
        now = self._clock.now
        index = self._race.due(now)
        if index is None:
            return
        self._race.started(index, now)
        answer = self._answer_at(self._race.addresses[index])
        if not isinstance(answer, Ignore):
            self._outcomes.append((now + answer.after, index, answer))

    def _next_event(self) -> float | None:
        outcome = min((moment for moment, _, _ in self._outcomes), default=None)
        return earliest(self._race.next_wait(self._clock.now), outcome, self._clock.now)

    def _settle(self) -> tuple[Accept, Address, tuple[Attempt, ...]] | None:
        now = self._clock.now
        ripe = [outcome for outcome in self._outcomes if outcome[0] <= now]
        for outcome in ripe:
            _, index, answer = outcome
            self._outcomes.remove(outcome)
            if isinstance(answer, Accept):
                self._race.won(index, now)
                return answer, self._race.addresses[index], self._race.attempts(now, "ECANCELED")
            if not isinstance(answer, Ignore):
                self._race.failed(index, answer.error, now)
        return None
