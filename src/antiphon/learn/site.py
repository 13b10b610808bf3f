"""The lessons as a `Handler`: pages, the files that they use, progress, and what live boxes send."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..faults import AntiphonError
from ..faults.access import HOST_UNKNOWN, RATE_EXCEEDED
from ..faults.learning import LESSON_UNKNOWN, LESSONS_CROSS_ORIGIN, LESSONS_PLACE_UNKNOWN
from ..faults.resource import MEDIA_TYPE_UNSUPPORTED, METHOD_NOT_ALLOWED
from ..faults.service import CONTENT_TOO_LARGE
from ..rest.access.exposure import is_loopback
from ..rest.access.rate import RateLimit, address_of, rate_of
from ..rest.backend import Backend
from ..rest.page.frame import SAFETY_FIELDS
from ..rest.refusal import Refusal
from ..rest.representation.coding import coded
from ..rest.representation.document import json_of, tag_of
from ..semantics.cross_origin import is_cross_origin
from ..semantics.fields import Fields, Pair
from ..semantics.media_types import media_type_of
from ..semantics.negotiation import best_language
from ..semantics.problems import MEDIA_TYPE, problem_of
from ..server.handler import Request, Response
from ..server.own_names import OwnNames
from .assets import FOLDER, assets, assets_path
from .catalogue import LANGUAGES, lesson_named, lessons
from .documents import DOCUMENTS, document_named, document_page, documents_page, is_page
from .frame import Frame
from .lesson import Lesson
from .page import lesson_page, series_page
from .progress import BASE, COLLECTION, check_code, is_of_progress
from .quizzes import QUIZZES, quiz_value, quizzes_value
from .wanted import code_of

if TYPE_CHECKING:
    from .boxes import Boxes

MOST_CONTENT = 256 * 1024
"""How many bytes a request to the lessons may have."""
RATE = "600/60s"
"""How often one client may have something sent or saved."""
RATE_OF_CODES = "60/1h"
"""How many codes one other device may begin: each is a row that stays."""

_ENTRANCES = {"/": "", "/learn": "en", "/aprender": "es"}
"""Paths that lead to the first page, and the language that each of them stands for."""
_READS = ("GET", "HEAD")
_SAFE_METHODS = (*_READS, "OPTIONS")
_JSON = "application/json"
_SAFE: tuple[Pair, ...] = (*SAFETY_FIELDS, (b"cross-origin-resource-policy", b"same-origin"))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was made once."""

    content: bytes
    etag: str


