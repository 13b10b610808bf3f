"""Requests that a proxy takes and passes on: in absolute form, with what only the proxy is told (RFC 9112 §3.2.2)."""

from __future__ import annotations

from ...semantics.fields import Pair
from ...wire import h1
from ..request import Request
from .authorization import Authorization
from .proxy import Proxy

_OURS = b"Proxy-Authorization"
_NAME = _OURS.lower()


def forwarded(request: Request, proxy: Proxy, authorization: Authorization) -> tuple[bytes, h1.FieldSection]:
    """Return target and fields of `request` for `proxy`.

    The credentials of the proxy take the place of a Proxy-Authorization among the request's own fields.
    """
    url = request.url
    target = b"http://%b%b" % (url.host_field, url.request_target)
    value = authorization.value(request.method, target.decode("ascii"), request.content or b"")
    section = request.section()
    added: list[Pair] = list(proxy.fields)
    if value is not None:
        section = without_proxy_fields(section)
        added.append((_OURS, value))
    return target, h1.build_section([*section.pairs, *added]) if added else section


def without_proxy_fields(section: h1.FieldSection) -> h1.FieldSection:
    """Return `section` without Proxy-Authorization, which is for the next proxy and never for an origin."""
    if all(name != _NAME for name, _ in section.lowered):
        return section
    return h1.build_section([pair for pair in section.pairs if pair[0].lower() != _NAME])


def value_in(section: h1.FieldSection) -> bytes | None:
    """Return the Proxy-Authorization that `section` sends, None for none."""
    return next((value for name, value in section.lowered if name == _NAME), None)
