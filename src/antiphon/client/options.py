"""Everything that can be said about one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from ..wire import h1
from .connection import Progress
from .request import AuthInput, HeaderInput
from .timeouts import TimeoutInput

if TYPE_CHECKING:
    from ..net.cancelling import CancelToken
    from ..semantics.retrying import Retries
    from .proxies.settings import ProxyInput


class SharedOptions(TypedDict, total=False):
    """The options that every way to make a request takes by these names alone. See `Options`."""

    files: Any
    headers: HeaderInput
    cookies: Mapping[str, str] | None
    auth: AuthInput
    timeout: TimeoutInput
    allow_redirects: bool
    stream: bool
    verify: Any
    cert: Any
    on_upload: Progress | None
    on_download: Progress | None
    on_interim: Callable[[h1.Response], object] | None
    max_content: int | None
    verify_digest: bool
    digest: str | None
    max_ratio: int | None
    retries: Retries | int | None
    cancel: CancelToken | None
    proxies: ProxyInput
    cache: str


class OptionsWithoutParams(SharedOptions, total=False):
    """What goes with a method that takes `params` as an argument of its own."""

    data: Any
    json: Any


class OptionsWithoutData(SharedOptions, total=False):
    """What goes with a method that takes `data` as an argument of its own."""

    params: Any
    json: Any


class OptionsWithoutContent(SharedOptions, total=False):
    """What goes with a method that takes `data` and `json` as arguments of its own."""

    params: Any


class Options(SharedOptions, total=False):
    """The options of a request, in the names and shapes of requests; what is left out is the session's.

    - `params`: added to the URL's query: a mapping, pairs or text; lists repeat, None is left out.
    - `data`: the content: a mapping or pairs (a form), text, bytes, the path of a file, an open
      file, or an iterator of bytes (chunked); files and iterators of an `AsyncSession` may be asynchronous.
    - `json`: a JSON value, sent as application/json.
    - `files`: a multipart form: name to an open file, or to (filename, content, type), streamed from disk.
    - `headers`: fields to add or replace; None removes one of the session's.
    - `cookies`: for this request alone.
    - `auth`: (user, password) for Basic, a token, `DigestAuth`, `AnyAuth`, `OAuth2`, `NetrcAuth`, or a callable that
      changes the request.
    - `timeout`: seconds for each phase, (connect, read), `Timeouts`, or None for no limit.
    - `allow_redirects`: follow 301, 302, 303, 307 and 308 (default true).
    - `stream`: return when the head has come; the content is read by the caller.
    - `verify`: true (the system's trust), false (none), a file or folder of CA certificates, PEM as text or bytes, or
      an `ssl.SSLContext` that is used as it is.
    - `cert`: the client's certificate: a PEM file, (certificate, key), or one from memory.
    - `on_upload`, `on_download`: called with the bytes moved so far and the total, None where unknown.
    - `on_interim`: called with each interim response, such as 103.
    - `max_content`: the greatest decoded content in bytes.
    - `digest`: add the Content-Digest of what is sent, by "sha-256" or "sha-512" (RFC 9530).
    - `verify_digest`: compare the content with Content-Digest or Repr-Digest, where the server sends them (RFC 9530).
    - `max_ratio`: how many decoded bytes may come of each received one, beyond the first MB (default 500).
    - `retries`: how often a request that failed is sent again, or a policy, `Retries`; None for never.
    - `cancel`: a `CancelToken`, by which any thread breaks the request off.
    - `cache`: how a session with a cache uses it: "default", "no-store", "reload", "no-cache", "force-cache",
      "only-if-cached", as the Fetch standard names the modes.
    - `proxies`: a URL or `antiphon.Proxy` for all, a mapping from schemes to these, False for none.
    """

    params: Any
    data: Any
    json: Any
