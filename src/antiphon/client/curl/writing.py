"""A request as a command line of curl."""

from __future__ import annotations

from base64 import b64encode
from shlex import quote

from ...semantics.fields import SECRET_FIELDS
from ...semantics.secrets import mask_query
from ..content import Empty
from ..request import Request

_MASK = "[masked]"
_USUAL = ("accept", "user-agent")
# What curl makes of the URL and the content itself.
_OWN = frozenset({"host", "content-length", "transfer-encoding"})
_GLOBS = frozenset("[]{}")


def to_curl(request: Request, *, reveal: bool = False) -> str:
    """Return the command that sends `request`, ready for a POSIX shell.

    Secrets are masked unless `reveal` says otherwise: the values of fields such as Authorization, and of parameters
    such as ``access_token``. Content that a shell cannot write goes in as base64; a stream is ``@FILE``.
    """
    url = str(request.url)
    parts = [*_method(request), quote(url if reveal else mask_query(url))]
    if _GLOBS.intersection(url):
        parts.insert(0, "--globoff")
    before, content = _content(request)
    parts += _fields(request, reveal=reveal) + content
    return f"{before}curl {' '.join(parts)}"


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    usual = "GET" if isinstance(request.body, Empty) else "POST"
    return [] if request.method == usual else ["--request", quote(request.method)]


def _fields(request: Request, *, reveal: bool) -> list[str]:
    parts: list[str] = []
    names = set()
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("utf-8", "replace")
        lowered = name.lower()
        names.add(lowered)
        if lowered in _OWN:
            continue
        if lowered in SECRET_FIELDS and not reveal:
            value = _MASK
        # curl takes `Name:` as the wish to leave a field out, and `Name;` as the empty field.
        parts += ["--header", quote(f"{name}: {value}" if value else f"{name};")]
    if "accept-encoding" in names:
        parts.append("--compressed")
    unwanted = [*_USUAL, *([] if isinstance(request.body, Empty) else ["content-type"])]
    for name in unwanted:
        if name not in names:
            parts += ["--header", quote(f"{name}:")]
    return parts


def _content(request: Request) -> tuple[str, list[str]]:
    """Return what comes before the command, and the options for the content."""
    if isinstance(request.body, Empty):
        return "", []
    data = request.content
    if data is None:
        return "", ["--data-binary", "@FILE"]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return f"echo {b64encode(data).decode('ascii')} | base64 -d | ", ["--data-binary", "@-"]
    return "", ["--data-raw", quote(text)]
