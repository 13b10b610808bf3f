"""The suites: whose they are, in which version, and how they are run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suite:
    """A source distribution with tests: its name and version, what pytest is given, and what the tests need."""

    name: str
    version: str
    arguments: tuple[str, ...]
    needs: tuple[str, ...] = ()

    @property
    def pinned(self) -> str:
        """Return what pip calls it."""
        return f"{self.name}=={self.version}"


SUITES = (
    Suite(
        "requests",
        "2.34.2",
        ("tests",),
        ("httpbin~=0.10.0", "pysocks", "pytest-httpbin==2.1.0", "trustme"),
    ),
    Suite("responses", "0.26.3", ("responses",), ("pytest-asyncio", "pytest-httpserver", "tomli-w")),
    Suite("requests-mock", "1.12.1", ("tests",), ("fixtures", "purl", "requests-futures", "testtools")),
    Suite("requests-oauthlib", "2.0.0", ("tests", "--ignore=tests/examples"), ("requests-mock",)),
    Suite("requests-toolbelt", "1.0.0", ("tests",), ("betamax", "mock", "pyopenssl")),
    Suite(
        "requests-cache",
        "1.3.3",
        (
            "tests/unit",
            "tests/compat",
            "tests/integration/test_memory.py",
            "tests/integration/test_sqlite.py",
            "tests/integration/test_filesystem.py",
        ),
        (
            "itsdangerous",
            "psutil",
            "pytest-rerunfailures",
            "pytest-xdist",
            "pyyaml",
            "requests-mock",
            "responses",
            "rich",
            "tenacity",
            "time-machine",
            "ujson",
        ),
    ),
)
