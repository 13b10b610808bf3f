"""Names that once differed between Python 2 and 3, which programs still import from here."""

from __future__ import annotations

import importlib
import json
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, MutableMapping
from http import cookiejar as cookielib
from http.cookies import Morsel
from importlib.util import find_spec
from io import StringIO
from types import ModuleType
from urllib.parse import (
    quote,
    quote_plus,
    unquote,
    unquote_plus,
    urldefrag,
    urlencode,
    urljoin,
    urlparse,
    urlsplit,
    urlunparse,
)
from urllib.request import (  # type: ignore[attr-defined]  # one that the stubs leave out
    getproxies,
    getproxies_environment,
    parse_http_list,
    proxy_bypass,
    proxy_bypass_environment,
)

from urllib3 import __version__ as urllib3_version  # type: ignore[attr-defined]

has_simplejson = find_spec("simplejson") is not None
if has_simplejson:
    import simplejson as json  # type: ignore[import-untyped, no-redef]

JSONDecodeError = json.JSONDecodeError


def _major(version: object) -> int | None:
    """Return the first number of `version`, None where it has none."""
    first = str(version).partition(".")[0]
    return int(first) if first.isdecimal() else None


def _resolve_char_detection() -> ModuleType | None:
    """Return the library that guesses encodings: chardet before charset_normalizer, None without either."""
    for name in ("chardet", "charset_normalizer"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


is_urllib3_1 = _major(urllib3_version) in (1, None)
chardet = _resolve_char_detection()

_ver = sys.version_info
is_py2 = _ver[0] == 2
is_py3 = _ver[0] == 3

builtin_str = str
str = str
bytes = bytes
basestring = (str, bytes)
numeric_types = (int, float)
integer_types = (int,)
