"""What the page about migrating says of other libraries is so: each line of its tables, compared."""

from __future__ import annotations

import asyncio
import gzip
import inspect
import json
import pickle
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import certifi
import httpx
import pytest
from urllib3.exceptions import InsecureRequestWarning
from urllib3.util.retry import Retry

import antiphon
import requests
from antiphon.demo.application import application

from ..client.peers import OK, Link, Peer, Script, always, redirect, response
from ..server.running import Running
from .test_documents import ROOT

pytestmark = pytest.mark.usefixtures("nothing_around")

NAMES = ("requests", "httpx", "aiohttp", "antiphon")
SHORT = 0.1
AMPLE = 30


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with Running(application) as server:
        yield server.url


async def _with_aiohttp(method: str, url: str, read: str, session: dict[str, Any], options: dict[str, Any]) -> Any:
    async with aiohttp.ClientSession(**session) as client, client.request(method, url, **options) as answer:
        found = getattr(answer, read)
        return await found() if callable(found) else found


def aio(method: str, url: str, read: str = "text", session: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return what `read` of aiohttp's response gives."""
    return asyncio.run(_with_aiohttp(method, url, read, session or {}, options))


def texts(method: str, url: str, **options: Any) -> dict[str, Any]:
    """Return what each library reads as text of a response, redirects followed."""
    return {
        "requests": requests.request(method, url, **options).text,
        "httpx": httpx.request(method, url, follow_redirects=True, **options).text,
        "aiohttp": aio(method, url, **options),
        "antiphon": antiphon.request(method, url, **options).text,
    }


def error_of(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:
        call()
    return caught.value


def test_the_page_names_the_versions_that_are_compared() -> None:
    text = (ROOT / "docs" / "migrating.md").read_text("utf-8")
    shown = [module.__version__.rpartition(".")[0] for module in (requests, httpx, aiohttp)]
    assert f"requests {shown[0]}, httpx {shown[1]} and aiohttp {shown[2]}" in text


# -- limits and defaults -------------------------------------------------------------------------------------------


def test_default_limits_of_time() -> None:
    assert inspect.signature(requests.Session.request).parameters["timeout"].default is None
    with httpx.Client() as client:
        assert client.timeout == httpx.Timeout(5)
    limits = aiohttp.client.DEFAULT_TIMEOUT
    assert (limits.total, limits.sock_connect, limits.sock_read) == (300, 30, None)
    ours = antiphon.Timeouts()
    assert (ours.connect, ours.read, ours.write, ours.pool, ours.total) == (10, 30, 30, 30, 300)


def test_default_numbers() -> None:
    adapter = inspect.signature(requests.adapters.HTTPAdapter).parameters
    assert (requests.Session().max_redirects, adapter["pool_maxsize"].default) == (30, 10)
    assert adapter["pool_block"].default is False
    assert inspect.signature(aiohttp.ClientSession._request).parameters["max_redirects"].default == 10
    limits = httpx._config.DEFAULT_LIMITS
    assert (limits.max_keepalive_connections, limits.keepalive_expiry) == (20, 5)
    assert antiphon.Session().max_redirects == 20
    assert antiphon.PoolLimits() == antiphon.PoolLimits(connections=100, idle_seconds=90)


def test_names_that_the_tables_speak_of() -> None:
    policy = inspect.signature(Retry).parameters.keys()
    named = {"total", "status_forcelist", "allowed_methods", "backoff_factor", "backoff_max", "backoff_jitter"}
    assert named | {"respect_retry_after_header", "retry_after_max", "raise_on_status"} <= policy
    assert inspect.signature(antiphon.Retries).parameters.keys() >= {"most", "statuses", "methods", "longest_backoff"}
    connector = inspect.signature(aiohttp.TCPConnector).parameters.keys()
    assert {"limit", "keepalive_timeout", "limit_per_host", "ttl_dns_cache", "resolver", "local_addr"} <= connector
    assert inspect.signature(httpx.HTTPTransport).parameters.keys() >= {"local_address", "uds", "retries", "proxy"}
    assert hasattr(aiohttp, "DigestAuthMiddleware") and hasattr(aiohttp.CookieJar, "save")


# -- what is sent --------------------------------------------------------------------------------------------------


def test_params(demo: str) -> None:
    url = f"{demo}echo?x=1"
    params: Any = {"a": [1, 2], "n": None}
    assert requests.get(url, params).json()["target"] == "/echo?x=1&a=1&a=2"
    assert httpx.get(url, params=params).json()["target"] == "/echo?a=1&a=2&n="
    assert antiphon.get(url, params).json()["target"] == "/echo?x=1&a=1&a=2"
    assert isinstance(error_of(lambda: aio("GET", url, params={"n": None})), TypeError)
    assert isinstance(error_of(lambda: aio("GET", url, params={"n": True})), TypeError)
    assert httpx.get(url, params={"b": True}).json()["target"] == "/echo?b=true"
    assert antiphon.get(url, {"b": True}).json()["target"] == "/echo?x=1&b=True"


def test_params_of_session_and_request(demo: str) -> None:
    with requests.Session() as theirs:
        theirs.params = {"a": "1"}
        assert theirs.get(f"{demo}echo", params={"a": "2"}).json()["target"] == "/echo?a=2"
    with httpx.Client(params={"a": "1"}) as client:
        assert client.get(f"{demo}echo", params={"a": "2"}).json()["target"] == "/echo?a=2"
    with antiphon.Session(params={"a": "1"}) as ours:
        assert ours.get(f"{demo}echo", params={"a": "2"}).json()["target"] == "/echo?a=2"


def test_what_is_right_in_a_url_stays(demo: str) -> None:
    url = f"{demo}echo?x=%7E%2C"
    assert aio("GET", url, "json")["target"] == "/echo?x=~,"
    assert antiphon.get(url).json()["target"] == "/echo?x=%7E%2C"


def test_json_and_data(demo: str) -> None:
    url = f"{demo}echo"
    value: Any = {"n": "é", "b": 1}
    assert requests.post(url, json=value).json()["content"] == '{"n": "\\u00e9", "b": 1}'
    assert antiphon.post(url, json=value).json()["content"] == '{"n":"é","b":1}'
    assert requests.post(url, data={"a": 1}, json=value).json()["content"] == "a=1"
    assert isinstance(error_of(lambda: antiphon.post(url, data={"a": 1}, json=value)), antiphon.UsageError)
    assert isinstance(error_of(lambda: requests.post(url, json=float("nan"))), requests.exceptions.InvalidJSONError)
    assert isinstance(error_of(lambda: antiphon.post(url, json=float("nan"))), antiphon.UsageError)


def test_a_form_with_files_of_requests_is_in_memory() -> None:
    prepared = requests.Request("POST", "http://shop.test/", files={"a": b"content"}).prepare()
    assert isinstance(prepared.body, bytes)


def test_base_url(demo: str) -> None:
    def asked(base: str, reference: str) -> Any:
        with antiphon.Session(base_url=demo + base) as session:
            return session.get(reference).json()["target"]

    with httpx.Client(base_url=demo + "nothing") as client:
        assert client.get("/echo").request.url.path == "/nothing/echo"
    assert asked("nothing", "/echo") == asked("nothing", "echo") == asked("", "echo") == "/echo"
    no_slash = error_of(lambda: aio("GET", "echo", session={"base_url": demo + "nothing"}))
    assert isinstance(no_slash, ValueError) and "trailing" in str(no_slash)


# -- redirects -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_only_post_becomes_get_by_302(demo: str, method: str) -> None:
    url = f"{demo}redirect/302?to=/echo"
    seen = {name: json.loads(text)["method"] for name, text in texts(method, url).items()}
    assert seen == {"requests": "GET", "httpx": "GET", "aiohttp": method, "antiphon": method}
    assert {json.loads(text)["method"] for text in texts("POST", url).values()} == {"GET"}


def test_head_follows_redirects(demo: str) -> None:
    url = f"{demo}redirect/302"

    async def head() -> int:
        async with aiohttp.ClientSession() as session, session.head(url) as answer:
            return answer.status

    found = (requests.head(url).status_code, httpx.get(url).status_code, asyncio.run(head()))
    assert found == (302, 302, 302) and antiphon.head(url).status_code == 200


def test_what_goes_to_another_origin() -> None:
    secrets = {"Authorization": "Bearer t", "Cookie": "c=1", "X-Api-Key": "k"}
    with Peer(always(OK)) as other, Peer(always(redirect(302, other.at("localhost")))) as first:
        texts("GET", first.url, headers=secrets)
        gone = [[name for name in secrets if name.lower() in seen.fields] for seen in other.requests]
        assert dict(zip(NAMES, gone, strict=True)) == {
            "requests": ["X-Api-Key"],
            "httpx": ["X-Api-Key"],
            "aiohttp": ["X-Api-Key"],
            "antiphon": [],
        }
        other.requests.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            texts("GET", first.url, cookies={"c": "1"})
        assert ["cookie" in seen.fields for seen in other.requests] == [True, True, False, False]


# -- the environment -----------------------------------------------------------------------------------------------


def test_verify_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "bundle.pem")
    theirs = requests.Session()
    theirs.verify = False
    assert theirs.merge_environment_settings("https://shop.test/", {}, None, None, None)["verify"] == "bundle.pem"
    with Running(application, tls=True) as server:
        with antiphon.Session() as ours:
            ours.verify = False
            assert ours.get(f"{server.url}hello").ok
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with pytest.warns(InsecureRequestWarning):
            requests.get(f"{server.url}hello", verify=False)


def test_netrc_and_authorization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(file))
    with Peer(always(OK)) as peer:
        requests.get(peer.url, headers={"Authorization": "Bearer mine"})
        antiphon.get(peer.url, headers={"Authorization": "Bearer mine"})
        assert [seen.fields["authorization"][:6] for seen in peer.requests] == ["Basic ", "Bearer"]
        peer.requests.clear()
        texts("GET", peer.url)
        sent = ["authorization" in seen.fields for seen in peer.requests]
        assert dict(zip(NAMES, sent, strict=True)) == dict(zip(NAMES, (True, False, False, True), strict=True))
        aio("GET", peer.url, session={"trust_env": True})
        assert "authorization" in peer.requests[-1].fields


