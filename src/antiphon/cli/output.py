"""How an exchange is written: for people on a terminal, byte by byte in a pipe."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TextIO

import click

from ..client.masking import Masking
from ..client.request import masked
from ..semantics.media_types import MediaType, parse_media_type
from ..semantics.secrets import mask_query
from ..semantics.terminal_text import safe
from .json_text import indented, plain
from .language import say

if TYPE_CHECKING:
    from ..client.request import Request
    from ..client.response import BlockingResponse, Response
    from ..semantics.fields import Fields

_STATUS_COLOURS = {1: "cyan", 2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_JSON_COLOURS = {"name": "blue", "string": "green", "number": "cyan", "word": "magenta"}
_LARGEST_INDENTED = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Style:
    """What is written, and how.

    `parts` has a letter for each part: ``H`` and ``B`` the request's head and content, ``h`` and ``b`` the response's,
    ``m`` where and how fast. `every_hop` includes the responses that redirected. `pretty` is for people, in
    `colour` or not; without it content is written byte by byte. `secrets` shows credentials.
    """

    parts: str
    every_hop: bool = False
    pretty: bool = False
    colour: bool = False
    secrets: bool = False


class Printer:
    """Writes exchanges to a stream in a style."""

    def __init__(self, stream: TextIO, style: Style) -> None:
        self._stream = stream
        self._style = style
        self._written = False
        self._ends_line = True

    def show(self, response: BlockingResponse) -> None:
        """Write `response`, and what led to it where the style says so."""
        hops = [*response.history, response] if self._style.every_hop else [response]
        for hop in hops:
            self._request(hop.request)
            self._response_head(hop)
            if hop is not response and "b" in self._style.parts and hop.exchange.content:
                self._start()
                self._content(hop, iter([hop.exchange.content]))
        if "b" in self._style.parts:
            self._start()
            self._content(response, response.iter_bytes())
        if "m" in self._style.parts:
            # The time for the whole is known once the content has been read.
            self._start()
            self._line(_measured(response), "bright_black")

    # -- heads -----------------------------------------------------------------------------------------------------

    def _request(self, request: Request) -> None:
        if "H" in self._style.parts:
            self._start()
            target = request.url.request_target.decode("ascii")
            shown = target if self._style.secrets else mask_query(target)
            self._head(f"{request.method} {shown} HTTP/1.1", "bright_white", request.section().fields)
        if "B" in self._style.parts:
            content = request.content
            if content is None:
                self._start()
                self._line(say("(content from a file or a pipe)", "(contenido de un archivo o una tubería)"), "yellow")
            elif content:
                self._start()
                kind = request.headers.get("content-type", "")
                written = content if self._style.secrets else Masking().content(content, kind)
                self._content_of(parse_media_type(kind), "utf-8", iter([written]))

    def _response_head(self, response: Response) -> None:
        if "h" in self._style.parts:
            self._start()
            colour = _STATUS_COLOURS.get(response.status_code // 100, "red")
            self._head(
                f"{response.http_version} {response.status_code} {response.reason}".rstrip(), colour, response.headers
            )

    def _head(self, first_line: str, colour: str, fields: Fields) -> None:
        self._line(first_line, colour)
        for name, value in fields.raw if self._style.secrets else masked(fields):
            label = self._painted(safe(name.decode("latin-1")), "blue")
            self._write(f"{label}: {safe(value.decode('latin-1'))}\n")

    # -- content ---------------------------------------------------------------------------------------------------

    def _content(self, response: Response, pieces: Iterator[bytes]) -> None:
        media_type = parse_media_type(response.headers.get("content-type", ""))
        self._content_of(media_type, response.encoding, pieces)

    def _content_of(self, media_type: MediaType | None, encoding: str, pieces: Iterator[bytes]) -> None:
        if not self._style.pretty:
            self._stream.flush()
            for piece in pieces:
                self._stream.buffer.write(piece)
                self._stream.buffer.flush()
                self._ends_line = piece.endswith(b"\n")
            return
        first = next(pieces, b"")
        if _is_binary(first, media_type):
            self._line(say("(binary content: save it by --download)", "(contenido binario: guárdelo con --download)"))
        elif media_type is not None and media_type.is_json:
            self._json(encoding, chain([first], pieces))
        else:
            self._text(encoding, chain([first], pieces))

    def _json(self, encoding: str, pieces: Iterator[bytes]) -> None:
        """Write JSON indented, as far as it is small enough to hold."""
        held: list[bytes] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > _LARGEST_INDENTED:
                self._text(encoding, chain(held, pieces))
                return
        lines = indented(b"".join(held).decode(encoding, "replace"), self._json_token)
        if lines is None:
            self._text(encoding, iter(held))
        else:
            self._write(lines + "\n")

    def _text(self, encoding: str, pieces: Iterable[bytes]) -> None:
        last = "\n"
        for text in codecs.iterdecode(pieces, encoding, "replace"):
            self._write(safe(text))
            last = text[-1]
        if last != "\n":
            self._write("\n")

    # -- writing ---------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Leave an empty line between two parts."""
        if self._written:
            self._write("\n" if self._ends_line else "\n\n")
        self._written = self._ends_line = True

    def _line(self, text: str, colour: str | None = None) -> None:
        self._write(self._painted(safe(text), colour, bold=colour is not None) + "\n")

    def _write(self, text: str) -> None:
        click.echo(text, file=self._stream, nl=False, color=self._style.colour)

    def _painted(self, text: str, colour: str | None, *, bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=bold or None) if self._style.colour else text

    def _json_token(self, token: str, kind: str) -> str:
        return self._painted(safe(token), _JSON_COLOURS[kind]) if self._style.colour else plain(safe(token), kind)


def _is_binary(start: bytes, media_type: MediaType | None) -> bool:
    """Tell whether content that starts so is nothing to read: it has a NUL, or is not even said to be text."""
    if b"\0" in start:
        return True
    if media_type is not None and media_type.is_text:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return True
    return False


def _measured(response: Response) -> str:
    """Return where the response came from, and how long each phase took."""
    timings = response.timings
    phases = {
        say("resolve", "resolver"): timings.resolve,
        say("connect", "conectar"): timings.connect,
        "proxy": timings.proxy,
        "TLS": timings.tls,
        say("first byte", "primer byte"): timings.first_byte,
        say("total", "total"): timings.total,
    }
    measured = [f"{name} {seconds * 1000:.1f} ms" for name, seconds in phases.items() if seconds is not None]
    return " · ".join([str(response.exchange.peer_address), *measured])
