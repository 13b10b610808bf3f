"""Probes: requests with safe methods that find out what the answer to the user's own does not tell.

They go to the URL that was answered last, with the fields that were sent there, one after another, and follow no
redirects. What they find is judged with the rest: the rules know them by `Exchange.probe`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...faults import AntiphonError
from ...net.run import run
from ...semantics.caching import CONDITION_FIELDS
from ..exchange import Exchange, Journey
from .case import members
from .client_mistakes import BROKEN_FIELDS
from .cross_origin import PROBE_ORIGIN

if TYPE_CHECKING:
    from ...client.session import Session

MOST_CONTENT = 1024 * 1024
"""How many bytes of the answer to a probe are read."""

_OPTIONS = frozenset({"timeout", "verify", "cert", "proxies"})
_OF_ONE_REQUEST = CONDITION_FIELDS | {
    "accept-encoding",
    "connection",
    "content-digest",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "idempotency-key",
    "range",
    "repr-digest",
    "te",
    "transfer-encoding",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """A request to send: its method, and the fields that it has besides those of the user's request."""

    method: str
    fields: Mapping[str, str] = field(default_factory=dict)


def probes_of(exchange: Exchange) -> Iterator[Probe]:
    """Yield the probes that may tell more about `exchange`, which was answered."""
    response, method = exchange.response, exchange.request.method
    if response is None or exchange.request.url is None:
        return
    yield Probe("OPTIONS")
    yield Probe("OPTIONS", {"Origin": PROBE_ORIGIN, "Access-Control-Request-Method": method})
    if method != "GET":
        return
    fields = response.fields
    yield Probe("HEAD")
    yield Probe("GET", {"Accept-Encoding": "identity"})
    yield Probe("GET", {"Accept-Language": _other_language(exchange)})
    yield Probe("GET", {"Accept": _other_type(fields.get("content-type", ""))})
    yield Probe("GET", {"Origin": PROBE_ORIGIN})
    yield Probe("GET", BROKEN_FIELDS)
    if response.status == 200 and "etag" in fields:
        yield Probe("GET", {"If-None-Match": fields.get_all("etag")[0]})
    elif response.status == 200 and "last-modified" in fields:
        yield Probe("GET", {"If-Modified-Since": fields.get_all("last-modified")[0]})
    if response.status == 200 and "bytes" in members(fields.get("accept-ranges")):
        yield Probe("GET", {"Range": "bytes=0-0"})


def _other_language(exchange: Exchange) -> str:
    """Return a language that the answer is not in: as it says itself, or as the request asks for."""
    response = exchange.response
    told = "" if response is None else response.fields.get("content-language", "")
    language = told or exchange.request.fields.get("accept-language", "")
    return "en" if language.strip().lower().startswith("es") else "es"


def _other_type(content_type: str) -> str:
    return "text/html" if "json" in content_type.lower() else "application/json"


def send_probes(session: Session, journey: Journey, options: Mapping[str, Any] | None = None) -> None:
    """Send over `session` what may tell more about the last answer of `journey`.

    Of `options`, those of `Session.request`, those about the connection count: where a redirect led to another origin,
    credentials must not follow. A probe that fails tells nothing, and is no error.
    """
    exchange = journey[-1] if journey else None
    if exchange is None or exchange.request.url is None:
        return
    carried = _carried(exchange)
    kept = {name: value for name, value in (options or {}).items() if name in _OPTIONS}
    for probe in probes_of(exchange):
        headers = {**carried, **probe.fields}
        try:
            with session.request(
                probe.method,
                str(exchange.request.url),
                headers=headers,
                auth=_no_auth,
                allow_redirects=False,
                stream=True,
                **kept,
            ) as response:
                run(response.exchange.read_some(MOST_CONTENT))
        except AntiphonError:
            continue


def _carried(exchange: Exchange) -> dict[str, str]:
    """Return the fields of the request that a probe sends as well; cookies are the session's own business."""
    fields = exchange.request.fields
    return {name: value for name, value in fields.items() if name.lower() not in _OF_ONE_REQUEST}


def _no_auth(request: Any) -> Any:
    """Add no credentials: what was sent is among the fields."""
    return request