def test_proxies_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://shop.test/"
    with (
        Peer(always(response(b"environment"))) as around,
        Peer(always(response(b"mine"))) as mine,
        Peer(always(response(b"origin"))) as origin,
    ):
        monkeypatch.setenv("HTTP_PROXY", around.url)
        with requests.Session() as theirs, antiphon.Session(proxies={"http": mine.url}) as ours:
            theirs.proxies = {"http": mine.url}
            assert (theirs.get(url).text, ours.get(url).text) == ("environment", "mine")
        assert (requests.get(url).text, httpx.get(url).text, antiphon.get(url).text) == ("environment",) * 3
        assert isinstance(error_of(lambda: aio("GET", url)), aiohttp.ClientConnectorDNSError)
        assert aio("GET", url, session={"trust_env": True}) == "environment"
        assert isinstance(error_of(lambda: antiphon.get(url, proxies=False)), antiphon.ResolveError)
        here = (requests.get(origin.url).text, httpx.get(origin.url).text, antiphon.get(origin.url).text)
        assert here == ("environment", "environment", "origin")


# -- cookies -------------------------------------------------------------------------------------------------------


def test_a_cookie_for_a_public_suffix() -> None:
    url = "http://shop.co.uk/"
    with Peer(always(response(b"", "Set-Cookie: a=1; Domain=co.uk"))) as proxy:
        with requests.Session() as one, httpx.Client(proxy=proxy.url) as two, antiphon.Session(proxies=proxy.url) as us:
            one.proxies = {"http": proxy.url}
            for client in (one, two, us):
                client.get(url)
            assert [cookie.domain for cookie in (*one.cookies, *two.cookies.jar)] == [".co.uk", ".co.uk"]
            assert dict(us.cookies) == {}

        async def domains() -> list[str]:
            async with aiohttp.ClientSession() as session, session.get(url, proxy=proxy.url):
                return [cookie["domain"] for cookie in session.cookie_jar]

        assert asyncio.run(domains()) == ["co.uk"]


