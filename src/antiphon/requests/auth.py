"""Credentials: Basic (RFC 7617), for servers and proxies, and Digest (RFC 7616)."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
import warnings
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from ._internal_utils import to_native_string
from .compat import basestring, str, urlparse
from .cookies import extract_cookies_to_jar
from .utils import parse_dict_header

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    from .models import PreparedRequest, Response

CONTENT_TYPE_FORM_URLENCODED = "application/x-www-form-urlencoded"
CONTENT_TYPE_MULTI_PART = "multipart/form-data"

_HASHES = {
    "MD5": hashlib.md5,
    "MD5-SESS": hashlib.md5,
    "SHA": hashlib.sha1,
    "SHA-256": hashlib.sha256,
    "SHA-512": hashlib.sha512,
}
_DIGEST_SCHEME = re.compile("digest ", re.IGNORECASE)


def _basic_auth_str(username: bytes | str, password: bytes | str) -> str:
    """Return the value of an Authorization field. Text is sent in ISO 8859-1; whatever is no text becomes some."""
    pair = _as_bytes("user name", username) + b":" + _as_bytes("password", password)
    return f"Basic {b64encode(pair).decode('ascii')}"


def _as_bytes(what: str, given: object) -> bytes:
    if isinstance(given, bytes):
        return given
    if not isinstance(given, str):
        warnings.warn(
            f"A {what} that is neither text nor bytes is deprecated; convert it from {type(given).__name__}.",
            DeprecationWarning,
            stacklevel=1,
        )
    return str(given).encode("latin1")


class AuthBase:
    """Adds credentials to a request: a callable that takes it, prepared, and returns it."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        raise NotImplementedError("Auth hooks must be callable.")


class HTTPBasicAuth(AuthBase):
    """Sends user name and password with every request."""

    username: bytes | str
    password: bytes | str

    def __init__(self, username: bytes | str, password: bytes | str) -> None:
        self.username = username
        self.password = password

    def __eq__(self, other: object) -> bool:
        return _same_credentials(self, other)

    def __ne__(self, other: Any) -> bool:
        return not self == other

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers["Authorization"] = _basic_auth_str(self.username, self.password)
        return r


