"""Requests as users make them, as they are sent, and the responses to them."""

from __future__ import annotations

import datetime

# A codec that is first looked up inside a thread is not found where the standard library is an archive.
import encodings.idna
from collections.abc import Generator, Iterable, Iterator, Mapping
from io import UnsupportedOperation
from typing import TYPE_CHECKING, Any, Final, Literal, Self, overload

from urllib3.exceptions import DecodeError, LocationParseError, ProtocolError, ReadTimeoutError, SSLError
from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata
from urllib3.util import parse_url

from ._addresses import address_of
from ._forms import encoded_multipart, encoded_parameters
from ._internal_utils import to_native_string, unicode_is_ascii
from .auth import HTTPBasicAuth
from .compat import JSONDecodeError, basestring, builtin_str, chardet, cookielib, urlencode, urlsplit, urlunparse
from .compat import json as complexjson
from .cookies import RequestsCookieJar, _copy_cookie_jar, cookiejar_from_dict, get_cookie_header
from .exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ContentDecodingError,
    HTTPError,
    InvalidJSONError,
    InvalidURL,
    MissingSchema,
    StreamConsumedError,
)
from .exceptions import JSONDecodeError as RequestsJSONDecodeError
from .exceptions import SSLError as RequestsSSLError
from .hooks import default_hooks
from .status_codes import codes
from .structures import CaseInsensitiveDict, pairs_of
from .utils import (
    check_header_validity,
    default_headers,
    get_auth_from_url,
    guess_filename,
    guess_json_utf,
    iter_slices,
    parse_header_links,
    requote_uri,
    stream_decode_response_unicode,
    super_len,
    to_key_val_list,
)

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    from . import _types as _t
    from .adapters import HTTPAdapter

REDIRECT_STATI: Final[tuple[int, ...]] = (301, 302, 303, 307, 308)
"""The statuses that lead elsewhere."""

DEFAULT_REDIRECT_LIMIT: int = 30
CONTENT_CHUNK_SIZE: int = 10 * 1024
"""How many bytes are read at once where all are wanted."""

ITER_CHUNK_SIZE: int = 512

_CHECKED_FIELDS = frozenset(default_headers().items())
"""The fields that most requests have, which nobody has to look at again."""

_NO_POSITION = object()
"""The position of content that can be read once and does not know where it is."""


class RequestEncodingMixin:
    """How a request's URL and forms are written."""

    url: str | None

    @property
    def path_url(self) -> str:
        """Return the target of the request line: the path, and the query where there is one (RFC 9112 §3.2.1)."""
        url: Any = self.url
        parts = urlsplit(url)
        path = parts.path or "/"
        return f"{path}?{parts.query}" if parts.query else path

    @staticmethod
    def _encode_params(data: Any) -> Any:
        return encoded_parameters(data)

    @staticmethod
    def _encode_files(files: _t.FilesType, data: Any) -> tuple[bytes, str]:
        return encoded_multipart(files, data)


class RequestHooksMixin:
    """Functions that are called with the response to a request."""

    hooks: dict[str, list[_t.HookType]]

    def register_hook(self, event: str, hook: Iterable[_t.HookType] | _t.HookType) -> None:
        """Add `hook`, one function or several, to those of `event`. Raises ValueError for an unknown event."""
        if event not in self.hooks:
            raise ValueError(f'Unsupported event specified, with event name "{event}"')
        if callable(hook):
            self.hooks[event].append(hook)
        elif hasattr(hook, "__iter__"):
            self.hooks[event].extend(one for one in hook if callable(one))

    def deregister_hook(self, event: str, hook: _t.HookType) -> bool:
        """Remove `hook` from those of `event`; tell whether it was there."""
        registered = self.hooks[event]
        if hook not in registered:
            return False
        registered.remove(hook)
        return True


