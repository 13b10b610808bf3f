"""The one way up: what a response or an error of the lower floors says of itself by means of the higher one.

`inspect` knows the client; the client must not know `inspect`. Who asks for an explanation comes through here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # `as`: what is below names it from here.
    from .inspect.blocks.explanation import Explanation as Explanation


def explain_response(response: Any) -> Explanation:
    """Return the explanation of a `Response` and of the redirects that led to it."""
    from .inspect.blocks.explanation import explanation_of
    from .inspect.from_client import journey_of_response

    return explanation_of(journey_of_response(response))


def explain_error(error: Any) -> Explanation:
    """Return the explanation of an `AntiphonError`."""
    from .inspect.blocks.explanation import explanation_of, explanation_of_error
    from .inspect.from_client import journey_of_error

    journey = journey_of_error(error)
    return explanation_of(journey) if journey else explanation_of_error(error)
