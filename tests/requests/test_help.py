"""What to say about one's system in a report of a bug."""

from __future__ import annotations

import json
import platform
from types import SimpleNamespace
from typing import Any

import pytest

import antiphon

from .both import modules

real, ours = modules(".help")


def test_the_report_is_requests_own_and_names_antiphon() -> None:
    report = ours.info()
    assert report.pop("antiphon") == {"version": antiphon.__version__}
    assert report == real.info()


def test_main_prints_the_report_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    ours.main()
    assert json.loads(capsys.readouterr().out) == ours.info()


@pytest.mark.parametrize(("idna", "version"), [(None, ""), (SimpleNamespace(__version__="2.6"), "2.6"), (object(), "")])
def test_a_library_without_a_version_has_none(monkeypatch: pytest.MonkeyPatch, idna: Any, version: str) -> None:
    monkeypatch.setattr(ours, "idna", idna)
    assert ours.info()["idna"] == {"version": version}


@pytest.mark.parametrize("name", ["CPython", "Jython", "IronPython", "Another"])
def test_the_implementation_is_named_alike(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(platform, "python_implementation", lambda: name)
    assert ours._implementation() == real._implementation()


@pytest.mark.parametrize("stage", ["final", "beta"])
def test_pypy_has_a_version_of_its_own(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    numbers = SimpleNamespace(major=7, minor=3, micro=19, releaselevel=stage)
    monkeypatch.setattr(platform, "python_implementation", lambda: "PyPy")
    monkeypatch.setattr("sys.pypy_version_info", numbers, raising=False)
    assert ours._implementation() == real._implementation()


def test_a_system_that_does_not_tell_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError

    monkeypatch.setattr(platform, "release", fail)
    assert ours.info()["platform"] == real.info()["platform"] == {"system": "Unknown", "release": "Unknown"}


def test_the_libraries_that_pyopenssl_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = {
        "OpenSSL": SimpleNamespace(__version__="24.0", SSL=SimpleNamespace(OPENSSL_VERSION_NUMBER=0x30000000)),
        "pyopenssl": object(),
        "cryptography": SimpleNamespace(__version__="42"),
        "chardet": SimpleNamespace(__version__="5.2"),
        "charset_normalizer": None,
    }
    for module in (real, ours):
        for name, library in libraries.items():
            monkeypatch.setattr(module, name, library)
    assert ours.info() == real.info() | {"antiphon": {"version": antiphon.__version__}}
