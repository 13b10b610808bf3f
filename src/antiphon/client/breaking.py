"""Circuit breakers: a layer that holds requests back from origins which keep failing. See `semantics/circuit`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial

from ..faults import CircuitOpen, RequestError, Side
from ..faults.policies import CIRCUIT_OPEN
from ..net.network import Network, authority
from ..semantics.circuit import CLOSED, Breaker, Circuit, State
from ..semantics.url import Origin
from .by_origin import ByOrigin
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Send, Surroundings


class Breaking:
    """Holds back what the circuit of its origin does not let pass."""

    __slots__ = ("_breaker",)

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends where the circuit lets it, and raises `CircuitOpen` where not."""
        circuits = Circuits(self._breaker, surroundings.network)
        failed_statuses = self._breaker.statuses

        async def send_if_it_passes(request: Request, plan: Plan, deadline: float | None) -> Response:
            origin = request.url.origin
            is_trial = circuits.begin(origin)
            try:
                response = await send(request, plan, deadline)
            except BaseException as error:
                if isinstance(error, RequestError) and error.fault.side is not Side.USER:
                    circuits.failed(origin, is_trial, error.fault.code)
                else:
                    circuits.given_up(origin, is_trial)
                raise
            if response.status_code in failed_statuses:
                circuits.failed(origin, is_trial, str(response.status_code))
            else:
                circuits.succeeded(origin, is_trial)
            return response

        return send_if_it_passes


class Circuits:
    """The circuit of each origin."""

    __slots__ = ("_breaker", "_circuits", "_lock", "_network")

    def __init__(self, breaker: Breaker, network: Network) -> None:
        self._breaker = breaker
        self._network = network
        self._lock: AbstractContextManager[object] = network.lock()
        self._circuits = ByOrigin(CLOSED, partial(Circuit.is_forgettable, breaker=breaker))

    def begin(self, origin: Origin) -> bool:
        """Let a request pass, and tell whether it is the trial of a half-open circuit. Raises `CircuitOpen`."""
        if origin not in self._circuits:
            return False
        now = self._network.now()
        with self._lock:
            circuit = self._circuits.get(origin).asked(now)
            if not circuit.passes:
                raise _refusal(origin, circuit, now)
            self._circuits.keep(origin, circuit.begun(), now)
        return circuit.state is State.HALF_OPEN

    def failed(self, origin: Origin, is_trial: bool, cause: str) -> None:
        """Note that a request failed because of `cause`."""
        now = self._network.now()
        with self._lock:
            circuit = self._circuits.get(origin)
            end = circuit.trial_failed if is_trial else circuit.failed
            self._circuits.keep(origin, end(self._breaker, now, cause), now)

    def succeeded(self, origin: Origin, is_trial: bool) -> None:
        """Note that a request was answered."""
        if origin not in self._circuits:
            return
        now = self._network.now()
        with self._lock:
            circuit = self._circuits.get(origin)
            self._circuits.keep(origin, circuit.trial_succeeded() if is_trial else circuit.succeeded(), now)

    def given_up(self, origin: Origin, is_trial: bool) -> None:
        """Note that nothing was learned from a request."""
        if is_trial:
            now = self._network.now()
            with self._lock:
                self._circuits.keep(origin, self._circuits.get(origin).trial_given_up(), now)


def _refusal(origin: Origin, circuit: Circuit, now: float) -> CircuitOpen:
    scheme, host, port = origin
    return CircuitOpen(
        CIRCUIT_OPEN,
        origin=f"{scheme}://{authority(host, port)}",
        failures=len(circuit.failures),
        seconds=max(0.0, circuit.rests_until - now),
        last=circuit.cause,
    )
