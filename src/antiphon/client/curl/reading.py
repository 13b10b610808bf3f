"""A command line of curl as a request of this client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from ...faults import Phrase, Text, UsageError
from ...faults.curl import CURL_COMMAND_MISSING, CURL_URL_COUNT, CURL_VALUE_UNUSABLE
from .flags import options_of
from .words import words_of

_COOKIE_FILE = Text("a file of cookies belongs to a session", "un archivo de cookies es cosa de la sesión")
_SOCKET = Text(
    "a socket belongs to a session, as its unix_socket", "un socket es cosa de la sesión, como su unix_socket"
)
_UNREADABLE = Text("the file cannot be read ({kind})", "el archivo no se puede leer ({kind})")

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class CurlCall:
    """What a command asks for: `method`, `url`, and `options` as `Session.request` takes them. Shows no secret."""

    method: str
    url: str
    options: dict[str, Any] = field(default_factory=dict, repr=False)

    def send(self, session: Any = None) -> Any:
        """Send it through `session` and return what its `request` returns; without one, through a session of its own.

        Raises as `Session.request`.
        """
        from ..api import request

        call = request if session is None else session.request
        return call(self.method, self.url, **self.options)


def from_curl(command: str) -> CurlCall:
    """Return the request that `command` makes, such as a browser's "Copy as cURL" gives. Nothing is run.

    As with curl, redirects are only followed with ``-L``. A URL without a scheme is asked by https first. Files that
    the command names (``-d @file``) are read now. Raises `UsageError` for what cannot be understood.
    """
    words = words_of(command.strip().removeprefix("$ "))
    if not words or Path(words[0]).name not in ("curl", "curl.exe"):
        raise UsageError(CURL_COMMAND_MISSING)
    reader = _Reader()
    for name, value in options_of(words[1:]):
        reader.take(name, value)
    return reader.call()


class _Reader:
    """What the options so far have said."""

    def __init__(self) -> None:
        self._urls: list[str] = []
        self._method: str | None = None
        self._headers: list[tuple[str, str | None]] = []
        self._defaults: dict[str, str] = {}
        self._data: list[bytes] = []
        self._query: list[str] = []
        self._form: list[tuple[str, tuple[Any, ...]]] = []
        self._upload: bytes | None = None
        self._is_head = self._is_get = self._is_digest = False
        self._user: tuple[str, str] | None = None
        self._limits: dict[str, float] = {}
        self._cert: list[str] = []
        self._options: dict[str, Any] = {"allow_redirects": False}

    def take(self, name: str, value: str) -> None:
        """Take one option. What says nothing about the request is passed over."""
        take = _TAKERS.get(name)
        if take is not None:
            take(self, value)

    def call(self) -> CurlCall:
        """Return what all of them ask for."""
        if len(self._urls) != 1:
            raise UsageError(CURL_URL_COUNT, count=len(self._urls))
        data = b"&".join(self._data)
        query = [*self._query, *([data.decode("utf-8", "surrogateescape")] if self._is_get and data else [])]
        options = {**self._options, **self._content(b"" if self._is_get else data)}
        if self._headers or self._defaults:
            given = {name.lower() for name, _ in self._headers}
            added = [pair for pair in self._defaults.items() if pair[0].lower() not in given]
            options["headers"] = [*added, *self._headers]
        if self._user is not None:
            options["auth"] = self._user if not self._is_digest else _digest(self._user)
        if self._limits:
            options["timeout"] = _timeouts(self._limits)
        if self._cert:
            options["cert"] = tuple(self._cert) if len(self._cert) > 1 else self._cert[0]
        return CurlCall(self._method or self._usual_method(), _with_query(self._urls[0], query), options)

    def _usual_method(self) -> str:
        if self._is_head:
            return "HEAD"
        if self._upload is not None:
            return "PUT"
        return "POST" if (self._data and not self._is_get) or self._form else "GET"

    def _content(self, data: bytes) -> dict[str, Any]:
        if self._form:
            return {"files": self._form}
        if self._upload is not None:
            return {"data": self._upload}
        if not self._data or self._is_get:
            return {}
        self._defaults.setdefault("Content-Type", _FORM)
        return {"data": data}

    # -- each option ---------------------------------------------------------------------------------------------------

    def header(self, value: str) -> None:
        name, colon, rest = value.partition(":")
        if not colon and value.endswith(";"):
            self._headers.append((value[:-1].strip(), ""))
        elif value.startswith("@") or not colon:
            raise _unusable("--header", Text("it is not `Name: value`", "no es `Nombre: valor`"))
        else:
            self._headers.append((name.strip(), rest.strip() or None))

    def plain_data(self, value: str) -> None:
        content = _named(value, "--data") if value.startswith("@") else value.encode("utf-8", "surrogateescape")
        self._data.append(content.replace(b"\r", b"").replace(b"\n", b"") if value.startswith("@") else content)

    def raw_data(self, value: str) -> None:
        self._data.append(value.encode("utf-8", "surrogateescape"))

    def binary_data(self, value: str) -> None:
        self._data.append(_named(value, "--data-binary") if value.startswith("@") else value.encode())

    def encoded_data(self, value: str) -> None:
        self._data.append(_urlencoded(value, "--data-urlencode").encode("ascii"))

    def url_query(self, value: str) -> None:
        self._query.append(value[1:] if value.startswith("+") else _urlencoded(value, "--url-query"))

    def json(self, value: str) -> None:
        # Several are put one after the other, without a separator (curl's manual, --json).
        content = _named(value, "--json") if value.startswith("@") else value.encode()
        self._data[-1:] = [b"".join([*self._data[-1:], content])]
        self._defaults |= {"Content-Type": "application/json", "Accept": "application/json"}

    def form(self, value: str) -> None:
        name, equals, content = value.partition("=")
        if not equals:
            raise _unusable("--form", Text("it is not `name=content`", "no es `nombre=contenido`"))
        self._form.append((name, _part(content)))

    def form_string(self, value: str) -> None:
        name, _, content = value.partition("=")
        self._form.append((name, (None, content)))

    def user(self, value: str) -> None:
        user, _, password = value.partition(":")
        self._user = user, password

    def cookie(self, value: str) -> None:
        if "=" not in value:
            raise _unusable("--cookie", _COOKIE_FILE)
        self._headers.append(("Cookie", value))

    def unix_socket(self, value: str) -> None:
        raise _unusable("--unix-socket", _SOCKET)

    def certificate(self, value: str) -> None:
        path, colon, password = value.partition(":")
        self._cert[:1] = [path]
        if colon:
            self._cert += [path, password]

    def key(self, value: str) -> None:
        self._cert[1:2] = [value]

    def upload(self, value: str) -> None:
        self._upload = _named(f"@{value}", "--upload-file")

    def seconds(self, limit: str, option: str, value: str) -> None:
        try:
            self._limits[limit] = float(value)
        except ValueError:
            raise _unusable(option, Text("it is no number of seconds", "no es un número de segundos")) from None


Taker = Callable[[_Reader, str], None]


def _sets(attribute: str, value: Any = None) -> Taker:
    """Return what sets an attribute: to `value`, or to the option's own."""
    return lambda reader, given: setattr(reader, attribute, given if value is None else value)


