"""Names for the kinds of values that requests' functions take, for annotations only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, runtime_checkable

_T_co = TypeVar("_T_co", covariant=True)
_KT_co = TypeVar("_KT_co", covariant=True)
_VT_co = TypeVar("_VT_co", covariant=True)


@runtime_checkable
class SupportsRead(Protocol[_T_co]):
    """What can be read like a file."""

    def read(self, length: int = ..., /) -> _T_co: ...


@runtime_checkable
class SupportsItems(Protocol[_KT_co, _VT_co]):
    """What lists pairs like a mapping."""

    def items(self) -> Iterable[tuple[_KT_co, _VT_co]]: ...


HookType: TypeAlias = Callable[["Response"], Any]
HooksInputType: TypeAlias = Mapping[str, Iterable[HookType] | HookType]

if TYPE_CHECKING:
    from http.cookiejar import CookieJar
    from typing import TypedDict

    from typing_extensions import TypeIs
    from urllib3.util import Timeout

    from .auth import AuthBase
    from .cookies import RequestsCookieJar
    from .models import PreparedRequest, Response
    from .structures import CaseInsensitiveDict

    UriType: TypeAlias = str | bytes

    _Scalar: TypeAlias = str | bytes | int | float
    _OneOrMore: TypeAlias = _Scalar | Iterable[_Scalar] | None
    RawDataType: TypeAlias = str | bytes
    EncodableDataType: TypeAlias = SupportsItems[Any, Any] | Iterable[tuple[Any, Any]]
    ParamsType: TypeAlias = Mapping[_Scalar, _OneOrMore] | Iterable[tuple[_Scalar, _OneOrMore]] | RawDataType | None
    DataType: TypeAlias = (
        EncodableDataType | RawDataType | bytearray | Iterable[bytes] | Iterable[str] | SupportsRead[str | bytes] | None
    )
    BodyType: TypeAlias = bytes | str | bytearray | Iterable[bytes] | Iterable[str] | SupportsRead[str | bytes] | None
    JsonType: TypeAlias = Mapping[str, Any] | Sequence[Any] | str | int | float | bool | None

    HeadersType: TypeAlias = CaseInsensitiveDict[str] | Mapping[str, str | bytes | None] | None
    CookiesType: TypeAlias = RequestsCookieJar | CookieJar | dict[str, str] | None

    _FileContent: TypeAlias = SupportsRead[str | bytes] | str | bytes | bytearray | None
    _FileSpecification: TypeAlias = (
        _FileContent
        | tuple[str | None, _FileContent]
        | tuple[str | None, _FileContent, str | None]
        | tuple[str | None, _FileContent, str | None, Mapping[str, str]]
    )
    FilesType: TypeAlias = Mapping[str, _FileSpecification] | Iterable[tuple[str, _FileSpecification]] | None

    AuthType: TypeAlias = (
        tuple[str | bytes, str | bytes] | AuthBase | Callable[[PreparedRequest], PreparedRequest] | None
    )
    TimeoutType: TypeAlias = float | tuple[float | None, float | None] | Timeout | None
    VerifyType: TypeAlias = bool | str
    CertType: TypeAlias = str | tuple[str, str] | None
    HooksType: TypeAlias = dict[str, list[HookType]]

    class _CommonKwargs(TypedDict, total=False):
        headers: HeadersType
        cookies: CookiesType
        files: FilesType
        auth: AuthType
        timeout: TimeoutType
        allow_redirects: bool
        proxies: dict[str, str] | None
        hooks: HooksInputType | None
        stream: bool | None
        verify: VerifyType | None
        cert: CertType

    class PostKwargs(_CommonKwargs, total=False):
        """What `post` takes beside its URL, data and JSON."""

        params: ParamsType

    class DataKwargs(PostKwargs, total=False):
        """What `put` and `patch` take beside their URL and data."""

        json: JsonType

    class GetKwargs(_CommonKwargs, total=False):
        """What `get` takes beside its URL and params."""

        data: DataType
        json: JsonType

    class RequestKwargs(DataKwargs, total=False):
        """What `request` takes beside its method and URL."""

        data: DataType

    class _ValidatedRequest(PreparedRequest):
        method: str
        url: str
        headers: CaseInsensitiveDict[str | bytes]
        _cookies: RequestsCookieJar | CookieJar


def is_prepared(request: PreparedRequest) -> TypeIs[_ValidatedRequest]:
    """Tell the type checker that `request` has been prepared; True always."""
    return True