class HTTPProxyAuth(HTTPBasicAuth):
    """Sends user name and password to the proxy with every request."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers["Proxy-Authorization"] = _basic_auth_str(self.username, self.password)
        return r


def _same_credentials(mine: HTTPBasicAuth | HTTPDigestAuth, other: object) -> bool:
    return mine.username == getattr(other, "username", None) and mine.password == getattr(other, "password", None)


class HTTPDigestAuth(AuthBase):
    """Answers the challenge of a server that asks for Digest, and sends what it asked for from then on.

    Each thread has its own nonce, count and challenge, so that several may share one object.
    """

    username: bytes | str
    password: bytes | str
    _thread_local: threading.local

    def __init__(self, username: bytes | str, password: bytes | str) -> None:
        self.username = username
        self.password = password
        self._thread_local = threading.local()

    def init_per_thread_state(self) -> None:
        """Give this thread its state, unless it has it."""
        state = self._thread_local
        if hasattr(state, "init"):
            return
        state.init = True
        state.last_nonce = ""
        state.nonce_count = 0
        state.chal = {}
        state.pos = None
        state.num_401_calls = None

    def build_digest_header(self, method: str, url: str) -> str | None:
        """Return the value of the Authorization field for a request, by the last challenge to this thread.

        None if the challenge asks for an algorithm that is not known, or for the content to be protected (auth-int).
        """
        challenge = self._thread_local.chal
        realm, nonce = challenge["realm"], challenge["nonce"]
        qop, algorithm, opaque = (challenge.get(name) for name in ("qop", "algorithm", "opaque"))

        variant = "MD5" if algorithm is None else algorithm.upper()
        if variant not in _HASHES:
            return None
        digest = _digest_function(variant)
        # Bytes are shown as Python writes them, which no server accepts; it is what requests sends.
        username, password = str(self.username), str(self.password)
        target = _request_target(url)
        count = _count(self._thread_local, nonce)
        client_nonce = _client_nonce(self._thread_local.nonce_count, nonce)

        secret = digest(f"{username}:{realm}:{password}")
        if variant == "MD5-SESS":
            secret = digest(f"{secret}:{nonce}:{client_nonce}")
        request = digest(f"{method}:{target}")
        if not qop:
            response = digest(f"{secret}:{nonce}:{request}")
        elif "auth" in qop.split(","):
            response = digest(f"{secret}:{nonce}:{count}:{client_nonce}:auth:{request}")
        else:
            return None
        self._thread_local.last_nonce = nonce

        header = (
            f'Digest username="{username}", realm="{realm}", nonce="{nonce}", uri="{target}", response="{response}"'
        )
        if opaque:
            header += f', opaque="{opaque}"'
        if algorithm:
            header += f', algorithm="{algorithm}"'
        if qop:
            header += f', qop="auth", nc={count}, cnonce="{client_nonce}"'
        return header

    def handle_redirect(self, r: Response, **kwargs: Any) -> None:
        """Begin anew after a redirect, whose target may send a challenge of its own."""
        if r.is_redirect:
            self._thread_local.num_401_calls = 1

    def handle_401(self, r: Response, **kwargs: Any) -> Response:
        """Return the response to the request sent again with an answer to the challenge in `r`, or `r` if it has none.

        `kwargs` are those of the adapter's `send`. A challenge is answered once.
        """
        state = self._thread_local
        if not 400 <= r.status_code < 500:
            state.num_401_calls = 1
            return r
        if state.pos is not None:
            # The content was read when the request was sent first.
            cast("Any", r.request.body).seek(state.pos)
        challenge = r.headers.get("www-authenticate", "")
        if "digest" not in challenge.lower() or state.num_401_calls >= 2:
            state.num_401_calls = 1
            return r
        state.num_401_calls += 1
        state.chal = parse_dict_header(_DIGEST_SCHEME.sub("", challenge, count=1))
        return _answered(self, r, **kwargs)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        self.init_per_thread_state()
        state = self._thread_local
        if state.last_nonce:
            _authorize(self, r)
        try:
            state.pos = cast("Any", r.body).tell()
        except AttributeError:
            # Nothing to go back to: the object may have been used before for a request that had content.
            state.pos = None
        r.register_hook("response", self.handle_401)
        r.register_hook("response", self.handle_redirect)
        state.num_401_calls = 1
        return r

    def __eq__(self, other: object) -> bool:
        return _same_credentials(self, other)

    def __ne__(self, other: Any) -> bool:
        return not self == other


def _digest_function(variant: str) -> Callable[[str], str]:
    algorithm = _HASHES[variant]

    def digest(text: str) -> str:
        return algorithm(text.encode("utf-8"), usedforsecurity=False).hexdigest()

    return digest


def _request_target(url: str) -> str:
    parts = urlparse(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _client_nonce(count: int, nonce: str) -> str:
    seed = f"{count}{nonce}{time.ctime()}".encode() + os.urandom(8)
    return hashlib.sha1(seed, usedforsecurity=False).hexdigest()[:16]


def _count(state: threading.local, nonce: str) -> str:
    """Return how often the thread has used the nonce, this time included, as eight hexadecimal digits."""
    state.nonce_count = state.nonce_count + 1 if nonce == state.last_nonce else 1
    return f"{state.nonce_count:08x}"


def _authorize(auth: HTTPDigestAuth, r: PreparedRequest) -> None:
    header = auth.build_digest_header(cast("str", r.method), cast("str", r.url))
    # None, for a challenge that cannot be answered, is what requests leaves in the field, too.
    r.headers["Authorization"] = cast("str", header)


def _answered(auth: HTTPDigestAuth, r: Response, **kwargs: Any) -> Response:
    """Return the response to the request of `r` sent again, with credentials and the cookies of `r`."""
    # The connection is free for the next request only when this response has been read.
    _ = r.content
    r.close()
    request = r.request.copy()
    jar = cast("CookieJar", request._cookies)
    extract_cookies_to_jar(jar, r.request, r.raw)
    request.prepare_cookies(jar)
    _authorize(auth, request)
    answer: Response = r.connection.send(request, **kwargs)
    answer.history.append(r)
    answer.request = request
    return answer