class Request(RequestHooksMixin):
    """A request as a user makes it; `prepare` makes of it what is sent.

    `params` go into the URL's query. The content is `data` (pairs, text, bytes, a file or an iterator of bytes),
    `files` (a multipart form, with `data` as its other fields) or, without these, `json`. `auth` is (user, password)
    or a callable that changes the prepared request; `hooks` names functions by event.
    """

    method: str | None
    url: _t.UriType | None
    headers: Mapping[str, str | bytes | None]
    files: _t.FilesType
    data: _t.DataType
    json: _t.JsonType
    params: _t.ParamsType
    auth: _t.AuthType
    cookies: RequestsCookieJar | CookieJar | dict[str, str] | None

    def __init__(
        self,
        method: str | None = None,
        url: _t.UriType | None = None,
        headers: _t.HeadersType = None,
        files: _t.FilesType = None,
        data: _t.DataType = None,
        params: _t.ParamsType = None,
        auth: _t.AuthType = None,
        cookies: RequestsCookieJar | CookieJar | dict[str, str] | None = None,
        hooks: _t.HooksInputType | None = None,
        json: _t.JsonType = None,
    ) -> None:
        self.hooks = default_hooks()
        for event, hook in list(({} if hooks is None else hooks).items()):
            self.register_hook(event=event, hook=hook)
        self.method = method
        self.url = url
        self.headers = {} if headers is None else headers
        self.files = [] if files is None else files
        self.data = [] if data is None else data
        self.json = json
        self.params = {} if params is None else params
        self.auth = auth
        self.cookies = cookies

    def __repr__(self) -> str:
        return f"<Request [{self.method}]>"

    def prepare(self) -> PreparedRequest:
        """Return what is sent for this request by itself; a `Session` adds its own settings.

        Raises as `PreparedRequest.prepare`.
        """
        prepared = PreparedRequest()
        prepared.prepare(
            method=self.method,
            url=self.url,
            headers=self.headers,
            files=self.files,
            data=self.data,
            json=self.json,
            params=self.params,
            auth=self.auth,
            cookies=self.cookies,
            hooks=self.hooks,
        )
        return prepared


