"""What our server serves to the clients of others: an application in Starlette with a bit of everything."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, request_response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FILE = Path(__file__)
"""A file that ``/files`` gives, with an entity tag and ranges."""

LONG_TEXT = "antiphon " * 1000
"""What ``/text`` gives, compressed where the client can read that."""

_PIECE = b"0123456789abcdef" * 4096

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


async def echo(request: Request) -> Response:
    """Say what came."""
    content = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "target": request.url.path,
            "version": request.scope["http_version"],
            "fields": dict(request.headers),
            "port": request.client.port if request.client else None,
            "content": content[:100].decode("latin-1"),
            "size": len(content),
            "digest": hashlib.sha256(content).hexdigest(),
        }
    )


async def refuse(request: Request) -> Response:
    """Answer before the content has been read."""
    return Response("no room\n", 413)


async def count(request: Request) -> Response:
    """Send so many bytes in pieces, without a length."""

    async def pieces() -> AsyncIterator[bytes]:
        left = int(request.path_params["size"])
        while left:
            piece = _PIECE[:left]
            left -= len(piece)
            yield piece

    return StreamingResponse(pieces(), media_type="application/octet-stream")


async def text(request: Request) -> Response:
    """Send a text that is long enough to be compressed."""
    return Response(LONG_TEXT, media_type="text/plain")


async def moved(request: Request) -> Response:
    """Lead to /echo, with method and content kept."""
    return RedirectResponse("/echo", 307)


async def trailers(scope: Scope, receive: Receive, send: Send) -> None:
    """Send content and then a trailer field."""
    head = [(b"content-type", b"text/plain"), (b"trailer", b"x-checksum")]
    await send({"type": "http.response.start", "status": 200, "headers": head, "trailers": True})
    await send({"type": "http.response.body", "body": b"content\n"})
    await send({"type": "http.response.trailers", "headers": [(b"x-checksum", b"abc")], "more_trailers": False})


async def script(request: Request) -> Response:
    """Send a page whose script talks to /echo and shows what came of it."""
    return HTMLResponse(_PAGE)


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>script</title>
<pre id="shown">nothing yet</pre>
<script type="module">
const shown = [];
for (const method of ["POST", "PUT", "DELETE"]) {
  const response = await fetch("/echo", {
    method, body: JSON.stringify({name: "té"}), headers: {"Content-Type": "application/json"},
  });
  const seen = await response.json();
  shown.push(`${response.status} ${seen.method} ${seen.fields["content-type"]} ${seen.size}`);
}
const pieces = await (await fetch("/count/100000")).arrayBuffer();
shown.push(`count ${pieces.byteLength}`);
const text = await (await fetch("/text")).text();
shown.push(`text ${text.length}`);
document.getElementById("shown").textContent = shown.join("\\n");
</script></html>
"""


application = Starlette(
    routes=[
        Route("/echo", echo, methods=METHODS),
        Route("/refuse", refuse, methods=["POST", "PUT"]),
        Route("/count/{size:int}", count),
        Mount("/files", StaticFiles(directory=FILE.parent)),
        Route("/text", GZipMiddleware(request_response(text))),
        Route("/moved", moved, methods=METHODS),
        Mount("/trailers", trailers),
        Route("/script", script),
    ]
)
