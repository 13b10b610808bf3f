"""The policies of a session around its exchanges, and which of them a request has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .options import Options
from .sending import Layer

if TYPE_CHECKING:
    from ..semantics.circuit import Breaker
    from ..semantics.rate import Rate
    from ..semantics.retrying import Retries


class Policies:
    """Retries, breaker and rate of a session. What is not asked for is not there."""

    __slots__ = ("_is_retrying", "_retrying", "layers", "retries")

    def __init__(self, retries: Retries | int | None, breaker: Breaker | None, rate: Rate | None) -> None:
        """Raises `UsageError` for what is no policy."""
        self.retries = _retries(retries)
        self._retrying: Layer | None = None
        self.layers: list[Layer] = []
        if self.retries is not None:
            self.layers.append(self._retrying_layer())
        self._is_retrying = bool(self.layers)
        if breaker is not None:
            self.layers.append(_breaking(breaker))
        if rate is not None:
            self.layers.append(_limiting(rate))

    def _retrying_layer(self) -> Layer:
        """Return the one layer that retries, with the budget of the session."""
        if self._retrying is None:
            from .retrying import Retrying

            self._retrying = Retrying()
        return self._retrying

    def retries_for(self, options: Options) -> Retries | None:
        """Return the policy of retries of a request with `options`. Raises `UsageError`."""
        return _retries(options["retries"]) if "retries" in options else self.retries

    def layers_for(self, options: Options) -> tuple[Layer, ...]:
        """Return the layers that a request with `options` has besides those of its session, the first outermost."""
        layers: list[Layer] = []
        token = options.get("cancel")
        if token is not None:
            from .cancelling import Cancelling

            layers.append(Cancelling(token))
        if options.get("retries") is not None and not self._is_retrying:
            layers.append(self._retrying_layer())
        return tuple(layers)


def _retries(value: Retries | int | None) -> Retries | None:
    if value is None:
        return None
    from ..semantics.retrying import retries_of

    return retries_of(value)


def _breaking(breaker: Breaker) -> Layer:
    from ..semantics.circuit import Breaker as Expected
    from ..semantics.settings import check
    from .breaking import Breaking

    check("breaker", breaker, isinstance(breaker, Expected), "antiphon.Breaker | None")
    return Breaking(breaker)


def _limiting(rate: Rate) -> Layer:
    from ..semantics.rate import Rate as Expected
    from ..semantics.settings import check
    from .limiting import Limiting

    check("rate", rate, isinstance(rate, Expected), "antiphon.Rate | None")
    return Limiting(rate)
