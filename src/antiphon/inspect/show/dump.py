"""Bytes for people: a message part by part, and anything in hexadecimal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...faults import Text
from ...semantics.secret_lines import SecretLines
from ...semantics.terminal_text import safe
from ..exchange import Flaw
from ..secret_content import without_secrets

_WIDTH = 16
_MOST_CONTENT = 4096

_START_LINE = Text("start line", "línea inicial")
_FIELD = Text("field", "campo")
_END = Text("empty line: the head ends", "línea vacía: fin de la cabecera")
_CONTENT = Text("content", "contenido")
_BROKEN = Text("broken", "roto")
# RFC 9112 §3, §4: a start line is three tokens with a space between them; the reason phrase may be empty.
_OF_REQUEST = (Text("method", "método"), Text("target", "destino"), Text("version", "versión"))
_OF_RESPONSE = (Text("version", "versión"), Text("status code", "código de estado"), Text("reason phrase", "frase"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message: where it starts, its bytes, and what it is."""

    start: int
    data: bytes
    kind: Text

    @property
    def is_content(self) -> bool:
        """Tell whether it is what comes behind the head."""
        return self.kind is _CONTENT


def parts_of(raw: bytes) -> Iterator[Part]:
    """Yield the parts of the message `raw`: its start line, fields, empty line and content, as far as they are there.

    A line ends with LF here, whatever a message may say, since this is for looking at broken ones, too.
    """
    start, kind = 0, _START_LINE
    while start < len(raw):
        end = raw.find(b"\n", start) + 1 or len(raw)
        line = raw[start:end]
        if kind is _FIELD and not line.strip(b"\r\n"):
            yield Part(start, line, _END)
            if end < len(raw):
                yield Part(end, raw[end:], _CONTENT)
            return
        yield Part(start, line, kind)
        start, kind = end, _FIELD


def annotated(raw: bytes, flaws: Sequence[Flaw], language: str = "en") -> Iterator[str]:
    """Yield lines that show the message `raw` with offsets, secrets written over; below each part, what is broken."""
    for part in parts_of(without_secrets(SecretLines().mask(raw))):
        label = part.kind.es if language == "es" else part.kind.en
        if part.kind is _CONTENT:
            yield f"{part.start:6}  {label}, {len(part.data)} B"
            yield from hexadecimal(part.data[:_MOST_CONTENT], part.start)
        else:
            yield f"{part.start:6}  {shown_line(part.data):60}  {label}"
        if part.kind is _START_LINE:
            yield from _tokens(part.data, language)
        for flaw in flaws:
            if part.start <= flaw.start < part.start + max(1, len(part.data)):
                yield from _flaw(flaw, part, language)


def _tokens(line: bytes, language: str) -> Iterator[str]:
    """Yield a line that says what the three tokens of a start line are; none where there are not three."""
    is_response = line.startswith(b"HTTP/")
    # A reason phrase may have spaces in it, a target may not.
    tokens = line.rstrip(b"\r\n").split(b" ", 2 if is_response else -1)
    if len(tokens) == 3:
        names = _OF_RESPONSE if is_response else _OF_REQUEST
        parts = (
            f"{name.sentence(language)} {shown_line(token) or '–'}" for name, token in zip(names, tokens, strict=True)
        )
        yield f"        {' · '.join(parts)}"


def _flaw(flaw: Flaw, part: Part, language: str) -> Iterator[str]:
    if part.kind is not _CONTENT:
        before = len(shown_line(part.data[: flaw.start - part.start]))
        width = max(1, len(shown_line(raw_between(part, flaw))))
        yield " " * (8 + before) + "^" * width
    broken = _BROKEN.es if language == "es" else _BROKEN.en
    sentence = safe(flaw.fault.sentence.fill(flaw.details, language))
    yield f"        {broken} ({flaw.start}): {sentence}  ({flaw.fault.rfc})"


def raw_between(part: Part, flaw: Flaw) -> bytes:
    """Return the bytes of `part` that `flaw` is about."""
    return part.data[flaw.start - part.start : flaw.end - part.start]


def shown_line(line: bytes) -> str:
    """Return a line of a message with its end and all that does not print visible."""
    text = line.decode("latin-1").replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    return safe(text)


def hexadecimal(data: bytes, offset: int = 0) -> Iterator[str]:
    """Yield lines of `data`: the offset, sixteen bytes in hexadecimal, and the same in ASCII."""
    for start in range(0, len(data), _WIDTH):
        row = data[start : start + _WIDTH]
        digits = " ".join(f"{byte:02x}" for byte in row)
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        yield f"{offset + start:08x}  {digits:{_WIDTH * 3 - 1}}  {letters}"
