"""A request: what the user asked for, made ready to be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ..faults import InvalidField, UsageError
from ..faults.exchange import AUTH_UNUSABLE, METHOD_UNUSABLE
from ..faults.policies import POLICY_UNUSABLE
from ..faults.transfer import LENGTH_DISAGREES
from ..semantics.fields import SECRET_FIELDS, Fields, Pair
from ..semantics.methods import is_token
from ..semantics.url import URL
from ..wire import h1
from .content import EMPTY, Content, Empty, Pieces, Whole

if TYPE_CHECKING:
    from .auth.flow import Answers
    from .sending import Layer

HeaderInput: TypeAlias = "Mapping[str, str | bytes | None] | Iterable[tuple[str, str | bytes | None]] | None"

_HEADERS = "Mapping[str, str | bytes | None] | Iterable[tuple[str, str | bytes | None]]"

_CONTENT_METHODS = frozenset({"POST", "PUT", "PATCH", "QUERY"})


class Request:
    """A request on its way. Whoever authenticates it may change `headers` before it is sent.

    `method` is upper-case as sent, `url` a `URL`, `content` what it carries. ``repr()`` shows no secret.
    """

    __slots__ = ("_headers", "_section", "body", "method", "url")

    def __init__(self, method: str, url: URL, headers: Fields | None, body: Content = EMPTY) -> None:
        self.method = method
        self.url = url
        self.body = body
        self._headers = headers
        self._section: h1.FieldSection | None = None

    @classmethod
    def ready(cls, method: str, url: URL, section: h1.FieldSection) -> Request:
        """Return a request without content whose fields have been built before."""
        request = cls(method, url, None)
        request._section = section
        return request

    def copy(self) -> Request:
        """Return the same request with fields of its own."""
        return Request(self.method, self.url, self.headers.copy(), self.body)

    @property
    def headers(self) -> Fields:
        """Return the fields that will be sent, without those that the connection adds."""
        if self._headers is None:
            section, self._section = self._section, None
            self._headers = section.fields if section is not None else Fields()
        return self._headers

    @property
    def content(self) -> bytes | None:
        """Return the content where it is in memory, None where it is a stream."""
        return self.body.data if isinstance(self.body, Whole) else None

    @property
    def built(self) -> h1.FieldSection | None:
        """Return the field section where it has been built before, None where `section` has to build it."""
        return self._section

    def section(self) -> h1.FieldSection:
        """Return the field section to send: Host first, then the fields, then how the content is framed."""
        if self._section is not None:
            return self._section
        headers = self.headers
        pairs: list[Pair] = headers.raw
        if "host" not in headers:
            pairs = [(b"Host", self.url.host_field), *pairs]
        return h1.build_section(pairs + self._framing(headers))

    def _framing(self, headers: Fields) -> list[Pair]:
        if "content-length" in headers:
            self._check_length(headers["content-length"])
            return []
        if "transfer-encoding" in headers:
            return []
        if isinstance(self.body, Empty):
            # A server may wait for content after these methods unless told that there is none (RFC 9110 §8.6).
            return [(b"Content-Length", b"0")] if self.method in _CONTENT_METHODS else []
        if self.body.length is None:
            return [(b"Transfer-Encoding", b"chunked")]
        return [(b"Content-Length", b"%d" % self.body.length)]

    def _check_length(self, declared: str) -> None:
        """Raise `UsageError` where content of a known length is to be sent under another: before a byte of it is."""
        length = self.body.length
        if length is not None and declared.isascii() and declared.isdigit() and int(declared[:20]) != length:
            raise UsageError(LENGTH_DISAGREES, declared=declared[:20], length=length)

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.masked}>"

    def __copy__(self) -> Request:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes it in another process: with its content where that is in memory, not with streams."""
        body = self.body if isinstance(self.body, Whole) else Pieces((), self.body.length, self.body.kind)
        return type(self), (self.method, self.url, self.headers, body)


Authenticate: TypeAlias = Callable[[Request], Any]
AuthInput: TypeAlias = "tuple[str, str] | str | Authenticate | Answers | Layer | None"


def authenticator(auth: AuthInput) -> Authenticate | None:
    """Return `auth` as a callable: (user, password) is Basic, text is a Bearer token (RFC 7617, RFC 6750).

    Raises `UsageError` for anything else, or for what cannot be sent.
    """
    if auth is None or callable(auth):
        return auth
    if isinstance(auth, str):
        from .auth.bearer import BearerAuth

        return BearerAuth(auth)
    if isinstance(auth, tuple | list) and len(auth) == 2:
        from .auth.basic import BasicAuth

        return BasicAuth(str(auth[0]), str(auth[1]))
    raise UsageError(AUTH_UNUSABLE, kind=type(auth).__name__)


def checked_method(method: str) -> str:
    """Return `method` in upper case if it is lower-case letters of a known name, else as it is.

    Methods are case-sensitive (RFC 9110 §9.1); ``get`` is what people type for GET. Raises `UsageError` where it
    cannot be a method.
    """
    if not is_token(method):
        raise UsageError(METHOD_UNUSABLE, method=ascii(method))
    return method.upper()


def merged(defaults: Fields, headers: HeaderInput) -> Fields:
    """Return `defaults` overlaid with `headers`: the same name replaces, a value of None removes.

    Raises `InvalidField`, and `UsageError` for what are no names and values.
    """
    fields = defaults.copy()
    if not headers:
        return fields
    items = headers.items() if isinstance(headers, Mapping) else headers
    try:
        for name, value in items:
            if value is None:
                fields.pop(name, None)
            elif isinstance(value, str | bytes | int | float):
                fields[name] = value  # type: ignore[assignment]
            else:
                raise TypeError(type(value))
    except InvalidField:
        raise
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(POLICY_UNUSABLE, setting="headers", value=type(headers).__name__, rule=_HEADERS) from error
    return fields


def masked(headers: Fields) -> list[Pair]:
    """Return the fields with the values of secret ones replaced, for showing."""
    return [
        (name, b"[masked]") if name.decode("latin-1").lower() in SECRET_FIELDS else (name, value)
        for name, value in headers.raw
    ]
