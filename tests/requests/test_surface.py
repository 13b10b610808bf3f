"""Every name, signature and value of requests' modules is in the drop-in, but for those listed here."""

from __future__ import annotations

import inspect
from types import FunctionType, ModuleType
from typing import Any

import pytest

from .both import modules, outcome, plain, signature

MODULES = (
    "structures",
    "status_codes",
    "hooks",
    "exceptions",
    "compat",
    "packages",
    "utils",
    "certs",
    "help",
    "cookies",
    "auth",
    "_internal_utils",
    "_types",
    "__version__",
)
# What requests imports for annotations, and variables of loops that it leaves behind.
ABSENT = {
    "hooks": {"Callable"},
    "packages": {"imported_mod", "mod", "package", "target"},
    "utils": {"Any", "Final", "Iterable", "TypeVar", "_KT", "_VT", "_null", "_null2", "_null3", "overload"},
    "cookies": {"_is_prepared"},
    "auth": {"Final", "overload"},
}
# Who wrote the module, and under which licence, is not a matter of compatibility.
OTHER_VALUES = {
    "__version__": {
        "__author__",
        "__author_email__",
        "__copyright__",
        "__description__",
        "__license__",
    }
}
ABOUT_THE_FILE = {
    "__warningregistry__",
    "__annotations__",
    "__builtins__",
    "__cached__",
    "__doc__",
    "__file__",
    "__loader__",
    "__name__",
    "__package__",
    "__spec__",
}


def names(module: ModuleType) -> set[str]:
    return set(vars(module)) - ABOUT_THE_FILE


def is_data(value: Any) -> bool:
    return not (inspect.ismodule(value) or inspect.isclass(value) or callable(value))


@pytest.mark.parametrize("name", MODULES)
def test_every_name_is_there_but_for_those_known(name: str) -> None:
    real, ours = modules(f".{name}")
    assert names(real) - names(ours) == ABSENT.get(name, set())


@pytest.mark.parametrize("name", MODULES)
def test_every_function_and_class_takes_the_same(name: str) -> None:
    real, ours = modules(f".{name}")
    for shared in sorted(names(real) & names(ours)):
        assert signature(getattr(ours, shared)) == signature(getattr(real, shared)), shared


@pytest.mark.parametrize("name", MODULES)
def test_every_class_has_the_same_ancestors_and_methods(name: str) -> None:
    real, ours = modules(f".{name}")
    for shared in sorted(names(real) & names(ours)):
        theirs, mine = getattr(real, shared), getattr(ours, shared)
        if not inspect.isclass(theirs) or theirs is mine:
            continue
        assert [kind.__name__ for kind in mine.__mro__] == [kind.__name__ for kind in theirs.__mro__]
        for member, value in vars(theirs).items():
            assert hasattr(mine, member), f"{shared}.{member}"
            assert isinstance(value, property) == isinstance(vars(mine).get(member), property)
            if not member.startswith("__") or member == "__init__":
                assert signature(getattr(mine, member)) == signature(getattr(theirs, member)), f"{shared}.{member}"


@pytest.mark.parametrize("name", MODULES)
def test_every_constant_is_the_same(name: str) -> None:
    real, ours = modules(f".{name}")
    for shared in sorted(names(real) & names(ours) - OTHER_VALUES.get(name, set())):
        theirs = getattr(real, shared)
        if is_data(theirs):
            mine = getattr(ours, shared)
            assert mine == theirs or plain(mine) == plain(theirs), shared


@pytest.mark.parametrize("name", MODULES)
def test_what_comes_from_elsewhere_is_the_very_same(name: str) -> None:
    real, ours = modules(f".{name}")
    for shared in sorted(names(real) & names(ours)):
        theirs = getattr(real, shared)
        home = theirs.__name__ if inspect.ismodule(theirs) else getattr(theirs, "__module__", None)
        if (
            isinstance(theirs, (FunctionType, type, ModuleType))
            and isinstance(home, str)
            and not home.startswith("requests")
        ):
            assert getattr(ours, shared) is theirs, shared


@pytest.mark.parametrize("name", MODULES)
def test_a_star_import_brings_the_same(name: str) -> None:
    real, ours = modules(f".{name}")
    assert outcome(lambda: getattr(ours, "__all__", None)) == outcome(lambda: getattr(real, "__all__", None))
