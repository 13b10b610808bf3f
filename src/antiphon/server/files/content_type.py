"""The media type of a file by its name, the same on every machine."""

from __future__ import annotations

from functools import lru_cache

from ...semantics.media_types import BINARY, media_type_of

_CHARSET = "; charset=utf-8"
# Text that people want to read in the browser, in formats that have no registered type or one that browsers save.
_PLAIN = frozenset(
    {
        *("adoc", "bat", "cfg", "conf", "diff", "ini", "lock", "log", "patch", "properties", "rst", "tex"),
        *("toml", "yaml", "yml", "c", "cc", "cpp", "cs", "go", "h", "hpp", "java", "kt", "lua", "php", "pl", "ps1"),
        *("py", "pyi", "r", "rb", "rs", "scss", "sh", "sql", "swift", "ts", "tsx", "vue", "zsh"),
    }
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_REGISTERED = {
    "7z": "application/x-7z-compressed",
    "aac": "audio/aac",
    "apng": "image/apng",
    "atom": "application/atom+xml",
    "bmp": "image/bmp",
    "bz2": "application/x-bzip2",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "eot": "application/vnd.ms-fontobject",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "geojson": "application/geo+json",
    "heic": "image/heic",
    "ics": f"text/calendar{_CHARSET}",
    "jsonl": "application/x-ndjson",
    "jsonld": "application/ld+json",
    "jxl": "image/jxl",
    "m3u8": "application/vnd.apple.mpegurl",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mkv": "video/matroska",
    "mov": "video/quicktime",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "opus": "audio/ogg",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "rss": "application/rss+xml",
    "rtf": "application/rtf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "tsv": f"text/tab-separated-values{_CHARSET}",
    "vcf": f"text/vcard{_CHARSET}",
    "vtt": f"text/vtt{_CHARSET}",
    "xhtml": "application/xhtml+xml",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "xsl": "application/xslt+xml",
    "xz": "application/x-xz",
    "zst": "application/zstd",
}
# What a browser runs, with the rights of the site that it comes from.
_ACTIVE = frozenset({"text/html", "text/xml", "application/xml", "application/pdf"})


@lru_cache(maxsize=1024)
def content_type(name: str) -> str:
    """Return the Content-Type of the file `name`; text is taken for UTF-8, and what is not known for binary."""
    known = media_type_of(name)
    if known != BINARY:
        return known
    _, dot, extension = name.lower().rpartition(".")
    if dot and extension in _PLAIN:
        return f"text/plain{_CHARSET}"
    return _REGISTERED.get(extension, BINARY) if dot else BINARY


def is_active(media_type: str) -> bool:
    """Tell whether a browser would run what is in a file of this type."""
    essence = media_type.partition(";")[0]
    return essence in _ACTIVE or essence.endswith("+xml")
