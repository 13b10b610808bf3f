"""The two messages of an exchange part by part, broken bytes marked, as JSON values: text that is harmless to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...semantics.terminal_text import safe
from ..exchange import Flaw, RequestMessage, ResponseMessage
from ..show.dump import Part, hexadecimal, parts_of, shown_line
from ..show.json_value import link_of

MOST_CONTENT = 8192
"""How many bytes of content are shown."""

_HEAD_END = b"\r\n\r\n"
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D}


def message_as_json(message: RequestMessage | ResponseMessage, language: str) -> dict[str, Any]:
    """Return ``parts``: where each starts, what it is, its text in ``pieces`` or its rows in ``hexadecimal``.

    A piece with a ``flaw`` is the bytes that the flaw of that number, of ``flaws``, is about.
    """
    return {
        "parts": [_part(part, message.flaws, language) for part in _parts(message)],
        "flaws": [_flaw(flaw, language) for flaw in message.flaws],
    }


def _flaw(flaw: Flaw, language: str) -> dict[str, Any]:
    return {
        "code": flaw.fault.code,
        "start": flaw.start,
        "end": flaw.end,
        "sentence": flaw.fault.sentence.fill(flaw.details, language),
        "fix": flaw.fault.fix.fill(flaw.details, language),
        "rfc": flaw.fault.rfc,
        "link": link_of(flaw.fault.rfc),
    }


def _parts(message: RequestMessage | ResponseMessage) -> Iterator[Part]:
    """Yield the parts of `message`, and of each interim response before it."""
    raw, start = message.raw or b"", 0
    for _ in message.interim if isinstance(message, ResponseMessage) else ():
        end = raw.find(_HEAD_END, start) + len(_HEAD_END)
        yield from _moved(raw[start:end], start)
        start = end
    yield from _moved(raw[start:], start)


def _moved(raw: bytes, start: int) -> Iterator[Part]:
    return (replace(part, start=part.start + start) for part in parts_of(raw))


def _part(part: Part, flaws: Sequence[Flaw], language: str) -> dict[str, Any]:
    value: dict[str, Any] = {"start": part.start, "size": len(part.data), "kind": part.kind.fill({}, language)}
    if not part.is_content:
        return {**value, "pieces": list(_pieces(part, flaws, shown_line))}
    shown = replace(part, data=part.data[:MOST_CONTENT])
    value["cut"] = len(part.data) > MOST_CONTENT
    if _is_text(shown.data):
        return {**value, "pieces": list(_pieces(shown, flaws, _shown_text))}
    return {**value, "hexadecimal": list(hexadecimal(shown.data, part.start))}


def _is_text(data: bytes) -> bool:
    """Tell whether `data` is UTF-8 without control characters, the last character cut or not."""
    if _CONTROLS.intersection(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.end == len(data)
    return True


def _shown_text(data: bytes) -> str:
    return safe(data.decode("utf-8", "replace"))


def _pieces(part: Part, flaws: Sequence[Flaw], shown: Callable[[bytes], str]) -> Iterator[dict[str, Any]]:
    """Yield the text of `part`, cut where a flaw begins or ends. Where flaws overlap, the first counts."""
    place = 0
    for number, flaw in sorted(enumerate(flaws), key=lambda each: each[1].start):
        start, end = flaw.start - part.start, max(flaw.end, flaw.start + 1) - part.start
        if start < place or start >= len(part.data):
            continue
        if place < start:
            yield {"text": shown(part.data[place:start])}
        yield {"text": shown(part.data[start:end]), "flaw": number}
        place = end
    if place < len(part.data):
        yield {"text": shown(part.data[place:])}
