"""The libraries that requests once carried along: ``requests.packages.urllib3`` is urllib3 itself.

Every loaded module of them is known under this package's name too, as the very same object.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from .compat import chardet


def _carried(library: str, *names: str) -> ModuleType:
    """Import `library`, let it and its loaded modules be found under `names` in this package, and return it."""
    module = importlib.import_module(library)
    for loaded in [known for known in sys.modules if known == library or known.startswith(f"{library}.")]:
        for name in names:
            sys.modules[f"{__name__}.{name}{loaded.removeprefix(library)}"] = sys.modules[loaded]
    return module


urllib3 = _carried("urllib3", "urllib3")
idna = _carried("idna", "idna")
if chardet is not None:
    chardet = _carried(chardet.__name__, chardet.__name__, "chardet")
