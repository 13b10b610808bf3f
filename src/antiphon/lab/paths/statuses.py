"""Every status code, with the fields that belong to it."""

from __future__ import annotations

from ...faults import Text
from ...semantics.status import phrase
from ..reply import raw, reply
from ..scenario import PathScenario
from ..visit import Visit

_LEAST, _MOST = 100, 999
_CHALLENGE = 'Basic realm="lab", charset="UTF-8"'
_TAG = 'ETag: "lab"'
FIELDS: dict[int, tuple[str, ...]] = {
    201: ("Location: /hello", _TAG),
    202: ("Location: /hello",),
    206: ("Content-Range: bytes 0-19/1000", _TAG, "Accept-Ranges: bytes"),
    300: ('Link: </hello>; rel="alternate"',),
    301: ("Location: /hello", "Cache-Control: no-store"),
    302: ("Location: /hello",),
    303: ("Location: /hello",),
    304: (_TAG, "Vary: Accept-Encoding", "Cache-Control: max-age=60"),
    307: ("Location: /hello",),
    308: ("Location: /hello", "Cache-Control: no-store"),
    401: (f"WWW-Authenticate: {_CHALLENGE}",),
    405: ("Allow: HEAD, OPTIONS",),
    407: (f"Proxy-Authenticate: {_CHALLENGE}",),
    413: ("Retry-After: 60",),
    415: ("Accept: application/json",),
    416: ("Content-Range: bytes */1000",),
    426: ("Upgrade: HTTP/3.0", "Connection: upgrade"),
    429: ("Retry-After: 1", "Cache-Control: no-store"),
    451: ('Link: <https://authority.example/>; rel="blocked-by"',),
    503: ("Retry-After: 1",),
    511: ("Cache-Control: no-store",),
}
"""The fields without which a response with the status breaks a rule or helps nobody."""

_SWITCH = "HTTP/1.1 101 Switching Protocols"
_RANGE = b"These are 20 bytes.\n"


async def play_status(visit: Visit) -> None:
    """Answer with the status that the path names; an interim one comes before a 200 (RFC 9110 §15.2)."""
    code = visit.request.path.rpartition("/")[2]
    if not (code.isascii() and code.isdigit() and _LEAST <= int(code) <= _MOST):
        await reply(404, content=f"A status code is a number from {_LEAST} to {_MOST}.\n")(visit)
    elif code == "101":
        await _switch(visit)
    elif code == "206":
        await reply(206, *FIELDS[206], content=_RANGE)(visit)
    elif int(code) < 200:
        await visit.send(visit.filled(f"HTTP/1.1 {code} {phrase(int(code))}\r\n\r\n"))
        await reply(200)(visit)
    else:
        await reply(int(code), *FIELDS.get(int(code), ()))(visit)


async def _switch(visit: Visit) -> None:
    """Change to the protocol that the client wants (RFC 9110 §7.8), and say farewell in it."""
    wanted = visit.request.fields.get("upgrade", "").partition(",")[0].strip()
    if wanted:
        await raw(_SWITCH, f"Upgrade: {wanted}", "Connection: upgrade", closing=False)(visit)
    else:
        await reply(426, *FIELDS[426])(visit)


STATUSES: tuple[PathScenario, ...] = (
    PathScenario(
        "status/{}",
        Text("Any status code", "Cualquier código de estado"),
        Text(
            "Nothing is broken here: each code has the fields that it needs.",
            "Aquí no falla nada: cada código lleva los campos que necesita.",
        ),
        "RFC 9110 §15",
        play_status,
        example="404",
    ),
)
