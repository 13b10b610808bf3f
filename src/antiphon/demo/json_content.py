"""JSON that a client sent: an object, or the reason why it cannot be used (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

_MOST_LEVELS = 100

Sentence = tuple[str, str]


class Unusable(Exception):
    """The content cannot be used. `status` is the answer's, `sentence` why, in English and Spanish."""

    def __init__(self, status: int, sentence: Sentence) -> None:
        super().__init__(sentence[0])
        self.status = status
        self.sentence = sentence


def object_of(content: bytes) -> dict[str, Any]:
    """Return the JSON object in `content`. Raises `Unusable`: 400 where it is no JSON, 422 where it is no object."""
    try:
        value = json.loads(content, parse_constant=_refuse_constant)
        if _is_deep(value):
            raise RecursionError
        # What has half of a character cannot be written back (RFC 8259 §8.2).
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        lugar = f"línea {error.lineno}, columna {error.colno}"
        raise Unusable(400, (f"The content is not JSON: {place}.", f"El contenido no es JSON: {lugar}.")) from error
    except (ValueError, RecursionError) as error:
        sentence = ("The content is not JSON that can be kept.", "El contenido no es JSON que se pueda guardar.")
        raise Unusable(400, sentence) from error
    if not isinstance(value, dict):
        raise Unusable(422, ("The content has to be an object.", "El contenido tiene que ser un objeto."))
    return value


def _is_deep(value: Any) -> bool:
    """Tell whether `value` has more levels than can safely be written, compared and merged."""
    level = [value]
    for _ in range(_MOST_LEVELS):
        level = [member for each in level for member in _members(each)]
        if not level:
            return False
    return True


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_constant(name: str) -> NoReturn:
    raise Unusable(400, (f"{name} is not JSON.", f"{name} no es JSON."))


def merged(target: Any, patch: Any) -> Any:
    """Return `target` changed by `patch`: null removes a member, objects merge, all else replaces (RFC 7396 §2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
