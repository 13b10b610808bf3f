"""Forms in both formats."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from antiphon.semantics.multipart import FileValue, multipart_form

from ..contract.wire import Answer, Wire

URLENCODED = "application/x-www-form-urlencoded"
Files = Mapping[str, FileValue]
FORMATS = [URLENCODED, "multipart/form-data"]


def send(api: Wire, method: str, path: str, media_type: str, fields: dict[str, str], **more: str) -> Answer:
    """Send the form `fields`."""
    if media_type == URLENCODED:
        return api.ask(method, path, urlencode(fields), content_type=media_type, **more)
    return send_parts(api, method, path, fields, {}, **more)


def send_parts(api: Wire, method: str, path: str, fields: dict[str, str], files: Files, **more: str) -> Answer:
    """Send a form with files."""
    form = multipart_form(fields, files, "0123456789abcdef")
    return api.ask(method, path, b"".join(form.pieces()), content_type=form.content_type, **more)
