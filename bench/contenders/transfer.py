"""Antiphon's download and upload of a file: ``transfer.py download|upload URL FILE``."""

from __future__ import annotations

import sys

import antiphon


def download(url: str, file: str) -> None:
    """Stream the content of `url` into `file`."""
    with antiphon.Session() as session, session.get(url, stream=True) as response, open(file, "wb") as sink:
        sink.writelines(response.raise_for_status().iter_bytes())


def upload(url: str, file: str) -> None:
    """PUT `file` to `url`."""
    with antiphon.Session() as session, open(file, "rb") as source:
        session.put(url, data=source, timeout=antiphon.Timeouts(total=None)).raise_for_status()


if __name__ == "__main__":
    {"download": download, "upload": upload}[sys.argv[1]](sys.argv[2], sys.argv[3])
