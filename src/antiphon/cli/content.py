"""What a request carries: items, a text, a file or standard input, one of them."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..faults import UsageError
from ..faults.command_line import CONTENT_GIVEN_TWICE
from ..semantics.media_types import media_type_of
from .items import Items, Upload, opened
from .language import say
from .standard_input import first_bytes, piped

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_TEXT = "text/plain; charset=utf-8"
_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH", "QUERY"})


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """What the options say of the content. `stdin` of None is to find out whether there is something."""

    form: bool = False
    multipart: bool = False
    json: bool = False
    raw: str | None = None
    stdin: bool | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """The content as arguments for a session, and its media type where the session cannot tell."""

    arguments: dict[str, Any] = field(default_factory=dict)
    media_type: str | None = None


def carried(method: str, items: Items, options: ContentOptions, keep_open: contextlib.ExitStack) -> Carried:
    """Return what a request with `items` and `options` carries; its files are open until `keep_open` ends.

    Standard input counts where nothing else gives the content and the method expects some. Raises `UsageError` where
    the content is given twice or cannot be read.
    """
    sources = _sources(items, options, keep_open)
    if len(sources) > 1:
        first, second, *_ = sources
        raise UsageError(CONTENT_GIVEN_TWICE, first=first, second=second)
    for source in sources.values():
        return source()
    if options.stdin is None and method in _WITH_CONTENT and piped():
        return _from_stdin(options)
    return Carried()


def _sources(
    items: Items, options: ContentOptions, keep_open: contextlib.ExitStack
) -> dict[str, Callable[[], Carried]]:
    """Return all that gives the content, by what the user calls it."""
    sources: dict[str, Callable[[], Carried]] = {}
    path, raw = items.content, options.raw
    if items.data or items.files:
        sources[say("The items", "Los elementos")] = lambda: _from_items(items, options, keep_open)
    if path is not None:
        sources["@"] = lambda: _from_file(path, keep_open)
    if raw is not None:
        sources["--raw"] = lambda: _from_text(raw, options)
    if options.stdin:
        sources["--stdin"] = lambda: _from_stdin(options)
    return sources


def _from_items(items: Items, options: ContentOptions, keep_open: contextlib.ExitStack) -> Carried:
    if not (items.files or options.multipart or options.form):
        return Carried({"json": dict(items.data)})
    fields = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in items.data]
    if items.files:
        return Carried({"data": fields, "files": [(name, _part(upload, keep_open)) for name, upload in items.files]})
    if options.multipart:
        # A part without a file name is a plain field (RFC 7578 §4.2).
        return Carried({"files": [(name, (None, value)) for name, value in fields]})
    return Carried({"data": fields})


def _part(upload: Upload, keep_open: contextlib.ExitStack) -> tuple[str, Any, str]:
    path = upload.path
    return path.name, keep_open.enter_context(opened(path)), upload.media_type or media_type_of(path.name)


def _from_file(path: Path, keep_open: contextlib.ExitStack) -> Carried:
    return Carried({"data": keep_open.enter_context(opened(path))}, media_type_of(path.name))


def _from_text(text: str, options: ContentOptions) -> Carried:
    content = text.encode("utf-8", "surrogateescape")
    return Carried({"data": content}, _declared(content, options) or _TEXT)


def _from_stdin(options: ContentOptions) -> Carried:
    return Carried({"data": sys.stdin.buffer}, _declared(first_bytes(), options))


def _declared(start: bytes, options: ContentOptions) -> str | None:
    """Return the media type of content that is sent as it is: by the options, else JSON where it starts like that."""
    if options.form:
        return _FORM
    return _JSON if options.json or start.lstrip()[:1] in (b"{", b"[") else None
