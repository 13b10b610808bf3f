"""The drop-in beside the package whose names and behaviour it has: what one does, the other does."""

from __future__ import annotations

import importlib
import inspect
import io
import re
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from urllib3 import HTTPResponse
from urllib3._collections import HTTPHeaderDict

REAL, OURS = "requests", "antiphon.requests"


def modules(name: str = "") -> tuple[Any, Any]:
    """Return the module `name` of requests, such as ``.models``, and that of the drop-in."""
    return importlib.import_module(REAL + name), importlib.import_module(OURS + name)


def outcome(call: Callable[[], Any]) -> tuple[Any, ...]:
    """Return what `call` returns or raises, in a form that is the same for both packages if they do the same."""
    try:
        return "returned", plain(call())
    except Exception as error:
        ancestors = [kind.__name__ for kind in type(error).__mro__]
        return "raised", ancestors, plain(str(error)), type(error.__context__).__name__


def plain(value: Any) -> Any:
    """Return `value` with nothing in it that differs from run to run, or that says whose it is."""
    if isinstance(value, str):
        return re.sub(r"0x[0-9a-f]+", "0x", value.replace(OURS, REAL))
    if isinstance(value, Mapping):
        return {"kind": type(value).__name__, "items": [(plain(key), plain(one)) for key, one in value.items()]}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (bytes, bytearray, int, float, bool)):
        return value
    return plain(repr(value))


def signature(value: Any) -> Any:
    """Return the names, kinds and defaults of what `value` takes, None where it cannot be called."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [(one.name, one.kind.name, plain(one.default)) for one in parameters]


def public_names(module: ModuleType) -> set[str]:
    """Return the names of `module` that are for programs, or that programs use all the same."""
    return {name for name in vars(module) if not name.startswith("__") and name != "annotations"}


def raw_response(
    status: int = 200,
    fields: Iterable[tuple[str, str]] = (),
    content: bytes = b"",
    reason: str = "OK",
) -> HTTPResponse:
    """Return a response as urllib3 makes it, with the original that cookies are read from."""
    headers = HTTPHeaderDict(fields)
    original = _Original(headers)
    return HTTPResponse(
        body=_Body(content),
        headers=headers,
        status=status,
        reason=reason,
        preload_content=False,
        original_response=original,  # type: ignore[arg-type]
    )


class _Body(io.BytesIO):
    """Content that is over when it has been read, as that of http.client is."""

    def isclosed(self) -> bool:
        return self.closed or self.tell() == len(self.getbuffer())


class _Original:
    """As much of http.client's response as is asked for."""

    def __init__(self, headers: HTTPHeaderDict) -> None:
        import http.client

        self.msg = http.client.HTTPMessage()
        for name, value in headers.iteritems():
            self.msg[name] = value

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        pass


def canned_adapter(library: Any, answer: Callable[[Any], HTTPResponse]) -> Any:
    """Return an adapter of `library` that answers by `answer` and remembers what it was given in ``sent``."""

    class Canned(library.adapters.HTTPAdapter):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.sent: list[Any] = []
            self.options: list[dict[str, Any]] = []
            self.closed = 0

        def send(self, request: Any, **options: Any) -> Any:
            self.sent.append(request)
            self.options.append(options)
            return self.build_response(request, answer(request))

        def close(self) -> None:
            self.closed += 1

    return Canned()


def facts_of_request(request: Any) -> dict[str, Any]:
    """Return all that a prepared request says."""
    return {
        "method": request.method,
        "url": request.url,
        "fields": [(plain(name), plain(value)) for name, value in request.headers.items()],
        "body": plain(request.body),
        "position": plain(request._body_position),
        "cookies": None if request._cookies is None else sorted((one.name, one.value) for one in request._cookies),
        "hooks": {event: len(hooks) for event, hooks in request.hooks.items()},
        "path": request.path_url,
    }


def facts_of_response(response: Any) -> dict[str, Any]:
    """Return all that a response says, and those before it."""
    return {
        "status": response.status_code,
        "reason": response.reason,
        "url": response.url,
        "fields": sorted(response.headers.items()),
        "encoding": response.encoding,
        "content": response.content,
        "cookies": sorted((one.name, one.value, one.domain, one.path) for one in response.cookies),
        "history": [facts_of_response(earlier) for earlier in response.history],
        "request": facts_of_request(response.request),
    }
