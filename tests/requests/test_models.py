"""What a request becomes before it is sent, and what a response tells, as requests has it."""

from __future__ import annotations

import io
import pickle
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3.filepost
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError, SSLError

from .both import facts_of_request, modules, outcome, plain, public_names, raw_response, signature

real, ours = modules()
BOTH = [pytest.param(real, id="requests"), pytest.param(ours, id="antiphon")]

NAMES_OF_ANNOTATIONS = {"TYPE_CHECKING", "Any", "Callable", "Final", "Generator", "Iterable", "Iterator", "Literal"} | {
    "Mapping",
    "MutableMapping",
    "cast",
    "overload",
    "_SupportsRead",
    "_is_prepared",
}


@pytest.fixture(autouse=True)
def _same_boundary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib3.filepost, "choose_boundary", lambda: "the-boundary")


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".models", ".sessions", ".api", ""])
def test_every_name_of_the_module_is_there(name: str) -> None:
    theirs, mine = modules(name)

    assert public_names(theirs) - NAMES_OF_ANNOTATIONS <= set(vars(mine))


@pytest.mark.parametrize("name", [".models", ".sessions", ".api", ""])
def test_every_function_takes_the_same(name: str) -> None:
    theirs, mine = modules(name)
    differing = {
        one: (signature(getattr(theirs, one)), signature(getattr(mine, one)))
        for one in public_names(theirs) - NAMES_OF_ANNOTATIONS
        if signature(getattr(theirs, one)) != signature(getattr(mine, one))
    }

    assert not differing


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (".models", "RequestEncodingMixin"),
        (".models", "RequestHooksMixin"),
        (".models", "Request"),
        (".models", "PreparedRequest"),
        (".models", "Response"),
        (".sessions", "SessionRedirectMixin"),
        (".sessions", "Session"),
    ],
)
def test_every_member_is_there_and_takes_the_same(module: str, name: str) -> None:
    theirs, mine = (getattr(one, name) for one in modules(module))

    for member, value in vars(theirs).items():
        if member.startswith("__") and member not in ("__init__", "__iter__", "__bool__", "__nonzero__", "__attrs__"):
            continue
        assert type(vars(mine)[member]) is type(value), member
        assert signature(getattr(mine, member)) == signature(getattr(theirs, member)), member
    # What a subclass adds must not meet anything of ours.
    assert {member for member in vars(mine) if not member.startswith("__")} <= set(vars(theirs))
    assert getattr(mine, "__attrs__", None) == getattr(theirs, "__attrs__", None)
    assert [one.__name__ for one in mine.__mro__] == [one.__name__ for one in theirs.__mro__]


# -- a request before it is sent ---------------------------------------------------------------------------------------


