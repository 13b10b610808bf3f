"""A console without a server: exchanges made of bytes, and requests to the console answered in this process."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any, cast

from antiphon.faults import AntiphonError
from antiphon.inspect.console.access import Access
from antiphon.inspect.console.application import ConsoleApplication
from antiphon.inspect.console.recording import Recording
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response
from antiphon.server.observed import Accepted, Kept, Secured, Served
from antiphon.server.server import Server
from antiphon.wire import h1

TOKEN = "a-token-that-nobody-guesses"
TLS = Secured("TLSv1.3", "TLS_AES_256_GCM_SHA384", "http/1.1", "localhost", False)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LOCALHOST = {"Host": "localhost:8443"}

_numbers = count(1)


def accepted(client: str = "127.0.0.1:5000", tls: Secured | None = None) -> Accepted:
    scheme = "http" if tls is None else "https"
    return Accepted(next(_numbers), client, "127.0.0.1:8443", scheme, 1_700_000_000.0, tls)


def served(
    request: bytes = GET,
    response: bytes = OK,
    *,
    connection: Accepted | None = None,
    refusal: AntiphonError | None = None,
    ended: bool = True,
) -> Served:
    """Return the exchange of `request` and `response`, of which `refusal` is why it was not read."""
    head = None
    if refusal is None:
        events = h1.Connection(h1.Role.SERVER).receive(request)
        head = cast(h1.Request, events[0])
    made = Served(connection or accepted(), head, kept(request))
    made.refusal = refusal
    if response:
        made.give(response)
    if ended:
        made.complete = refusal is None
        made.ended = made.began + 0.25
    return made


def kept(data: bytes) -> Kept:
    made = Kept()
    made.add(data)
    return made


def refused(data: bytes, response: bytes = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") -> Served:
    """Return the exchange of bytes that the server's own reader refuses."""
    try:
        machine = h1.Connection(h1.Role.SERVER)
        machine.receive(data)
        machine.receive(b"")
    except AntiphonError as error:
        return served(data, response, refusal=error)
    raise AssertionError("nothing is wrong with it")


def recording_of(*exchanges: Served, **settings: Any) -> Recording:
    recording = Recording(**settings)
    for each in exchanges:
        recording.began(each)
        if each.ended is not None:
            recording.ended(each)
    return recording


def request_for(
    path: str, method: str = "GET", client: str | None = "127.0.0.1", scheme: str = "https", **fields: str
) -> Request:
    """Return a request to the console; in the names of `fields`, an underscore is a hyphen."""
    given = {name.replace("_", "-"): value for name, value in fields.items()}
    pairs = Fields({"Host": "localhost:8443", **given})
    target = f"/.antiphon/{path}"
    return Request(
        method,
        target.partition("?")[0],
        target,
        target.partition("?")[2],
        pairs,
        b"",
        None if client is None else (client, 5000),
        scheme,
    )


def console(recording: Recording | None = None, **settings: Any) -> ConsoleApplication:
    access = Access(settings.pop("token", TOKEN), **settings)
    return ConsoleApplication(cast(Server, None), recording or Recording(), access)


def asked(application: ConsoleApplication, path: str, method: str = "GET", **fields: Any) -> Response:
    """Return the answer of the console to a request for `path` below ``/.antiphon/``."""

    async def ask() -> Response:
        return await application(request_for(path, method, **fields))

    return asyncio.run(ask())


def json_of(response: Response) -> Any:
    assert isinstance(response.content, bytes)
    return json.loads(response.content)


def told(recording: Recording, path: str, **fields: Any) -> Any:
    """Return the JSON value at `path` below ``/.antiphon/console/``."""
    response = asked(console(recording), f"console/{path}", **fields)
    assert response.status == 200, response.content
    return json_of(response)


def code_of(response: Response) -> str:
    """Return the code of the fault that `response` tells."""
    assert response.fields["content-type"] == "application/problem+json"
    return str(json_of(response)["type"]).removeprefix("urn:antiphon:fault:")
