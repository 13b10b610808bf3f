"""A folder as a `Handler`: what each method does with each path."""

from __future__ import annotations

import stat
from collections.abc import Awaitable
from pathlib import Path

from ...faults import AntiphonError
from ...faults.access import HOST_UNKNOWN
from ...faults.files import FILE_UNKNOWN, FOLDER_CROSS_ORIGIN
from ...faults.resource import METHOD_NOT_ALLOWED, METHOD_UNKNOWN
from ...semantics.cross_origin import is_cross_origin
from ...semantics.methods import METHODS, is_safe
from ..asgi import ClientDisconnected
from ..handler import Request, Response
from ..own_names import OwnNames
from .answer import moved, problem, response
from .failures import refusal_of
from .path import FilePath
from .posting import post_files
from .putting import delete_file, delete_folder, put_file
from .refused import Refused
from .request import FileRequest
from .sending import send_file
from .showing import show_folder
from .way import Way, is_absence

_INDEX = b"index.html"
_READ = ("GET", "HEAD", "OPTIONS")
_WRITE_FILE = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
_WRITE_FOLDER = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
_WRITE_ROOT = ("GET", "HEAD", "POST", "OPTIONS")


class Folder:
    """A `Handler` that answers for the files below `root`.

    With `writable`, clients may add, replace and delete them; with `hidden`, names that begin with a dot are served,
    too; with `own_names`, requests for other servers are refused. Files are opened where the handler is called, so they
    have to be on a disk of this machine, not on another one that may not answer. Everything else that waits is done in
    threads.
    """

    antiphon_handler = True
    streams = True

    def __init__(
        self, root: Path, *, writable: bool = False, hidden: bool = False, own_names: OwnNames | None = None
    ) -> None:
        self._root = root
        self._own_names = own_names
        self._writable = writable
        self._hidden = hidden

    def __call__(self, request: Request) -> Response | Awaitable[Response]:
        """Return the response to `request`, at once for files."""
        asked = FileRequest(request)
        try:
            answer = self._answer(asked)
        except (AntiphonError, OSError) as error:
            return _refusal(asked, error)
        return answer if isinstance(answer, Response) else _awaited(asked, answer)

    def _answer(self, request: FileRequest) -> Response | Awaitable[Response]:
        if request.method not in METHODS:
            raise Refused(METHOD_UNKNOWN, method=request.method)
        self._check_host(request)
        _check_origin(request)
        path = request.path
        if not self._writable:
            _check_method(request, _READ)
        elif request.method == "PUT" and not path.is_folder:
            return self._put(request)
        with self._way() as way:
            way.follow(path.names)
            methods = self._methods(path, way)
            _check_method(request, methods)
            if request.method == "OPTIONS":
                return response(204, b"", (b"allow", ", ".join(methods).encode("ascii")))
            if way.is_folder:
                return self._at_folder(request, way)
            if not way.is_file or path.is_folder:
                raise Refused(FILE_UNKNOWN, path=request.raw_path, root="/")
            return self._delete(request) if request.method == "DELETE" else self._send(request, way)

    def _check_host(self, request: FileRequest) -> None:
        """Raise `Refused`, 421, for a request that is meant for another server (RFC 9110 §7.4)."""
        host = request.field("host")
        if self._own_names is not None and host is not None and not self._own_names.include(host):
            raise Refused(HOST_UNKNOWN, host=host)

    def _way(self) -> Way:
        return Way(self._root, self._hidden)

    def _methods(self, path: FilePath, way: Way) -> tuple[str, ...]:
        """Return the methods that the place has where `way` leads by `path`."""
        if not self._writable:
            return _READ
        if way.is_folder or path.is_folder:
            return _WRITE_FOLDER if path.names else _WRITE_ROOT
        return _WRITE_FILE

    # -- what the methods do -------------------------------------------------------------------------------------------

    def _at_folder(self, request: FileRequest, way: Way) -> Response | Awaitable[Response]:
        path = request.path
        if not path.is_folder:
            # Relative references in the folder's page need the slash (RFC 3986 §5.2.3).
            return moved(FilePath(path.names, is_folder=True), request.query)
        if request.method == "POST":
            return self._post(request)
        if request.method == "DELETE":
            return self._delete_folder(request)
        way.enter()
        if not _has_index(way):
            return self._show(request)
        way.follow([_INDEX])
        return self._send(request, way)

    def _send(self, request: FileRequest, way: Way) -> Response:
        return send_file(request, way, writable=self._writable)

    async def _show(self, request: FileRequest) -> Response:
        with self._way() as way:
            way.follow(request.path.names)
            way.enter()
            return await show_folder(request, way, writable=self._writable)

    async def _put(self, request: FileRequest) -> Response:
        with self._way() as way:
            return await put_file(request, way)

    async def _delete(self, request: FileRequest) -> Response:
        with self._way() as way:
            way.follow(request.path.names)
            return await delete_file(request, way)

    async def _delete_folder(self, request: FileRequest) -> Response:
        with self._way() as way:
            way.follow(request.path.names)
            return await delete_folder(request, way)

    async def _post(self, request: FileRequest) -> Response:
        with self._way() as way:
            way.follow(request.path.names)
            way.enter()
            return await post_files(request, way)


def _check_origin(request: FileRequest) -> None:
    """Raise `Refused`, 403, where a page of another origin wants to change something."""
    if is_safe(request.method):
        return
    origin = request.field("origin")
    if is_cross_origin(request.field("sec-fetch-site"), origin, request.field("host")):
        raise Refused(FOLDER_CROSS_ORIGIN, origin=origin or "?")


def _check_method(request: FileRequest, methods: tuple[str, ...]) -> None:
    """Raise `Refused`, 405 with Allow, for a method that is not among `methods`."""
    if request.method not in methods:
        allow = ", ".join(methods)
        details = {"path": request.raw_path, "method": request.method, "allow": allow}
        raise Refused(METHOD_NOT_ALLOWED, fields=(("Allow", allow),), **details)


def _has_index(way: Way) -> bool:
    try:
        return stat.S_ISREG(way.status_below(_INDEX).st_mode)
    except OSError as error:
        if is_absence(error):
            return False
        raise


async def _awaited(request: FileRequest, answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except ClientDisconnected:
        raise
    except (AntiphonError, OSError) as error:
        return _refusal(request, error)


def _refusal(request: FileRequest, error: AntiphonError | OSError) -> Response:
    """Return the answer that tells of `error`. Raises it where it is a failure of the server."""
    refusal = refusal_of(request, error) if isinstance(error, OSError) else error
    if refusal is None or refusal.fault.status is None:
        raise error
    return problem(request, refusal)
