"""What tests ask of the lessons' server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import antiphon
from antiphon.learn.lesson import Box

CODE = "a" * 20
OTHER_CODE = "b" * 20


@dataclass(frozen=True, slots=True)
class Learning:
    """The server at `url`, and a client of it."""

    url: str
    session: antiphon.Session

    def send(self, code: str = CODE, **members: Any) -> dict[str, Any]:
        """Have a request sent, and return what is shown of it."""
        answer = self.session.post("api/send", json={"code": code, **members})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def send_box(self, lesson: str, box: Box, language: str = "en", code: str = CODE, **changes: Any) -> dict[str, Any]:
        """Have a box sent as it is, or with `changes`."""
        members = {
            "lesson": lesson,
            "box": box.name,
            "method": box.method,
            "path": box.path,
            "fields": [list(pair) for pair in box.fields.items()],
            "content": box.content,
            "scheme": box.scheme,
            "server": box.server,
            "language": language,
        }
        return self.send(code, **{**members, **changes})

    def sandbox(self, code: str = CODE, *, reset: bool = False) -> dict[str, str]:
        """Return where the sandbox of `code` is, reset if wanted."""
        places: dict[str, str] = self.session.post("api/sandbox", json={"code": code, "reset": reset}).json()
        return places


def field(shown: dict[str, Any], name: str) -> str:
    """Return the value of a field of the response that is shown."""
    for part in shown["response"]["parts"]:
        text = "".join(piece["text"] for piece in part.get("pieces", []))
        key, colon, value = text.partition(":")
        if colon and key.lower() == name.lower():
            return value.strip().removesuffix("\\r\\n")
    raise AssertionError(f"there is no {name}")
