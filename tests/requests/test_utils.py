"""What requests offers beside requests: each function beside the real one, over the same inputs."""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import stat
import sys
import tarfile
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .both import modules, outcome

real, ours = modules(".utils")

PIECES = [
    *"ab.,;=\"'\\%é日/:@?# \t\n*-<>{&+",
    *("A.b", "//", "http", "https://", "[::1]", "1.2.3.4", "%4", "%41", "%zz", "%C3", "charset", "utf-8", "text/html"),
    *("<meta ", "<?xml ", "encoding", "content", "rel", "0", "8", "/24", "u:p@", "Digest "),
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
OF_TEXT = [
    "_parse_content_type_header",
    "default_user_agent",
    "from_key_val_list",
    "get_auth_from_url",
    "get_encodings_from_content",
    "guess_filename",
    "is_ipv4_address",
    "is_valid_cidr",
    "parse_dict_header",
    "parse_header_links",
    "parse_list_header",
    "requote_uri",
    "super_len",
    "to_key_val_list",
    "to_native_string",
    "unquote_header_value",
    "unquote_unreserved",
    "urldefragauth",
]


def assert_same(name: str, *arguments: Any) -> None:
    """Let both functions `name` have the arguments, and compare what they return or raise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        mine = outcome(lambda: shown(getattr(ours, name)(*arguments)))
        assert mine == outcome(lambda: shown(getattr(real, name)(*arguments))), arguments


def shown(value: Any) -> Any:
    return list(value) if isinstance(value, Iterator) else value


# -- text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_TEXT)
@given(text=TEXT)
def test_any_text_gives_the_same(name: str, text: str) -> None:
    assert_same(name, text)


@pytest.mark.parametrize("name", sorted(set(OF_TEXT) - {"is_valid_cidr"}))
@pytest.mark.parametrize("value", [None, b"bytes", 5, [], "", '"', '""', '"\\\\host\\x"'], ids=repr)
def test_what_is_no_text_gives_the_same(name: str, value: object) -> None:
    assert_same(name, value)


@given(text=TEXT, is_filename=st.booleans())
def test_a_quoted_value_may_be_a_file_name(text: str, is_filename: bool) -> None:
    assert_same("unquote_header_value", f'"{text}"', is_filename)


@given(text=TEXT)
def test_a_scheme_is_put_before_any_text(text: str) -> None:
    # requests fails with a TypeError about None where there is a user and no host at all.
    if outcome(lambda: real.prepend_scheme_if_needed(text, "http"))[:2] != (
        "raised",
        ["TypeError", "Exception", "BaseException", "object"],
    ):
        assert_same("prepend_scheme_if_needed", text, "http")


def test_a_user_without_a_host_stays_one() -> None:
    assert ours.prepend_scheme_if_needed("//user@", "http") == "http://user@"


@given(name=TEXT | TEXT.map(str.encode), value=TEXT | TEXT.map(str.encode))
def test_fields_are_refused_alike(name: str | bytes, value: str | bytes) -> None:
    assert_same("check_header_validity", (name, value))


@pytest.mark.parametrize(
    "field", [("a", 5), (5, "a"), ("a", None), ("", ""), ("a", "b\r\nc: d"), (b"a:", b"b"), ()], ids=repr
)
def test_a_field_that_cannot_be_sent_is_refused(field: Any) -> None:
    assert_same("check_header_validity", field)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_each_part_of_a_field_has_its_rule(index: int) -> None:
    assert_same("_validate_header_part", ("a", "b"), " b", index)


@given(text=TEXT)
def test_the_encoding_of_any_content_type(text: str) -> None:
    assert_same("get_encoding_from_headers", {"content-type": text})


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/x",
        "application/json",
        "text/x; charset",
        "text/x; charset=\"'utf-8'\"",
        "a/b; charset=x; charset=y",
    ],
)
def test_the_encoding_of_a_response(content_type: str | None) -> None:
    assert_same("get_encoding_from_headers", {"content-type": content_type} if content_type is not None else {})


@given(
    st.binary(max_size=6)
    | st.text("{\ufeff[1", max_size=4).flatmap(
        lambda text: st.sampled_from(
            [text.encode(name) for name in ("utf-8", "utf-16", "utf-16-be", "utf-32-le", "utf-32-be")]
        )
    )
)
def test_the_encoding_of_json(data: bytes) -> None:
    assert_same("guess_json_utf", data)


@pytest.mark.parametrize("count", range(5))
@pytest.mark.parametrize("pattern", range(16))
def test_the_encoding_of_json_by_where_nul_stands(count: int, pattern: int) -> None:
    assert_same("guess_json_utf", bytes(65 * (pattern >> place & 1) for place in range(count)))


@pytest.mark.parametrize("name", ["get_encodings_from_content", "get_unicode_from_response"])
def test_functions_of_old_are_deprecated(name: str) -> None:
    response = SimpleNamespace(headers={}, content=b"x")
    with pytest.warns(DeprecationWarning, match=name):
        getattr(ours, name)(response if "response" in name else "")


@pytest.mark.parametrize("content_type", ["text/plain", "a/b; charset=utf-8", "a/b; charset=unknown", "a/b"])
@pytest.mark.parametrize("content", [b"\xc3\xa9", b"\xff", b"", None], ids=repr)
def test_the_text_of_a_response(content_type: str, content: bytes | None) -> None:
    response = SimpleNamespace(headers={"content-type": content_type}, content=content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        mine, theirs = (outcome(lambda: library.get_unicode_from_response(response)) for library in (ours, real))  # noqa: B023
    assert mine[:2] == theirs[:2]


@pytest.mark.parametrize("encoding", [None, "utf-8", "ascii", "utf-16", "unknown"])
def test_pieces_become_text(encoding: str | None) -> None:
    pieces = [b"\xc3", b"\xa9a", b"", b"\xff", b"\xe2\x82"]
    assert_same("stream_decode_response_unicode", pieces, SimpleNamespace(encoding=encoding))


@pytest.mark.parametrize("length", [None, -1, 0, 1, 2, 5])
@pytest.mark.parametrize("value", ["", "a", "abcd", b"abcd"], ids=repr)
def test_slices(value: str | bytes, length: int | None) -> None:
    assert_same("iter_slices", value, length)


# -- what is sent ------------------------------------------------------------------------------------------------------


class Pairs:
    """Has pairs, and is no mapping."""

    def items(self) -> list[tuple[str, int]]:
        return [("a", 1)]


@pytest.mark.parametrize("name", ["from_key_val_list", "to_key_val_list", "dict_to_sequence"])
@pytest.mark.parametrize(
    "value",
    [
        None,
        {"a": 1},
        [("a", 1)],
        (("a", 1),),
        [],
        {},
        True,
        1.5,
        b"x",
        "x",
        5,
        {"a": 1}.items(),
        OrderedDict(a=1),
        [1],
        Pairs(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_pairs(name: str, value: object) -> None:
    theirs, mine = (outcome(lambda: listed(getattr(library, name)(value))) for library in (real, ours))  # noqa: B023
    assert mine == theirs


def listed(value: Any) -> Any:
    return value if value is None or isinstance(value, Pairs) else (type(value).__name__, list(value))


class Failing:
    """A file whose position cannot be told."""

    def __init__(self, **members: Any) -> None:
        vars(self).update(members)

    def tell(self) -> int:
        raise OSError


class FailingWithLength(Failing):
    def __len__(self) -> int:
        return 5


class Unseekable(io.BytesIO):
    __len__: None

    def fileno(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError


CONTENTS: dict[str, Callable[[], Any]] = {
    "text": lambda: "aé",
    "bytes": lambda: b"abc",
    "list": lambda: [1, 2],
    "memory": lambda: io.BytesIO(b"abc"),
    "text-memory": lambda: io.StringIO("aé"),
    "half-read": lambda: read(io.BytesIO(b"abc"), 2),
    "beyond": lambda: moved(io.BytesIO(b"abc"), 7),
    "len": lambda: SimpleNamespace(len=5),
    "len-and-tell": lambda: SimpleNamespace(len=5, tell=lambda: 2),
    "tell-none": lambda: SimpleNamespace(len=5, tell=lambda: None),
    "nothing": object,
    "number": lambda: 5,
    "none": lambda: None,
    "failing": Failing,
    "failing-length": FailingWithLength,
    "failing-seek": lambda: Failing(seek=lambda *given: None),
    "unseekable": Unseekable,
    "no-descriptor": lambda: SimpleNamespace(fileno=lambda: [].missing),  # type: ignore[attr-defined]
}


def read(file: Any, count: int) -> Any:
    file.read(count)
    return file


def moved(file: Any, place: int) -> Any:
    file.seek(place)
    return file


@pytest.mark.parametrize("content", CONTENTS)
def test_the_length_of_content(content: str) -> None:
    theirs, mine = (outcome(lambda: library.super_len(CONTENTS[content]())) for library in (real, ours))  # noqa: B023
    assert mine == theirs


@pytest.mark.parametrize(("mode", "warned"), [("r", 1), ("rb", 0)])
def test_a_file_in_text_mode_is_warned_of(tmp_path: Path, mode: str, warned: int) -> None:
    path = tmp_path / "file"
    path.write_text("aé", "utf-8")
    with path.open(mode) as file, warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        file.read(1)
        assert ours.super_len(file) == real.super_len(file)
    assert [warning.category.__name__ for warning in seen] == ["FileModeWarning"] * warned * 2


def test_the_length_of_a_member_of_a_tar_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(tmp_path / "file", "file")
    with tarfile.open(tmp_path / "a.tar") as archive:
        assert ours.super_len(archive.extractfile("file")) == 3


@pytest.mark.parametrize("name", ["a/b", b"a/b", "<stdin>", "a>", "<a", 5, None, "", b"<a>", "a/"], ids=repr)
def test_the_name_of_a_file(name: object) -> None:
    assert_same("guess_filename", SimpleNamespace(name=name))


def no_seek(place: int) -> None:
    raise OSError


@pytest.mark.parametrize("position", [None, 0, 3, "x", object()], ids=["none", "0", "3", "text", "object"])
@pytest.mark.parametrize(
    "body",
    [None, b"x", SimpleNamespace(seek=print), SimpleNamespace(seek=no_seek)],
    ids=["none", "bytes", "file", "failing"],
)
def test_content_is_rewound(position: object, body: object) -> None:
    assert_same("rewind_body", SimpleNamespace(body=body, _body_position=position))


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", __file__, "/no/such/place", "", r"\\localhost\no\place", "no-such"])
def test_a_path_outside_archives_stays(path: str) -> None:
    assert ours.extract_zipped_paths(path) == real.extract_zipped_paths(path) == path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("deep/roots.pem", "content")
        opened.writestr("plain", "content")
    return path


@pytest.mark.parametrize("member", ["deep/roots.pem", "plain"])
def test_a_member_of_an_archive_is_copied(archive: Path, member: str) -> None:
    copies = [Path(library.extract_zipped_paths(str(archive / member))) for library in (real, ours, ours)]
    try:
        assert {copy.read_text() for copy in copies} == {"content"}
        assert copies[1].suffix == copies[0].suffix == Path(member).suffix
        assert copies[1] != copies[2], "nobody can guess the name of the next copy"
        assert stat.S_IMODE(copies[1].stat().st_mode) == 0o600
    finally:
        for copy in copies:
            copy.unlink()


@pytest.mark.parametrize("member", ["deep", "none.pem", "deep/none"])
def test_what_is_no_member_stays(archive: Path, member: str) -> None:
    assert ours.extract_zipped_paths(str(archive / member)) == str(archive / member)


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), ours.atomic_open(str(path)) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    with ours.atomic_open(str(path)) as file:
        file.write(b"after")
    assert path.read_bytes() == b"after"
    assert os.listdir(tmp_path) == ["file"]


# -- netrc -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "machine x.org login user password pass\n",
        "machine x.org account user password pass\n",
        "machine x.org login user\n",
        "machine x.org password pass\n",
        "machine other.org login user password pass\ndefault login any password one\n",
        "machine other.org login user password pass\ndefault\n",
        "machine x.org login\n",
        "machine x.org nonsense\n",
        "",
    ],
)
@pytest.mark.parametrize(
    "url", ["http://x.org/", "http://X.ORG:80", "http://x.org:@evil.org/", "x.org", b"http://x.org", "", "http:///"]
)
@pytest.mark.parametrize("raise_errors", [False, True])
def test_credentials_of_a_netrc_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, url: Any, raise_errors: bool
) -> None:
    (tmp_path / "netrc").write_text(text)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    mine, theirs = (outcome(lambda: library.get_netrc_auth(url, raise_errors)) for library in (ours, real))  # noqa: B023
    assert mine[:3] == theirs[:3]


@pytest.mark.parametrize("name", [".netrc", "_netrc"])
def test_the_netrc_file_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert ours.get_netrc_auth("http://x.org") is None
    (tmp_path / name).write_text("machine x.org login user password pass\n")
    (tmp_path / name).chmod(0o600)
    assert ours.get_netrc_auth("http://x.org") == real.get_netrc_auth("http://x.org") == ("user", "pass")
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    assert ours.get_netrc_auth("http://x.org") is None


def test_a_netrc_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETRC", str(tmp_path))
    assert_same("get_netrc_auth", "http://x.org")
    assert_same("get_netrc_auth", "http://x.org", True)


# -- cookies and defaults ----------------------------------------------------------------------------------------------


def test_a_dict_and_a_jar() -> None:
    for jar in (CookieJar(), modules(".cookies")[1].RequestsCookieJar()):
        assert ours.add_dict_to_cookiejar(jar, {"a": "1", "b": "2"}) is jar
        assert ours.dict_from_cookiejar(jar) == {"a": "1", "b": "2"}


def test_the_default_fields_are_requests_own() -> None:
    assert list(ours.default_headers().items()) == list(real.default_headers().items())
    assert type(ours.default_headers()) is ours.CaseInsensitiveDict


@pytest.mark.parametrize("value", ["new", "", None])
@pytest.mark.parametrize("before", ["old", None])
def test_the_environment_is_as_before(monkeypatch: pytest.MonkeyPatch, value: str | None, before: str | None) -> None:
    monkeypatch.setenv("A_NAME", "x")
    monkeypatch.delenv("A_NAME")
    if before is not None:
        monkeypatch.setenv("A_NAME", before)
    with pytest.raises(KeyError), ours.set_environ("A_NAME", value):
        assert os.environ.get("A_NAME") == (before if value is None else value)
        raise KeyError
    assert os.environ.get("A_NAME") == before


# -- proxies -----------------------------------------------------------------------------------------------------------

VARIABLES = (
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "no_proxy",
    "NO_PROXY",
    "REQUEST_METHOD",
)
HOSTS = ["a", "b.a", "ab", "A", "a.b.c", "1.2.3.4", "10.0.0.1", "[::1]", "localhost", "é.org", ""]
LISTED = [
    *("a", ".a", "..a", "b.a", "a:80", ".a:80", "*", "*.a", " a", "", "localhost", "::1", "[::1]", "é.org"),
    *("1.2.3.4", "1.2.3.4:80", "1.2.3.0/24", "10.0.0.0/8", "1.2.3.4/33", "1.2.3.4/0", "x/8", "/"),
]
URLS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http", "HTTP", "https", "file", "ftp"]),
    st.sampled_from(["://", "://u:p@", ":"]),
    st.sampled_from(HOSTS),
    st.sampled_from(["", ":80", ":0", ":8080", ":", ":x", ":99999", "/", "/p?q#f"]),
)
NO_PROXY = st.none() | st.lists(st.sampled_from(LISTED), max_size=3).map(",".join)
ENVIRONMENTS = st.dictionaries(
    st.sampled_from(VARIABLES), st.sampled_from(["http://p", "a", "a,1.2.3.0/24", "", "*"]), max_size=4
)
PROXIES = st.none() | st.dictionaries(
    st.sampled_from(["http", "https", "all", "http://a", "all://a", "file", "", "no_proxy"]),
    st.sampled_from(["http://p", "", None, "a"]),
    max_size=4,
)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@given(url=URLS, no_proxy=NO_PROXY, environment=ENVIRONMENTS, proxies=PROXIES, trusted=st.booleans())
def test_proxies_are_found_alike(
    url: str, no_proxy: str | None, environment: dict[str, str], proxies: dict[str, str] | None, trusted: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        assert_same("should_bypass_proxies", url, no_proxy)
        assert_same("get_environ_proxies", url, no_proxy)
        assert_same("select_proxy", url, proxies)
        assert_same("resolve_proxies", SimpleNamespace(url=url), proxies, trusted)


def test_given_proxies_are_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://environment")
    given = {"https": "http://given"}
    resolved = ours.resolve_proxies(SimpleNamespace(url="http://a"), given)
    assert resolved == {"https": "http://given", "http": "http://environment"}
    assert given == {"https": "http://given"}


@pytest.mark.parametrize("url", ["http://u:p@host:80/", "http://1.2.3.4", "http://host"])
@pytest.mark.parametrize("no_proxy", [None, "x"])
def test_a_replaced_function_of_the_system_is_asked(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str | None
) -> None:
    asked: list[tuple[str, str | None]] = []
    for library in (real, ours):
        monkeypatch.setattr(library, "proxy_bypass", lambda host: asked.append((host, os.environ.get("no_proxy"))))
        assert library.should_bypass_proxies(url, no_proxy) is False
        library.get_environ_proxies(url, no_proxy)
    assert asked[:2] == asked[2:]
    assert len(asked) == 4


@pytest.mark.parametrize("error", [TypeError, socket.gaierror])
def test_a_system_that_cannot_tell_says_no(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def fail(host: str) -> bool:
        raise error

    monkeypatch.setattr(ours, "proxy_bypass", fail)
    assert ours.should_bypass_proxies("http://a", None) is False


def test_the_systems_own_proxies_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "getproxies", lambda: {"http": "http://system"})
    assert ours.get_environ_proxies("http://a") == {"http": "http://system"}


@pytest.mark.parametrize("bits", range(-2, 36))
def test_the_mask_of_a_number_of_bits(bits: int) -> None:
    assert_same("dotted_netmask", bits)


@pytest.mark.parametrize(
    "network", ["1.2.3.4", "1.2.3.4/2", "1.2.3.4/0", "1.2.3/8", "x/8", "1.2.3.4/x", "1.2.3.4/33", "1/2/3"]
)
@pytest.mark.parametrize("address", ["1.2.3.5", "200.1", "x", "193.0.0.1"])
def test_addresses_in_networks(address: str, network: str) -> None:
    assert_same("address_in_network", address, network)


# -- Windows -----------------------------------------------------------------------------------------------------------


def as_on_windows(monkeypatch: pytest.MonkeyPatch, library: Any, settings: dict[str, object]) -> Any:
    """Return the module loaded anew on a Windows whose registry has `settings`."""

    def query(key: object, name: str) -> tuple[object, int]:
        if name not in settings:
            raise FileNotFoundError(name)
        return settings[name], 1

    registry = SimpleNamespace(HKEY_CURRENT_USER=1, OpenKey=lambda *place: place, QueryValueEx=query)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        spec = importlib.util.spec_from_file_location(f"{library.__name__}_on_windows", library.__file__)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


REGISTRIES: list[dict[str, object]] = [
    {"ProxyEnable": 1, "ProxyOverride": "192.168.*;127.0.0.?;*.x.org;<local>;<-loopback>;"},
    {"ProxyEnable": "1", "ProxyOverride": "a"},
    {"ProxyEnable": 0, "ProxyOverride": "*"},
    {"ProxyEnable": "", "ProxyOverride": "*"},
    {"ProxyEnable": 1, "ProxyOverride": ""},
    {"ProxyEnable": 1},
    {},
]


@pytest.mark.parametrize("settings", REGISTRIES, ids=["full", "text", "off", "broken", "empty", "half", "none"])
@pytest.mark.parametrize("variable", [None, "a"])
def test_the_registry_of_windows_is_asked(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, object], variable: str | None
) -> None:
    if variable:
        monkeypatch.setenv("no_proxy", variable)
    theirs, mine = (as_on_windows(monkeypatch, library, settings) for library in (real, ours))
    for host in ("192.168.3.4", "127.0.0.1", "127.0.0.11", "a", "b", "www.X.ORG", "x.org", "<local>", "."):
        assert mine.proxy_bypass_registry(host) is theirs.proxy_bypass_registry(host), host
        assert mine.proxy_bypass(host) == theirs.proxy_bypass(host), host
        assert mine.should_bypass_proxies(f"http://{host}", None) is theirs.should_bypass_proxies(
            f"http://{host}", None
        )


def test_a_windows_without_a_registry_excepts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    module = as_on_windows(monkeypatch, ours, {})
    monkeypatch.setitem(sys.modules, "winreg", None)
    assert module.proxy_bypass_registry("a") is False