def prepared(library: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what the request of the arguments that `make` makes, anew for each package, says once prepared."""
    arguments = {"method": "POST", "url": "http://host/", **make()}
    return facts_of_request(library.Request(**arguments).prepare())


def assert_same(make: Callable[[], dict[str, Any]]) -> None:
    assert outcome(lambda: prepared(ours, make)) == outcome(lambda: prepared(real, make))


URLS: tuple[Any, ...] = (
    "http://host",
    "http://host/",
    "HTTP://HOST:80/%7ea/../b?x=é#f g",
    "https://host:8443/a;p=1/b?q=1&q=2#top",
    "  http://host/ x ",
    "\thttp://host/",
    b"http://host/\xc3\xa9",
    b"http://host/\xff",
    "http://user:p%20x@host/",
    "http://user@host/",
    "http://user:@host/",
    "http://@host/",
    "http://a:b:c@host/",
    "http://a@b@host/",
    "http://*.host/",
    "http://.host/",
    "http://host./",
    "http://Königsgäßchen.de/straße",
    "http://xn--knigsgchen-b4a3dun.de/",
    "http://☃.net/",
    "http://☃​.com",
    "http://\xa0host/",
    "http://host:99999/",
    "http://host:0/",
    "http://host:/",
    "http://host:port/",
    "http://[::1]:8080/a",
    "http://[fe80::1%25eth0]/",
    "http://[::1",
    "http://",
    "http:///path",
    "http:/path",
    "http:path",
    "http",
    "host/path",
    "host:80/path",
    "/path",
    "//host/path",
    "",
    None,
    5,
    "mailto:somebody@host",
    "data:text/plain,x y",
    "file:///tmp/x y",
    "ftp://host/",
    "httpx://host/ä",
    "http+unix://%2Fvar%2Frun%2Fsocket/x",
    "http://host/%zz%41%2f?a=%zz",
    "http://host/%",
    "http://host/100%25/%e4",
    'http://host/a|b?c=<d>&e="f"^`{}',
    "http://host/a?b#c#d",
    "http://host?query",
    "http://host#fragment",
    "http://host/a//b/./c/../d",
    "http://host\\evil/",
    "http://host/\r\nX: y",
    "http://127.1/",
    "http://0x7f.1/",
)
PARAMS: tuple[Any, ...] = (
    None,
    {},
    {"a": "b", "c": ["d", None, "é"], "e": None, "f": 5, b"g": b"\xff"},
    [("a", 1), ("a", 2)],
    "raw=1&é=ü",
    b"raw=1",
    b"\xff",
    5,
    {"a": {"b": "c"}},
    {"a": ("x", b"y", 3)},
    OrderedDict(a=True),
    {1: 2.5},
    "",
)


@pytest.mark.parametrize("params", PARAMS, ids=range(len(PARAMS)))
@pytest.mark.parametrize("url", URLS, ids=range(len(URLS)))
def test_url_and_params_make_the_same_url(url: Any, params: Any) -> None:
    assert_same(lambda: {"url": url, "params": params})


@given(st.text(max_size=30), st.sampled_from(["http://host/", "http://host/?q=1#f", "http://", "https://host:1", ""]))
def test_any_text_makes_the_same_url(text: str, before: str) -> None:
    assert_same(lambda: {"url": before + text})


@given(st.dictionaries(st.text() | st.binary(), st.text() | st.binary() | st.none() | st.lists(st.text())))
def test_any_params_make_the_same_query(params: dict[Any, Any]) -> None:
    assert_same(lambda: {"params": params, "data": params})


class Unmeasured:
    """A file that tells nothing about itself."""

    def read(self, *_: int) -> bytes:
        return b""


class Lines(Unmeasured):
    """One that can be iterated, too."""

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"a", b"b"])


class Pipe(Lines):
    """One that does not know where it is."""

    def tell(self) -> int:
        raise OSError("a pipe has no position")


class Sized(Lines):
    """One that tells its length."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size


def _half_read() -> io.BytesIO:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    return file


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "nothing": dict,
    "form": lambda: {"data": {"a": "b", "c": ["d", "é"], "e": None}},
    "pairs": lambda: {"data": [("a", "1"), ("a", "2")]},
    "tuple of pairs": lambda: {"data": (("a", "1"),)},
    "a list of texts": lambda: {"data": ["abc"]},
    "short texts": lambda: {"data": ["ab", "cd"]},
    "a set": lambda: {"data": {("a", "b")}},
    "text": lambda: {"data": "tëxt"},
    "bytes": lambda: {"data": b"b\xff"},
    "a bytearray": lambda: {"data": bytearray(b"abc")},
    "a memoryview": lambda: {"data": memoryview(b"abc")},
    "a number": lambda: {"data": 5},
    "an object": lambda: {"data": object()},
    "empty text": lambda: {"data": ""},
    "empty bytes": lambda: {"data": b""},
    "an empty form": lambda: {"data": {}},
    "a file": lambda: {"data": io.BytesIO(b"content")},
    "a file half read": lambda: {"data": _half_read()},
    "an empty file": lambda: {"data": io.BytesIO()},
    "a file of text": lambda: {"data": io.StringIO("tëxt")},
    "a generator": lambda: {"data": (piece for piece in [b"a", b"b"])},
    "an iterator": lambda: {"data": iter([b"a"])},
    "a file that tells nothing": lambda: {"data": Unmeasured()},
    "lines": lambda: {"data": Lines()},
    "a pipe": lambda: {"data": Pipe()},
    "something of length 3": lambda: {"data": Sized(3)},
    "something of length 0": lambda: {"data": Sized(0)},
    "json": lambda: {"json": {"a": [1, None, "é"]}},
    "json 0": lambda: {"json": 0},
    "json false": lambda: {"json": False},
    "json null": lambda: {"json": None},
    "an empty list as json": lambda: {"json": []},
    "empty text as json": lambda: {"json": ""},
    "json beside a form": lambda: {"json": {"a": 1}, "data": {"b": 2}},
    "json beside an empty form": lambda: {"json": {"a": 1}, "data": {}},
    "json beside empty text": lambda: {"json": {"a": 1}, "data": ""},
    "not a number as json": lambda: {"json": float("nan")},
    "infinity as json": lambda: {"json": [float("inf")]},
    "an object as json": lambda: {"json": object()},
    "bytes as json": lambda: {"json": b"x"},
    "a file part": lambda: {"files": {"file": io.BytesIO(b"content")}},
    "parts": lambda: {"files": {"a": "text", "b": b"bytes", "c": bytearray(b"array")}},
    "a named part": lambda: {"files": {"a": ("name.txt", b"content")}},
    "a part with a type": lambda: {"files": [("a", ("name.txt", b"content", "text/plain"))]},
    "a part with fields": lambda: {"files": {"a": ("n", b"c", "text/plain", {"X-Field": "1"})}},
    "a part with an international name": lambda: {"files": {"fïeld": ("nämé.txt", "cöntent")}},
    "a part with a quoted name": lambda: {"files": {'a"b\r\n': ('c"d\\', b"x")}},
    "a part without content": lambda: {"files": {"a": None, "b": ("n", None), "c": "x"}},
    "no part has content": lambda: {"files": {"a": None}},
    "a part without a name": lambda: {"files": {"a": (None, b"content")}},
    "a part of a list": lambda: {"files": {"a": ["n", b"c"]}},
    "a part of one": lambda: {"files": {"a": ("n",)}},
    "a part of five": lambda: {"files": {"a": (1, 2, 3, 4, 5)}},
    "parts beside a form": lambda: {"files": {"f": b"x"}, "data": {"a": ["b", 1, None], b"c": b"d", "e": 2.5}},
    "parts beside text": lambda: {"files": {"f": b"x"}, "data": "text"},
    "parts beside bytes": lambda: {"files": {"f": b"x"}, "data": b"bytes"},
    "parts beside a stream": lambda: {"files": {"f": b"x"}, "data": iter([b"a"])},
    "parts beside json": lambda: {"files": {"f": b"x"}, "json": {"a": 1}},
    "parts as text": lambda: {"files": "text"},
    "parts as pairs of numbers": lambda: {"files": [(1, 2)]},
    "no parts": lambda: {"files": {}},
    "a part of a number": lambda: {"files": {"a": 5}},
}
METHODS = ("GET", "HEAD", "POST", "delete", "PuRgE")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", list(BODIES))
def test_content_is_written_and_framed_the_same(name: str, method: str) -> None:
    assert_same(lambda: {"method": method, **BODIES[name]()})


