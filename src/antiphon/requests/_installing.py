"""``import requests`` in a whole program, its libraries included, may mean this package."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from types import ModuleType

_HERE = __package__ or "antiphon.requests"
_THERE = "requests"
_PRIVATE_TO_US = frozenset({f"{_HERE}.__main__"})

_replaced: dict[str, ModuleType] = {}
"""What was imported as requests before, while this package is installed in its place."""


def install() -> None:
    """Have ``import requests``, and of every module below it, mean this package, from now on.

    Names that a program imported before keep their meaning: call this first. Again is harmless.
    """
    if is_installed():
        return
    _replaced.update(_taken(_THERE))
    for name in _replaced:
        del sys.modules[name]
    # All of them: a module that is imported only later would be loaded anew under the other name, a second time.
    for found in pkgutil.iter_modules(import_module(_HERE).__path__, f"{_HERE}."):
        if found.name not in _PRIVATE_TO_US:
            import_module(found.name)
    for name, module in _taken(_HERE).items():
        sys.modules[_THERE + name.removeprefix(_HERE)] = module


def uninstall() -> None:
    """Undo `install`: what was imported as requests before is so again. Without it, nothing happens."""
    if not is_installed():
        return
    for name in _taken(_THERE):
        del sys.modules[name]
    sys.modules.update(_replaced)
    _replaced.clear()


def is_installed() -> bool:
    """Tell whether ``import requests`` means this package."""
    return sys.modules.get(_THERE) is sys.modules.get(_HERE)


def _taken(package: str) -> dict[str, ModuleType]:
    """Return the modules that have been imported as `package` and below it."""
    return {name: module for name, module in list(sys.modules.items()) if f"{name}.".startswith(f"{package}.")}
