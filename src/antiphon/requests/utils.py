"""What requests offers beside requests: what the environment says, default fields, files, and small conversions.

The name of this module is requests' own. What depends on nothing that programs replace here has its home in a module
for its concept; proxies, credentials and default fields, which programs do replace, look their parts up in this one.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import re
import socket
import struct
import sys
import tempfile
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, cast

from urllib3.util import make_headers, parse_url

from . import certs
from .__version__ import __version__
from ._contents import (
    dict_to_sequence,
    from_key_val_list,
    guess_filename,
    iter_slices,
    rewind_body,
    super_len,
    to_key_val_list,
)
from ._encodings import (
    _parse_content_type_header,
    get_encoding_from_headers,
    get_encodings_from_content,
    get_unicode_from_response,
    guess_json_utf,
    stream_decode_response_unicode,
)
from ._environment import while_the_environment_stays
from ._header_fields import (
    _validate_header_part,
    check_header_validity,
    parse_dict_header,
    parse_header_links,
    parse_list_header,
    unquote_header_value,
)
from ._internal_utils import (
    _HEADER_VALIDATORS_BYTE,
    _HEADER_VALIDATORS_STR,
    HEADER_VALIDATORS,
    to_native_string,
)
from ._networks import address_in_network, dotted_netmask, is_ipv4_address, is_valid_cidr
from ._types import SupportsItems as _SupportsItems
from ._url_text import (
    UNRESERVED_SET,
    get_auth_from_url,
    prepend_scheme_if_needed,
    requote_uri,
    unquote_unreserved,
    urldefragauth,
)
from .compat import (
    Mapping,
    basestring,
    bytes,
    getproxies,
    getproxies_environment,
    integer_types,
    is_urllib3_1,
    proxy_bypass,
    proxy_bypass_environment,
    quote,
    str,
    unquote,
    urlparse,
    urlunparse,
)
from .compat import (
    parse_http_list as _parse_list_header,
)
from .cookies import cookiejar_from_dict
from .exceptions import FileModeWarning, InvalidHeader, InvalidURL, UnrewindableBodyError
from .structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from http.cookiejar import CookieJar
    from io import BufferedWriter
    from urllib.parse import ParseResult

    from . import _types as _t
    from .models import PreparedRequest, Request

NETRC_FILES = (".netrc", "_netrc")
DEFAULT_CA_BUNDLE_PATH = certs.where()
DEFAULT_PORTS = {"http": 80, "https": 443}
# What urllib3 can decode, in one notation whichever release says it.
DEFAULT_ACCEPT_ENCODING = ", ".join(re.split(r",\s*", make_headers(accept_encoding=True)["accept-encoding"]))

_REGISTRY_KEY = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


def default_user_agent(name: str = "python-requests") -> str:
    """Return the User-Agent of requests, or of a program called `name` with requests' version."""
    return f"{name}/{__version__}"


def default_headers() -> CaseInsensitiveDict[str]:
    """Return the fields that a new session sends."""
    return CaseInsensitiveDict(
        {
            "User-Agent": default_user_agent(),
            "Accept-Encoding": DEFAULT_ACCEPT_ENCODING,
            "Accept": "*/*",
            "Connection": "keep-alive",
        }
    )


def dict_from_cookiejar(cj: CookieJar) -> dict[str, str | None]:
    """Return names and values of a jar's cookies; the last one of a name counts."""
    return {cookie.name: cookie.value for cookie in cj}


def add_dict_to_cookiejar(cj: CookieJar, cookie_dict: dict[str, str]) -> CookieJar:
    """Put names and values into a jar, and return it."""
    return cookiejar_from_dict(cookie_dict, cj)


def get_netrc_auth(url: _t.UriType, raise_errors: bool = False) -> tuple[str, str] | None:
    """Return user name and password that the user's netrc file has for the URL's host, None if it has neither.

    The file is the one that NETRC names, or one of `NETRC_FILES` in the user's folder. A file that cannot be read or
    understood is taken for absent, unless `raise_errors` is set.
    """
    path = _netrc_path()
    if path is None:
        return None
    host = urlparse(to_native_string(url, encoding="utf-8")).hostname
    if host is None:
        return None

    from netrc import NetrcParseError, netrc

    try:
        entry = netrc(path).authenticators(host)
    except (NetrcParseError, OSError):
        if raise_errors:
            raise
        return None
    if not entry or not any(entry):
        return None
    login, account, password = entry
    return login or account, password  # neither is None from Python 3.11 on


def _netrc_path() -> str | None:
    candidates = _netrc_paths(os.path.expanduser, tuple(NETRC_FILES))
    return next(filter(os.path.exists, candidates), None)


@while_the_environment_stays
def _netrc_paths(expanded: Callable[[str], str], names: tuple[str, ...]) -> list[str]:
    """Return where the netrc file may be; `expanded` puts the user's folder in the place of a tilde."""
    named = os.environ.get("NETRC")
    return [expanded(path) for path in ([f"~/{name}" for name in names] if named is None else [named])]


def extract_zipped_paths(path: str) -> str:
    """Return the path of a file to open: `path`, or a temporary copy if it leads into a zip archive.

    A path that leads nowhere is returned as it is. The caller removes the copy.
    """
    if os.path.exists(path):
        return path
    archive, member = _nearest_existing(path)
    if not zipfile.is_zipfile(archive):
        return path
    with zipfile.ZipFile(archive) as opened:
        if member not in opened.namelist():
            return path
        # A name of its own for each copy: nobody else can have put a file there before.
        descriptor, extracted = tempfile.mkstemp(suffix=os.path.splitext(member)[1])
        with os.fdopen(descriptor, "wb") as copied:
            copied.write(opened.read(member))
    return extracted


