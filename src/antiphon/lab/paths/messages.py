"""Messages that break the syntax or the framing of HTTP/1.1 (RFC 9112)."""

from __future__ import annotations

from ...faults import Text
from ..reply import TEXT, raw, reply, send_slices, sends
from ..scenario import PathScenario
from ..visit import Visit

_OK = "HTTP/1.1 200 OK"
_KIND = f"Content-Type: {TEXT}"
_CHUNKED = "Transfer-Encoding: chunked"
_HUGE = 4 * 1024 * 1024
_MANY = 5000
_INTERIM = "HTTP/1.1 100 Continue\r\n\r\n"


async def _reset(visit: Visit) -> None:
    visit.reset()


async def _reset_in_content(visit: Visit) -> None:
    await visit.send(visit.filled(f"{_OK}\r\nDate: {{date}}\r\n{_KIND}\r\nContent-Length: 1000\r\n\r\nThis is the st"))
    await visit.pause()
    visit.reset()


async def _flood(visit: Visit) -> None:
    await send_slices(visit, _INTERIM.encode() * _MANY)
    await reply(200)(visit)


async def _huge_head(visit: Visit) -> None:
    await raw(_OK, _KIND, "X-Huge: " + "a" * _HUGE, "Content-Length: 6", content=b"Hello\n")(visit)


async def _many_fields(visit: Visit) -> None:
    fields = [f"X-{number}: {number}" for number in range(_MANY)]
    await raw(_OK, _KIND, *fields, "Content-Length: 6", content=b"Hello\n")(visit)