def test_a_cookie_of_an_address() -> None:
    with Peer(always(response(b"", "Set-Cookie: a=1"))) as peer:

        async def kept() -> int:
            async with aiohttp.ClientSession() as session, session.get(peer.url):
                return len(session.cookie_jar)

        with antiphon.Session() as session:
            session.get(peer.url)
            assert (asyncio.run(kept()), dict(session.cookies)) == (0, {"a": "1"})


# -- responses -----------------------------------------------------------------------------------------------------


def test_text_without_a_charset(demo: str) -> None:
    with Peer(always(response("é".encode(), "Content-Type: text/plain"))) as peer:
        assert list(texts("GET", peer.url).values()) == ["Ã©", "é", "é", "é"]
    with Peer(always(response(b"\xe9", "Content-Type: text/plain"))) as peer:
        assert isinstance(error_of(lambda: aio("GET", peer.url)), UnicodeDecodeError)
        assert antiphon.get(peer.url).text == "\ufffd"
    assert (requests.get(f"{demo}bytes/3").encoding, antiphon.get(f"{demo}bytes/3").encoding) == (None, "utf-8")


def test_lines_of_the_same_name() -> None:
    with Peer(always(response(b"", "A: 1", "A: 2"))) as peer:
        assert aio("GET", peer.url, "headers")["a"] == "1"
        ours = antiphon.get(peer.url).headers
        assert (ours["a"], ours.get_all("a")) == ("1, 2", ["1", "2"])


