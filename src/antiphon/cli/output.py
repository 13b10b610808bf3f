"""How a response is written: for people on a terminal, byte by byte in a pipe."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

import click

from ..client.request import Request, masked
from ..semantics.media_types import parse_media_type
from .language import say

if TYPE_CHECKING:
    from ..client.response import BlockingResponse, Response
    from ..semantics.fields import Pair

_STATUS_COLOURS = {1: "cyan", 2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_LARGEST_PRETTY = 1024 * 1024


def safe(text: str) -> str:
    """Return `text` with control characters made visible, so that a server cannot command the terminal."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else ascii(character)[1:-1] for character in text
    )


class Printer:
    """Writes exchanges to a stream. `pretty` is for people: heads, colour and indented JSON."""

    def __init__(self, stream: TextIO, *, pretty: bool, verbose: bool, show: str | None, secrets: bool) -> None:
        self._stream = stream
        self._pretty = pretty
        self._verbose = verbose
        self._head = show == "headers" or (show is None and (pretty or verbose))
        self._body = show != "headers"
        self._secrets = secrets

    @classmethod
    def for_stream(cls, stream: TextIO, verbose: bool, show: str | None, secrets: bool) -> Printer:
        """Return a printer that fits `stream`: pretty on a terminal."""
        return cls(stream, pretty=stream.isatty(), verbose=verbose, show=show, secrets=secrets)

    def show(self, response: BlockingResponse) -> None:
        """Write `response`, and with `verbose` all that led to it."""
        for hop in [*response.history, response] if self._verbose else [response]:
            if self._verbose:
                self._request(hop.request)
            if self._head:
                self._response_head(hop)
            if hop is not response and hop.exchange.content:
                self._content(hop.exchange.content, hop)
        if self._body:
            self._stream_content(response)

    def _line(self, text: str, **style: object) -> None:
        click.echo(click.style(safe(text), **style) if self._pretty else safe(text), file=self._stream)  # type: ignore[arg-type]

    def _fields(self, pairs: Iterable[Pair]) -> None:
        for name, value in pairs:
            label = safe(name.decode("latin-1"))
            label = click.style(label, fg="blue") if self._pretty else label
            click.echo(f"{label}: {safe(value.decode('latin-1'))}", file=self._stream)
        click.echo("", file=self._stream)

    def _request(self, request: Request) -> None:
        self._line(f"{request.method} {request.url.request_target.decode('ascii')} HTTP/1.1", bold=True)
        fields = request.section().fields
        self._fields(fields.raw if self._secrets else masked(fields))
        content = request.content
        if content:
            self._line(content.decode("utf-8", "replace"))
            self._line("")

    def _response_head(self, response: Response) -> None:
        colour = _STATUS_COLOURS.get(response.status_code // 100, "red")
        self._line(f"{response.http_version} {response.status_code} {response.reason}", fg=colour, bold=True)
        self._fields(response.headers.raw if self._secrets else masked(response.headers))

    def _stream_content(self, response: BlockingResponse) -> None:
        """Write the content: whole and indented where that helps people, else as it comes."""
        media_type = parse_media_type(response.headers.get("content-type", ""))
        length = response.exchange.head.length
        if self._pretty and media_type is not None and media_type.is_json and (length or 0) <= _LARGEST_PRETTY:
            self._content(response.content, response)
            return
        binary = self._pretty and (media_type is None or not media_type.is_text)
        for piece in response.iter_bytes():
            if binary and b"\0" in piece:
                self._line(say("(binary content, not shown: use --download)", "(contenido binario: use --download)"))
                return
            self._write(piece, response.encoding)

    def _write(self, piece: bytes, encoding: str) -> None:
        if self._pretty:
            click.echo(safe(piece.decode(encoding, "replace")), file=self._stream, nl=False)
        else:
            self._stream.buffer.write(piece)
            self._stream.buffer.flush()

    def _content(self, content: bytes, response: Response) -> None:
        text = content.decode(response.encoding, "replace")
        try:
            text = json.dumps(json.loads(content), indent=2, ensure_ascii=False)
        except ValueError:
            # Not JSON after all: it is shown as it is.
            pass
        if self._pretty:
            self._coloured(text)
        else:
            click.echo(safe(text), file=self._stream)

    def _coloured(self, text: str) -> None:
        from rich.console import Console
        from rich.syntax import Syntax

        console = Console(file=self._stream)
        console.print(Syntax(safe(text), "json", theme="ansi_dark", background_color="default", word_wrap=True))
