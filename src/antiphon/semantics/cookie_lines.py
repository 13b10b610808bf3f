"""Cookies as lines of text: the format of Netscape's cookies.txt, which curl and many others read and write.

A line has seven fields with tabs between: domain, whether its subdomains are meant, path, whether https is needed,
when the cookie expires (0 for the end of the session), name and value; ``#HttpOnly_`` may stand before the domain.
What does not fit is in comments, which others pass over: ``# antiphon {...}`` says more about the cookie on the next
line, and ``# antiphon-cookie {...}`` is one that cannot be such a line at all. Text is bytes read as Latin-1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from math import floor, isfinite
from typing import Any

from ..faults import InvalidField, UsageError
from ..faults.remembering import COOKIE_LINE_FIELD, COOKIE_LINE_FIELDS
from .cookies import Cookie, check_cookie

_HEADER = "# Netscape HTTP Cookie File\n# Written by antiphon. curl reads it, too. Keep it secret.\n\n"
_HTTP_ONLY = "#HttpOnly_"
_MORE = "# antiphon "
_WHOLE = "# antiphon-cookie "
_BYTE_ORDER_MARK = "\xef\xbb\xbf"
_FLAGS = {"TRUE": True, "FALSE": False}
_MOMENT = re.compile(r"(-?[0-9]{1,18})(?:\.[0-9]*)?")
_SAME_SITES = ("", "Strict", "Lax", "None")


def lines_of_cookies(cookies: Iterable[Cookie]) -> str:
    """Return `cookies` as the text of a file. Their times of expiry are cut to whole seconds."""
    return _HEADER + "".join(map(_lines_of, cookies))


def cookies_of_lines(text: str, path: str, now: float) -> list[Cookie]:
    """Return the cookies in the `text` of the file at `path`.

    Those that do not tell when they were created count as created `now`. Raises `UsageError` that names the first
    line which is neither a cookie nor a comment; it never quotes the line, which may hold a secret.
    """
    found: list[Cookie] = []
    more = Cookie("", "", created=now)
    for number, line in enumerate(text.removeprefix(_BYTE_ORDER_MARK).split("\n"), 1):
        line = line.removesuffix("\r")
        try:
            if line.startswith(_MORE):
                more = replace(more, **_more_of(line.removeprefix(_MORE)))
                continue
            cookie = _cookie_of(line, more)
            if cookie is not None:
                check_cookie(cookie)
                found.append(cookie)
                more = Cookie("", "", created=now)
        except _CountError as error:
            raise UsageError(COOKIE_LINE_FIELDS, path=path, line=number, count=error.count) from None
        except InvalidField as error:
            field = "value" if "name" in error.details else "name"
            raise UsageError(COOKIE_LINE_FIELD, path=path, line=number, field=field) from None
        except _FieldError as error:
            raise UsageError(COOKIE_LINE_FIELD, path=path, line=number, field=error.field) from None
    return found


class _FieldError(Exception):
    """A field cannot be read."""

    def __init__(self, field: str) -> None:
        self.field = field


class _CountError(Exception):
    """A line has not as many fields as a cookie."""

    def __init__(self, count: int) -> None:
        self.count = count


# -- writing -------------------------------------------------------------------------------------------------------


def _lines_of(cookie: Cookie) -> str:
    if not _fits(cookie):
        return f"{_WHOLE}{json.dumps(_described(cookie), sort_keys=True)}\n"
    more: dict[str, Any] = {"created": cookie.created}
    if cookie.same_site:
        more["same_site"] = cookie.same_site
    columns = (
        f"{_HTTP_ONLY if cookie.http_only else ''}{'' if cookie.host_only else '.'}{cookie.domain}",
        "FALSE" if cookie.host_only else "TRUE",
        cookie.path,
        "TRUE" if cookie.secure else "FALSE",
        str(_whole_seconds(cookie.expires)),
        cookie.name,
        cookie.value,
    )
    return f"{_MORE}{json.dumps(more, sort_keys=True)}\n" + "\t".join(columns) + "\n"


def _fits(cookie: Cookie) -> bool:
    """Tell whether every reader of the format would read `cookie` as it is."""
    texts = (cookie.domain, cookie.path, cookie.name)
    return all(texts) and "\t" not in "".join((*texts, cookie.value))


def _described(cookie: Cookie) -> dict[str, Any]:
    described = {field.name: getattr(cookie, field.name) for field in fields(cookie)}
    described["expires"] = _whole_seconds(cookie.expires) or None
    return described


def _whole_seconds(expires: float | None) -> int:
    """Return when a cookie expires, 0 for the end of the session. What expired long ago still is no such cookie."""
    if expires is None:
        return 0
    return floor(expires) if isfinite(expires) and expires >= 1 else 1


# -- reading -------------------------------------------------------------------------------------------------------


def _cookie_of(line: str, more: Cookie) -> Cookie | None:
    """Return the cookie on `line`, and `more` about it; None for a comment or an empty line."""
    if line.startswith(_WHOLE):
        return _cookie_described(line.removeprefix(_WHOLE))
    http_only = line.startswith(_HTTP_ONLY)
    line = line.removeprefix(_HTTP_ONLY)
    if not line.strip() or (line.startswith("#") and not http_only):
        return None
    columns = line.split("\t")
    if len(columns) == 6:
        # The tab before an empty value is easily lost in an editor.
        columns.append("")
    if len(columns) != 7:
        raise _CountError(len(columns))
    domain, subdomains, path, secure, expires, name, value = columns
    if not domain.removeprefix("."):
        raise _FieldError("domain")
    if not path.startswith("/"):
        raise _FieldError("path")
    return replace(
        more,
        name=name,
        value=value,
        domain=domain.removeprefix(".").lower(),
        path=path,
        expires=_moment(expires),
        host_only=not _flag(subdomains, "subdomains"),
        secure=_flag(secure, "secure"),
        http_only=http_only,
    )


def _flag(text: str, field: str) -> bool:
    flag = _FLAGS.get(text.upper())
    if flag is None:
        raise _FieldError(field)
    return flag


def _moment(text: str) -> float | None:
    """Return when a cookie expires; 0, or nothing as Python's http.cookiejar writes, is the end of the session."""
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise _FieldError("expires")
    return float(found[1]) if int(found[1]) else None


def _more_of(text: str) -> dict[str, Any]:
    """Return what a comment says about the next cookie."""
    return {name: value for name, value in _checked(_object(text)).items() if name in ("created", "same_site")}


def _cookie_described(text: str) -> Cookie:
    described = _checked(_object(text))
    known = {field.name for field in fields(Cookie)}
    if not {"name", "value"} <= described.keys():
        raise _FieldError("name")
    return Cookie(**{name: value for name, value in described.items() if name in known})


def _object(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise _FieldError("JSON") from None
    if not isinstance(read, dict):
        raise _FieldError("JSON")
    return read


def _checked(described: dict[str, Any]) -> dict[str, Any]:
    for name, value in described.items():
        if not _is_right(name, value):
            raise _FieldError(name if name in _KINDS else "JSON")
    return described


_KINDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "value": str,
    "domain": str,
    "path": str,
    "expires": (int, float, type(None)),
    "host_only": bool,
    "secure": bool,
    "http_only": bool,
    "same_site": str,
    "created": (int, float),
}


def _is_right(name: str, value: Any) -> bool:
    kind = _KINDS.get(name)
    if kind is None:
        return True
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return False
    if isinstance(value, float | int) and not isinstance(value, bool):
        return isfinite(value) and abs(value) < 1e18
    return name != "same_site" or value in _SAME_SITES
