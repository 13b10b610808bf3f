"""From ``module:attribute`` to an application and the contract it keeps."""

from __future__ import annotations

import inspect
import pkgutil
import sys
import traceback
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from ..faults import UsageError
from ..faults.loading import (
    ATTRIBUTE_MISSING,
    FACTORY_FAILED,
    MODULE_BROKEN,
    MODULE_MISSING,
    NOT_AN_APPLICATION,
    TARGET_FILE,
    TARGET_KIND,
    TARGET_SYNTAX,
)
from .target import Kind, Target

_USUAL_NAMES = ("app", "application", "handler")
_MOST_SHOWN = 5


def load(target: str, *, kind: str | None = None, factory: bool = False) -> Target:
    """Return the application that `target` names. `kind` ("asgi", "wsgi", "handler") saves guessing.

    Without an attribute, `app`, `application` and `handler` are tried. With `factory`, what is named is called without
    arguments and returns the application. Raises `UsageError` that says what is missing, and what comes close to it.
    """
    name, _, path = target.partition(":")
    _check_syntax(target, name, path)
    application = _attribute(_module(name), path)
    if factory:
        application = _made(application, target)
    if not callable(application):
        raise UsageError(NOT_AN_APPLICATION, target=target, type=type(application).__name__)
    return Target(application, Kind(kind) if kind else kind_of(application))


def _check_syntax(target: str, name: str, path: str) -> None:
    if name.endswith(".py"):
        module = name.removesuffix(".py").removeprefix("./").replace("/", ".")
        raise UsageError(TARGET_FILE, file=name, target=f"{module}:{path or _USUAL_NAMES[0]}")
    if "://" in target or "/" in target:
        raise UsageError(TARGET_KIND, target=target)
    if not all(part.isidentifier() for part in [*name.split("."), *(path.split(".") if path else ())]):
        raise UsageError(TARGET_SYNTAX, target=ascii(target))


# -- the module ------------------------------------------------------------------------------------------------------


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise UsageError(MODULE_MISSING, module=name, close=_listed(_modules_like(error.name))) from error
        raise _broken(name, error) from error
    except (Exception, SystemExit) as error:
        # The module is the user's and may do anything, even end the program.
        raise _broken(name, error) from error


def _modules_like(name: str) -> list[str]:
    """Return the modules in the folder that is searched first: those with names like `name`, else all."""
    here = sorted(module.name for module in pkgutil.iter_modules(sys.path[:1]))
    return get_close_matches(name, here, _MOST_SHOWN) or here


def _broken(name: str, error: BaseException) -> UsageError:
    place = f"{error.filename}:{error.lineno}" if isinstance(error, SyntaxError) else _place(error)
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return UsageError(MODULE_BROKEN, module=name, type=type(error).__name__, message=message, place=place or name)


def _place(error: BaseException) -> str:
    """Return the last line of the user's own code that led to `error`, empty where there is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    return f"{Path(own[-1].filename)}:{own[-1].lineno}" if own else ""


# -- the attribute -----------------------------------------------------------------------------------------------------


def _attribute(module: ModuleType, path: str) -> Any:
    if not path:
        path = next((name for name in _USUAL_NAMES if hasattr(module, name)), _USUAL_NAMES[0])
    value: Any = module
    for part in path.split("."):
        if not hasattr(value, part):
            names = [name for name in dir(value) if not name.startswith("_")]
            close = get_close_matches(part, names, _MOST_SHOWN) or [name for name in names if _may_serve(value, name)]
            raise UsageError(ATTRIBUTE_MISSING, module=module.__name__, attribute=path, close=_listed(close))
        value = getattr(value, part)
    return value


def _may_serve(owner: Any, name: str) -> bool:
    """Tell whether a member of `owner` could be meant: it can be called, and is no class or module."""
    value = getattr(owner, name, None)
    return callable(value) and not inspect.isclass(value)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_SHOWN]) or "-"


def _made(factory: Any, target: str) -> Any:
    if not callable(factory):
        raise UsageError(NOT_AN_APPLICATION, target=target, type=type(factory).__name__)
    try:
        return factory()
    except Exception as error:  # the factory is the user's and may raise anything
        place = _place(error) or target
        raise UsageError(
            FACTORY_FAILED, target=target, type=type(error).__name__, message=str(error), place=place
        ) from error


# -- the contract ------------------------------------------------------------------------------------------------------


def kind_of(application: Any) -> Kind:
    """Return the contract that `application` keeps, told by its mark, then by how it is called.

    An ASGI application is a coroutine function or takes three arguments; a WSGI one takes two (PEP 3333).
    """
    if getattr(application, "antiphon_handler", False):
        return Kind.HANDLER
    plain = inspect.isfunction(application) or inspect.ismethod(application) or inspect.isclass(application)
    call = application if plain else application.__call__
    if inspect.iscoroutinefunction(call) or _positional(call) == 3:
        return Kind.ASGI
    return Kind.WSGI


def _positional(call: Any) -> int:
    try:
        parameters = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        # Something in C that does not tell: WSGI, which is the older and plainer contract.
        return 2
    return sum(
        parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) for parameter in parameters
    )
