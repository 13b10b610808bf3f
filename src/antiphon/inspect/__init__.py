"""What happened in an exchange: recorded, judged by rules, and explained.

What is named here loads when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .blocks.explanation import Explanation
    from .blocks.running import explain
    from .compare import Comparison, comparison
    from .exchange import Exchange, Journey
    from .finding import Finding
    from .linting import lint, lint_journey

_HOMES = {
    "Comparison": "compare",
    "Exchange": "exchange",
    "Explanation": "blocks.explanation",
    "Finding": "finding",
    "Journey": "exchange",
    "comparison": "compare",
    "explain": "blocks.running",
    "lint": "linting",
    "lint_journey": "linting",
}

__all__ = [
    "Comparison",
    "Exchange",
    "Explanation",
    "Finding",
    "Journey",
    "comparison",
    "explain",
    "lint",
    "lint_journey",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'antiphon.inspect' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"antiphon.inspect.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