def test_truth_and_raise_for_status(demo: str) -> None:
    missing = f"{demo}status/404"
    assert not requests.get(missing) and httpx.get(missing) and not antiphon.get(missing)
    theirs: Any = requests.get(demo)
    assert theirs.raise_for_status() is None and antiphon.get(demo).raise_for_status().ok
    assert isinstance(error_of(httpx.get(f"{demo}redirect/302").raise_for_status), httpx.HTTPStatusError)
    assert antiphon.get(f"{demo}redirect/302", allow_redirects=False).raise_for_status().status_code == 302
    assert isinstance(httpx.get(demo).url, httpx.URL) and isinstance(antiphon.get(demo).url, str)
    assert aio("GET", missing, "ok") is False
    assert "__bool__" not in vars(aiohttp.ClientResponse)


def test_redirects_and_times_of_httpx(demo: str) -> None:
    assert httpx.get(f"{demo}status/304").is_redirect and not antiphon.get(f"{demo}status/304").is_redirect
    with httpx.stream("GET", demo) as theirs:
        assert isinstance(error_of(lambda: theirs.elapsed), RuntimeError)
        theirs.read()
    assert theirs.elapsed and theirs.headers.get_list("vary") == antiphon.get(demo).headers.get_all("vary")
    with antiphon.get(demo, stream=True) as ours:
        assert ours.elapsed.total_seconds() == pytest.approx(ours.timings.first_byte, abs=1e-6)


def test_a_bomb() -> None:
    bomb = gzip.compress(bytes(4_000_000))
    with Peer(always(response(bomb, "Content-Encoding: gzip"))) as peer:
        assert len(requests.get(peer.url).content) == 4_000_000
        assert type(error_of(lambda: antiphon.get(peer.url))) is antiphon.ContentTooLarge


def test_json_of_another_type() -> None:
    with Peer(always(response(b"[1]", "Content-Type: text/plain"))) as peer:
        assert isinstance(error_of(lambda: aio("GET", peer.url, "json")), aiohttp.ContentTypeError)
        assert antiphon.get(peer.url).json() == [1]


def test_content_after_it_was_streamed(demo: str) -> None:
    with requests.get(demo, stream=True) as theirs:
        list(theirs.iter_content(1000))
        assert isinstance(error_of(lambda: theirs.content), RuntimeError)
    with antiphon.get(demo, stream=True) as ours:
        list(ours.iter_content(1000))
        assert isinstance(error_of(lambda: ours.content), antiphon.StreamConsumed)


def test_names_of_a_response_of_requests(demo: str) -> None:
    ours = antiphon.get(demo)
    public = {name for name in dir(requests.get(demo)) if not name.startswith("_")}
    missing = {name for name in public if not hasattr(ours, name)}
    assert missing == {"apparent_encoding", "is_permanent_redirect", "next", "raw"}


