"""Users and passwords from a netrc file, each for its own host."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

from ...faults import UsageError
from ...faults.authentication import NETRC_EXPOSED, NETRC_UNREADABLE
from ..request import Authenticate, Request

if TYPE_CHECKING:
    from ...semantics.netrc import Netrc, NetrcEntry


class NetrcAuth:
    """Basic, with what a netrc file says of the request's host; a request that has Authorization keeps it.

    Without `path`, the file is the one that NETRC names, else ``.netrc`` in the home folder (``_netrc`` on Windows).
    That one must not be readable by others if it has passwords. It is read once, now. Hosts match exactly, without
    case; ``default`` is for the others. After a redirect to another origin, a host's own entry goes to it over https
    alone, ``default`` never. Raises `UsageError` for a file that cannot be read, understood or trusted.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        file = _own_file() if path is None else os.fspath(path)
        self._entries = _read(file, is_own=path is None and not os.environ.get("NETRC"))

    def find(self, host: str, *, named: bool = False) -> NetrcEntry | None:
        """Return who to be on `host`; with `named`, only if the file names that host."""
        entry = self._entries.machines.get(host)
        return entry if entry is not None or named else self._entries.default

    def __call__(self, request: Request) -> None:
        """Put the host's credentials on `request`."""
        _authenticate(request, self.find(request.url.host))

    @property
    def elsewhere(self) -> Authenticate:
        """Return what takes this one's place after a redirect to another origin."""
        return _Elsewhere(self)

    def __repr__(self) -> str:
        return f"<NetrcAuth {len(self._entries.machines)} hosts>"


class _Elsewhere:
    """What a netrc file says of hosts that a redirect leads to."""

    __slots__ = ("_netrc",)

    def __init__(self, netrc: NetrcAuth) -> None:
        self._netrc = netrc

    def __call__(self, request: Request) -> None:
        if request.url.scheme == "https":
            _authenticate(request, self._netrc.find(request.url.host, named=True))

    @property
    def elsewhere(self) -> Authenticate:
        return self


def _authenticate(request: Request, entry: NetrcEntry | None) -> None:
    if entry is not None and "authorization" not in request.headers:
        from ...semantics.authentication import basic

        request.headers["Authorization"] = basic(entry.user, entry.password)


def netrc_of_environment() -> NetrcAuth | None:
    """Return the user's own netrc, None where there is none.

    Nobody asked for it, so one that cannot be used is told by a warning instead of an error.
    """
    if not os.path.isfile(_own_file()):
        return None
    try:
        return NetrcAuth()
    except UsageError as error:
        warnings.warn(str(error), RuntimeWarning, stacklevel=2)
        return None


def _own_file() -> str:
    named = os.environ.get("NETRC")
    if named:
        return named
    windows = os.path.expanduser("~/_netrc")
    return windows if os.name == "nt" and os.path.isfile(windows) else os.path.expanduser("~/.netrc")


def _read(file: str, *, is_own: bool) -> Netrc:
    try:
        with open(file, encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode & 0o777
            text = opened.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(NETRC_UNREADABLE, file=file, reason=reason) from error
    from ...semantics.netrc import parse_netrc

    entries = parse_netrc(text, file)
    # A file that somebody put elsewhere on purpose, such as a mounted secret, has the mode that its place gives it.
    if is_own and os.name == "posix" and mode & 0o077 and entries.has_passwords:
        raise UsageError(NETRC_EXPOSED, file=file, mode=f"{mode:03o}")
    return entries
