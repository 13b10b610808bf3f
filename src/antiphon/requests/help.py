"""What to say about one's system in a report of a bug. ``python -m antiphon.requests.help`` prints it as JSON."""

import importlib
import json
import platform
import ssl
import sys
from types import ModuleType
from typing import Any

import idna
import urllib3

from .. import __version__ as antiphon_version
from .__version__ import __version__ as requests_version


def _installed(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


charset_normalizer = _installed("charset_normalizer")
chardet = _installed("chardet")
# urllib3 uses PyOpenSSL only where it has all that belongs to it.
pyopenssl = _installed("urllib3.contrib.pyopenssl")
OpenSSL = _installed("OpenSSL") if pyopenssl else None
cryptography = _installed("cryptography") if OpenSSL else None


def _implementation() -> dict[str, str]:
    """Return the name and version of the Python that runs, both ``Unknown`` if it is not a known one."""
    name = platform.python_implementation()
    if name == "PyPy":
        version = sys.pypy_version_info  # type: ignore[attr-defined]
        stage = "" if version.releaselevel == "final" else version.releaselevel
        return {"name": name, "version": f"{version.major}.{version.minor}.{version.micro}{stage}"}
    if name in ("CPython", "Jython", "IronPython"):
        return {"name": name, "version": platform.python_version()}
    return {"name": name, "version": "Unknown"}


def _version(library: Any, missing: str | None = "") -> dict[str, Any]:
    return {"version": getattr(library, "__version__", missing)}


def info() -> dict[str, Any]:
    """Return the versions of the system, of Python, of Antiphon and of the libraries beside it.

    The shape is that of requests' own report, with one entry more: ``antiphon``.
    """
    # platform.system and platform.release raise OSError where there is no uname to ask.
    try:
        system = {"system": platform.system(), "release": platform.release()}
    except OSError:
        system = {"system": "Unknown", "release": "Unknown"}
    openssl_version = f"{OpenSSL.SSL.OPENSSL_VERSION_NUMBER:x}" if OpenSSL else ""
    return {
        "platform": system,
        "implementation": _implementation(),
        "system_ssl": {"version": f"{ssl.OPENSSL_VERSION_NUMBER:x}"},
        "using_pyopenssl": pyopenssl is not None,
        "using_charset_normalizer": chardet is None,
        "pyOpenSSL": _version(OpenSSL, None) | {"openssl_version": openssl_version},
        "urllib3": _version(urllib3),
        "chardet": _version(chardet, None),
        "charset_normalizer": _version(charset_normalizer, None),
        "cryptography": _version(cryptography),
        "idna": _version(idna),
        "requests": {"version": requests_version},
        "antiphon": {"version": antiphon_version},
    }


def main() -> None:
    """Print the report."""
    print(json.dumps(info(), sort_keys=True, indent=2))


if __name__ == "__main__":
    main()
