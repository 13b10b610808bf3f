"""The answer to plain HTTP on a port that speaks HTTPS: the way to the right URL, for programs and for people."""

from __future__ import annotations

import html

from ..faults import AntiphonError
from ..faults.service import PLAIN_HTTP_ON_TLS_PORT
from ..wire import h1

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>This port speaks HTTPS</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style>
<h1>This port speaks HTTPS</h1>
<p>{en} Go to <a href="{url}">{url}</a></p>
<p lang="es">{es} Vaya a <a href="{url}">{url}</a></p>
</html>
"""


def redirect_to_https(data: bytes, limits: h1.Limits) -> tuple[bytes, str]:
    """Return the whole response to the plain request in `data`, and the URL that it leads to.

    308 keeps method and content (RFC 9110 §15.4.9). A request that cannot be read, or that names no host, gets no
    response: there is no URL to send it to.
    """
    machine = h1.Connection(h1.Role.SERVER, limits)
    try:
        events = machine.receive(data)
    except AntiphonError:
        return b"", ""
    request = events[0] if events else None
    if not isinstance(request, h1.Request) or not request.target.startswith(b"/"):
        return b"", ""
    host = request.section.facts.get(b"host", [b""])[0]
    if not host:
        return b"", ""
    url = f"https://{host.decode('ascii')}{request.target.decode('ascii')}"
    page = _page(url)
    fields = [
        (b"location", url.encode("ascii")),
        (b"content-type", b"text/html; charset=utf-8"),
        (b"connection", b"close"),
    ]
    machine.persistent = False
    head = machine.send_response(308, b"Permanent Redirect", h1.build_section(fields), length=len(page))
    return head + machine.send_data(page), url


def _page(url: str) -> bytes:
    sentence = PLAIN_HTTP_ON_TLS_PORT.sentence
    return _PAGE.format(en=sentence.en, es=sentence.es, url=html.escape(url, quote=True)).encode("utf-8")
