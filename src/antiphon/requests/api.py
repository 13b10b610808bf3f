"""Requests without a session: each function makes one, sends, and closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from . import sessions
from .models import Response

if TYPE_CHECKING:
    from . import _types as _t


def request(method: str, url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
    """Make a request, send it and return the last response. Takes and raises what `Session.request` does.

    With ``stream=True`` the content can be read after the session was closed: its connection is kept for that.
    """
    with sessions.Session() as session:
        return session.request(method=method, url=url, **kwargs)


def get(url: _t.UriType, params: _t.ParamsType = None, **kwargs: Unpack[_t.GetKwargs]) -> Response:
    """Read a resource (RFC 9110 §9.3.1). Takes what `request` takes."""
    return request("get", url, params=params, **kwargs)


def options(url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
    """Ask what can be done with a resource (RFC 9110 §9.3.7). Takes what `request` takes."""
    return request("options", url, **kwargs)


def head(url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
    """Read a resource's fields alone (RFC 9110 §9.3.2). Takes what `request` takes; follows no redirect."""
    kwargs.setdefault("allow_redirects", False)
    return request("head", url, **kwargs)


def post(
    url: _t.UriType, data: _t.DataType = None, json: _t.JsonType = None, **kwargs: Unpack[_t.PostKwargs]
) -> Response:
    """Have a resource process the content (RFC 9110 §9.3.3). Takes what `request` takes."""
    return request("post", url, data=data, json=json, **kwargs)


def put(url: _t.UriType, data: _t.DataType = None, **kwargs: Unpack[_t.DataKwargs]) -> Response:
    """Create or replace a resource (RFC 9110 §9.3.4). Takes what `request` takes."""
    return request("put", url, data=data, **kwargs)


def patch(url: _t.UriType, data: _t.DataType = None, **kwargs: Unpack[_t.DataKwargs]) -> Response:
    """Change a part of a resource (RFC 5789). Takes what `request` takes."""
    return request("patch", url, data=data, **kwargs)


def delete(url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
    """Remove a resource (RFC 9110 §9.3.5). Takes what `request` takes."""
    return request("delete", url, **kwargs)