@pytest.mark.parametrize("name", list(BODIES))
def test_given_content_type_stays(name: str) -> None:
    assert_same(lambda: {"headers": {"content-TYPE": "own/type", "Content-Length": "7"}, **BODIES[name]()})


HEADERS: tuple[Any, ...] = (
    None,
    {},
    {"A": "b", "a": "c"},
    {b"A": b"b"},
    {"A": "b\r\nC: d"},
    {"A": "b\n"},
    {"A\n": "b"},
    {"A:": "b"},
    {" A": "b"},
    {"": "b"},
    {"A": " b"},
    {"A": ""},
    {"A": "\tb"},
    {"é": "ü"},
    {"A": "☃"},
    {b"\xff": "b"},
    {"A": 1},
    {"A": None},
    {1: "b"},
    {"A": ["b"]},
    [("A", "b")],
    "text",
    {"Cookie": "own=1"},
    {"Authorization": "own", "Host": "other"},
)
COOKIES: tuple[Any, ...] = (None, {}, {"a": "b", "c": "d e"}, {"a": None}, {"a": 5}, {"a": 'q"q'}, [("a", "b")], "text")


@pytest.mark.parametrize("cookies", COOKIES, ids=range(len(COOKIES)))
@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
def test_fields_and_cookies_are_written_the_same(headers: Any, cookies: Any) -> None:
    assert_same(lambda: {"headers": headers, "cookies": cookies})


def _signing(request: Any) -> Any:
    request.headers["Signature"] = f"{request.method} {request.url} {request.body}"
    request.body = "longer than before"
    return request


AUTHS: tuple[Any, ...] = (
    None,
    (),
    ("user", "pass"),
    (b"user", b"pass"),
    ("üser", "päss"),
    ("☃", "x"),
    ("", ""),
    ("a", "b", "c"),
    ["user", "pass"],
    "user:pass",
    5,
    _signing,
    lambda request: None,
    lambda request: request.copy(),
)


