"""What a file is, by its first bytes, and whether a browser would run what is in it."""

from __future__ import annotations

_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"OggS", "application/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
)
_HARMLESS = ("image/", "audio/", "video/", "font/", "text/plain", "text/csv", "application/pdf", "application/json")


def file_type(content: bytes) -> str | None:
    """Return the media type that the first bytes of `content` tell; None where they tell nothing.

    Only formats with a signature of their own are known: to guess HTML from text is how stored files become attacks.
    """
    return next((name for start, mark, name in _SIGNATURES if content.startswith(mark, start)), None)


def is_active(media_type: str) -> bool:
    """Tell whether a browser might run what is in a file of this type, as it does with HTML and SVG."""
    return "svg" in media_type or not media_type.startswith(_HARMLESS)
