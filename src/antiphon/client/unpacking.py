"""Content without its content codings, and no more of it than a plan allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..faults import ContentTooLarge
from ..faults.content import DECODED_TOO_LARGE

if TYPE_CHECKING:
    from ..semantics.codings import Decoder
    from .plan import Plan

_UNCODED = (b"", b"identity")


class Unpacking:
    """Takes the pieces of one response's content as they come. `codings` are the values of Content-Encoding."""

    __slots__ = ("_decoder", "_limit", "_size")

    def __init__(self, codings: Sequence[bytes], plan: Plan) -> None:
        """Raises `DecodingError` for a coding that is not known."""
        self._decoder = _decoder(codings, plan)
        self._limit = plan.max_content
        self._size = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` becomes. Raises `DecodingError`, `ContentTooLarge`."""
        for piece in (data,) if self._decoder is None else self._decoder.pieces(data):
            self._size += len(piece)
            if self._limit is not None and self._size > self._limit:
                raise ContentTooLarge(DECODED_TOO_LARGE, limit=self._limit)
            yield piece

    def finish(self) -> None:
        """Note that all has come. Raises `DecodingError` where a coding has not ended."""
        if self._decoder is not None:
            self._decoder.finish()


def _decoder(codings: Sequence[bytes], plan: Plan) -> Decoder | None:
    if all(value.lower() in _UNCODED for value in codings):
        return None
    from ..semantics.codings import DEFAULT_LIMITS, decoder_for

    return decoder_for([value.decode("latin-1") for value in codings], plan.decoding or DEFAULT_LIMITS)
