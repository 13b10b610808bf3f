"""Run a program in which ``import requests`` means this package.

``python -m antiphon.requests script.py [arguments]``, or ``-m module [arguments]``.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from ._installing import install

_USAGE = "Usage: python -m antiphon.requests (script.py | -m module) [argument ...]\n"


def main(arguments: list[str]) -> None:
    """Run the script or module that `arguments` name, with the rest as its own arguments."""
    is_module = arguments[:1] == ["-m"]
    given = arguments[1:] if is_module else arguments
    if not given or given[0] in ("-h", "--help"):
        sys.stderr.write(_USAGE)
        sys.exit(0 if given else 2)
    install()
    sys.argv = given
    if is_module:
        runpy.run_module(given[0], run_name="__main__", alter_sys=True)
        return
    # As `python script.py` would: modules beside the script can be imported, those of this directory cannot.
    sys.path[0] = str(Path(given[0]).resolve().parent)
    runpy.run_path(given[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
