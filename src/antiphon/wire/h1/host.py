"""To which host a request goes: the Host field and the target's authority have to agree (RFC 9112 §3.2)."""

from __future__ import annotations

from functools import lru_cache

from ...faults import ProtocolError
from ...faults.message import HOST_MISMATCH, HOST_MISSING, HOST_REPEATED
from ...semantics.target import parse_host_field, parse_target
from .section import FieldSection


def check_host(method: bytes, target: bytes, minor: int, section: FieldSection) -> None:
    """Raise `ProtocolError` or `InvalidURL` where target and Host field are not those of one request (RFC 9112 §3.2).

    An absolute-form target counts for more than Host, which must not differ from it: two readers that disagree
    about which one wins would route the request to different places.
    """
    hosts = section.facts.get(b"host", ())
    if len(hosts) > 1:
        raise ProtocolError(HOST_REPEATED, count=len(hosts))
    if not hosts and minor:
        raise ProtocolError(HOST_MISSING)
    authority = _host_field(hosts[0]) if hosts else None
    if target[0] == 0x2F and method != b"CONNECT":
        return
    named = parse_target(method.decode("ascii"), target.decode("ascii")).authority
    if named and authority and method != b"CONNECT" and _host_field(named.encode("ascii")) != authority:
        raise ProtocolError(HOST_MISMATCH)


@lru_cache(maxsize=1024)
def _host_field(value: bytes) -> tuple[str, int | None]:
    return parse_host_field(value.decode("latin-1"))