class Site:
    """Answers everything: `progress` is the backend of readers' progress, `boxes` sends what visitors want sent."""

    antiphon_handler = True

    def __init__(
        self,
        progress: Backend,
        boxes: Boxes,
        *,
        rate: str = RATE,
        rate_of_codes: str = RATE_OF_CODES,
        names: Iterable[str] = (),
    ) -> None:
        self._progress = progress
        self._boxes = boxes
        self._names = OwnNames(names)
        self._rate = RateLimit(rate_of(rate))
        self._rate_of_codes = RateLimit(rate_of(rate_of_codes))
        self._pages: dict[str, _Page] = {}
        self._actions: dict[str, Callable[[Request], Awaitable[Any]]] = {
            "/api/send": self._send,
            "/api/sandbox": self._sandbox,
        }

    async def close(self) -> None:
        """Let go of everything that runs for visitors."""
        await self._boxes.close()
        await self._progress.close()

    async def __call__(self, request: Request) -> Response:
        """Return the response to `request`; every refusal is told as problem details."""
        try:
            return await self._answer(request)
        except AntiphonError as error:
            return _problem(error, self._language(request))

    async def _answer(self, request: Request) -> Response:
        if not self._names.include(request.fields.get("host", "")):
            raise AntiphonError(HOST_UNKNOWN, host=ascii(request.fields.get("host", "")[:100]))
        path = request.path
        if path.startswith(BASE + "/"):
            return await self._answer_api(request)
        if request.method not in _READS:
            raise _wrong_method(request, _READS)
        if path.startswith(DOCUMENTS) and not is_page(path) and path != DOCUMENTS:
            return _file(path)
        if path.startswith(FOLDER):
            return coded(_asset(path), request.fields.get("accept-encoding"))
        if path in _ENTRANCES:
            return self._lead_in(request)
        return self._page(request)

    def _lead_in(self, request: Request) -> Response:
        """Return the way to the first page, in the language that the query, the path or the browser names."""
        asked = dict(parse_qsl(request.query)).get("lang", "")
        language = asked if asked in LANGUAGES else _ENTRANCES[request.path] or self._language(request)
        where = f"/{language}/" + (f"?{request.query}" if request.query else "")
        return _moved(where, (b"vary", b"accept-language"))

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _page(self, request: Request) -> Response:
        page = self._pages.get(request.path)
        if page is None:
            content = self._made(request.path)
            page = self._pages[request.path] = _Page(content, str(tag_of(content)))
        fields = Fields.of_checked(
            (
                (b"content-type", b"text/html; charset=utf-8"),
                (b"cache-control", b"no-cache"),
                (b"etag", page.etag.encode("ascii")),
                *_SAFE,
            )
        )
        response = coded(Response(200, fields, page.content), request.fields.get("accept-encoding"))
        if response.fields.get("etag") in request.fields.get("if-none-match", "").split(", "):
            kept = [pair for pair in response.fields.raw if pair[0] not in (b"content-type", b"content-encoding")]
            return Response(304, Fields.of_checked(kept))
        return response

    def _made(self, path: str) -> bytes:
        """Return the page at `path`. Raises `AntiphonError`, 404."""
        if path.startswith(DOCUMENTS):
            return _document(path)
        _, language, name = (*path.split("/", 2), "")[:3]
        if language not in LANGUAGES or "/" in name:
            raise AntiphonError(LESSONS_PLACE_UNKNOWN, path=ascii(path[:200]))
        frame = Frame(language, "/", assets_path())
        if not name:
            return series_page(frame)
        return lesson_page(frame, _lesson(name, language))

    @staticmethod
    def _language(request: Request) -> str:
        first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
        return first if first in LANGUAGES else best_language(request.fields.get("accept-language"), LANGUAGES) or "en"

    # -- what pages ask for --------------------------------------------------------------------------------------------

    async def _answer_api(self, request: Request) -> Response:
        fields = request.fields
        if is_cross_origin(fields.get("sec-fetch-site"), fields.get("origin"), fields.get("host")):
            raise AntiphonError(LESSONS_CROSS_ORIGIN)
        if request.method not in _SAFE_METHODS:
            _count(self._rate, request)
        if is_of_progress(request.path):
            check_code(request)
            if "if-none-match" in fields and request.method == "PUT" and guest_of(request):
                _count(self._rate_of_codes, request)
            return _with_safety(await self._progress.answer(request, BASE))
        if request.path == QUIZZES or request.path.startswith(QUIZZES + "/"):
            if request.method not in _READS:
                raise _wrong_method(request, _READS)
            return coded(_json(await self._quiz(request)), fields.get("accept-encoding"))
        action = self._actions.get(request.path)
        if action is None:
            raise AntiphonError(LESSONS_PLACE_UNKNOWN, path=ascii(request.path[:200]))
        if request.method != "POST":
            raise _wrong_method(request, ("POST",))
        self._check_content(request)
        return coded(_json(await action(request)), fields.get("accept-encoding"))

    @staticmethod
    def _check_content(request: Request) -> None:
        kind = request.fields.get("content-type", "").partition(";")[0].strip().lower()
        if kind != _JSON:
            # What forms of other sites could send is none of it, whatever a browser says of its origin.
            raise AntiphonError(MEDIA_TYPE_UNSUPPORTED, path=request.path, type=ascii(kind[:100]), accepted=_JSON)
        if len(request.content) > MOST_CONTENT:
            raise AntiphonError(CONTENT_TOO_LARGE, limit=MOST_CONTENT)

    async def _quiz(self, request: Request) -> Any:
        """Return the list of quizzes, or one; with ``?code=CODE``, also how the reader with that code answered it."""
        language, name = self._language(request), request.path.removeprefix(QUIZZES).strip("/")
        if not name:
            return quizzes_value(language)
        lesson = _lesson(name, language)
        code = dict(parse_qsl(request.query)).get("code")
        return quiz_value(lesson, None if code is None else await self._answers(code_of(code)))

    async def _answers(self, code: str) -> Mapping[str, Any]:
        """Return what the reader with `code` answered so far."""
        path = f"{COLLECTION}/{code}"
        fields = Fields([("Accept", _JSON)])
        answer = await self._progress.answer(Request("GET", path, path, "", fields, b"", None, "http"), BASE)
        if answer.status != 200 or not isinstance(answer.content, bytes):
            return {}
        answers = json.loads(answer.content)["answers"]
        return answers if isinstance(answers, dict) else {}

    async def _send(self, request: Request) -> Any:
        from .wanted import wanted_of

        return await self._boxes.send(wanted_of(request.content), guest_of(request))

    async def _sandbox(self, request: Request) -> Any:
        from ..rest.content import require_object
        from ..semantics.json_text import read_json

        members = require_object(read_json(request.content))
        code = code_of(members.get("code"))
        return await self._boxes.where(code, guest_of(request), reset=members.get("reset") is True)


