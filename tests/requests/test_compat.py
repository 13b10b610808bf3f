"""Names that programs import from requests' compatibility module."""

from __future__ import annotations

import builtins
import subprocess
import sys

import pytest

from .both import modules

real, ours = modules(".compat")


def test_the_types_of_old_are_todays() -> None:
    assert (ours.str, ours.bytes, ours.builtin_str) == (builtins.str, builtins.bytes, builtins.str)
    assert (ours.is_py2, ours.is_py3) == (False, True)
    assert ours.json is real.json
    assert ours.JSONDecodeError is real.JSONDecodeError
    assert ours.cookielib is real.cookielib


def test_the_guesser_of_encodings_is_the_installed_one() -> None:
    assert ours.chardet is real.chardet
    assert ours._resolve_char_detection() is real._resolve_char_detection()


@pytest.mark.parametrize(("version", "is_first"), [("1.26.18", True), ("2.8.0", False), ("dev", True)])
def test_the_major_version_of_urllib3(version: str, is_first: bool) -> None:
    assert (ours._major(version) in (1, None)) is is_first


BARE = """
import importlib.machinery, sys, types

class Without:
    def find_spec(self, name, path=None, target=None):
        if name in sys.argv[1:]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Without())
"""


def run_without(libraries: list[str], script: str) -> str:
    """Return what `script` prints in a Python that lacks `libraries`."""
    done = subprocess.run(
        [sys.executable, "-c", BARE + script, *libraries], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_a_guesser_of_encodings_there_is_none() -> None:
    script = "import warnings; warnings.simplefilter('ignore')\nimport antiphon.requests as r; print(r.compat.chardet)"
    assert run_without(["chardet", "charset_normalizer"], script).strip() == "None"


@pytest.mark.parametrize("library", ["urllib3", "certifi", "idna"])
def test_a_missing_library_is_named_with_the_extra_that_brings_it(library: str) -> None:
    script = """
try:
    import antiphon.requests
except ImportError as error:
    print(error.fault.code, error)
    print(error.explanation("es"))
"""
    english, spanish = run_without([library], script).splitlines()
    assert english.startswith(f"library-missing antiphon.requests needs {library}, which is not installed.")
    assert "pip install 'antiphon[requests]'" in english
    assert "Ejecute: pip install 'antiphon[requests]'" in spanish
