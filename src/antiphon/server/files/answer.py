"""Responses, and refusals as problem details in the language of the client (RFC 9457)."""

from __future__ import annotations

from functools import lru_cache

from ...faults import AntiphonError
from ...faults.resource import PRECONDITION_FAILED
from ...semantics.dates import format_date
from ...semantics.fields import Fields, Pair, field_pair
from ...semantics.problems import MEDIA_TYPE, problem_of
from ..handler import Content, Response
from .path import FilePath
from .refused import Refused
from .request import FileRequest
from .version import Version

NO_SNIFFING: Pair = (b"x-content-type-options", b"nosniff")
ASK_EACH_TIME: Pair = (b"cache-control", b"no-cache")
"""Files change under the same name, so a cache keeps them but asks each time whether they are still current."""
_NO_STORE: Pair = (b"cache-control", b"no-store")
_KEPT_STATUSES = frozenset({404, 405, 501})


def response(status: int, content: Content = b"", *fields: Pair) -> Response:
    """Return a response with `fields`, which are made of checked parts."""
    return Response(status, Fields.of_checked(fields), content)


def version_fields(version: Version) -> tuple[Pair, ...]:
    """Return ETag and Last-Modified."""
    etag = (b"etag", str(version.etag).encode("ascii"))
    return (etag,) if version.last_modified is None else (etag, _last_modified(version.last_modified))


@lru_cache(maxsize=1024)
def _last_modified(epoch: int) -> Pair:
    return b"last-modified", format_date(epoch).encode("ascii")


def location(path: FilePath, query: str = "") -> Pair:
    """Return Location with `path` and `query`."""
    return b"location", f"{path}{query and '?'}{query}".encode("ascii")


def moved(path: FilePath, query: str) -> Response:
    """Answer 308 to `path`: method and content stay what they are (RFC 9110 §15.4.9)."""
    return response(308, b"", location(path, query), ASK_EACH_TIME)


def problem(request: FileRequest, error: AntiphonError) -> Response:
    """Return the answer that tells of `error`."""
    language = request.language
    told = problem_of(error.fault, error.details, language)
    status = told.status or 500
    fields: list[Pair] = [
        (b"content-type", MEDIA_TYPE.encode("ascii")),
        (b"content-language", language.encode("ascii")),
        (b"vary", b"Accept-Language"),
        NO_SNIFFING,
        ASK_EACH_TIME if status in _KEPT_STATUSES else _NO_STORE,
    ]
    if isinstance(error, Refused):
        fields += [field_pair(name, value) for name, value in error.fields]
    return response(status, told.as_json(), *fields)


def precondition_failed(version: Version | None) -> Refused:
    """Return the refusal, 412, with the ETag of what is there; `version` is None where there is nothing."""
    fields = () if version is None else (("ETag", str(version.etag)),)
    return Refused(PRECONDITION_FAILED, fields=fields)
