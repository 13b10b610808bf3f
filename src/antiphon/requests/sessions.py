"""Sessions: settings, cookies and adapters that requests share, and the way of a request through redirects."""

from __future__ import annotations

import os
import sys
import time
from collections import OrderedDict
from collections.abc import Generator, Mapping, MutableMapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self, Unpack
from urllib.parse import ParseResult

from ._internal_utils import to_native_string
from .adapters import HTTPAdapter
from .auth import _basic_auth_str
from .compat import cookielib, urljoin, urlparse
from .cookies import RequestsCookieJar, cookiejar_from_dict, extract_cookies_to_jar, merge_cookies
from .exceptions import ChunkedEncodingError, ContentDecodingError, InvalidSchema, TooManyRedirects
from .hooks import default_hooks, dispatch_hook
from .models import DEFAULT_REDIRECT_LIMIT, REDIRECT_STATI, PreparedRequest, Request, Response
from .status_codes import codes
from .structures import CaseInsensitiveDict, pairs_of
from .utils import (
    DEFAULT_PORTS,
    default_headers,
    get_auth_from_url,
    get_environ_proxies,
    get_netrc_auth,
    requote_uri,
    resolve_proxies,
    rewind_body,
    should_bypass_proxies,
    to_key_val_list,
)

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    from . import _types as _t
    from .adapters import BaseAdapter

preferred_clock = time.perf_counter if sys.platform == "win32" else time.time
"""What measures `Response.elapsed`."""

_FIELDS_OF_CONTENT = ("Content-Length", "Content-Type", "Transfer-Encoding")


def merge_setting(request_setting: Any, session_setting: Any, dict_class: type = OrderedDict) -> Any:
    """Return what holds for a request: its own setting, or the session's where it has none.

    Two mappings become one, a `dict_class`, in which the request's entries come before the session's; an entry that
    is None is left out.
    """
    if session_setting is None:
        return request_setting
    if request_setting is None:
        return session_setting
    if not (isinstance(session_setting, Mapping) and isinstance(request_setting, Mapping)):
        return request_setting
    merged = dict_class(pairs_of(session_setting))
    if request_setting:
        merged.update(pairs_of(request_setting))
    for name in [name for name, value in pairs_of(merged) if value is None]:
        del merged[name]
    return merged


def merge_hooks(request_hooks: Any, session_hooks: Any, dict_class: type = OrderedDict) -> Any:
    """Return the hooks of a request, or the session's where it has none for a response."""
    if session_hooks is None or session_hooks.get("response") == []:
        return request_hooks
    if request_hooks is None or request_hooks.get("response") == []:
        return session_hooks
    return merge_setting(request_hooks, session_hooks, dict_class)


