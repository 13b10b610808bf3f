"""Block 15: how to do it again, with other tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

from ...client.masking import MASK, Masking
from ...faults import Text
from ...semantics.secrets import mask_query
from ...tls.names import is_local
from ..exchange import Exchange, Journey
from .block import Block, Fact
from .surroundings import Surroundings

_TITLE = Text("Do it again", "Repetirlo")
_MASKING = Masking()
_OWN = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_LOCAL_ROOT = '"$(antiphon trust --print-root)"'

_BARE_TLS, _BARE_TCP = Text("Bare TLS", "TLS a secas"), Text("Bare TCP", "TCP a secas")
_PRINTF = {"\\": "\\\\", "%": "%%", "\r": "\\r", "\n": "\\n"}
_MASKED = Text("Put in what is masked.", "Ponga lo que está oculto.")
_SAME_BYTES = Text(
    "The same bytes: no tool sends such a request.", "Los mismos bytes: ninguna herramienta los envía así."
)
_NOT_TEXT = Text("Its content is left out: it is no text.", "Se omite su contenido: no es texto.")


def reproduction(journey: Journey, number: int, surroundings: Surroundings | None = None) -> Block:
    """Return the block of commands that repeat `journey`, whose last exchange has the `number`; secrets are masked."""
    hops = [each for each in journey if not each.probe]
    trust = _Trust(surroundings, hops[-1]) if hops else None
    facts: tuple[Fact, ...] = ()
    if hops and hops[0].request.flaws:
        facts = tuple(_broken(hops[0]))
    elif trust is not None and hops[0].request.url is not None:
        facts = tuple(_facts(hops[0], hops[-1], trust))
    return Block(15, "reproduce", _TITLE, facts, number)


def _facts(first: Exchange, last: Exchange, trust: _Trust) -> Iterator[Fact]:
    follow = first is not last
    yield _command("curl", Text("curl", "curl"), _curl(first, trust, follow=follow), first)
    yield _command("antiphon", Text("Antiphon", "Antiphon"), _antiphon(first, trust), first)
    yield _command("python", Text("Python", "Python"), _python(first, trust), first)
    url = last.request.url
    if url is None:
        return
    if url.scheme == "https":
        yield _command("openssl", _BARE_TLS, _openssl(last), last)
    else:
        yield _command("netcat", _BARE_TCP, _netcat(last), last)


def _broken(exchange: Exchange) -> Iterator[Fact]:
    """Yield how to send a request that breaks rules to where it came; a tool that builds one would put it right."""
    connection, raw = exchange.connection, exchange.request.raw
    host, colon, port = ("", "", "") if connection is None else connection.peer_address.rpartition(":")
    if connection is None or not raw or not colon:
        return
    printed = f"printf -- {quote(''.join(map(_escaped, raw)))}"
    if connection.tls is None:
        yield Fact("netcat", _BARE_TCP, f"{printed} | nc {quote(host.strip('[]'))} {port}", _SAME_BYTES)
    else:
        yield Fact("openssl", _BARE_TLS, f"{printed} | openssl s_client -quiet -connect {host}:{port}", _SAME_BYTES)


def _escaped(byte: int) -> str:
    """Return `byte` as printf(1) takes it."""
    character = chr(byte)
    if character in _PRINTF:
        return _PRINTF[character]
    return character if character.isascii() and character.isprintable() else f"\\{byte:03o}"


def _command(name: str, label: Text, command: str, exchange: Exchange) -> Fact:
    sentence = _NOT_TEXT if _content(exchange) is None else _MASKED if MASK in command else None
    return Fact(name, label, command, sentence)


class _Trust:
    """Whom a command has to trust, as each tool wants it said."""

    def __init__(self, surroundings: Surroundings | None, exchange: Exchange) -> None:
        settings: Mapping[str, Any] = {} if surroundings is None else surroundings.settings
        url = exchange.request.url
        verify = settings.get("verify")
        self.off = verify is False
        self.file = str(verify) if isinstance(verify, str | Path) and "-----BEGIN" not in str(verify) else None
        secured = url is not None and url.scheme == "https"
        # This package knows the local authority; other programs have to be told.
        self.local = secured and verify in (None, True) and url is not None and is_local(url.host)

    @property
    def for_others(self) -> str | None:
        """Return the file of roots for programs that do not know the local authority, as a shell writes it."""
        if self.file is not None:
            return quote(self.file)
        return _LOCAL_ROOT if self.local else None


def _fields(exchange: Exchange) -> list[tuple[str, str]]:
    request = exchange.request
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.fields.raw]
    return [
        (name, _MASKING.field(name, value))
        for name, value in pairs
        if name.lower() not in _OWN and name.lower() not in request.added
    ]


def _content(exchange: Exchange) -> str | None:
    """Return the content of a request; None where it is no text."""
    try:
        kind = exchange.request.fields.get("content-type", "")
        text = _MASKING.content(exchange.request.content or b"", kind).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _url(exchange: Exchange) -> str:
    url = exchange.request.url
    return "" if url is None else mask_query(url.without_fragment().masked)


def _curl(exchange: Exchange, trust: _Trust, *, follow: bool) -> str:
    method, content = exchange.request.method, _content(exchange)
    parts = ["curl", "-iL" if follow else "-i", "--http1.1"]
    if method == "HEAD":
        parts.append("--head")
    elif method not in ("GET", "POST") or (method == "GET" and content):
        # Not for POST, which content implies: curl would send it after a redirect, too.
        parts += ["-X", quote(method)]
    if set("[]{}") & set(_url(exchange)):
        parts.append("--globoff")
    if trust.off:
        parts.append("--insecure")
    elif trust.for_others is not None:
        parts += ["--cacert", trust.for_others]
    for name, value in _fields(exchange):
        parts += ["-H", quote(f"{name}: {value}")]
    if content or method == "POST":
        parts += ["--data-raw", quote(content or "")]
    return " ".join([*parts, quote(_url(exchange))])


def _antiphon(exchange: Exchange, trust: _Trust) -> str:
    parts = ["antiphon", "explain"]
    if exchange.request.method != "GET":
        parts += ["--method", quote(exchange.request.method)]
    if trust.off:
        parts.append("--no-verify")
    elif trust.file is not None:
        parts += ["--ca", quote(trust.file)]
    content = _content(exchange)
    if content:
        parts += ["--raw", quote(content)]
    fields = [quote(f"{name}:{value}") for name, value in _fields(exchange)]
    return " ".join([*parts, quote(_url(exchange)), *fields])


def _python(exchange: Exchange, trust: _Trust) -> str:
    arguments = [repr(exchange.request.method), repr(_url(exchange))]
    fields = dict(_fields(exchange))
    if fields:
        arguments.append(f"headers={fields!r}")
    content = _content(exchange)
    if content:
        arguments.append(f"data={content.encode()!r}")
    if trust.off or trust.file is not None:
        arguments.append(f"verify={False if trust.off else trust.file!r}")
    return f"import antiphon; print(antiphon.request({', '.join(arguments)}).explain())"


def _openssl(exchange: Exchange) -> str:
    url = exchange.request.url
    if url is None:
        return ""
    host = url.host if ":" not in url.host else f"[{url.host}]"
    name = "" if ":" in url.host or url.host.replace(".", "").isdecimal() else f" -servername {quote(url.host)}"
    return f"{_printed(exchange)} | openssl s_client -quiet -connect {quote(f'{host}:{url.port}')}{name}"


def _netcat(exchange: Exchange) -> str:
    url = exchange.request.url
    return "" if url is None else f"{_printed(exchange)} | nc {quote(url.host)} {url.port}"


def _printed(exchange: Exchange) -> str:
    """Return a command that prints the bytes of the request."""
    request, url = exchange.request, exchange.request.url
    host = b"" if url is None else url.host_field
    lines = [f"{request.method} {mask_query(request.target)} HTTP/1.1", f"Host: {host.decode('ascii')}"]
    lines += [f"{name}: {value}" for name, value in _fields(exchange)]
    content = _content(exchange) or ""
    if content:
        lines.append(f"Content-Length: {len(content.encode())}")
    text = "\r\n".join([*lines, "Connection: close", "", content])
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace("\r", "\\r").replace("\n", "\\n")
    return f"printf {quote(escaped)}"
