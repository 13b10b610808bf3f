"""A client with no opinion of its own: `http.client`, and what every answer of the backend has to have."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

PATIENCE = 20.0
# Bytes, text, or anything that JSON has.
Content = Any

JSON = "application/json"
MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as it came; `fields` has lower-case names, and several lines of one name joined by commas."""

    status: int
    fields: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The JSON in the content, which says that it is JSON."""
        assert self.fields["content-type"] in (JSON, "application/problem+json")
        return json.loads(self.content)

    @property
    def etag(self) -> str:
        """The entity tag."""
        return self.fields["etag"]

    @property
    def pointers(self) -> list[str]:
        """The places of what is wrong with the content, in order."""
        return sorted(error["pointer"] for error in self.json["errors"])

    def list_of(self, name: str) -> set[str]:
        """The members of a field that is a plain list, in lower case; empty where there is none."""
        return {member.strip().lower() for member in self.fields.get(name, "").split(",") if member.strip()}


_SINGLE = frozenset({"content-type", "content-length", "etag", "location", "content-location", "last-modified", "date"})


class Wire:
    """What answers at `port`.

    Its own links begin with the path `below`; requests are sent below `sends`, which differs where a proxy between the
    two would take something off.
    """

    def __init__(self, port: int, below: str = "", *, sends: str = "") -> None:
        self.port = port
        self.below = below
        self._sends = sends

    def ask(self, method: str, path: str, content: Content = None, /, **fields: str) -> Answer:
        """Send a request, check what all answers have in common, and return the answer.

        In the names of `fields`, ``_`` stands for ``-``. Content that is not bytes or text is sent as JSON, and said to
        be JSON where `fields` do not say what it is; ``content_type=""`` says nothing.
        """
        data = content.encode("utf-8") if isinstance(content, str) else content
        if not isinstance(data, bytes | None):
            data = json.dumps(data).encode("utf-8")
        sent = {name.replace("_", "-"): value for name, value in fields.items() if value}
        if data is not None and "content_type" not in fields:
            sent["content-type"] = JSON
        return self.send(method, path, data, sent)

    def send(self, method: str, path: str, content: bytes | None, fields: Mapping[str, str]) -> Answer:
        """Send exactly this (and Host, and Content-Length where there is content), and return the checked answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, self._sends + path, content, dict(fields))
            response = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                key = name.lower()
                assert key not in found or key not in _SINGLE, f"{name} came twice"
                found[key] = f"{found[key]}, {value}" if key in found else value
            answer = Answer(response.status, found, response.read())
        finally:
            connection.close()
        check_answer(method, answer)
        return answer

    def get(self, path: str, /, **fields: str) -> Answer:
        """GET `path`."""
        return self.ask("GET", path, None, **fields)

    def post(self, path: str, content: Content, /, **fields: str) -> Answer:
        """POST `content` to `path`."""
        return self.ask("POST", path, content, **fields)

    def put(self, path: str, content: Content, /, **fields: str) -> Answer:
        """PUT `content` at `path`."""
        return self.ask("PUT", path, content, **fields)

    def patch(self, path: str, content: Content, /, **fields: str) -> Answer:
        """PATCH `path` with the merge patch `content`, where `fields` do not say otherwise."""
        return self.ask("PATCH", path, content, **{"content_type": MERGE, **fields})

    def delete(self, path: str, /, **fields: str) -> Answer:
        """DELETE `path`."""
        return self.ask("DELETE", path, None, **fields)

    def query(self, path: str, content: Content, /, **fields: str) -> Answer:
        """QUERY `path` by `content`."""
        return self.ask("QUERY", path, content, **fields)


def check_answer(method: str, answer: Answer) -> None:
    """Check what RFC 9110 and 9457 want of every answer, whatever was asked."""
    fields, status = answer.fields, answer.status
    parsedate_to_datetime(fields["date"])  # RFC 9110 §6.6.1
    if method == "HEAD" or status in (204, 304):
        assert answer.content == b""
    if status in (204, 304):
        assert "content-type" not in fields
    if status == 204:
        assert "content-length" not in fields  # RFC 9110 §8.6
    if status == 405:
        assert "GET" in fields["allow"]  # RFC 9110 §15.5.6
    if status == 201:
        assert fields["location"].startswith("/")
    if status == 304:
        assert "etag" in fields and "vary" in fields and "cache-control" in fields  # RFC 9110 §15.4.5
    if "etag" in fields:
        assert re.fullmatch(r'(W/)?"[\x21\x23-\x7e]*"', fields["etag"])
    if "preference-applied" in fields:
        assert "prefer" in answer.list_of("vary")  # RFC 7240 §2
    if status >= 400:
        check_problem(method, answer)
    elif answer.content:
        assert fields["content-type"] == JSON


def check_problem(method: str, answer: Answer) -> None:
    """Check that a refusal says what, why and how to do better, in a language (RFC 9457)."""
    fields, status = answer.fields, answer.status
    assert fields["content-type"] == "application/problem+json"
    assert fields["content-language"] in ("en", "es") and "accept-language" in answer.list_of("vary")
    assert fields["cache-control"] in ("no-cache", "no-store")
    assert "accept-encoding" not in fields or status == 415  # RFC 9110 §12.5.3
    if method == "HEAD":
        return
    problem = json.loads(answer.content)
    assert problem["status"] == status
    for name in ("type", "title", "detail", "fix", "reference"):
        assert isinstance(problem[name], str) and problem[name], name
    # What the server itself refuses ends the connection, and has no request that could be named.
    assert problem.get("instance") or fields["connection"] == "close" or status == 405
    assert problem["type"].startswith("urn:") or "://" in problem["type"]
    for error in problem.get("errors", ()):
        assert error["pointer"] == "" or error["pointer"].startswith("/")
        assert error["detail"] and error["fix"]
