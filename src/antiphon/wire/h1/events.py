"""What a connection reports when bytes come in: the parts of messages, in order."""

from __future__ import annotations

from .section import EMPTY_SECTION, FieldSection


class Request:
    """The head of a request. `target` is as sent; `content` tells whether content follows.

    `minor` is the minor version: 0 for HTTP/1.0, 1 for HTTP/1.1 and for later ones, which are understood as it.
    `length` is the declared length of the content in bytes, None where it is chunked.
    """

    __slots__ = ("content", "length", "method", "minor", "section", "target")

    def __init__(
        self,
        method: bytes,
        target: bytes,
        minor: int,
        section: FieldSection,
        content: bool,
        length: int | None,
    ) -> None:
        self.method = method
        self.target = target
        self.minor = minor
        self.section = section
        self.content = content
        self.length = length


class Response:
    """The head of a response; `interim` for 1xx, which another head follows.

    `length` is the declared length of the content in bytes, None where it is chunked or ends with the connection.
    """

    __slots__ = ("content", "interim", "length", "minor", "reason", "section", "status")

    def __init__(
        self,
        status: int,
        reason: bytes,
        minor: int,
        section: FieldSection,
        content: bool,
        length: int | None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.minor = minor
        self.section = section
        self.interim = status < 200 and status != 101
        self.content = content
        self.length = length


class Data:
    """A piece of content, transfer coding removed."""

    __slots__ = ("content",)

    def __init__(self, content: bytes) -> None:
        self.content = content


class End:
    """The end of a message, with its trailers (RFC 9110 §6.5)."""

    __slots__ = ("trailers",)

    def __init__(self, trailers: FieldSection = EMPTY_SECTION) -> None:
        self.trailers = trailers


END = End()
"""The end of a message without trailers; one value serves all, because most messages end like this."""


class Closed:
    """The peer closed its side between messages."""

    __slots__ = ()


CLOSED = Closed()

Event = Request | Response | Data | End | Closed
