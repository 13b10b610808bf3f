"""What the system refuses, as the refusal that a client understands."""

from __future__ import annotations

import errno

from ...faults import AntiphonError
from ...faults.files import DISK_FULL, FILE_FORBIDDEN, FILE_TOO_LARGE, FILE_UNKNOWN, FILES_EXHAUSTED
from .refused import Refused
from .request import FileRequest
from .way import is_absence

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
_FORBIDDEN = {
    errno.EACCES: "permission denied",
    errno.EPERM: "operation not permitted",
    errno.EROFS: "read-only file system",
}


def refusal_of(request: FileRequest, error: OSError) -> AntiphonError | None:
    """Return the refusal for `error`; None where it is a failure of the server that no client can do anything about."""
    if is_absence(error):
        return Refused(FILE_UNKNOWN, path=request.raw_path, root="/")
    if error.errno in _NO_ROOM:
        return Refused(DISK_FULL)
    if error.errno == errno.EFBIG:
        return Refused(FILE_TOO_LARGE)
    if error.errno in _NO_DESCRIPTOR:
        return Refused(FILES_EXHAUSTED, fields=(("Retry-After", "1"),))
    if error.errno in _FORBIDDEN:
        return Refused(FILE_FORBIDDEN, path=request.raw_path, reason=_FORBIDDEN[error.errno])
    return None