def _chooses(option: str, value: Any = None) -> Taker:
    def choose(reader: _Reader, given: str) -> None:
        reader._options[option] = given if value is None else value

    return choose


def _gives_field(name: str, form: str = "{}") -> Taker:
    return lambda reader, given: reader._headers.append((name, form.format(given)))


_TAKERS: Mapping[str, Taker] = {
    "url": lambda reader, given: reader._urls.append(given),
    "request": _sets("_method"),
    "header": _Reader.header,
    "data": _Reader.plain_data,
    "data-ascii": _Reader.plain_data,
    "data-raw": _Reader.raw_data,
    "data-binary": _Reader.binary_data,
    "data-urlencode": _Reader.encoded_data,
    "url-query": _Reader.url_query,
    "json": _Reader.json,
    "form": _Reader.form,
    "form-string": _Reader.form_string,
    "user": _Reader.user,
    "cookie": _Reader.cookie,
    "unix-socket": _Reader.unix_socket,
    "cert": _Reader.certificate,
    "key": _Reader.key,
    "upload-file": _Reader.upload,
    "head": _sets("_is_head", True),
    "get": _sets("_is_get", True),
    "digest": _sets("_is_digest", True),
    "insecure": _chooses("verify", False),
    "cacert": _chooses("verify"),
    "location": _chooses("allow_redirects", True),
    "proxy": _chooses("proxies"),
    "user-agent": _gives_field("User-Agent"),
    "referer": _gives_field("Referer"),
    "range": _gives_field("Range", "bytes={}"),
    "oauth2-bearer": _gives_field("Authorization", "Bearer {}"),
    "max-time": lambda reader, given: reader.seconds("total", "--max-time", given),
    "connect-timeout": lambda reader, given: reader.seconds("connect", "--connect-timeout", given),
}


def _unusable(option: str, reason: Text | Phrase) -> UsageError:
    return UsageError(CURL_VALUE_UNUSABLE, option=option, reason=reason)


def _named(value: str, option: str) -> bytes:
    """Return the content of the file that ``@file`` names."""
    if value == "@-":
        raise _unusable(option, Text("standard input is not read", "la entrada estándar no se lee"))
    try:
        return Path(value[1:]).read_bytes()
    except (OSError, ValueError) as error:
        raise _unusable(option, _UNREADABLE.of(kind=type(error).__name__)) from error


def _urlencoded(value: str, option: str) -> str:
    """Return ``content``, ``=content``, ``name=content``, ``@file`` or ``name@file`` encoded, as curl's manual says."""
    name, mark, content = value, "", ""
    for place, character in enumerate(value):
        if character in "=@":
            name, mark, content = value[:place], character, value[place + 1 :]
            break
    if not mark:
        return quote_plus(value)
    data = content.encode() if mark == "=" else _named(f"@{content}", option)
    return f"{name}={quote_plus(data)}" if name else quote_plus(data)


def _part(content: str) -> tuple[Any, ...]:
    """Return a part of a form: a file by ``@`` (its name told) or ``<`` (only its content), or the text itself."""
    text, *parameters = content.split(";")
    told = dict(parameter.strip().partition("=")[::2] for parameter in parameters)
    if text[:1] in ("@", "<"):
        path = text[1:]
        name = told.get("filename", Path(path).name) if text[0] == "@" else None
        data: bytes | str = _named(f"@{path}", "--form")
    else:
        name, data = told.get("filename"), text if "type" in told or "filename" in told else content
    return (name, data, told["type"]) if "type" in told else (name, data)


def _with_query(url: str, query: list[str]) -> str:
    if not query:
        return url
    rest, hash_sign, fragment = url.partition("#")
    return f"{rest}{'&' if '?' in rest else '?'}{'&'.join(query)}{hash_sign}{fragment}"


def _digest(user: tuple[str, str]) -> Any:
    from ..auth.digest import DigestAuth

    return DigestAuth(*user)


def _timeouts(limits: dict[str, float]) -> Any:
    from dataclasses import replace

    from ..timeouts import DEFAULT_TIMEOUTS

    connect = limits.get("connect", DEFAULT_TIMEOUTS.connect)
    return replace(DEFAULT_TIMEOUTS, connect=connect, total=limits.get("total", DEFAULT_TIMEOUTS.total))
