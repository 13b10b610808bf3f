"""The lessons as files: pages that need no server, no scripts and no network."""

from __future__ import annotations

from pathlib import Path

from .assets import assets
from .catalogue import LANGUAGES, lessons
from .frame import Frame
from .page import lesson_page, series_page

STYLE = "learn.css"
_SUFFIX = ".html"


def export(folder: Path) -> int:
    """Write all lessons in all languages into `folder`, and return how many files there are. Raises `OSError`."""
    files = {STYLE: assets()[STYLE], "index.html": _start()}
    for language in LANGUAGES:
        frame = Frame(language, "../", "../", live=False, suffix=_SUFFIX)
        files[f"{language}/index.html"] = series_page(frame)
        for lesson in lessons(language):
            files[f"{language}/{lesson.name}{_SUFFIX}"] = lesson_page(frame, lesson)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(files)


def _start() -> bytes:
    """Return the first page: the list of lessons in English, which leads to the other language."""
    return series_page(Frame("en", "./", "./", live=False, suffix=_SUFFIX))
