"""Antiphon's download and upload of a file: ``transfer.py download|upload URL FILE`` prints the bytes moved."""

from __future__ import annotations

import sys

import antiphon


def download(url: str, file: str) -> int:
    """Stream the content of `url` into `file`."""
    size = 0
    with antiphon.Session() as session, session.get(url, stream=True) as response, open(file, "wb") as sink:
        for piece in response.raise_for_status().iter_bytes():
            size += sink.write(piece)
    return size


def upload(url: str, file: str) -> int:
    """PUT `file` to `url`, which answers with the bytes that it got."""
    with antiphon.Session() as session, open(file, "rb") as source:
        return int(session.put(url, data=source).raise_for_status().text)


if __name__ == "__main__":
    print({"download": download, "upload": upload}[sys.argv[1]](sys.argv[2], sys.argv[3]))
