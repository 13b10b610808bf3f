"""Which requests a mock route answers."""

from __future__ import annotations

import json as json_module
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote

from ...faults import InvalidURL, UsageError
from ...faults.stand_in import MOCK_ROUTE_UNUSABLE
from ...semantics.methods import is_token
from ...semantics.url import URL, url_of
from ..request import HeaderInput, Request
from ..response import Response
from .reply import Reply, ReplyInput, replies_of

Matcher: TypeAlias = "str | re.Pattern[str] | Callable[[Any], object]"
URLPattern: TypeAlias = "str | URL | re.Pattern[str] | None"

_PLACE = re.compile(r"%7B([A-Za-z_][A-Za-z0-9_]*)%7D", re.IGNORECASE)
_PATH_ALONE = "https://any.invalid"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that reached a mock, its content in memory, and what came of it: a response or an error.

    `route` is the route that answered, None where the request went on to the network; `params` are the values of the
    places in the route's URL.
    """

    request: Request
    route: Route | None
    params: Mapping[str, str]
    response: Response | None = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The URLs that a route is for: those with `origin`, None for any, a path like `path`, and at least `query`."""

    origin: tuple[str, str, int] | None
    path: re.Pattern[str]
    query: Mapping[str, list[str]]

    @classmethod
    def of(cls, text: str) -> Target:
        """Return the target that `text` is: a URL, or a path, with ``{name}`` for any one segment or a part of one."""
        try:
            url = url_of(_PATH_ALONE + text if text.startswith("/") else text)
        except InvalidURL as error:
            raise UsageError(MOCK_ROUTE_UNUSABLE, part="url", value=ascii(text)) from error
        parts = _PLACE.split(url.path)
        written = "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
        try:
            path = re.compile(written)
        except re.error as error:
            raise UsageError(MOCK_ROUTE_UNUSABLE, part="url", value=ascii(text)) from error
        return cls(None if text.startswith("/") else url.origin, path, _query(url))

    def match(self, url: URL) -> dict[str, str] | None:
        """Return the values of the places in `url`, None where it is another target."""
        if self.origin is not None and url.origin != self.origin:
            return None
        found = self.path.fullmatch(url.path)
        if found is None or not _holds(self.query, _query(url)):
            return None
        return {name: unquote(value) for name, value in found.groupdict().items()}


@dataclass(eq=False, slots=True)
class Route:
    """Requests that are answered in one way. `Mock.route` makes it; `reply` and its like say how to answer.

    `calls` are the requests that reached it, in order.
    """

    method: str | None
    url: URLPattern
    params: Mapping[str, Any] | None = field(repr=False)
    headers: Mapping[str, Matcher] | None = field(repr=False)
    json: Any = field(repr=False)
    content: bytes | Matcher | None = field(repr=False)
    calls: list[Call] = field(default_factory=list, repr=False)
    passes_through: bool = False
    _replies: tuple[Any, ...] = field(default=(Reply(),), repr=False)
    _target: Target | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        """Raises `UsageError` for what no request could match."""
        if self.method is not None and not is_token(self.method):
            raise UsageError(MOCK_ROUTE_UNUSABLE, part="method", value=ascii(self.method))
        if isinstance(self.url, str | URL):
            self._target = Target.of(str(self.url))
        elif self.url is not None and not isinstance(self.url, re.Pattern):
            raise UsageError(MOCK_ROUTE_UNUSABLE, part="url", value=type(self.url).__name__)

    # -- how it answers ----------------------------------------------------------------------------------------------

    def reply(
        self, status: int = 200, headers: HeaderInput = None, content: str | bytes = b"", *, json: Any = None
    ) -> Route:
        """Answer with this response, always. Raises `UsageError`."""
        return self.replies(Reply(status, headers, content, json))

    def replies(self, *replies: ReplyInput) -> Route:
        """Answer with one of `replies` after another, and with the last one from then on.

        Each is a `Reply`, a `Response`, an exception or its class, or a callable that is given the request, its content
        in memory, and returns one of these. Raises `UsageError`.
        """
        self._replies = replies_of(replies)
        self.passes_through = False
        return self

    def pass_through(self) -> Route:
        """Let the requests go to the network."""
        self.passes_through = True
        return self

    def next_reply(self) -> Any:
        """Return the reply to the call that comes next."""
        return self._replies[min(len(self.calls), len(self._replies) - 1)]

    @property
    def called(self) -> bool:
        """Tell whether any request reached it."""
        return bool(self.calls)

    # -- what it answers ---------------------------------------------------------------------------------------------

    def match(self, request: Request) -> dict[str, str] | None:
        """Return the values of the places in the URL, None where the route is for other requests."""
        if self.mismatch(request):
            return None
        return self._places(request.url)

    def mismatch(self, request: Request) -> list[str]:
        """Return which parts of `request`, whose content is in memory, the route is not for."""
        content = request.content or b""
        judged = {
            "url": self._places(request.url) is not None,
            "method": self.method in (None, request.method),
            "params": _holds(_params(self.params), _query(request.url)),
            "headers": all(_fits(matcher, request.headers.get(name)) for name, matcher in (self.headers or {}).items()),
            "json": self.json is None or _fits_json(self.json, content),
            "content": self.content is None or _fits_content(self.content, content),
        }
        return [part for part, fits in judged.items() if not fits]

    def _places(self, url: URL) -> dict[str, str] | None:
        if self._target is not None:
            return self._target.match(url)
        if isinstance(self.url, re.Pattern):
            found = self.url.search(str(url.without_fragment()))
            return None if found is None else {name: value or "" for name, value in found.groupdict().items()}
        return {}

    def __str__(self) -> str:
        url = self.url.pattern if isinstance(self.url, re.Pattern) else self.url
        return f"{self.method or 'any method'} {'any URL' if url is None else url}"


def _query(url: URL) -> dict[str, list[str]]:
    return parse_qs(url.query or "", keep_blank_values=True)


def _params(params: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Return `params` as a query has them: the values of each name in order."""
    return {
        name: [str(each) for each in (value if isinstance(value, list | tuple) else (value,))]
        for name, value in (params or {}).items()
    }


def _holds(wanted: Mapping[str, list[str]], found: Mapping[str, list[str]]) -> bool:
    return all(found.get(name) == values for name, values in wanted.items())


def _fits(matcher: Matcher, value: str | None) -> bool:
    if value is None:
        return False
    if isinstance(matcher, str):
        return matcher == value
    return bool(matcher.search(value) if isinstance(matcher, re.Pattern) else matcher(value))


def _fits_json(matcher: Any, content: bytes) -> bool:
    try:
        value = json_module.loads(content)
    except (ValueError, RecursionError):
        return False
    return bool(matcher(value)) if callable(matcher) else bool(value == matcher)


def _fits_content(matcher: bytes | Matcher, content: bytes) -> bool:
    if isinstance(matcher, bytes):
        return matcher == content
    if isinstance(matcher, str | re.Pattern):
        return _fits(matcher, content.decode("utf-8", "replace"))
    return bool(matcher(content))