# -- sessions ------------------------------------------------------------------------------------------------------


def test_sessions_as_things() -> None:
    assert pickle.loads(pickle.dumps(requests.Session())).max_redirects == 30
    assert pickle.loads(pickle.dumps(antiphon.Session(max_redirects=7))).max_redirects == 7
    assert isinstance(error_of(aiohttp.ClientSession), RuntimeError)
    antiphon.AsyncSession()


def test_names_without_a_scheme() -> None:
    assert isinstance(error_of(lambda: requests.get("shop.test")), requests.exceptions.MissingSchema)
    assert isinstance(error_of(lambda: httpx.get("shop.test")), httpx.UnsupportedProtocol)
    assert isinstance(error_of(lambda: aio("GET", "shop.test")), aiohttp.InvalidURL)
    assert isinstance(error_of(lambda: antiphon.get("shop.test")), antiphon.ResolveError)


# -- errors --------------------------------------------------------------------------------------------------------


def silent(link: Link) -> None:
    link.request()
    link.wait()


def pausing(link: Link) -> None:
    link.request()
    link.send(OK[:-1])
    link.wait()


def leaving(link: Link) -> None:
    link.request()


def cut_short(link: Link) -> None:
    link.request()
    link.send(OK[:-1])


def no_http(link: Link) -> None:
    link.request()
    link.send(b"what is this\r\n\r\n")


no_gzip = always(response(b"not gzip", "Content-Encoding: gzip"))
in_a_circle = always(redirect(302, "/"))
to_a_file = always(redirect(302, "file:///etc/passwd"))

ERRORS: list[tuple[Script, type[Exception], type[Exception], type[Exception], type[Exception]]] = [
    (silent, requests.ReadTimeout, httpx.ReadTimeout, aiohttp.SocketTimeoutError, antiphon.ReadTimeout),
    (pausing, requests.ConnectionError, httpx.ReadTimeout, aiohttp.ServerTimeoutError, antiphon.ReadTimeout),
    (
        leaving,
        requests.ConnectionError,
        httpx.RemoteProtocolError,
        aiohttp.ServerDisconnectedError,
        antiphon.ConnectionError,
    ),
    (
        cut_short,
        requests.exceptions.ChunkedEncodingError,
        httpx.RemoteProtocolError,
        aiohttp.ClientPayloadError,
        antiphon.BrokenResponse,
    ),
    (
        no_http,
        requests.ConnectionError,
        httpx.RemoteProtocolError,
        aiohttp.ClientResponseError,
        antiphon.BrokenResponse,
    ),
    (
        no_gzip,
        requests.exceptions.ContentDecodingError,
        httpx.DecodingError,
        aiohttp.ClientPayloadError,
        antiphon.DecodingError,
    ),
    (
        in_a_circle,
        requests.TooManyRedirects,
        httpx.TooManyRedirects,
        aiohttp.TooManyRedirects,
        antiphon.TooManyRedirects,
    ),
    (
        to_a_file,
        requests.exceptions.InvalidSchema,
        httpx.UnsupportedProtocol,
        aiohttp.NonHttpUrlRedirectClientError,
        antiphon.BrokenResponse,
    ),
]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("script", "theirs", "of_httpx", "of_aiohttp", "ours"),
    ERRORS,
    ids=["silent", "pausing", "leaving", "cut short", "no HTTP", "no gzip", "in a circle", "to a file"],
)
def test_errors_of_a_server(
    script: Script,
    theirs: type[Exception],
    of_httpx: type[Exception],
    of_aiohttp: type[Exception],
    ours: type[Exception],
) -> None:
    limit = SHORT if script in (silent, pausing) else AMPLE
    patience = aiohttp.ClientTimeout(sock_read=limit)
    with Peer(script) as peer:
        assert type(error_of(lambda: requests.get(peer.url, timeout=limit))) is theirs
        assert type(error_of(lambda: httpx.get(peer.url, timeout=limit, follow_redirects=True))) is of_httpx
        assert isinstance(error_of(lambda: aio("GET", peer.url, timeout=patience)), of_aiohttp)
        assert type(error_of(lambda: antiphon.get(peer.url, timeout=limit))) is ours