# -- who asks ----------------------------------------------------------------------------------------------------------


def guest_of(request: Request) -> str:
    """Return the address or network of the other device that asks, empty for this machine."""
    return "" if request.client is None or is_loopback(request.client[0]) else address_of(request)


def _count(limit: RateLimit, request: Request) -> None:
    """Count what changes or sends something. Raises `Refusal`, 429."""
    allowance = limit.take(address_of(request))
    if not allowance.allowed:
        raise Refusal(
            RATE_EXCEEDED,
            fields=(("Retry-After", str(allowance.seconds)),),
            quota=limit.rate.quota,
            window=limit.rate.window,
            seconds=allowance.seconds,
        )


# -- answers -----------------------------------------------------------------------------------------------------------


def _asset(path: str) -> Response:
    folder, _, name = path.rpartition("/")
    content = assets().get(name)
    if content is None or f"{folder}/" != assets_path():
        raise AntiphonError(LESSONS_PLACE_UNKNOWN, path=ascii(path[:200]))
    fields = (
        (b"content-type", media_type_of(name).encode("ascii")),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        *_SAFE,
    )
    return Response(200, Fields.of_checked(fields), content)


def _document(path: str) -> bytes:
    """Return the page of the documentation at `path`. Raises `AntiphonError`, 404."""
    name = path.removeprefix(DOCUMENTS)
    if not name:
        return documents_page(assets_path())
    return document_page(assets_path(), _content(path).decode("utf-8"))


def _file(path: str) -> Response:
    fields = ((b"content-type", media_type_of(path).encode("ascii")), (b"cache-control", b"no-cache"), *_SAFE)
    return Response(200, Fields.of_checked(fields), _content(path))


def _content(path: str) -> bytes:
    content = document_named(path.removeprefix(DOCUMENTS))
    if content is None:
        raise AntiphonError(LESSONS_PLACE_UNKNOWN, path=ascii(path[:200]))
    return content


def _lesson(name: str, language: str) -> Lesson:
    """Return the lesson `name` in `language`. Raises `AntiphonError`, 404."""
    lesson = lesson_named(name, language)
    if lesson is None:
        known = ", ".join(each.name for each in lessons(language))
        raise AntiphonError(LESSON_UNKNOWN, name=ascii(name[:100]), known=known)
    return lesson


def _json(value: Any) -> Response:
    fields = ((b"content-type", _JSON.encode("ascii")), (b"cache-control", b"no-store"), *_SAFE)
    return Response(200, Fields.of_checked(fields), json_of(value))


def _moved(where: str, *fields: Pair) -> Response:
    location: Pair = (b"location", where.encode("ascii", "replace"))
    return Response(302, Fields.of_checked((location, (b"cache-control", b"no-cache"), *fields, *_SAFE)))


def _wrong_method(request: Request, allowed: tuple[str, ...]) -> Refusal:
    return Refusal(
        METHOD_NOT_ALLOWED,
        fields=(("Allow", ", ".join(allowed)),),
        path=ascii(request.path[:200]),
        method=ascii(request.method[:40]),
        allow=", ".join(allowed),
    )


def _problem(error: AntiphonError, language: str) -> Response:
    problem = problem_of(error.fault, error.details, language)
    fields = Fields.of_checked(
        (
            (b"content-type", MEDIA_TYPE.encode("ascii")),
            (b"content-language", language.encode("ascii")),
            (b"cache-control", b"no-store"),
            *_SAFE,
        )
    )
    for name, value in getattr(error, "fields", ()):
        fields[name] = value
    return Response(problem.status or 500, fields, problem.as_json())


def _with_safety(response: Response) -> Response:
    names = {name.lower() for name, _ in response.fields.raw}
    response.fields.raw += [pair for pair in _SAFE if pair[0] not in names]
    response.section = None
    return response
