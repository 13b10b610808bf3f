"""One request of the sample application, and the ways to answer it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from ..faults import AntiphonError
from ..faults.resource import METHOD_UNKNOWN
from ..rest.answer import told_with_violations
from ..rest.refusal import Refusal
from ..semantics.methods import METHODS
from ..semantics.negotiation import best_language
from ..semantics.problems import MEDIA_TYPE, Problem, problem_of
from ..semantics.status import STATUSES

JSON = "application/json"
LANGUAGES = ("en", "es")
_WITHOUT_CONTENT = (204, 205, 304)
_WITHOUT_LENGTH = (204, 304)

Pairs = Iterable[tuple[str, str]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and where its answer goes."""

    scope: dict[str, Any]
    receive: Receive
    send: Send

    @property
    def method(self) -> str:
        """Return the method as sent."""
        return str(self.scope["method"])

    @property
    def query(self) -> dict[str, str]:
        """Return the query's parameters, the last one of each name."""
        return dict(parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True))

    @property
    def fields(self) -> list[list[str]]:
        """Return the request's fields as pairs of name and value, in order."""
        return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in self.scope["headers"]]

    def field(self, name: str, separator: str = ", ") -> str | None:
        """Return the value of a field of the request, its lines joined, None where there is none."""
        values = [value for key, value in self.fields if key == name]
        return separator.join(values) if values else None

    @property
    def language(self) -> str:
        """Return the language the client prefers: ``en`` or ``es``."""
        asked = self.query.get("lang", "")
        return asked if asked in LANGUAGES else best_language(self.field("accept-language"), LANGUAGES) or "en"

    async def content(self) -> bytes:
        """Return the request's content."""
        pieces: list[bytes] = []
        more = True
        while more:
            message = await self.receive()
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        return b"".join(pieces)

    async def answer(self, status: int, content: bytes = b"", kind: str | None = None, fields: Pairs = ()) -> None:
        """Send a whole response; one that cannot have content goes without (RFC 9110 §6.4.1, §15.3.6)."""
        pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in fields]
        if status in _WITHOUT_CONTENT:
            content, kind = b"", None
        if kind is not None:
            pairs.append((b"content-type", kind.encode("ascii")))
        if status not in _WITHOUT_LENGTH:
            pairs.append((b"content-length", b"%d" % len(content)))
        await self.send({"type": "http.response.start", "status": status, "headers": pairs})
        await self.send({"type": "http.response.body", "body": content})

    async def answer_json(self, value: object, status: int = 200, fields: Pairs = ()) -> None:
        """Send `value` as JSON."""
        content = json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
        await self.answer(status, content, JSON, fields)

    async def answer_text(self, text: str, status: int = 200, fields: Pairs = ()) -> None:
        """Send `text`."""
        await self.answer(status, text.encode("utf-8"), "text/plain; charset=utf-8", fields)

    async def answer_problem(self, status: int, detail: tuple[str, str], fields: Pairs = (), **extra: object) -> None:
        """Send problem details; `detail` is the sentence in English and in Spanish (RFC 9457)."""
        problem = Problem(
            title=STATUSES[status].phrase,
            status=status,
            detail=detail[1] if self.language == "es" else detail[0],
            extra=extra,
        )
        await self._answer_with(problem, fields)

    async def answer_fault(self, error: AntiphonError) -> None:
        """Send problem details that tell of `error`, whose fault is a client's, with the fields of a refusal."""
        problem = problem_of(error.fault, error.details, self.language)
        fields = [(name.lower(), value) for name, value in error.fields] if isinstance(error, Refusal) else []
        await self._answer_with(told_with_violations(problem, error, self.language), fields)

    async def _answer_with(self, problem: Problem, fields: Pairs = ()) -> None:
        more = [("content-language", self.language), ("vary", "accept-language"), *fields]
        await self.answer(problem.status or 500, problem.as_json(), MEDIA_TYPE, more)

    async def answer_method(self, methods: Iterable[str]) -> None:
        """Answer OPTIONS, or refuse a method that the resource does not have, or nobody (RFC 9110 §9.1, §9.3.7)."""
        allowed = ", ".join(methods)
        if self.method == "OPTIONS":
            await self.answer(204, fields=[("allow", allowed)])
        elif self.method not in METHODS:
            await self.answer_fault(Refusal(METHOD_UNKNOWN, method=self.method))
        else:
            sentence = (f"Use one of {allowed}.", f"Use uno de {allowed}.")
            await self.answer_problem(405, sentence, [("allow", allowed)])

    async def stream(self, pieces: AsyncIterator[bytes], kind: str, fields: Pairs = ()) -> None:
        """Send a response piece by piece."""
        pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in fields]
        pairs.append((b"content-type", kind.encode("ascii")))
        await self.send({"type": "http.response.start", "status": 200, "headers": pairs})
        async for piece in pieces:
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})