def test_errors_of_the_whole_time() -> None:
    with Peer(silent) as peer:
        whole = aiohttp.ClientTimeout(total=SHORT)
        assert isinstance(error_of(lambda: aio("GET", peer.url, timeout=whole)), TimeoutError)
        limits = antiphon.Timeouts(total=SHORT)
        assert type(error_of(lambda: antiphon.get(peer.url, timeout=limits))) is antiphon.TotalTimeout
    assert not issubclass(antiphon.Timeout, TimeoutError) and not issubclass(antiphon.RequestError, OSError)
    assert issubclass(requests.RequestException, OSError) and issubclass(aiohttp.ClientOSError, OSError)
    assert not issubclass(antiphon.UsageError, antiphon.RequestError) and issubclass(antiphon.UsageError, ValueError)


@pytest.mark.parametrize(
    ("url", "theirs", "of_httpx", "of_aiohttp", "ours"),
    [
        (
            "http://127.0.0.1:1/",
            requests.ConnectionError,
            httpx.ConnectError,
            aiohttp.ClientConnectorError,
            antiphon.ConnectionError,
        ),
        (
            "http://nowhere.test/",
            requests.ConnectionError,
            httpx.ConnectError,
            aiohttp.ClientConnectorDNSError,
            antiphon.ResolveError,
        ),
        (
            "foo://shop.test/",
            requests.exceptions.InvalidSchema,
            httpx.UnsupportedProtocol,
            aiohttp.NonHttpUrlClientError,
            antiphon.InvalidURL,
        ),
        (
            "http://",
            requests.exceptions.InvalidURL,
            httpx.UnsupportedProtocol,
            aiohttp.InvalidURL,
            antiphon.InvalidURL,
        ),
    ],
)
def test_errors_of_a_url(
    url: str,
    theirs: type[Exception],
    of_httpx: type[Exception],
    of_aiohttp: type[Exception],
    ours: type[Exception],
) -> None:
    assert type(error_of(lambda: requests.get(url))) is theirs
    assert type(error_of(lambda: httpx.get(url))) is of_httpx
    assert isinstance(error_of(lambda: aio("GET", url)), of_aiohttp)
    assert type(error_of(lambda: antiphon.get(url))) is ours


def test_errors_of_a_proxy() -> None:
    url, proxy = "https://shop.test/", "http://127.0.0.1:1"
    theirs = error_of(lambda: requests.get(url, proxies={"https": proxy}))
    assert type(theirs) is requests.exceptions.ProxyError
    assert isinstance(error_of(lambda: aio("GET", url, proxy=proxy)), aiohttp.ClientProxyConnectionError)
    assert type(error_of(lambda: antiphon.get(url, proxies=proxy))) is antiphon.ProxyError
    with Peer(always(response(b"", status="403 Forbidden"))) as refusing:
        with httpx.Client(proxy=refusing.url) as client:
            assert type(error_of(lambda: client.get(url))) is httpx.ProxyError
        assert isinstance(error_of(lambda: aio("GET", url, proxy=refusing.url)), aiohttp.ClientHttpProxyError)
        assert type(error_of(lambda: antiphon.get(url, proxies=refusing.url))) is antiphon.ProxyError


def test_errors_of_a_certificate() -> None:
    with Running(application, tls=True) as server:
        url = server.url
        assert type(error_of(lambda: requests.get(url))) is requests.exceptions.SSLError
        assert type(error_of(lambda: httpx.get(url))) is httpx.ConnectError
        assert isinstance(error_of(lambda: aio("GET", url)), aiohttp.ClientConnectorCertificateError)
        strangers = antiphon.Session(verify=certifi.where())
        assert type(error_of(lambda: strangers.get(url))) is antiphon.TLSError


def test_errors_of_a_field(demo: str) -> None:
    bad = {"a": "b\r\nc"}
    assert type(error_of(lambda: requests.get(demo, headers=bad))) is requests.exceptions.InvalidHeader
    assert type(error_of(lambda: httpx.get(demo, headers=bad))) is httpx.LocalProtocolError
    assert type(error_of(lambda: antiphon.get(demo, headers=bad))) is antiphon.InvalidField