class PreparedRequest(RequestEncodingMixin, RequestHooksMixin):
    """A request as it is sent: the method, the whole URL, all header fields and the content.

    Everything may still be changed, by hand or by the ``prepare_…`` method of a part.
    """

    method: str | None
    url: str | None
    headers: CaseInsensitiveDict[str | bytes]
    _cookies: RequestsCookieJar | CookieJar | None
    body: _t.BodyType
    hooks: dict[str, list[_t.HookType]]
    _body_position: int | object | None

    def __init__(self) -> None:
        self.method = None
        self.url = None
        self.headers = None  # type: ignore[assignment]
        self._cookies = None
        self.body = None
        self.hooks = default_hooks()
        self._body_position = None

    def prepare(
        self,
        method: str | None = None,
        url: _t.UriType | None = None,
        headers: Mapping[str, str | bytes | None] | None = None,
        files: _t.FilesType = None,
        data: _t.DataType = None,
        params: _t.ParamsType = None,
        auth: _t.AuthType = None,
        cookies: RequestsCookieJar | CookieJar | dict[str, str] | None = None,
        hooks: _t.HooksInputType | None = None,
        json: _t.JsonType = None,
    ) -> None:
        """Prepare all parts; see `Request` for what they are.

        Raises `MissingSchema`, `InvalidURL`, `InvalidHeader`, `InvalidJSONError`, and ValueError or TypeError for
        content that cannot be written.
        """
        self.prepare_method(method)
        self.prepare_url(url, params)
        self.prepare_headers(headers)
        self.prepare_cookies(cookies)
        self.prepare_body(data, files, json)
        # Schemes that sign a request must see all of it, and may add a hook, so these two are the last.
        self.prepare_auth(auth, url)
        self.prepare_hooks(hooks)

    def __repr__(self) -> str:
        return f"<PreparedRequest [{self.method}]>"

    def copy(self) -> PreparedRequest:
        """Return a request of its own; content and hooks are shared."""
        twin = PreparedRequest()
        twin.method = self.method
        twin.url = self.url
        twin.headers = self.headers.copy() if self.headers is not None else None
        twin._cookies = _copy_cookie_jar(self._cookies)
        twin.body = self.body
        twin.hooks = self.hooks
        twin._body_position = self._body_position
        return twin

    def prepare_method(self, method: str | None) -> None:
        """Set the method, in upper case."""
        self.method = None if method is None else to_native_string(method.upper())

    @staticmethod
    def _get_idna_encoded_host(host: str) -> str:
        """Return an international host in ASCII. Raises UnicodeError for what names no host."""
        import idna

        try:
            return idna.encode(host, uts46=True).decode("utf-8")
        except idna.IDNAError:
            raise UnicodeError  # noqa: B904  (whoever asked says what is wrong)

    def prepare_url(self, url: _t.UriType | None, params: _t.ParamsType) -> None:
        """Set the URL, with `params` in its query. A URL of a scheme that is not HTTP's stays as it is.

        Raises `MissingSchema`, `InvalidURL`.
        """
        text = (url.decode("utf8") if isinstance(url, bytes) else str(url)).lstrip()
        if ":" in text and not text.lower().startswith("http"):
            self.url = text
            return
        address = address_of(text, self._get_idna_encoded_host)
        more = self._encode_params(to_native_string(params) if isinstance(params, bytes) else params)
        self.url = address.with_query(more) if more else address.plain

    def prepare_headers(self, headers: Mapping[str, str | bytes | None] | None) -> None:
        """Set the header fields. Raises `InvalidHeader` for what a field must not hold."""
        self.headers = CaseInsensitiveDict()
        for field in pairs_of(headers or {}):
            name, value = field
            if type(name) is not str or type(value) is not str or (name, value) not in _CHECKED_FIELDS:
                check_header_validity(field)  # type: ignore[arg-type]
            self.headers[to_native_string(name)] = value  # type: ignore[assignment]

    def prepare_body(self, data: _t.DataType, files: _t.FilesType, json: _t.JsonType = None) -> None:
        """Set the content and the fields that describe it.

        Content of a known length is framed by Content-Length, other content is chunked. Raises `InvalidJSONError`,
        and NotImplementedError for a stream together with files.
        """
        body: Any = data
        kind = None
        if _is_stream(data):
            _prepare_stream(self, data, files)
        else:
            body, kind = _encoded_body(self, data, files, json)
            self.prepare_content_length(body)
        if kind and "content-type" not in self.headers:
            self.headers["Content-Type"] = kind
        self.body = body

    def prepare_content_length(self, body: _t.BodyType) -> None:
        """Set Content-Length to the length of `body`; without one, to 0 where the method expects content."""
        if body is not None:
            length = super_len(body)
            if length:
                self.headers["Content-Length"] = builtin_str(length)
        elif self.method not in ("GET", "HEAD") and self.headers.get("Content-Length") is None:
            self.headers["Content-Length"] = "0"

    def prepare_auth(self, auth: _t.AuthType, url: _t.UriType | None = "") -> None:
        """Have `auth` change the request; without it, the user and password of the request's URL do."""
        if auth is None and self.url and "@" in self.url:
            credentials = get_auth_from_url(self.url)
            auth = credentials if any(credentials) else None
        if not auth:
            return
        if isinstance(auth, tuple) and len(auth) == 2:
            auth = HTTPBasicAuth(*auth)
        changed = auth(self)
        self.__dict__.update(changed.__dict__)
        self.prepare_content_length(self.body)

    def prepare_cookies(self, cookies: RequestsCookieJar | CookieJar | dict[str, str] | None) -> None:
        """Set the Cookie field from the cookies that go to the request's URL, unless there is one already."""
        jar = cookies if isinstance(cookies, cookielib.CookieJar) else cookiejar_from_dict(cookies)
        self._cookies = jar
        field = get_cookie_header(jar, self)
        if field is not None:
            self.headers["Cookie"] = field

    def prepare_hooks(self, hooks: _t.HooksInputType | None) -> None:
        """Add `hooks`: functions by event."""
        for event in hooks or ():
            self.register_hook(event, hooks[event])  # type: ignore[index]