def _nearest_existing(path: str) -> tuple[str, str]:
    """Return the longest beginning of `path` that exists, and the rest with slashes."""
    archive, member = os.path.split(path)
    while archive and not os.path.exists(archive):
        archive, folder = os.path.split(archive)
        if not folder:
            break
        member = f"{folder}/{member}"
    return archive, member


@contextlib.contextmanager
def atomic_open(filename: str) -> Generator[BufferedWriter, None, None]:
    """Give a file to write that takes the place of `filename` when all is written, and none if that fails."""
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(filename))
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        os.replace(temporary, filename)
    except BaseException:
        os.remove(temporary)
        raise


@contextlib.contextmanager
def set_environ(env_name: str, value: str | None) -> Generator[None, None, None]:
    """Let an environment variable be `value` for a while; None changes nothing."""
    if value is None:
        yield
        return
    before = os.environ.get(env_name)
    os.environ[env_name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[env_name]
        else:
            os.environ[env_name] = before


if sys.platform == "win32":

    def proxy_bypass_registry(host: str) -> bool:
        """Tell whether the system's settings say that `host` needs no proxy."""
        try:
            import winreg

            settings = winreg.OpenKey(winreg.HKEY_CURRENT_USER, _REGISTRY_KEY)
            # Both may be numbers or text, of one release of Windows or another.
            enabled = int(winreg.QueryValueEx(settings, "ProxyEnable")[0])
            exceptions = winreg.QueryValueEx(settings, "ProxyOverride")[0]
        except (ImportError, OSError, ValueError):
            return False
        if not enabled or not exceptions:
            return False
        return any(_is_excepted(host, pattern) for pattern in exceptions.split(";") if pattern)

    def _is_excepted(host: str, pattern: str) -> bool:
        if pattern == "<local>" and "." not in host:
            return True
        expression = pattern.replace(".", r"\.").replace("*", ".*").replace("?", ".")
        return re.match(expression, host, re.IGNORECASE) is not None

    def proxy_bypass(host: str) -> bool:  # type: ignore[misc]  # its twin returns Any
        """Tell whether `host` needs no proxy, by the environment if it names any proxy, else by the system."""
        if getproxies_environment():
            return bool(proxy_bypass_environment(host))
        return proxy_bypass_registry(host)


def should_bypass_proxies(url: str, no_proxy: str | None) -> bool:
    """Tell whether the URL's host is to be asked without a proxy.

    `no_proxy` lists hosts, domains, addresses and networks; None means the variable of that name. A URL without a host
    needs no proxy.
    """
    address = urlparse(url)
    host = address.hostname
    if host is None:
        return True
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") if no_proxy is None else no_proxy
    if listed and _is_listed(host, address, listed):
        return True
    with set_environ("no_proxy", no_proxy):
        # The system's own rules. On macOS they look the name up, which may fail.
        try:
            return bool(proxy_bypass(host))
        except (TypeError, socket.gaierror):
            return False


def _is_listed(host: str, address: ParseResult, listed: str) -> bool:
    entries = [entry for entry in listed.replace(" ", "").split(",") if entry]
    if is_ipv4_address(host):
        return any(_is_address_of(host, entry) for entry in entries)
    # Only a name is listed with a port, so nothing asks whether that of an address is a number.
    names = [host, f"{host}:{address.port}"] if address.port else [host]
    domains = [entry.lstrip(".") for entry in entries]
    return any(name == domain or name.endswith(f".{domain}") for name in names for domain in domains)


def _is_address_of(address: str, entry: str) -> bool:
    return address_in_network(address, entry) if is_valid_cidr(entry) else address == entry


def get_environ_proxies(url: str, no_proxy: str | None = None) -> dict[str, str]:
    """Return the proxies of the environment by scheme, none if the URL's host needs none."""
    if (no_proxy is None and _environment_is_silent()) or should_bypass_proxies(url, no_proxy=no_proxy):
        return {}
    return getproxies()


def _environment_is_silent() -> bool:
    """Tell that nothing names a proxy, without asking the standard library.

    That goes through the environment six times for one request, which can take longer than sending it. Where the
    system has settings of its own, or a program has put other functions in place, they are asked all the same.
    """
    only_variables = getproxies is getproxies_environment and proxy_bypass is proxy_bypass_environment
    return only_variables and not _names_proxies()


@while_the_environment_stays
def _names_proxies() -> bool:
    return any(name[-6:].lower() == "_proxy" for name in os.environ)


def select_proxy(url: str, proxies: dict[str, str] | None) -> str | None:
    """Return the proxy for the URL: that of its scheme and host, its scheme, any scheme and its host, or of all."""
    known = proxies or {}
    address = urlparse(url)
    if address.hostname is None:
        return known.get(address.scheme, known.get("all"))
    keys = (address.scheme + "://" + address.hostname, address.scheme, "all://" + address.hostname, "all")
    return next((known[key] for key in keys if key in known), None)


def resolve_proxies(
    request: Request | PreparedRequest, proxies: dict[str, str] | None, trust_env: bool = True
) -> dict[str, str]:
    """Return `proxies`, with that of the environment for the request's scheme if none is given and it is trusted."""
    given = {} if proxies is None else proxies
    resolved = given.copy()
    url = cast("str", request.url)
    no_proxy = given.get("no_proxy")
    if trust_env and not should_bypass_proxies(url, no_proxy=no_proxy):
        environment = get_environ_proxies(url, no_proxy=no_proxy)
        scheme = urlparse(url).scheme
        proxy = environment.get(scheme) if scheme in environment else environment.get("all")
        if proxy:
            resolved.setdefault(scheme, proxy)
    return resolved
