"""One request without a session: each call opens a connection and closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from .options import Options, OptionsWithoutContent, OptionsWithoutData, OptionsWithoutParams
from .response import BlockingResponse
from .session import Session

if TYPE_CHECKING:
    from .transfers.downloading import Downloaded
    from .transfers.target import PathInput


def request(method: str, url: str, **options: Unpack[Options]) -> BlockingResponse:
    """Send a request and return its response; see `Options`. A streamed response keeps its connection until closed.

    Raises `InvalidURL`, `UsageError`, and the `RequestError` of the phase that failed.
    """
    with Session() as session:
        return session.request(method, url, **options)


def get(url: str, params: Any = None, **options: Unpack[OptionsWithoutParams]) -> BlockingResponse:
    """Read a resource (RFC 9110 §9.3.1)."""
    with Session() as session:
        return session.get(url, params, **options)


def head(url: str, **options: Unpack[Options]) -> BlockingResponse:
    """Read a resource's fields alone (RFC 9110 §9.3.2)."""
    return request("HEAD", url, **options)


def options(url: str, **options: Unpack[Options]) -> BlockingResponse:
    """Ask what can be done with a resource (RFC 9110 §9.3.7)."""
    return request("OPTIONS", url, **options)


def post(url: str, data: Any = None, json: Any = None, **options: Unpack[OptionsWithoutContent]) -> BlockingResponse:
    """Have a resource process the content (RFC 9110 §9.3.3)."""
    with Session() as session:
        return session.post(url, data, json, **options)


def put(url: str, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
    """Create or replace a resource (RFC 9110 §9.3.4)."""
    with Session() as session:
        return session.put(url, data, **options)


def patch(url: str, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
    """Change a part of a resource (RFC 5789)."""
    with Session() as session:
        return session.patch(url, data, **options)


def delete(url: str, **options: Unpack[Options]) -> BlockingResponse:
    """Remove a resource (RFC 9110 §9.3.5)."""
    return request("DELETE", url, **options)


def query(url: str, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
    """Read by a query in the content: safe and idempotent (RFC 10008)."""
    with Session() as session:
        return session.query(url, data, **options)


def download(url: str, path: PathInput | None = None, **options: Any) -> Downloaded:
    """Save the content at `url` in a file; see `Session.download` for what can be said about it, and what it raises."""
    with Session() as session:
        return session.download(url, path, **options)