def _is_stream(data: Any) -> bool:
    """Tell whether `data` is sent as it is iterated, not encoded first."""
    return hasattr(data, "__iter__") and not isinstance(data, (str, bytes, list, tuple, Mapping))


def _prepare_stream(request: PreparedRequest, stream: Any, files: _t.FilesType) -> None:
    """Set the field that frames `stream`, and remember where it is, for sending it again after a redirect."""
    try:
        length = super_len(stream)
    except (TypeError, AttributeError, UnsupportedOperation):
        length = None
    if getattr(stream, "tell", None) is not None:
        try:
            request._body_position = stream.tell()
        except OSError:
            request._body_position = _NO_POSITION
    if files:
        raise NotImplementedError("Streamed bodies and files are mutually exclusive.")
    if length:
        request.headers["Content-Length"] = builtin_str(length)
    else:
        request.headers["Transfer-Encoding"] = "chunked"


def _encoded_body(
    request: PreparedRequest, data: Any, files: _t.FilesType, json: _t.JsonType
) -> tuple[Any, str | None]:
    """Return content that is at hand, and its type."""
    if files:
        return request._encode_files(files, data)
    if data:
        is_form = not isinstance(data, basestring) and not hasattr(data, "read")
        return request._encode_params(data), "application/x-www-form-urlencoded" if is_form else None
    if json is None:
        return None, None
    return _encoded_json(request, json), "application/json"


def _encoded_json(request: PreparedRequest, value: _t.JsonType) -> bytes:
    try:
        text: str | bytes = complexjson.dumps(value, allow_nan=False)
    except ValueError as error:
        raise InvalidJSONError(error, request=request)  # noqa: B904  (it holds the error)
    return text if isinstance(text, bytes) else text.encode("utf-8")


