"""From what happened to the lesson that teaches it: ``lesson#section``."""

from __future__ import annotations

from collections.abc import Mapping

_BY_STATUS: Mapping[int, str] = {
    103: "status-codes#interim-and-successful",
    201: "post-or-put#which-success",
    204: "post-or-put#which-success",
    304: "caching#validation",
    401: "authentication#challenge",
    403: "authentication#forbidden",
    405: "methods#the-rest",
    406: "headers#negotiation",
    407: "authentication#challenge",
    409: "post-or-put#whole-or-part",
    412: "caching#lost-updates",
    415: "headers#about-the-content",
    428: "caching#lost-updates",
}
_BY_CLASS: Mapping[int, str] = {
    1: "status-codes#interim-and-successful",
    2: "status-codes#interim-and-successful",
    3: "status-codes#redirection",
    4: "status-codes#client-errors",
    5: "status-codes#server-errors",
}
_ALL_CLASSES = "status-codes#three-digits"


def lesson_of_status(status: int) -> str:
    """Return where `status` is taught."""
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, _ALL_CLASSES)


def lessons_of_statuses() -> tuple[str, ...]:
    """Return all places that `lesson_of_status` gives."""
    return (*_BY_STATUS.values(), *_BY_CLASS.values(), _ALL_CLASSES)
