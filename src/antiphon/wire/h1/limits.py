"""How much of a message is accepted before it is refused (RFC 9112 §2.2, §3, RFC 6585 §5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, or counts, of the parts of one message.

    Precedents: nginx reads 32 KiB of head, node 16 KiB, Go 1 MiB; a target of 8,000 bytes is what RFC 9110 §4.1
    asks everyone to support. Chunk extensions have no known use, and unbounded ones stopped several servers.
    """

    method: int = 64
    target: int = 16 * 1024
    head: int = 64 * 1024
    fields: int = 100
    trailers: int = 100
    trailer_section: int = 16 * 1024
    empty_lines: int = 2
    chunk_extension: int = 256
    chunk_extensions: int = 16 * 1024
    interim_responses: int = 32


DEFAULT_LIMITS = Limits()