class SessionRedirectMixin:
    """How redirects are followed. Each step can be overridden."""

    max_redirects: int
    trust_env: bool
    cookies: RequestsCookieJar

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a prepared request; see `Session.send`."""
        raise NotImplementedError

    def get_redirect_target(self, resp: Response) -> str | None:
        """Return where `resp` leads, None where it leads nowhere."""
        if not resp.is_redirect:
            return None
        # Fields are read as Latin-1, but who sends more than ASCII here sends UTF-8.
        return to_native_string(resp.headers["location"].encode("latin1"), "utf8")

    def should_strip_auth(self, old_url: str, new_url: str) -> bool:
        """Tell whether credentials for `old_url` must not go to `new_url`.

        They stay with a host, scheme and port; the step from http to https on their own ports is allowed, too.
        """
        old, new = urlparse(old_url), urlparse(new_url)
        if old.hostname != new.hostname:
            return True
        if old.scheme == new.scheme:
            own = (DEFAULT_PORTS.get(old.scheme), None)
            return old.port != new.port and not (old.port in own and new.port in own)
        is_upgrade = old.scheme == "http" and new.scheme == "https"
        return not (is_upgrade and old.port in (80, None) and new.port in (443, None))

    def resolve_redirects(
        self,
        resp: Response,
        req: PreparedRequest,
        stream: bool = False,
        timeout: _t.TimeoutType = None,
        verify: _t.VerifyType = True,
        cert: _t.CertType = None,
        proxies: dict[str, str] | None = None,
        yield_requests: bool = False,
        **adapter_kwargs: Any,
    ) -> Generator[Response, None, None]:
        """Yield the response after `resp` to `req`, and the one after that, as long as they lead elsewhere.

        With `yield_requests` the requests are yielded instead, and not sent. Raises `TooManyRedirects`, and as `send`.
        """
        followed: list[Response] = []
        target = self.get_redirect_target(resp)
        fragment = _parsed(req).fragment
        while target:
            resp.history = followed[:]
            followed.append(resp)
            _finish(resp)
            if len(resp.history) >= self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.", response=resp)
            resp.close()

            url, fragment = _followed(resp.url, target, fragment)
            req, proxies = _following(self, req, resp, url, proxies)
            if yield_requests:
                yield req  # type: ignore[misc]
                continue
            resp = self.send(
                req,
                stream=stream,
                timeout=timeout,
                verify=verify,
                cert=cert,
                proxies=proxies,
                allow_redirects=False,
                **adapter_kwargs,
            )
            extract_cookies_to_jar(self.cookies, req, resp.raw)
            target = self.get_redirect_target(resp)
            yield resp

    def rebuild_auth(self, prepared_request: PreparedRequest, response: Response) -> None:
        """Drop credentials that must not go to the request's URL, and add those that netrc has for it."""
        url: Any = prepared_request.url
        origin: Any = response.request.url
        if "Authorization" in prepared_request.headers and self.should_strip_auth(origin, url):
            del prepared_request.headers["Authorization"]
        found = get_netrc_auth(url) if self.trust_env else None
        if found is not None:
            prepared_request.prepare_auth(found)

    def rebuild_proxies(self, prepared_request: PreparedRequest, proxies: dict[str, str] | None) -> dict[str, str]:
        """Return the proxies for the request's URL, the environment considered, and set the credentials for its own.

        For https the adapter tells them to the proxy, where the server does not see them.
        """
        scheme = _parsed(prepared_request).scheme
        found = resolve_proxies(prepared_request, proxies, self.trust_env)
        headers = prepared_request.headers
        headers.pop("Proxy-Authorization", None)
        user, password = get_auth_from_url(found[scheme]) if scheme in found else (None, None)
        if user and password and not scheme.startswith("https"):
            headers["Proxy-Authorization"] = _basic_auth_str(user, password)
        return found

    def rebuild_method(self, prepared_request: PreparedRequest, response: Response) -> None:
        """Set the method of the request after `response`, in the way of browsers (RFC 9110 §15.4)."""
        method, status = prepared_request.method, response.status_code
        if status in (codes.see_other, codes.found):
            becomes_get = method != "HEAD"
        else:
            becomes_get = status == codes.moved and method == "POST"
        if becomes_get:
            prepared_request.method = "GET"


def _following(
    session: SessionRedirectMixin, req: PreparedRequest, resp: Response, url: str, proxies: dict[str, str] | None
) -> tuple[PreparedRequest, dict[str, str]]:
    """Return the request for `url` after `resp` to `req`, and its proxies."""
    following = req.copy()
    headers = following.headers
    following.url = url
    session.rebuild_method(following, resp)
    if resp.status_code not in (codes.temporary_redirect, codes.permanent_redirect):
        for name in _FIELDS_OF_CONTENT:
            headers.pop(name, None)
        following.body = None

    headers.pop("Cookie", None)
    jar: Any = following._cookies
    extract_cookies_to_jar(jar, req, resp.raw)
    merge_cookies(jar, session.cookies)
    following.prepare_cookies(jar)

    proxies = session.rebuild_proxies(following, proxies)
    session.rebuild_auth(following, resp)
    if following._body_position is not None and ("Content-Length" in headers or "Transfer-Encoding" in headers):
        rewind_body(following)
    return following, proxies


