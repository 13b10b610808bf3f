"""Whether a server would agree on TLS 1.0 or 1.1, which must not be negotiated (RFC 8996 §4, §5).

OpenSSL often cannot offer them any more, so the ClientHello is made here. No session can come of it, since it has no
key: what the server answers to it is all that there is to learn.
"""

from __future__ import annotations

from collections.abc import Iterator

from .client_hello import handshake_bytes
from .handshake_messages import server_hello
from .vectors import Reader

PROHIBITED = frozenset({"TLSv1", "TLSv1.1"})

_TLS_1_0, _TLS_1_1 = b"\x03\x01", b"\x03\x02"
_HANDSHAKE_RECORD = b"\x16"
_CLIENT_HELLO = b"\x01"
_SERVER_HELLO, _SERVER_HELLO_DONE = 2, 14
_HEAD = 4
_SERVER_NAME, _SUPPORTED_GROUPS, _POINT_FORMATS = 0, 10, 11
_HOST_NAME = b"\x00"
_UNCOMPRESSED = b"\x00"
_NO_COMPRESSION = b"\x00"

_SUITES = (
    *(0xC00A, 0xC009, 0xC014, 0xC013),  # ECDHE with AES-CBC, for ECDSA and RSA (RFC 8422 §6)
    *(0x0039, 0x0033, 0x0035, 0x002F),  # DHE with AES-CBC and RSA with AES-CBC (RFC 3268)
    *(0xC008, 0xC012, 0x0016, 0x000A),  # the same key exchanges with 3DES
    *(0xC007, 0xC011, 0x0005, 0x0004),  # and with RC4
    0x00FF,  # no suite: the client renegotiates safely (RFC 5746 §3.3)
)
_GROUPS = (0x001D, 0x0017, 0x0018, 0x0019)


def prohibited_offer(server_name: str | None, random: bytes) -> bytes:
    """Return a ClientHello, in its record, that offers TLS 1.1 at most (RFC 4346 §7.4.1.2): 1.0 is an answer to it.

    `server_name` is in ASCII, None where the server has only an address (RFC 6066 §3); `random` is 32 bytes. There is
    no extension of TLS 1.2 in it, such as signature_algorithms (RFC 5246 §7.4.1.4.1).
    """
    hello = b"".join(
        (
            _TLS_1_1,
            random,
            _vector(1, b""),  # session_id
            _vector(2, _numbers(_SUITES)),
            _vector(1, _NO_COMPRESSION),
            _vector(2, b"".join(_extensions(server_name))),
        )
    )
    return _HANDSHAKE_RECORD + _TLS_1_0 + _vector(2, _CLIENT_HELLO + _vector(3, hello))


def agreed_version(flight: bytes) -> str | None:
    """Return the version, such as ``TLSv1.1``, that a server agreed to in its answer to a `prohibited_offer`.

    None where it refused, where its part of the handshake is not there up to ServerHelloDone, or is something else: a
    server may well choose a version and then find no way to sign in it.
    """
    messages = list(_messages(handshake_bytes(flight)))
    if not messages or messages[0][0] != _SERVER_HELLO or messages[-1][0] != _SERVER_HELLO_DONE:
        return None
    version = server_hello(messages[0]).version
    return version if version in PROHIBITED else None


def _messages(content: bytes) -> Iterator[bytes]:
    """Yield the handshake messages in `content` that are whole, each with its head (RFC 4346 §7.4)."""
    reader = Reader(content)
    while reader.left >= _HEAD:
        head = reader.take(_HEAD)
        length = int.from_bytes(head[1:], "big")
        if reader.left < length:
            return
        yield head + reader.take(length)


def _extensions(server_name: str | None) -> Iterator[bytes]:
    if server_name is not None:
        yield _extension(_SERVER_NAME, _vector(2, _HOST_NAME + _vector(2, server_name.encode("ascii"))))
    yield _extension(_SUPPORTED_GROUPS, _vector(2, _numbers(_GROUPS)))
    yield _extension(_POINT_FORMATS, _vector(1, _UNCOMPRESSED))


def _extension(kind: int, content: bytes) -> bytes:
    return _numbers((kind,)) + _vector(2, content)


def _numbers(numbers: tuple[int, ...]) -> bytes:
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def _vector(size: int, content: bytes) -> bytes:
    """Return `content` after its length in `size` bytes (RFC 8446 §3.4)."""
    return len(content).to_bytes(size, "big") + content
