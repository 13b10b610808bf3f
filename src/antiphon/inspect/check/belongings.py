"""What the check has made and has to remove. Nothing else is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...faults import AntiphonError, Text
from ...faults.fault import Phrase

if TYPE_CHECKING:
    from ...client.response import Response
    from ...semantics.url import URL

STILL_THERE = Text("{url} could not be deleted.", "{url} no se pudo eliminar.")
UNREACHED = Text("DELETE {url} got no answer. {error}", "DELETE {url} no obtuvo respuesta. {error}")
NAMELESS = Text(
    "POST {url} made something, but neither Location nor an id says where it is. The answer began with {start}.",
    "POST {url} creó algo, pero ni Location ni un id dice dónde está. La respuesta empezaba por {start}.",
)
_SHOWN_START = 60
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that the check has made and could not remove: at `url`, None where nobody said where; and why."""

    url: URL | None
    why: Phrase


class Belongings:
    """The URLs of the items that the check has made, in order."""

    def __init__(self) -> None:
        self._urls: dict[str, URL] = {}
        self._nameless: list[Left] = []
        self._deleted: set[str] = set()

    def add(self, url: URL) -> None:
        """Note that there is, or may be, an item at `url` that is the check's own."""
        self._urls[str(url)] = url

    def add_nameless(self, response: Response) -> None:
        """Note that `response` told of something new without a way to it."""
        start = ascii(response.content[:_SHOWN_START].decode("utf-8", "replace"))
        self._nameless.append(Left(None, NAMELESS.of(url=response.request.url.masked, start=start)))

    def is_own(self, url: URL) -> bool:
        """Tell whether the item at `url` is the check's own."""
        return str(url) in self._urls

    def note_deleted(self, url: URL) -> None:
        """Note that the server has said that it deleted the item at `url`."""
        self._deleted.add(str(url))

    def is_deleted(self, url: URL) -> bool:
        """Tell whether the server has said so."""
        return str(url) in self._deleted

    def remove_all(self, delete: Callable[[URL], Response]) -> tuple[Left, ...]:
        """Remove everything, the last made first, and return what could not be removed.

        `delete` returns the response to DELETE where that was done, else to a GET that shows what is there.
        """
        left = [reason for url in reversed(self._urls.values()) if (reason := _removed(url, delete)) is not None]
        nameless = self._nameless
        self._urls, self._nameless = {}, []
        self._deleted.clear()
        return (*left, *nameless)

    def keep(self, left: Left) -> None:
        """Note again what could not be removed."""
        if left.url is None:
            self._nameless.append(left)
        else:
            self.add(left.url)


def _removed(url: URL, delete: Callable[[URL], Response]) -> Left | None:
    try:
        response = delete(url)
    except AntiphonError as error:
        return Left(url, UNREACHED.of(url=url.masked, error=error))
    deleted = response.is_success and response.request.method == "DELETE"
    return None if deleted or response.status_code in GONE else Left(url, STILL_THERE.of(url=url.masked))
