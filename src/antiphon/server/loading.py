"""From ``module:attribute`` to an application and the contract it keeps."""

from __future__ import annotations

import inspect
import traceback
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

from ..faults import UsageError
from ..faults.loading import (
    ATTRIBUTE_MISSING,
    MODULE_BROKEN,
    MODULE_MISSING,
    NOT_AN_APPLICATION,
    TARGET_KIND,
    TARGET_SYNTAX,
)
from .target import Kind, Target

_USUAL_NAMES = ("app", "application", "handler")
_OTHER_TARGETS = (".db", ".sqlite", ".sqlite3", ".json", ".csv")


def load(target: str, *, kind: str | None = None, factory: bool = False) -> Target:
    """Return the application that `target` names. `kind` ("asgi", "wsgi", "handler") saves guessing.

    Without an attribute, `app` and `application` are tried. Raises `UsageError` that says what is missing.
    """
    if "://" in target or "/" in target or target.endswith(_OTHER_TARGETS):
        raise UsageError(TARGET_KIND, target=target)
    name, _, attribute = target.partition(":")
    if not all(part.isidentifier() for part in name.split(".")):
        raise UsageError(TARGET_SYNTAX, target=target)
    application = _attribute(_module(name), attribute)
    if factory:
        application = application()
    if not callable(application):
        raise UsageError(NOT_AN_APPLICATION, target=target, type=type(application).__name__)
    return Target(application, Kind(kind) if kind else kind_of(application))


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(error.name + ".")):
            raise UsageError(MODULE_MISSING, module=name) from error
        raise _broken(name, error) from error
    except Exception as error:  # the user's module may raise anything
        raise _broken(name, error) from error


def _broken(name: str, error: BaseException) -> UsageError:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    place = f"{own[-1].filename}:{own[-1].lineno}" if own else name
    if isinstance(error, SyntaxError):
        place = f"{error.filename}:{error.lineno}"
    return UsageError(MODULE_BROKEN, module=name, type=type(error).__name__, message=str(error), place=place)


def _attribute(module: ModuleType, path: str) -> Any:
    if not path:
        path = next((name for name in _USUAL_NAMES if hasattr(module, name)), _USUAL_NAMES[0])
    value: Any = module
    for part in path.split("."):
        if not hasattr(value, part):
            close = (
                get_close_matches(part, dir(value), 3) or [name for name in dir(value) if not name.startswith("_")][:5]
            )
            raise UsageError(ATTRIBUTE_MISSING, module=module.__name__, attribute=path, close=", ".join(close) or "-")
        value = getattr(value, part)
    return value


def kind_of(application: Any) -> Kind:
    """Return the contract that `application` keeps, told by its mark, then by how it is called."""
    if getattr(application, "antiphon_handler", False):
        return Kind.HANDLER
    call = application if inspect.isfunction(application) or inspect.ismethod(application) else application.__call__
    if inspect.iscoroutinefunction(call) or _positional(call) == 3:
        return Kind.ASGI
    return Kind.WSGI


def _positional(call: Any) -> int:
    try:
        parameters = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        return 2
    return sum(
        parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) for parameter in parameters
    )
