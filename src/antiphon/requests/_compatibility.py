"""The versions of the libraries that requests' users meet."""

from __future__ import annotations

import warnings
from importlib import import_module

from urllib3.exceptions import DependencyWarning

from .exceptions import RequestsDependencyWarning

# urllib3 warns of what it could do with further libraries as soon as one of its modules is imported.
warnings.simplefilter("ignore", DependencyWarning)


def check_compatibility(
    urllib3_version: str, chardet_version: str | None, charset_normalizer_version: str | None
) -> None:
    """Look at the versions of the libraries; None stands for one that is missing.

    Raises AssertionError for a version out of range, ValueError for what is no version. Warns
    (`RequestsDependencyWarning`) where neither library that guesses encodings is there.
    """
    if urllib3_version == "dev":
        raise AssertionError("urllib3 is a checkout, whose version nobody knows")
    if urllib3_version.count(".") == 1:
        urllib3_version += ".0"
    _demand(_numbers(urllib3_version)[:2] >= (1, 21), urllib3_version)
    if chardet_version:
        _demand((3, 0, 2) <= _numbers(chardet_version) < (8, 0, 0), chardet_version)
    elif charset_normalizer_version:
        _demand((2, 0, 0) <= _numbers(charset_normalizer_version) < (4, 0, 0), charset_normalizer_version)
    else:
        warnings.warn(
            "Unable to find acceptable character detection dependency (chardet or charset_normalizer).",
            RequestsDependencyWarning,
            stacklevel=2,
        )


def version_of(library: str) -> str | None:
    """Return the version of a library, None where it is missing or does not tell."""
    try:
        return getattr(import_module(library), "__version__", None)
    except ImportError:
        return None


def warn_of_versions(
    urllib3_version: str | None, chardet_version: str | None, charset_normalizer_version: str | None
) -> None:
    """Warn (`RequestsDependencyWarning`) where `check_compatibility` finds a version that was not tried."""
    try:
        check_compatibility(urllib3_version or "unknown", chardet_version, charset_normalizer_version)
    except (AssertionError, ValueError):
        warnings.warn(
            f"urllib3 ({urllib3_version}) or chardet ({chardet_version})/"
            f"charset_normalizer ({charset_normalizer_version}) doesn't match a supported version!",
            RequestsDependencyWarning,
            stacklevel=3,
        )


def check_cryptography(cryptography_version: str) -> None:
    """Warn (`RequestsDependencyWarning`) of a cryptography so old that it is slow."""
    try:
        numbers = [int(part) for part in cryptography_version.split(".")]
    except ValueError:
        return
    if numbers < [1, 3, 4]:
        warnings.warn(
            f"Old version of cryptography ({numbers}) may cause slowdown.", RequestsDependencyWarning, stacklevel=2
        )


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = version.split(".")[:3]
    return int(major), int(minor), int(patch)


def _demand(is_in_range: bool, version: str) -> None:
    if not is_in_range:
        raise AssertionError(f"{version} is out of range")
