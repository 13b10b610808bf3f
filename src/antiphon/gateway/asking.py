"""The request that goes to the origin, made from the one that came (RFC 9110 §7.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ..client.content import EMPTY, Content, Pieces
from ..client.request import Request as Sent
from ..semantics.connection_fields import OF_THE_CONNECTION, end_to_end
from ..semantics.fields import Fields, Pair
from ..semantics.forwarded import element
from ..semantics.target import parse_host_field
from ..semantics.url import DEFAULT_PORTS
from ..semantics.via import with_member
from ..server.handler import Request
from .origin import Origin
from .settings import Settings

_FOR, _HOST, _PROTO, _PORT = b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port"
_OF_THE_WAY = frozenset({b"forwarded", _FOR, _HOST, _PROTO, _PORT})
"""What a gateway says of those before it."""
_CLAIMS = _OF_THE_WAY | {b"x-forwarded-prefix", b"x-forwarded-server", b"x-forwarded-ssl", b"x-real-ip"}
"""What a client may say of itself that only a gateway should be believed."""
_OWN = _OF_THE_WAY | {b"host", b"via", b"trailer"}
"""Fields that this gateway writes itself, or that say nothing behind it."""
_LOOK_ALIKE = OF_THE_CONNECTION | _CLAIMS | _OWN | {b"content-length"}


def request_to(origin: Origin, request: Request, minor: int, settings: Settings) -> Sent:
    """Return what is sent to `origin` for `request`, which came by HTTP/1.`minor`.

    Raises `AntiphonError`, 400, for a path that is not served here.
    """
    url = origin.url_of(request.target)
    body = _content(request)
    pairs = [pair for pair in end_to_end(request.fields.raw) if _passes(pair[0], settings)]
    if "expect" in request.fields and (body is EMPTY or not minor):
        # An expectation is of content to come, and means nothing in HTTP/1.0 (RFC 9110 §10.1.1).
        pairs = _without(b"expect", pairs)
    host = request.fields.get("host")
    pairs.insert(0, (b"Host", host.encode("latin-1") if settings.keep_host and host else url.host_field))
    pairs += _way_fields(request, settings)
    if request.method == "OPTIONS" and (left := forwards_left(request)):
        pairs = [*_without(b"max-forwards", pairs), (b"Max-Forwards", b"%d" % (left - 1))]
    if "trailers" in request.fields.get("te", "").lower():
        # Ours can be passed on, so the origin may send them (RFC 9110 §10.1.4).
        pairs += [(b"TE", b"trailers"), (b"Connection", b"TE")]
    via = with_member(request.fields.get_all("via"), minor, settings.pseudonym)
    pairs.append((b"Via", via.encode("latin-1")))
    return Sent(request.method, url, Fields.of_checked(pairs), body)


def forwards_left(request: Request) -> int | None:
    """Return how often an OPTIONS may still be forwarded, None where nobody said (RFC 9110 §7.6.2)."""
    value = request.fields.get("max-forwards", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def place_here(request: Request, settings: Settings) -> str:
    """Return scheme and authority by which the client reaches the gateway; empty where it did not say.

    What a trusted proxy in front has told counts for more than the connection.
    """
    host, scheme = request.fields.get("host"), request.scheme
    if settings.trust_forwarded:
        host = _first(request, "x-forwarded-host") or host
        told = _first(request, "x-forwarded-proto").lower()
        scheme = told if told in DEFAULT_PORTS else scheme
    return f"{scheme}://{host}" if host else ""


def _first(request: Request, name: str) -> str:
    return request.fields.get(name, "").partition(",")[0].strip()


def _passes(name: bytes, settings: Settings) -> bool:
    """Tell whether a field of this name goes on to the origin as it came."""
    lowered = name.lower()
    if lowered in _OWN or (lowered in _CLAIMS and not settings.trust_forwarded):
        return False
    # Applications behind CGI and WSGI take an underscore for a hyphen (RFC 3875 §4.1.18).
    return b"_" not in lowered or lowered.replace(b"_", b"-") not in _LOOK_ALIKE


def _without(name: bytes, pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair[0].lower() != name]


def _content(request: Request) -> Content:
    """Return the content that comes after the head of `request`."""
    has_content = "transfer-encoding" in request.fields or int(request.fields.get("content-length", "0"))
    if not has_content:
        return EMPTY
    stream: AsyncIterator[bytes] | None = request.stream
    return Pieces((request.content,) if stream is None else stream)


def _way_fields(request: Request, settings: Settings) -> list[Pair]:
    """Return Forwarded and its older likes (RFC 7239)."""
    client = request.client[0] if request.client is not None else None
    host, scheme = request.fields.get("host", ""), request.scheme
    own = {
        b"Forwarded": element(client, host, scheme),
        b"X-Forwarded-For": client or "unknown",
        b"X-Forwarded-Host": host,
        b"X-Forwarded-Proto": scheme,
        b"X-Forwarded-Port": str(_port(host, scheme)),
    }
    if settings.trust_forwarded:
        own = {name: _continued(request, name, value) for name, value in own.items()}
    return [(name, value.encode("latin-1")) for name, value in own.items() if value]


def _continued(request: Request, name: bytes, value: str) -> str:
    """Return the field `name` as a trusted proxy wrote it: with `value` added to a list, else as it is."""
    told = request.fields.get(name.decode("ascii"), "")
    if name.lower() in (b"forwarded", _FOR):
        return f"{told}, {value}" if told else value
    return told or value


def _port(host: str, scheme: str) -> int:
    return parse_host_field(host)[1] or DEFAULT_PORTS[scheme]
