"""Content that is not what its fields say, or that is meant to hurt who reads it."""

from __future__ import annotations

import gzip
import json
import zlib
from functools import lru_cache

from ...faults import Text
from ...semantics.codings import encoder_for
from ..reply import HTML, JSON, TEXT, reply
from ..scenario import PathScenario
from ..visit import Visit

_PAGE = "<!doctype html><title>Lab</title><script>document.title='This script ran'</script><p>Hello</p>\n"
_HELLO = "Hello, hello, hello, hello, hello, hello, hello, hello!\n"
_ACCENTS = "¡Qué mañana más fría, señor Núñez!\n"
_MEBIBYTE = 1024 * 1024
_BOMB_MEBIBYTES = 256
_ROWS = 21_000
_ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;a title\x07 \x1b[2J gone? \u202eesrever\u202c\n"


def _zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def _coded(coding: str, text: str) -> bytes:
    encoder = encoder_for(coding)
    return encoder.feed(text.encode()) + encoder.finish()


@lru_cache(maxsize=1)
def bomb() -> bytes:
    """Return a mebibyte of zeros, compressed once and repeated many times, as gzip (RFC 1952): small, until opened."""
    block = bytes(_MEBIBYTE)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = compressor.compress(block) + compressor.flush(zlib.Z_FULL_FLUSH)
    again = compressor.compress(block) + compressor.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(_BOMB_MEBIBYTES):
        checksum = zlib.crc32(block, checksum)
    trailer = checksum.to_bytes(4, "little") + (_BOMB_MEBIBYTES * _MEBIBYTE).to_bytes(4, "little")
    start = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    return start + head + again * (_BOMB_MEBIBYTES - 1) + compressor.flush() + trailer


async def _bomb(visit: Visit) -> None:
    await reply(200, "Content-Encoding: gzip", "Vary: Accept-Encoding", content=bomb(), kind=TEXT)(visit)


@lru_cache(maxsize=1)
def _rows() -> bytes:
    return json.dumps(
        [{"id": number, "name": f"Row {number}", "price": number / 4} for number in range(_ROWS)]
    ).encode()


async def _large_json(visit: Visit) -> None:
    await reply(200, content=_rows(), kind=JSON)(visit)


CONTENTS: tuple[PathScenario, ...] = (
    # -- the media type
    PathScenario(
        "content/not-json",
        Text("JSON that is none", "JSON que no lo es"),
        Text(
            "Content-Type says JSON, but a page of HTML comes, as from a proxy that fails.",
            "Content-Type dice JSON, pero llega una página HTML, como de un proxy que falla.",
        ),
        "RFC 9110 §8.3",
        reply(200, content=_PAGE, kind=JSON),
    ),
    PathScenario(
        "content/broken-json",
        Text("JSON that breaks off", "JSON que se corta"),
        Text("The JSON ends in the middle of a string.", "El JSON termina en medio de una cadena."),
        "RFC 8259 §2",
        reply(200, content='{"name": "tea", "price": 4.5, "note": "fr', kind=JSON),
    ),
    PathScenario(
        "content/json-with-mark",
        Text("JSON with a byte order mark", "JSON con marca de orden de bytes"),
        Text("The JSON begins with a byte order mark.", "El JSON empieza con una marca de orden de bytes."),
        "RFC 8259 §8.1",
        reply(200, content='\ufeff{"name": "tea"}\n', kind=JSON),
    ),
    PathScenario(
        "content/json-twice",
        Text("A name that comes twice", "Un nombre que viene dos veces"),
        Text("The JSON object has the name price twice.", "El objeto JSON tiene dos veces el nombre price."),
        "RFC 8259 §4",
        reply(200, content='{"price": 4.5, "price": 450}\n', kind=JSON),
    ),
    PathScenario(
        "content/empty-json",
        Text("JSON without content", "JSON sin contenido"),
        Text(
            "A 200 says JSON and has no content; 204 would say so.",
            "Un 200 dice JSON y no tiene contenido; 204 lo diría.",
        ),
        "RFC 8259 §2, RFC 9110 §15.3.5",
        reply(200, content=b"", kind=JSON),
    ),
    PathScenario(
        "content/wrong-charset",
        Text("The wrong charset", "El juego de caracteres equivocado"),
        Text(
            "Content-Type says UTF-8, but the text is ISO-8859-1.",
            "Content-Type dice UTF-8, pero el texto está en ISO-8859-1.",
        ),
        "RFC 9110 §8.3.2",
        reply(200, content=_ACCENTS.encode("latin-1"), kind=TEXT),
    ),
    PathScenario(
        "content/unknown-charset",
        Text("An unknown charset", "Un juego de caracteres desconocido"),
        Text("The charset is called lab-8.", "El juego de caracteres se llama lab-8."),
        "RFC 9110 §8.3.2",
        reply(200, content=_HELLO, kind="text/plain; charset=lab-8"),
    ),
    PathScenario(
        "content/html-as-text",
        Text("HTML called text", "HTML llamado texto"),
        Text(
            "HTML is sent as text/plain without nosniff: a browser may guess, and run it.",
            "Se envía HTML como text/plain sin nosniff: un navegador puede adivinarlo y ejecutarlo.",
        ),
        "Fetch §3.6, RFC 9110 §8.3",
        reply(200, content=_PAGE, kind="text/plain"),
    ),
    PathScenario(
        "content/no-type",
        Text("Content without a type", "Contenido sin tipo"),
        Text("There is content, but no Content-Type.", "Hay contenido, pero no Content-Type."),
        "RFC 9110 §8.3",
        reply(200, content=_PAGE, kind=None),
    ),
    PathScenario(
        "content/bad-type",
        Text("A type that is none", "Un tipo que no lo es"),
        Text("Content-Type says `json`, without a slash.", "Content-Type dice `json`, sin barra."),
        "RFC 9110 §8.3.1",
        reply(200, content='{"name": "tea"}\n', kind="json"),
    ),
    PathScenario(
        "content/two-types",
        Text("Two types", "Dos tipos"),
        Text("There are two Content-Type fields.", "Hay dos campos Content-Type."),
        "RFC 9110 §8.3",
        reply(200, "Content-Type: text/html; charset=utf-8", content=_HELLO, kind=TEXT),
    ),
    # -- codings
    PathScenario(
        "content/not-gzip",
        Text("Gzip that is none", "Gzip que no lo es"),
        Text("Content-Encoding says gzip, but plain text comes.", "Content-Encoding dice gzip, pero llega texto."),
        "RFC 9110 §8.4",
        reply(200, "Content-Encoding: gzip", "Vary: Accept-Encoding", content=_HELLO),
    ),
    PathScenario(
        "content/gzip-truncated",
        Text("Gzip that breaks off", "Gzip que se corta"),
        Text(
            "The length is right, but the compressed data end too early.",
            "La longitud es correcta, pero los datos comprimidos acaban antes de tiempo.",
        ),
        "RFC 1952 §2.3",
        reply(200, "Content-Encoding: gzip", "Vary: Accept-Encoding", content=_zipped(_HELLO)[:-12]),
    ),
    PathScenario(
        "content/gzip-corrupt",
        Text("Gzip with a wrong checksum", "Gzip con suma equivocada"),
        Text("The checksum of the data is wrong.", "La suma de comprobación de los datos es errónea."),
        "RFC 1952 §2.3.1",
        reply(200, "Content-Encoding: gzip", "Vary: Accept-Encoding", content=_zipped(_HELLO)[:-8] + b"oops" * 2),
    ),
    PathScenario(
        "content/gzip-bomb",
        Text("A gzip bomb", "Una bomba de gzip"),
        Text(
            f"A quarter of a megabyte decompresses to {_BOMB_MEBIBYTES} mebibytes of zeros.",
            f"Un cuarto de megabyte se descomprime en {_BOMB_MEBIBYTES} mebibytes de ceros.",
        ),
        "RFC 9110 §8.4",
        _bomb,
    ),
    PathScenario(
        "content/gzip-in-octets",
        Text("Compressed, and silent about it", "Comprimido, y sin decirlo"),
        Text(
            "The text is compressed, but there is no Content-Encoding.",
            "El texto está comprimido, pero no hay Content-Encoding.",
        ),
        "RFC 9110 §8.4",
        reply(200, content=_zipped(_HELLO)),
    ),
    PathScenario(
        "content/unknown-coding",
        Text("An unknown coding", "Un código desconocido"),
        Text("Content-Encoding says lab.", "Content-Encoding dice lab."),
        "RFC 9110 §8.4",
        reply(200, "Content-Encoding: lab", content=_HELLO),
    ),
    PathScenario(
        "content/brotli",
        Text("Brotli, whoever asks", "Brotli, pregunte quien pregunte"),
        Text(
            "The content is br even where the client does not accept that.",
            "El contenido va en br aunque el cliente no lo acepte.",
        ),
        "RFC 9110 §12.5.3, RFC 7932",
        reply(200, "Content-Encoding: br", "Vary: Accept-Encoding", content=_coded("br", _HELLO)),
    ),
    PathScenario(
        "content/zstd",
        Text("Zstandard, whoever asks", "Zstandard, pregunte quien pregunte"),
        Text(
            "The content is zstd even where the client does not accept that.",
            "El contenido va en zstd aunque el cliente no lo acepte.",
        ),
        "RFC 9110 §12.5.3, RFC 8878",
        reply(200, "Content-Encoding: zstd", "Vary: Accept-Encoding", content=_coded("zstd", _HELLO)),
    ),
    PathScenario(
        "content/large-json",
        Text("Large JSON, uncompressed", "JSON grande, sin comprimir"),
        Text(
            "A mebibyte of JSON is sent as it is, though the client accepts compression.",
            "Un mebibyte de JSON se envía tal cual, aunque el cliente acepta compresión.",
        ),
        "RFC 9110 §12.5.3",
        _large_json,
    ),
    # -- what it does to the reader
    PathScenario(
        "content/binary",
        Text("Binary content", "Contenido binario"),
        Text(
            "Nothing is broken here: all 256 bytes, as application/octet-stream.",
            "Aquí no falla nada: los 256 bytes, como application/octet-stream.",
        ),
        "RFC 9110 §8.3",
        reply(200, content=bytes(range(256)), kind="application/octet-stream"),
    ),
    PathScenario(
        "content/terminal",
        Text("Orders to the terminal", "Órdenes al terminal"),
        Text(
            "The text contains escape sequences, which a careless terminal obeys.",
            "El texto contiene secuencias de escape, que un terminal descuidado obedece.",
        ),
        "ECMA-48 §5.4",
        reply(200, content=_ESCAPES, kind=TEXT),
    ),
    PathScenario(
        "content/html-in-fields",
        Text("HTML in fields", "HTML en los campos"),
        Text(
            "Fields contain markup, which a careless console runs.",
            "Los campos contienen marcado, que una consola descuidada ejecuta.",
        ),
        "RFC 9110 §5.5, §17.13",
        reply(
            200,
            "X-Name: <script>document.title='This script ran'</script>",
            'X-Link: "><img src=x onerror=alert(1)>',
            "Server: <b>lab</b>",
        ),
    ),
    PathScenario(
        "content/high-bytes-in-fields",
        Text("Bytes beyond ASCII in fields", "Bytes más allá de ASCII en los campos"),
        Text(
            "A field has bytes above 127, which readers take for different characters.",
            "Un campo tiene bytes mayores de 127, que cada lector toma por caracteres distintos.",
        ),
        "RFC 9110 §5.5",
        reply(200, "X-City: M\xe1laga", 'Content-Disposition: attachment; filename="ma\xf1ana.txt"'),
    ),
    PathScenario(
        "content/evil-file-name",
        Text("A file name that climbs", "Un nombre de archivo que trepa"),
        Text(
            "Content-Disposition names ../../.profile as the file to save.",
            "Content-Disposition nombra ../../.profile como archivo para guardar.",
        ),
        "RFC 6266 §4.3",
        reply(200, 'Content-Disposition: attachment; filename="../../.profile"', content="echo lab\n"),
        command="antiphon get {url} --download",
    ),
    PathScenario(
        "content/password-form",
        Text("A password over http", "Una contraseña por http"),
        Text(
            "The page on http has a field for a password, which everybody on the way can read.",
            "La página en http tiene un campo de contraseña, que cualquiera en el camino puede leer.",
        ),
        "RFC 9110 §17.16.1",
        reply(
            200,
            content="<!doctype html><title>Lab</title><form method=post><input type=password name=password></form>\n",
            kind=HTML,
        ),
        secure=False,
    ),
)
