"""requests, as far as any program can tell: its names, its behaviour and its quirks, over Antiphon's engine.

``import antiphon.requests as requests`` is all that has to change. urllib3 is used for the types that programs catch,
subclass and configure; it sends nothing.
"""

from __future__ import annotations

# Says what to install, before anything else fails for want of it.
from . import _libraries

# isort: split
import logging
import ssl
import warnings
from logging import NullHandler

import urllib3
from urllib3.exceptions import DependencyWarning

from . import packages, utils
from .__version__ import (
    __author__,
    __author_email__,
    __build__,
    __cake__,
    __copyright__,
    __description__,
    __license__,
    __title__,
    __url__,
    __version__,
)
from ._compatibility import check_compatibility, version_of, warn_of_versions
from ._compatibility import check_cryptography as _check_cryptography
from ._installing import install, uninstall
from .api import delete, get, head, options, patch, post, put, request
from .exceptions import (
    ConnectionError,
    ConnectTimeout,
    FileModeWarning,
    HTTPError,
    JSONDecodeError,
    ReadTimeout,
    RequestException,
    RequestsDependencyWarning,
    Timeout,
    TooManyRedirects,
    URLRequired,
)
from .models import PreparedRequest, Request, Response
from .sessions import Session, session
from .status_codes import codes

__all__ = (
    "ConnectTimeout",
    "ConnectionError",
    "HTTPError",
    "JSONDecodeError",
    "PreparedRequest",
    "ReadTimeout",
    "Request",
    "RequestException",
    "Response",
    "Session",
    "Timeout",
    "TooManyRedirects",
    "URLRequired",
    "codes",
    "delete",
    "get",
    "head",
    "options",
    "packages",
    "patch",
    "post",
    "put",
    "request",
    "session",
    "utils",
)

charset_normalizer_version = version_of("charset_normalizer")
chardet_version = version_of("chardet")
warn_of_versions(version_of("urllib3"), chardet_version, charset_normalizer_version)

warnings.simplefilter("default", FileModeWarning, append=True)

# Without a handler of any kind, logging would write to stderr. Programs know this logger by requests' own name.
logging.getLogger("requests").addHandler(NullHandler())