@pytest.mark.parametrize("auth", AUTHS, ids=range(len(AUTHS)))
@pytest.mark.parametrize("url", ["http://host/", "http://u:p@host/", "http://u@host/", "custom://u:p@host/"])
def test_credentials_are_added_the_same(auth: Any, url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert_same(lambda: {"auth": auth, "url": url, "data": "x"})


HOOKS: tuple[Any, ...] = (
    None,
    {},
    {"response": print},
    {"response": [print, len, 5]},
    {"response": 5},
    {"response": []},
    {"request": print},
    [],
    [("response", print)],
)


@pytest.mark.parametrize("hooks", HOOKS, ids=range(len(HOOKS)))
def test_hooks_are_taken_the_same(hooks: Any) -> None:
    assert_same(lambda: {"hooks": hooks})


@pytest.mark.parametrize("method", [None, "", "get", b"get", "MÉTHOD", 5])
def test_methods_are_taken_the_same(method: Any) -> None:
    assert_same(lambda: {"method": method})


@pytest.mark.parametrize("library", BOTH)
def test_a_request_without_arguments_is_empty(library: Any) -> None:
    request = library.Request()

    assert (request.data, request.files, request.headers, request.params) == ([], [], {}, {})
    assert (request.method, request.url, request.json, request.auth, request.cookies) == (None,) * 5
    assert request.hooks == {"response": []}
    assert repr(request) == "<Request [None]>"


@pytest.mark.parametrize("library", BOTH)
def test_a_prepared_request_begins_with_nothing(library: Any) -> None:
    request = library.PreparedRequest()

    assert (request.method, request.url, request.headers, request.body) == (None, None, None, None)
    assert request.hooks == {"response": []}
    assert (request._cookies, request._body_position) == (None, None)
    assert request.copy().headers is None


@pytest.mark.parametrize("library", BOTH)
def test_a_copy_has_fields_and_cookies_of_its_own(library: Any) -> None:
    request = library.Request("POST", "http://host/", data="x", cookies={"a": "b"}, headers={"A": "1"}).prepare()
    twin = request.copy()
    twin.headers["A"] = "2"
    twin._cookies.clear()

    assert facts_of_request(request)["cookies"] == [("a", "b")]
    assert request.headers["A"] == "1"
    assert twin.hooks is request.hooks
    assert repr(twin) == "<PreparedRequest [POST]>"


@pytest.mark.parametrize("library", BOTH)
def test_a_prepared_request_survives_pickling(library: Any) -> None:
    request = library.Request("POST", "http://host/?a=b", data={"c": "d"}, cookies={"e": "f"}, json=None).prepare()

    assert facts_of_request(pickle.loads(pickle.dumps(request))) == facts_of_request(request)


@pytest.mark.parametrize("library", BOTH)
def test_hooks_are_registered_and_removed(library: Any) -> None:
    request = library.Request()
    request.register_hook("response", print)
    request.register_hook("response", iter([len, "no function"]))

    assert request.hooks["response"] == [print, len]
    assert request.deregister_hook("response", print) is True
    assert request.deregister_hook("response", print) is False
    with pytest.raises(ValueError, match='Unsupported event specified, with event name "other"'):
        request.register_hook("other", print)


@pytest.mark.parametrize("library", BOTH)
def test_an_overridden_host_encoding_is_used(library: Any) -> None:
    class Own(library.PreparedRequest):  # type: ignore[misc]
        @staticmethod
        def _get_idna_encoded_host(host: str) -> str:
            return "own.test"

    request = Own()
    # For http and https urllib3 has encoded the host before anybody asks.
    request.prepare_url("http+own://bücher.test/", None)

    assert request.url == "http+own://own.test/"


# -- a response ------------------------------------------------------------------------------------------------------


def response_of(library: Any, raw: Any = None, **attributes: Any) -> Any:
    response = library.Response()
    response.raw = raw
    response.status_code = 200
    response.url = "http://host/"
    for name, value in attributes.items():
        setattr(response, name, value)
    return response


def assert_both(call: Callable[[Any], Any]) -> None:
    """Check that `call`, given each package, comes to the same."""
    assert outcome(lambda: call(ours)) == outcome(lambda: call(real))


@pytest.mark.parametrize("library", BOTH)
def test_a_new_response_is_empty(library: Any) -> None:
    response = library.Response()

    assert (response.status_code, response.url, response.reason, response.raw, response.encoding) == (None,) * 5
    assert (response.history, dict(response.headers), list(response.cookies)) == ([], {}, [])
    assert response.elapsed.total_seconds() == 0
    assert response.content is None
    assert repr(response) == "<Response [None]>"


REASONS: tuple[Any, ...] = ("Not Found", None, "Komponenten-Fehler ä".encode(), "ä".encode("latin-1"), b"plain")


@pytest.mark.parametrize("status", [0, 100, 199, 200, 299, 304, 399, 400, 404, 499, 500, 599, 600, 999])
@pytest.mark.parametrize("reason", REASONS, ids=range(len(REASONS)))
def test_an_error_status_is_raised_in_the_same_words(status: int, reason: Any) -> None:
    def told(library: Any) -> Any:
        response = response_of(library, status_code=status, reason=reason)
        return bool(response), response.ok, response.__nonzero__(), response.raise_for_status()

    assert_both(told)
    assert_both(lambda library: response_of(library, status_code=status, reason=reason).ok)


@pytest.mark.parametrize("library", BOTH)
def test_the_error_holds_the_messages(library: Any) -> None:
    request = library.Request("GET", "http://host/").prepare()
    response = response_of(library, status_code=418, request=request)

    with pytest.raises(library.HTTPError) as caught:
        response.raise_for_status()

    assert caught.value.response is response
    assert caught.value.request is request


@pytest.mark.parametrize("status", [200, 300, 301, 302, 303, 304, 305, 307, 308, 310])
@pytest.mark.parametrize("fields", [{}, {"Location": "/x"}, {"Location": ""}])
def test_redirects_are_told_the_same(status: int, fields: dict[str, str]) -> None:
    def told(library: Any) -> Any:
        response = response_of(library, status_code=status)
        response.headers.update(fields)
        return response.is_redirect, response.is_permanent_redirect, response.next

    assert_both(told)


LINKS = ("", "<a>; rel=next", '<a>; rel="next", <b>; rel=prev', "<a>", "<a>; title=x", "a", "<a>; rel", ";", "<>; rel=")


@pytest.mark.parametrize("field", LINKS)
def test_links_are_read_the_same(field: str) -> None:
    def told(library: Any) -> Any:
        response = response_of(library)
        response.headers["Link"] = field
        return response.links

    assert_both(told)


CONTENTS = (
    b"",
    b"abc",
    b"a\nb\r\nc\rd\n",
    b"\r\n\r\n",
    "tëxt ☃".encode(),
    b"\xff\xfe\xfd",
    "\x0b\x0c\x1c\u2028x".encode(),
    bytes(range(256)) * 3,
)
SIZES: tuple[Any, ...] = (1, 2, 3, 7, 512, None, 0, "5", 2.5, True)
ENCODINGS = (None, "utf-8", "ascii", "latin-1", "utf-16", "unknown-8")


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize("size", SIZES, ids=repr)
@pytest.mark.parametrize("kind", ["urllib3", "file", "kept"])
def test_content_comes_in_the_same_pieces(kind: str, size: Any, encoding: str | None) -> None:
    def pieces(library: Any, content: bytes, decode: bool) -> Any:
        response = response_of(library, _raw_of(kind, content), encoding=encoding)
        if kind == "kept":
            _ = response.content
        return list(response.iter_content(size, decode_unicode=decode))

    if size == 0 and kind == "urllib3":
        return  # urllib3 itself reads nothing, for ever
    for content in CONTENTS:
        for decode in (False, True):
            assert_both(lambda library: pieces(library, content, decode))  # noqa: B023


def _raw_of(kind: str, content: bytes) -> Any:
    return io.BytesIO(content) if kind == "file" else raw_response(content=content)


@pytest.mark.parametrize("delimiter", [None, "", b"", b"\n", b"\r\n", "\n", "ab"])
@pytest.mark.parametrize("size", [1, 2, 3, 512])
@pytest.mark.parametrize("decode", [False, True])
def test_content_comes_in_the_same_lines(decode: bool, size: int, delimiter: Any) -> None:
    for content in (*CONTENTS, b"cabab\nabxab", b"\n", b"\r", b"x\r\ny"):

        def lines(library: Any) -> Any:
            response = response_of(library, raw_response(content=content), encoding="utf-8")  # noqa: B023
            return list(response.iter_lines(size, decode_unicode=decode, delimiter=delimiter))

        assert_both(lines)


@given(st.lists(st.text("ab\r\n|\x85", min_size=1), max_size=8), st.sampled_from([None, "|", "\n", "a|"]))
def test_any_pieces_make_the_same_lines(pieces: list[str], delimiter: str | None) -> None:
    def lines(library: Any) -> Any:
        response = response_of(library)
        response.iter_content = lambda **_: iter(pieces)
        return list(response.iter_lines(delimiter=delimiter))

    assert_both(lines)


@pytest.mark.parametrize("library", BOTH)
def test_content_is_read_once(library: Any) -> None:
    response = response_of(library, raw_response(content=b"abc"))

    assert list(response) == [b"abc"]
    with pytest.raises(library.exceptions.StreamConsumedError):
        response.iter_content()
    with pytest.raises(RuntimeError, match="The content for this response was already consumed"):
        _ = response.content


@pytest.mark.parametrize("library", BOTH)
def test_content_left_halfway_is_not_kept(library: Any) -> None:
    response = response_of(library, raw_response(content=b"abc"))

    assert next(response.iter_content(1)) == b"a"
    assert response.content == b"bc"
    assert b"".join(response.iter_content(1)) == b"bc"


@pytest.mark.parametrize(
    "error",
    [
        ProtocolError("broken", OSError("cause")),
        DecodeError("not gzip"),
        ReadTimeoutError(None, "/", "slow"),  # type: ignore[arg-type]
        SSLError("bad record"),
        ValueError("of nobody"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("at_once", [True, False])
def test_errors_of_urllib3_become_those_of_requests(error: Exception, at_once: bool) -> None:
    class Failing:
        def stream(self, size: int, decode_content: bool) -> Any:
            assert decode_content
            if at_once:
                raise error
            return self._later()

        def _later(self) -> Iterator[bytes]:
            yield b"a"
            raise error

    def read(library: Any) -> Any:
        response = response_of(library, Failing())
        try:
            return response.content
        except Exception as raised:
            assert raised is error or raised.args == (error,)
            assert response._content is False
            raise

    assert_both(read)


JSONS = [
    '{"a": "é"}'.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-le")
]
JSONS += [b"", b"1", b"[]", b"[1]", b"nope", b"[1,", b'"\xe9\xe8\xe7"', b"\xff\xfe\xfd\xfc", b"NaN", b"null", b" [1] "]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize("content", JSONS, ids=range(len(JSONS)))
def test_text_and_json_are_read_the_same(content: bytes, encoding: str | None) -> None:
    assert_both(lambda library: response_of(library, raw_response(content=content), encoding=encoding).json())
    assert_both(lambda library: response_of(library, raw_response(content=content), encoding=encoding).text)
    assert_both(lambda library: response_of(library, raw_response(content=content)).apparent_encoding)


@pytest.mark.parametrize("library", BOTH)
def test_options_go_to_the_reader_of_json(library: Any) -> None:
    response = response_of(library, raw_response(content=b'{"a": 1.5}'))

    assert response.json(parse_float=str) == {"a": "1.5"}


@pytest.mark.parametrize("library", BOTH)
def test_a_response_survives_pickling_with_its_content(library: Any) -> None:
    response = response_of(library, raw_response(content=b"abc"), reason="OK", encoding="utf-8")
    response.headers["A"] = "b"
    response.cookies.set("c", "d")
    response.history = [response_of(library, raw_response(content=b"before"))]

    twin = pickle.loads(pickle.dumps(response))

    assert (twin.content, twin.text, twin.status_code, twin.reason) == (b"abc", "abc", 200, "OK")
    assert (dict(twin.headers), twin.cookies.get_dict(), twin.raw) == ({"A": "b"}, {"c": "d"}, None)
    assert twin.history[0].content == b"before"
    assert list(twin.iter_content(2)) == [b"ab", b"c"]


class Noted:
    """A raw response that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def close(self) -> None:
        self.done.append("closed")

    def release_conn(self) -> None:
        self.done.append("released")

    def read(self, *_: Any) -> bytes:
        return b""


@pytest.mark.parametrize("library", BOTH)
def test_closing_gives_the_connection_back(library: Any) -> None:
    unread, read = response_of(library, Noted()), response_of(library, Noted())
    _ = read.content
    with unread as same:
        assert same is unread
    read.close()

    assert unread.raw.done == ["closed", "released"]
    assert read.raw.done == ["released"]


def test_what_is_plain_has_no_addresses() -> None:
    assert plain(repr(object())) == "<object object at 0x>"