class Response:
    """What a server answered. True where its status is below 400.

    `status_code`, `reason`, `headers`, `url` and `cookies` are its head; `content`, `text` and `json` its content,
    which may also be read as it comes: `iter_content`, `iter_lines`, or bare from `raw`. `encoding` is that of `text`
    and may be set. `history` lists the responses that led here, the oldest first; `elapsed` is the time from sending to
    the head; `request` is the prepared request.
    """

    _content: bytes | Literal[False] | None
    _content_consumed: bool
    _next: PreparedRequest | None
    status_code: int
    headers: CaseInsensitiveDict[str]
    raw: Any
    url: str
    encoding: str | None
    history: list[Response]
    reason: str
    cookies: RequestsCookieJar
    elapsed: datetime.timedelta
    request: PreparedRequest
    connection: HTTPAdapter

    __attrs__: list[str] = [  # noqa: RUF012  (a list in requests, and so to whoever adds to it)
        "_content",
        "status_code",
        "headers",
        "url",
        "history",
        "encoding",
        "reason",
        "cookies",
        "elapsed",
        "request",
    ]

    def __init__(self) -> None:
        self._content = False
        self._content_consumed = False
        self._next = None
        self.status_code = None  # type: ignore[assignment]
        self.headers = CaseInsensitiveDict()
        self.raw = None
        self.url = None  # type: ignore[assignment]
        self.encoding = None
        self.history = []
        self.reason = None  # type: ignore[assignment]
        self.cookies = RequestsCookieJar()
        self.elapsed = datetime.timedelta(0)
        self.request = None  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        if not self._content_consumed:
            # A pickle cannot read from a connection later on.
            _ = self.content
        return {name: getattr(self, name, None) for name in self.__attrs__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._content_consumed = True
        self.raw = None

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"

    def __bool__(self) -> bool:
        return self.ok

    def __nonzero__(self) -> bool:
        return self.ok

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_content(128)

    # -- the head ------------------------------------------------------------------------------------------------------

    @property
    def ok(self) -> bool:
        """Tell whether `raise_for_status` would raise nothing: the status is neither 4xx nor 5xx."""
        try:
            self.raise_for_status()
        except HTTPError:
            return False
        return True

    @property
    def is_redirect(self) -> bool:
        """Tell whether the response leads elsewhere: by its status, and a Location."""
        return "location" in self.headers and self.status_code in REDIRECT_STATI

    @property
    def is_permanent_redirect(self) -> bool:
        """Tell whether the response leads elsewhere for good."""
        return "location" in self.headers and self.status_code in (codes.moved_permanently, codes.permanent_redirect)

    @property
    def next(self) -> PreparedRequest | None:
        """Return the request that a redirect leads to, where redirects are not followed."""
        return self._next

    @property
    def links(self) -> dict[str, dict[str, str]]:
        """Return the links of the Link field by their relation, or by their URL (RFC 8288)."""
        field = self.headers.get("link")
        found: dict[str, dict[str, str]] = {}
        for link in parse_header_links(field) if field else ():
            key = link.get("rel") or link.get("url")
            if key is not None:
                found[key] = link
        return found

    def raise_for_status(self) -> None:
        """Raises `HTTPError` where the status is 4xx or 5xx."""
        status = self.status_code
        if 400 <= status < 500:
            side = "Client"
        elif 500 <= status < 600:
            side = "Server"
        else:
            return
        raise HTTPError(f"{status} {side} Error: {_phrase(self.reason)} for url: {self.url}", response=self)

    # -- content as it comes -------------------------------------------------------------------------------------------

    @overload
    def iter_content(self, chunk_size: int | None = 1, decode_unicode: Literal[False] = False) -> Iterator[bytes]: ...

    @overload
    def iter_content(self, chunk_size: int | None = 1, *, decode_unicode: Literal[True]) -> Iterator[str | bytes]: ...

    @overload
    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[str | bytes]: ...

    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[str | bytes]:
        """Return an iterator over the content in pieces of about `chunk_size` bytes, or as they come for None.

        With `decode_unicode` the pieces are text, if an encoding is known. Raises `StreamConsumedError` for content
        that was read and not kept; while it is read, `ChunkedEncodingError`, `ContentDecodingError`,
        `ConnectionError` or `SSLError`.
        """
        if self._content_consumed and isinstance(self._content, bool):
            raise StreamConsumedError()
        if chunk_size is not None and not isinstance(chunk_size, int):
            raise TypeError(f"chunk_size must be an int, it is instead a {type(chunk_size)}.")
        kept: Any = self._content
        pieces: Any = iter_slices(kept, chunk_size) if self._content_consumed else _arriving(self, chunk_size)
        return stream_decode_response_unicode(pieces, self) if decode_unicode else pieces

    @overload
    def iter_lines(
        self, chunk_size: int = ITER_CHUNK_SIZE, decode_unicode: Literal[False] = False, delimiter: bytes | None = None
    ) -> Iterator[bytes]: ...

    @overload
    def iter_lines(
        self, chunk_size: int = ITER_CHUNK_SIZE, *, decode_unicode: Literal[True], delimiter: str | bytes | None = None
    ) -> Iterator[str | bytes]: ...

    def iter_lines(
        self, chunk_size: int = ITER_CHUNK_SIZE, decode_unicode: bool = False, delimiter: str | bytes | None = None
    ) -> Iterator[str | bytes]:
        """Yield the content line by line, without the ends of lines. Raises as `iter_content`.

        A piece that ends with `delimiter` yields an empty line after it, and CR LF in two pieces one between: so does
        requests.
        """
        rest: Any = None
        for piece in self.iter_content(chunk_size=chunk_size, decode_unicode=decode_unicode):
            text: Any = piece if rest is None else rest + piece
            lines = text.split(delimiter) if delimiter else text.splitlines()
            is_cut = bool(lines) and bool(lines[-1]) and text.endswith(lines[-1])
            rest = lines.pop() if is_cut else None
            yield from lines
        if rest is not None:
            yield rest

    # -- content that is kept ------------------------------------------------------------------------------------------

    @property
    def content(self) -> bytes:
        """Return the content, decoded by its content codings; None for a response that came from nowhere.

        Raises RuntimeError for content that was read and not kept, and as `iter_content`.
        """
        if self._content is False:
            if self._content_consumed:
                raise RuntimeError("The content for this response was already consumed")
            if self.status_code == 0 or self.raw is None:
                self._content = None
            else:
                self._content = b"".join(self.iter_content(CONTENT_CHUNK_SIZE)) or b""
        self._content_consumed = True
        return self._content  # type: ignore[return-value]

    @property
    def apparent_encoding(self) -> str | None:
        """Return the encoding that the content looks like."""
        if chardet is None:
            return "utf-8"
        guess: str | None = chardet.detect(self.content)["encoding"]
        return guess

    @property
    def text(self) -> str:
        """Return the content as text: by `encoding`, else by `apparent_encoding`; U+FFFD where it does not fit."""
        if not self.content:
            return ""
        encoding = self.apparent_encoding if self.encoding is None else self.encoding
        try:
            return str(self.content, encoding or "utf-8", errors="replace")
        except (LookupError, TypeError):
            return str(self.content, errors="replace")

    def json(self, **kwargs: Any) -> Any:
        """Return the JSON value in the content; `kwargs` go to ``json.loads``. Raises `JSONDecodeError`."""
        try:
            if not self.encoding and self.content and len(self.content) > 3:
                # JSON is UTF-8, UTF-16 or UTF-32 whatever the fields say, and its first bytes tell which.
                encoding = guess_json_utf(self.content)
                text = None if encoding is None else _decoded(self.content, encoding)
                if text is not None:
                    return complexjson.loads(text, **kwargs)
            return complexjson.loads(self.text, **kwargs)
        except JSONDecodeError as error:
            raise RequestsJSONDecodeError(error.msg, error.doc, error.pos)  # noqa: B904  (the same, as one of ours)

    def close(self) -> None:
        """Give the connection back, or drop it where content has not been read."""
        if not self._content_consumed:
            self.raw.close()
        release = getattr(self.raw, "release_conn", None)
        if release is not None:
            release()


def _arriving(response: Response, size: int | None) -> Generator[bytes, None, None]:
    """Yield the content from `raw`, which is urllib3's kind of response or any file."""
    if hasattr(response.raw, "stream"):
        yield from _streamed(response.raw, size)
    else:
        while piece := response.raw.read(size):
            yield piece
    response._content_consumed = True


def _streamed(raw: Any, size: int | None) -> Generator[bytes, None, None]:
    """Yield the content of `raw`; what urllib3 raises becomes what requests raises."""
    try:
        yield from raw.stream(size, decode_content=True)
    except ProtocolError as error:
        raise ChunkedEncodingError(error)  # noqa: B904  (each holds the error)
    except DecodeError as error:
        raise ContentDecodingError(error)  # noqa: B904
    except ReadTimeoutError as error:
        raise ConnectionError(error)  # noqa: B904
    except SSLError as error:
        raise RequestsSSLError(error)  # noqa: B904


def _phrase(reason: str | bytes | None) -> str | None:
    """Return a reason phrase as text; some servers write it in UTF-8, some in Latin-1."""
    if not isinstance(reason, bytes):
        return reason
    text = _decoded(reason, "utf-8")
    return reason.decode("iso-8859-1") if text is None else text


def _decoded(data: bytes, encoding: str) -> str | None:
    """Return `data` as text, None where it is not in `encoding`."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
