"""Keys: what a response is stored under (RFC 9111 §2), and the fingerprints that tell its variants apart."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from ...semantics.cache_variants import normalized, varying_names
from ...semantics.fields import Fields
from ...semantics.url import URL
from ..content import Whole
from ..plan import TLSSettings
from ..request import Request
from .entry import Selector

_DIGEST_SIZE = 16
_DESCRIBING = ("content-type", "content-encoding", "content-language")


def url_text(url: URL) -> str:
    """Return what is asked for, as far as a server sees it: no userinfo, no fragment, no default port."""
    return f"{url.scheme}://{url.authority}{url.request_target.decode('ascii')}"


def key_of(request: Request, fields: Fields, settings: TLSSettings, place: str) -> str | None:
    """Return the key of a GET, HEAD or QUERY, None where what it depends on cannot be named.

    A response to GET answers HEAD, too. The content of a QUERY and what describes it are part of its key (RFC 10008
    §2.7). So is what makes the same URL another server: `place`, and how it is verified. What came without
    verification must not answer a request that asks for it.
    """
    trust = "" if request.url.scheme == "http" else _trust_name(settings)
    if trust is None:
        return None
    parts = [part for part in (place, trust) if part]
    if request.method == "QUERY":
        if not isinstance(request.body, Whole):
            return None
        parts.append(f"content={_content_digest(request.body.data, fields)}")
    method = "QUERY" if request.method == "QUERY" else "GET"
    suffix = f" [{'; '.join(parts)}]" if parts else ""
    return f"{method} {url_text(request.url)}{suffix}"


@lru_cache(maxsize=256)
def _trust_name(settings: TLSSettings) -> str | None:
    """Return a name for how a server is verified and who the client is: empty for the usual way, None for no name."""
    names = []
    for name, value, usual in (("verify", settings.verify, True), ("cert", settings.cert, None)):
        if value is usual:
            continue
        files = value if isinstance(value, tuple) else (value,)
        if value is False:
            names.append(f"{name}=False")
        elif all(isinstance(file, str | os.PathLike) for file in files):
            names.append(f"{name}={','.join(os.fspath(file) for file in files)}")
        else:
            return None
    return "; ".join(names)


def _content_digest(content: bytes, fields: Fields) -> str:
    digest = blake2b(digest_size=_DIGEST_SIZE)
    for name in _DESCRIBING:
        # The end of each part is marked: content cannot pass for a part of a field.
        digest.update(fields.get(name, "").encode("latin-1") + b"\n")
    digest.update(content)
    return digest.hexdigest()


def selector_of(named: Iterable[str], fields: Fields, url: str) -> Selector:
    """Return the fingerprints of the request's `fields` that a response with `named` in Vary depends on."""
    return tuple((name, fingerprint(name, fields, url)) for name in varying_names(named))


def fingerprint(name: str, fields: Fields, url: str) -> str:
    """Return what stands for the value of a request's field: empty without the field, else a digest.

    Some of these fields are secrets, and a store may be a file. The digest differs from URL to URL.
    """
    value = normalized(name, fields.get_all(name))
    if value is None:
        return ""
    salt = blake2b(url.encode("ascii"), digest_size=_DIGEST_SIZE).digest()
    return blake2b(value.encode("latin-1"), digest_size=_DIGEST_SIZE, key=salt).hexdigest()


def selects(selector: Selector, fields: Fields, url: str) -> bool:
    """Tell whether a stored response with `selector` answers a request with `fields` (RFC 9111 §4.1)."""
    return all(fingerprint(name, fields, url) == expected for name, expected in selector)