def _parsed(request: PreparedRequest) -> ParseResult:
    return urlparse(request.url or "")


def _finish(response: Response) -> None:
    """Read what is left of `response`, so that its connection can serve the next request."""
    try:
        _ = response.content
    except (ChunkedEncodingError, ContentDecodingError, RuntimeError):
        response.raw.read(decode_content=False)


def _followed(base: str, target: str, fragment: str) -> tuple[str, str]:
    """Return where `target` leads from `base`, and the fragment to inherit from there on (RFC 9110 §10.2.2)."""
    if target.startswith("//"):
        target = f"{urlparse(base).scheme}:{target}"
    parts = urlparse(target)
    if parts.fragment:
        fragment = parts.fragment
    elif fragment:
        parts = parts._replace(fragment=fragment)
    url = requote_uri(parts.geturl())
    return url if parts.netloc else urljoin(base, url), fragment


class Session(SessionRedirectMixin):
    """Settings, cookies and connections that requests share.

    What is set here holds for each request unless it says otherwise: `headers`, `auth`, `proxies` (URL by scheme),
    `hooks`, `params`, `stream`, `verify` (true, false, or a file or folder of CA certificates), `cert` (a file, or
    certificate and key), `cookies`. `max_redirects` limits redirects; `trust_env` lets the environment and netrc speak.
    `adapters` do the sending, each for the URLs that begin with its prefix.
    """

    headers: CaseInsensitiveDict[str]
    auth: _t.AuthType
    proxies: dict[str, str]
    hooks: dict[str, list[_t.HookType]]
    params: MutableMapping[str, Any]
    stream: bool
    verify: _t.VerifyType | None
    cert: _t.CertType
    max_redirects: int
    trust_env: bool
    cookies: RequestsCookieJar
    adapters: MutableMapping[str, BaseAdapter]

    __attrs__: list[str] = [  # noqa: RUF012  (a list in requests, and so to whoever adds to it)
        "headers",
        "cookies",
        "auth",
        "proxies",
        "hooks",
        "params",
        "verify",
        "cert",
        "adapters",
        "stream",
        "trust_env",
        "max_redirects",
    ]

    def __init__(self) -> None:
        self.headers = default_headers()
        self.auth = None
        self.proxies = {}
        self.hooks = default_hooks()
        self.params = {}
        self.stream = False
        self.verify = True
        self.cert = None
        self.max_redirects = DEFAULT_REDIRECT_LIMIT
        self.trust_env = True
        self.cookies = cookiejar_from_dict({})
        self.adapters = OrderedDict()
        self.mount("https://", HTTPAdapter())
        self.mount("http://", HTTPAdapter())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name, None) for name in self.__attrs__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    # -- making a request ----------------------------------------------------------------------------------------------

    def prepare_request(self, request: Request) -> PreparedRequest:
        """Return what is sent for `request`, the session's settings applied. Raises as `PreparedRequest.prepare`."""
        cookies = _merged_cookies(self.cookies, request.cookies)
        auth = request.auth
        if self.trust_env and not auth and not self.auth:
            auth = get_netrc_auth(request.url)  # type: ignore[arg-type]
        prepared = PreparedRequest()
        prepared.prepare(
            method=request.method.upper(),  # type: ignore[union-attr]
            url=request.url,
            files=request.files,
            data=request.data,
            json=request.json,
            headers=merge_setting(request.headers, self.headers, dict_class=CaseInsensitiveDict),
            params=merge_setting(request.params, self.params),
            auth=merge_setting(auth, self.auth),
            cookies=cookies,
            hooks=merge_hooks(request.hooks, self.hooks),
        )
        return prepared

    def request(
        self,
        method: str,
        url: _t.UriType,
        params: _t.ParamsType = None,
        data: _t.DataType = None,
        headers: _t.HeadersType = None,
        cookies: RequestsCookieJar | CookieJar | dict[str, str] | None = None,
        files: _t.FilesType = None,
        auth: _t.AuthType = None,
        timeout: _t.TimeoutType = None,
        allow_redirects: bool = True,
        proxies: dict[str, str] | None = None,
        hooks: _t.HooksInputType | None = None,
        stream: bool | None = None,
        verify: _t.VerifyType | None = None,
        cert: _t.CertType = None,
        json: _t.JsonType = None,
    ) -> Response:
        """Make a request, send it, follow redirects, and return the last response.

        What makes the request (`params` … `auth`, `hooks`, `json`) is as in `Request`. `timeout` is seconds for
        connecting and for each read, or a pair of both; None waits for ever. `stream` leaves the content to be read
        by the caller. `proxies`, `verify` and `cert` are as in `Session`.

        Raises a `RequestException`.
        """
        request = Request(
            method=method.upper(),
            url=url,
            headers=headers,
            files=files,
            data=data or {},
            json=json,
            params=params or {},
            auth=auth,
            cookies=cookies,
            hooks=hooks,
        )
        prepared = self.prepare_request(request)
        settings = self.merge_environment_settings(
            prepared.url,  # type: ignore[arg-type]
            proxies or {},
            stream,
            verify,
            cert,
        )
        options = {"timeout": timeout, "allow_redirects": allow_redirects, **settings}
        return self.send(prepared, **options)

    def get(self, url: _t.UriType, params: _t.ParamsType = None, **kwargs: Unpack[_t.GetKwargs]) -> Response:
        """Read a resource (RFC 9110 §9.3.1). Takes what `request` takes."""
        kwargs.setdefault("allow_redirects", True)
        return self.request("GET", url, params=params, **kwargs)

    def options(self, url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
        """Ask what can be done with a resource (RFC 9110 §9.3.7). Takes what `request` takes."""
        kwargs.setdefault("allow_redirects", True)
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
        """Read a resource's fields alone (RFC 9110 §9.3.2). Takes what `request` takes; follows no redirect."""
        kwargs.setdefault("allow_redirects", False)
        return self.request("HEAD", url, **kwargs)

    def post(
        self, url: _t.UriType, data: _t.DataType = None, json: _t.JsonType = None, **kwargs: Unpack[_t.PostKwargs]
    ) -> Response:
        """Have a resource process the content (RFC 9110 §9.3.3). Takes what `request` takes."""
        return self.request("POST", url, data=data, json=json, **kwargs)

    def put(self, url: _t.UriType, data: _t.DataType = None, **kwargs: Unpack[_t.DataKwargs]) -> Response:
        """Create or replace a resource (RFC 9110 §9.3.4). Takes what `request` takes."""
        return self.request("PUT", url, data=data, **kwargs)

    def patch(self, url: _t.UriType, data: _t.DataType = None, **kwargs: Unpack[_t.DataKwargs]) -> Response:
        """Change a part of a resource (RFC 5789). Takes what `request` takes."""
        return self.request("PATCH", url, data=data, **kwargs)

    def delete(self, url: _t.UriType, **kwargs: Unpack[_t.RequestKwargs]) -> Response:
        """Remove a resource (RFC 9110 §9.3.5). Takes what `request` takes."""
        return self.request("DELETE", url, **kwargs)

    # -- sending it ----------------------------------------------------------------------------------------------------

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a prepared request and return the last response to it.

        `kwargs` are `stream`, `timeout`, `verify`, `cert`, `proxies` and `allow_redirects`; what is left out is the
        session's. Raises ValueError for a `Request`, and a `RequestException`.
        """
        kwargs.setdefault("stream", self.stream)
        kwargs.setdefault("verify", self.verify)
        kwargs.setdefault("cert", self.cert)
        if "proxies" not in kwargs:
            kwargs["proxies"] = resolve_proxies(request, self.proxies, self.trust_env)
        _refuse_unprepared(request)
        follows = kwargs.pop("allow_redirects", True)
        response = _exchange(self, request, kwargs)
        if follows:
            response = _last(self, response, request, kwargs)
        else:
            response._next = next(self.resolve_redirects(response, request, yield_requests=True, **kwargs), None)  # type: ignore[assignment]
        if not kwargs.get("stream"):
            _ = response.content
        return response

    def merge_environment_settings(
        self,
        url: str,
        proxies: dict[str, str] | None,
        stream: bool | None,
        verify: _t.VerifyType | None,
        cert: _t.CertType,
    ) -> dict[str, Any]:
        """Return the settings for a request to `url`: its own, the environment's, the session's, in this order.

        `proxies` takes what the environment says.
        """
        if self.trust_env:
            if proxies is not None:
                for scheme, proxy in get_environ_proxies(url, no_proxy=proxies.get("no_proxy")).items():
                    proxies.setdefault(scheme, proxy)
            if verify is True or verify is None:
                verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or verify
        return {
            "proxies": merge_setting(proxies, self.proxies),
            "stream": merge_setting(stream, self.stream),
            "verify": merge_setting(verify, self.verify),
            "cert": merge_setting(cert, self.cert),
        }

    # -- adapters ------------------------------------------------------------------------------------------------------

    def get_adapter(self, url: str) -> BaseAdapter:
        """Return the adapter with the longest prefix of `url`. Raises `InvalidSchema` without one."""
        lowered = url.lower()
        for prefix, adapter in self.adapters.items():
            if lowered.startswith(prefix.lower()):
                return adapter
        raise InvalidSchema(f"No connection adapters were found for {url!r}")

    def mount(self, prefix: str, adapter: BaseAdapter) -> None:
        """Have `adapter` send what goes to URLs that begin with `prefix`; the longest prefix counts."""
        self.adapters[prefix] = adapter
        for shorter in [known for known in self.adapters if len(known) < len(prefix)]:
            self.adapters[shorter] = self.adapters.pop(shorter)

    def close(self) -> None:
        """Close all adapters, and so all connections."""
        for adapter in self.adapters.values():
            adapter.close()


def _merged_cookies(
    shared: CookieJar, own: RequestsCookieJar | CookieJar | dict[str, str] | None
) -> RequestsCookieJar | CookieJar | None:
    """Return a jar with the cookies of a session and those of a request, None without any."""
    if not own and type(shared) is RequestsCookieJar and not shared._cookies:  # type: ignore[attr-defined]
        return None
    own = own or {}
    if not isinstance(own, cookielib.CookieJar):
        own = cookiejar_from_dict(own)
    return merge_cookies(merge_cookies(RequestsCookieJar(), shared), own)


def _exchange(session: Session, request: PreparedRequest, options: dict[str, Any]) -> Response:
    """Return what an adapter and the hooks make of `request`; keep the cookies."""
    hooks = request.hooks
    adapter = session.get_adapter(url=request.url)  # type: ignore[arg-type]
    started = preferred_clock()
    response = adapter.send(request, **options)
    response.elapsed = timedelta(seconds=preferred_clock() - started)
    response = dispatch_hook("response", hooks, response, **options)
    for earlier in response.history or ():
        # A hook has sent requests of its own, as digest authentication does.
        extract_cookies_to_jar(session.cookies, earlier.request, earlier.raw)
    extract_cookies_to_jar(session.cookies, request, response.raw)
    return response


def _last(session: Session, response: Response, request: PreparedRequest, options: dict[str, Any]) -> Response:
    """Return the response at the end of the redirects, with all before it as its history."""
    chain = [response, *session.resolve_redirects(response, request, **options)]
    if len(chain) > 1:
        response = chain.pop()
        response.history = chain
    return response


def _refuse_unprepared(request: object) -> None:
    if isinstance(request, Request):
        raise ValueError("You can only send PreparedRequests.")


def session() -> Session:
    """Return a `Session`; an old name."""
    return Session()
