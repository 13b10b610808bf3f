"""A cookie jar that is kept in a file: cookies.txt, as curl and many others read and write it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ...semantics.cookie_lines import cookies_of_lines, lines_of_cookies
from ...semantics.cookies import Cookie, CookieJar, Key
from .kept_file import KeptFile, PathInput


class CookieFile(CookieJar):
    """The cookies of a session and of the sessions after it, in the file at `path`.

    What is in the file is read now; a file that is not there is an empty one. `save`, which a session does when it is
    closed, writes what has changed since, and takes over what other processes have saved in the meantime. Cookies
    without a time of expiry are kept as well, as curl does. `clock` tells the seconds since 1970.

    Raises `UsageError` for a file that cannot be read, with the line that is wrong.
    """

    __slots__ = ("_clock", "_file")

    def __init__(
        self,
        path: PathInput,
        *,
        max_per_domain: int = 50,
        max_cookies: int = 3000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(max_per_domain=max_per_domain, max_cookies=max_cookies)
        self._clock = clock
        self._file: KeptFile[Key, Cookie] = KeptFile(path, self._read, lines_of_cookies, self._lives)
        for cookie in self._file.load().values():
            self.add(cookie)

    @property
    def path(self) -> str:
        """Return where the file is."""
        return self._file.path

    def save(self) -> None:
        """Write what has changed since the last time, and take over what others have changed in the file.

        The file becomes private to its owner (mode 0600). Raises `UsageError` where it cannot be written, or has been
        damaged meanwhile; nothing is written then.
        """
        self._file.save(
            lambda: {cookie.key: cookie for cookie in self.cookies()},
            lambda _, cookie: self.add(cookie),
            lambda _, cookie: self.discard(cookie),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what opens the same file in another process, with the cookies of now."""
        return _reopened, (self.path, self.max_per_domain, self.max_cookies, self.cookies())

    def _lives(self, cookie: Cookie) -> bool:
        return not cookie.is_expired(self._clock())

    def _read(self, text: str) -> dict[Key, Cookie]:
        return {cookie.key: cookie for cookie in cookies_of_lines(text, self.path, self._clock())}

    def __repr__(self) -> str:
        return f"<CookieFile of {len(self)} cookies at {self.path}>"


def _reopened(path: str, max_per_domain: int, max_cookies: int, cookies: list[Cookie]) -> CookieFile:
    jar = CookieFile(path, max_per_domain=max_per_domain, max_cookies=max_cookies)
    for cookie in cookies:
        jar.add(cookie)
    return jar