async def _early_hints(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n")
    await reply(200, "Link: </style.css>; rel=preload; as=style")(visit)


MESSAGES: tuple[PathScenario, ...] = (
    # -- framing
    PathScenario(
        "message/truncated",
        Text("Truncated content", "Contenido cortado"),
        Text(
            "A thousand bytes are announced, eleven are sent, and the connection ends.",
            "Se anuncian mil bytes, se envían once y la conexión termina.",
        ),
        "RFC 9112 §6.3, §8",
        raw(_OK, _KIND, "Content-Length: 1000", content=b"Hello, wor\n"),
    ),
    PathScenario(
        "message/length-too-short",
        Text("More than was announced", "Más de lo anunciado"),
        Text(
            "Content-Length says 5, but 26 bytes are sent: the rest looks like another response.",
            "Content-Length dice 5, pero se envían 26 bytes: el resto parece otra respuesta.",
        ),
        "RFC 9112 §6.3",
        raw(_OK, _KIND, "Content-Length: 5", content=b"Hello, this is too much.\n\n"),
    ),
    PathScenario(
        "message/two-lengths",
        Text("Two lengths", "Dos longitudes"),
        Text(
            "Two Content-Length fields contradict each other.",
            "Dos campos Content-Length se contradicen.",
        ),
        "RFC 9112 §6.3",
        raw(_OK, _KIND, "Content-Length: 5", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/length-not-a-number",
        Text("A length that is no number", "Una longitud que no es un número"),
        Text("Content-Length says `six`.", "Content-Length dice `six`."),
        "RFC 9110 §8.6",
        raw(_OK, _KIND, "Content-Length: six", content=b"Hello\n"),
    ),
    PathScenario(
        "message/length-and-chunked",
        Text("Two ways to frame", "Dos formas de delimitar"),
        Text(
            "Content-Length and Transfer-Encoding come together: two readers may see two different messages.",
            "Content-Length y Transfer-Encoding llegan juntos: dos lectores pueden ver dos mensajes distintos.",
        ),
        "RFC 9112 §6.1, §11.2",
        raw(_OK, _KIND, "Content-Length: 6", _CHUNKED, content=b"6\r\nHello\n\r\n0\r\n\r\n"),
    ),
    PathScenario(
        "message/no-length",
        Text("Content until the end", "Contenido hasta el final"),
        Text(
            "Nothing is broken, but neither length nor chunks say where the content ends: only the connection does.",
            "Nada está roto, pero ni longitud ni fragmentos dicen dónde acaba el contenido: solo la conexión.",
        ),
        "RFC 9112 §6.3",
        raw(_OK, _KIND, content=b"Hello, until the end.\n"),
    ),
    PathScenario(
        "message/unknown-transfer-coding",
        Text("An unknown transfer coding", "Un código de transferencia desconocido"),
        Text("Transfer-Encoding says lab, which nobody decodes.", "Transfer-Encoding dice lab, que nadie descodifica."),
        "RFC 9112 §6.1",
        raw(_OK, _KIND, "Transfer-Encoding: lab", content=b"Hello\n"),
    ),
    PathScenario(
        "message/chunked-in-1.0",
        Text("Chunks in HTTP/1.0", "Fragmentos en HTTP/1.0"),
        Text("An HTTP/1.0 response is chunked.", "Una respuesta HTTP/1.0 va en fragmentos."),
        "RFC 9112 §6.1",
        raw("HTTP/1.0 200 OK", _KIND, _CHUNKED, content=b"6\r\nHello\n\r\n0\r\n\r\n"),
    ),
    # -- chunks
    PathScenario(
        "message/chunks-truncated",
        Text("A chunk that is cut off", "Un fragmento cortado"),
        Text(
            "A chunk of a thousand bytes ends after eleven.",
            "Un fragmento de mil bytes acaba tras once.",
        ),
        "RFC 9112 §7.1, §8",
        raw(_OK, _KIND, _CHUNKED, content=b"3e8\r\nHello, wor\n"),
    ),
    PathScenario(
        "message/no-last-chunk",
        Text("No last chunk", "Sin último fragmento"),
        Text(
            "The chunk of size 0 that ends the content never comes.",
            "El fragmento de tamaño 0 que cierra el contenido nunca llega.",
        ),
        "RFC 9112 §7.1, §8",
        raw(_OK, _KIND, _CHUNKED, content=b"6\r\nHello\n\r\n"),
    ),
    PathScenario(
        "message/chunk-size",
        Text("A chunk size that is none", "Un tamaño de fragmento que no lo es"),
        Text("A chunk begins with `zz`.", "Un fragmento empieza con `zz`."),
        "RFC 9112 §7.1",
        raw(_OK, _KIND, _CHUNKED, content=b"zz\r\nHello\n\r\n0\r\n\r\n"),
    ),
    PathScenario(
        "message/chunk-too-long",
        Text("A chunk longer than its size", "Un fragmento más largo que su tamaño"),
        Text("The size says 3, but six bytes follow.", "El tamaño dice 3, pero siguen seis bytes."),
        "RFC 9112 §7.1",
        raw(_OK, _KIND, _CHUNKED, content=b"3\r\nHello\n\r\n0\r\n\r\n"),
    ),
    PathScenario(
        "message/chunks-not-chunked",
        Text("Chunked, without chunks", "En fragmentos, sin fragmentos"),
        Text(
            "Transfer-Encoding says chunked, but the content is plain.",
            "Transfer-Encoding dice chunked, pero el contenido va tal cual.",
        ),
        "RFC 9112 §7.1",
        raw(_OK, _KIND, _CHUNKED, content=b"Hello, world!\n"),
    ),
    PathScenario(
        "message/trailer",
        Text("A trailer that is forbidden", "Un campo final prohibido"),
        Text(
            "Content-Length comes after the content, where framing must not change any more.",
            "Content-Length llega tras el contenido, donde ya no puede cambiar la delimitación.",
        ),
        "RFC 9110 §6.5.1",
        raw(_OK, _KIND, _CHUNKED, content=b"6\r\nHello\n\r\n0\r\nContent-Length: 3\r\n\r\n"),
    ),
    # -- the head
    PathScenario(
        "message/line-folding",
        Text("A folded line", "Una línea plegada"),
        Text("A field goes on in a second line.", "Un campo continúa en una segunda línea."),
        "RFC 9112 §5.2",
        raw(_OK, _KIND, "X-Folded: one\r\n two", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/space-before-colon",
        Text("A space before the colon", "Un espacio ante los dos puntos"),
        Text(
            "`Content-Length : 6` has a space that some ignore and others do not.",
            "`Content-Length : 6` lleva un espacio que unos ignoran y otros no.",
        ),
        "RFC 9112 §5.1",
        raw(_OK, _KIND, "Content-Length : 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/bare-line-feed",
        Text("Lines that end with LF", "Líneas que acaban con LF"),
        Text("The lines of the head end with LF instead of CR LF.", "Las líneas acaban con LF en vez de CR LF."),
        "RFC 9112 §2.2",
        sends(b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 6\n\nHello\n"),
    ),
    PathScenario(
        "message/bare-carriage-return",
        Text("A lone CR", "Un CR suelto"),
        Text("A value contains a CR that no LF follows.", "Un valor contiene un CR al que no sigue LF."),
        "RFC 9112 §2.2",
        raw(_OK, _KIND, "X-Value: one\rX-Other: two", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/null",
        Text("A NUL in a value", "Un NUL en un valor"),
        Text("The value of a field contains the byte 0.", "El valor de un campo contiene el byte 0."),
        "RFC 9110 §5.5",
        raw(_OK, _KIND, "X-Value: one\0two", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/no-colon",
        Text("A field without a colon", "Un campo sin dos puntos"),
        Text("A line of the head is no field.", "Una línea de la cabecera no es un campo."),
        "RFC 9112 §5",
        raw(_OK, _KIND, "This line has no colon", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/field-name",
        Text("A name that is no token", "Un nombre que no es un token"),
        Text("The name of a field contains a space.", "El nombre de un campo contiene un espacio."),
        "RFC 9110 §5.1",
        raw(_OK, _KIND, "My Field: one", "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/huge-head",
        Text("A huge head", "Una cabecera enorme"),
        Text("One field has a value of four mebibytes.", "Un campo tiene un valor de cuatro mebibytes."),
        "RFC 9110 §5.4",
        _huge_head,
    ),
    PathScenario(
        "message/many-fields",
        Text("Thousands of fields", "Miles de campos"),
        Text("The head has five thousand fields.", "La cabecera tiene cinco mil campos."),
        "RFC 9110 §5.4",
        _many_fields,
    ),
    PathScenario(
        "message/head-truncated",
        Text("A head that is cut off", "Una cabecera cortada"),
        Text("The connection ends in the middle of a field.", "La conexión termina en medio de un campo."),
        "RFC 9112 §8",
        sends(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    ),
    # -- the status line
    PathScenario(
        "message/status-line",
        Text("A status line without a status", "Una línea de estado sin estado"),
        Text("The response begins with `HTTP/1.1 OK`.", "La respuesta empieza con `HTTP/1.1 OK`."),
        "RFC 9112 §4",
        raw("HTTP/1.1 OK", _KIND, "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/version",
        Text("A version that does not exist", "Una versión que no existe"),
        Text("The response says that it is HTTP/4.2.", "La respuesta dice ser HTTP/4.2."),
        "RFC 9112 §2.3",
        raw("HTTP/4.2 200 OK", _KIND, "Content-Length: 6", content=b"Hello\n"),
    ),
    PathScenario(
        "message/no-head",
        Text("Content without a head", "Contenido sin cabecera"),
        Text(
            "The server answers as in 1991: the content alone, without a status line.",
            "El servidor responde como en 1991: solo el contenido, sin línea de estado.",
        ),
        "RFC 9112 §2.3",
        sends(b"<html>Hello</html>\n"),
    ),
    PathScenario(
        "message/garbage",
        Text("Garbage", "Basura"),
        Text("The answer is no HTTP at all.", "La respuesta no es HTTP en absoluto."),
        "RFC 9112 §2.1",
        sends(bytes(range(128, 256)) * 4),
    ),
    # -- the connection
    PathScenario(
        "message/silent-close",
        Text("Closed without a word", "Cerrada sin una palabra"),
        Text(
            "The server reads the request and closes the connection.",
            "El servidor lee la petición y cierra la conexión.",
        ),
        "RFC 9112 §9.5",
        sends(b""),
    ),
    PathScenario(
        "message/reset",
        Text("Reset instead of an answer", "Interrumpida en vez de responder"),
        Text("The server answers with a reset.", "El servidor responde con un RST."),
        "RFC 9293 §3.10.7",
        _reset,
    ),
    PathScenario(
        "message/reset-in-content",
        Text("Reset in the content", "Interrumpida en el contenido"),
        Text(
            "The connection is reset while the content is on its way.",
            "La conexión se interrumpe mientras llega el contenido.",
        ),
        "RFC 9112 §8",
        _reset_in_content,
    ),
    PathScenario(
        "message/unsolicited",
        Text("An answer that nobody asked for", "Una respuesta que nadie pidió"),
        Text(
            "After the response comes another one, to no request.",
            "Tras la respuesta llega otra, a ninguna petición.",
        ),
        "RFC 9112 §9.2",
        raw(
            _OK,
            _KIND,
            "Content-Length: 6",
            content=b"Hello\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nAgain\n",
        ),
    ),
    # -- interim responses
    PathScenario(
        "message/interim-flood",
        Text("A flood of 100", "Una riada de 100"),
        Text("Five thousand interim responses come first.", "Primero llegan cinco mil respuestas provisionales."),
        "RFC 9110 §15.2",
        _flood,
    ),
    PathScenario(
        "message/early-hints",
        Text("Early hints", "Avisos tempranos"),
        Text(
            "Nothing is broken here: a 103 announces what the page will need.",
            "Aquí no falla nada: un 103 anuncia lo que la página necesitará.",
        ),
        "RFC 8297",
        _early_hints,
    ),
)
