"""Examples of the rules about what answers say of themselves: conditions, parts, problems, methods, negotiation."""

from __future__ import annotations

from antiphon.faults import ProtocolError
from antiphon.faults.exchange import PROTOCOL_BROKEN
from antiphon.faults.message import CONTENT_LONGER_THAN_DECLARED, INCOMPLETE_HEAD
from antiphon.inspect.exchange import Flaw, Framing, Journey

from .examples import DATE, Example, exchange, one, told

URL = "https://shop.example/a"
GET = f"GET {URL}"
PUT = f"PUT {URL}"
POST = f"POST {URL}"
JSON = "Content-Type: application/json"
PROBLEM = "Content-Type: application/problem+json"
TEXT = "Content-Type: text/plain"


def in_words(request: str, first: bytes, second: bytes, third: bytes, *, vary: str = "") -> Journey:
    """Return an answer, that of a probe with another Accept-Language, and that of one with none."""
    head = f"200\n{TEXT}\n{DATE}{vary}"
    return (
        exchange(request, head, first),
        exchange(f"{request}\nAccept-Language: es", head, second, probe=True),
        exchange(f"{request}\nOrigin: https://other.example", head, third, probe=True),
    )


def put(sent: bytes, content: bytes, *fields: str) -> Journey:
    answer = "\n".join(["200", JSON, DATE, *fields])
    return one(f"{PUT}\n{JSON}", answer, content, sent=sent)


CONDITIONS = [
    Example(
        20,
        "precondition-met",
        '412, though If-Match "1", "2" holds: the response itself says that "2" is current',
        '412, aunque If-Match "1", "2" se cumple: la propia respuesta dice que lo actual es "2"',
        one(f'{PUT}\nIf-Match: "1", "2"', f'412\nETag: "2"\n{DATE}'),
        one(f'{PUT}\nIf-Match: W/"2"', f'412\nETag: W/"2"\n{DATE}'),
    ),
    Example(
        20,
        "precondition-met",
        "412, though If-Unmodified-Since Tue, 14 Nov 2023 11:00:00 GMT holds",
        "412, aunque If-Unmodified-Since Tue, 14 Nov 2023 11:00:00 GMT se cumple",
        one(
            f"{PUT}\nIf-Unmodified-Since: Tue, 14 Nov 2023 11:00:00 GMT",
            f"412\nLast-Modified: Tue, 14 Nov 2023 11:00:00 GMT\n{DATE}",
        ),
        one(
            f"{PUT}\nIf-Unmodified-Since: Tue, 14 Nov 2023 10:59:59 GMT",
            f"412\nLast-Modified: Tue, 14 Nov 2023 11:00:00 GMT\n{DATE}",
        ),
    ),
    Example(
        20,
        "precondition-absent",
        "`If-Match: *` changes only what exists, and the resource does not",
        "`If-Match: *` solo cambia lo que existe, y el recurso no existe",
        one(f"{PUT}\nIf-Match: *", f"412\n{DATE}"),
        one(f"{PUT}\nIf-None-Match: *", f"412\n{DATE}"),
    ),
    Example(
        20,
        "precondition-outdated",
        "If-Unmodified-Since Tue, 14 Nov 2023 10:00:00 GMT, and the resource is at Tue, 14 Nov 2023 11:00:00 GMT",
        "If-Unmodified-Since Tue, 14 Nov 2023 10:00:00 GMT, y el recurso ya va por Tue, 14 Nov 2023 11:00:00 GMT",
        one(
            f"{PUT}\nIf-Unmodified-Since: Tue, 14 Nov 2023 10:00:00 GMT",
            f"412\nLast-Modified: Tue, 14 Nov 2023 11:00:00 GMT\n{DATE}",
        ),
        one(f"{PUT}\nIf-Unmodified-Since: Tue, 14 Nov 2023 10:00:00 GMT", f"412\n{DATE}"),
    ),
    Example(
        20,
        "precondition-wanted-though-sent",
        '428 demands a condition, and the request has one: If-Match "1"',
        '428 exige una condición, y la petición lleva una: If-Match "1"',
        one(f'{PUT}\nIf-Match: "1"', f"428\n{DATE}"),
        one(PUT, f"428\n{DATE}"),
    ),
    Example(
        25,
        "not-modified-for-method",
        "304 to PUT: only a request that reads",
        "304 a PUT: solo una petición de lectura",
        one(f'{PUT}\nIf-None-Match: "1"', f'304\nETag: "1"\n{DATE}'),
        one(f'QUERY {URL}\nIf-None-Match: "1"', f'304\nETag: "1"\n{DATE}'),
    ),
    Example(
        25,
        "not-modified-unasked",
        "neither If-None-Match nor If-Modified-Since",
        "ni If-None-Match ni If-Modified-Since",
        one(f'{GET}\nIf-Match: "1"', f'304\nETag: "1"\n{DATE}'),
        one(f"{GET}\nIf-Modified-Since: Tue, 14 Nov 2023 10:00:00 GMT", f"304\n{DATE}"),
    ),
    Example(
        25,
        "not-modified-other-tag",
        'names the tag "3", which If-None-Match "1", W/"2" lacks',
        'da la etiqueta "3", que no está en If-None-Match "1", W/"2"',
        one(f'{GET}\nIf-None-Match: "1", W/"2"', f'304\nETag: "3"\n{DATE}'),
        one(f'{GET}\nIf-None-Match: "1", W/"2"', f'304\nETag: "2"\n{DATE}'),
    ),
    Example(
        25,
        "not-modified-lacks-fields",
        "304 lacks Date, ETag, which a 200 would have",
        "A 304 le falta Date, ETag, que un 200 llevaría",
        one(f'{GET}\nIf-None-Match: "1"', "304"),
        one(f"{GET}\nIf-None-Match: *", f"304\n{DATE}"),
    ),
    Example(
        33,
        "tag-in-condition-syntax",
        "If-None-Match has abc, which is no list of entity tags",
        "If-None-Match lleva abc, que no es una lista de etiquetas",
        one(f"{GET}\nIf-None-Match: abc", f'200\nETag: "abc"\n{DATE}'),
        one(f'{GET}\nIf-None-Match: "abc", W/"a,b"\nIf-Match: *', f'200\nETag: "x"\n{DATE}'),
    ),
    Example(
        33,
        "field-repeated",
        "ETag comes 2 times, with different values",
        "ETag llega 2 veces, con valores distintos",
        one(GET, f'200\nETag: "1"\nETag: "2"\n{DATE}'),
        one(GET, f'200\nETag: "1"\nETag: "1"\n{DATE}'),
    ),
]

PARTS = [
    Example(
        21,
        "limit-cacheable",
        "429 allows caches to keep it",
        "429 permite a las cachés guardarla",
        one(GET, f"429\nRetry-After: 5\nExpires: Tue, 14 Nov 2023 23:13:20 GMT\n{DATE}"),
        one(GET, f"429\nRetry-After: 5\nExpires: 0\n{DATE}"),
    ),
    Example(
        22,
        "upgrade-missing",
        "426 without Upgrade",
        "426 sin Upgrade",
        one(GET, f"426\nUpgrade: \n{DATE}"),
        one(GET, f"426\nUpgrade: TLS/1.2\n{DATE}"),
    ),
    Example(
        22,
        "unsatisfied-range-without-size",
        "416 without `Content-Range: bytes */LENGTH`",
        "416 sin `Content-Range: bytes */LONGITUD`",
        one(f"{GET}\nRange: bytes=90-", f"416\nContent-Range: bytes 0-5/10\n{DATE}"),
        one(f"{GET}\nRange: items=90-", f"416\nContent-Range: items */10\n{DATE}"),
    ),
    Example(
        24,
        "partial-unasked",
        "416, though the request has no Range",
        "416, aunque la petición no lleva Range",
        one(GET, f"416\nContent-Range: bytes */10\n{DATE}"),
        one(f"{GET}\nRange: bytes=90-", f"416\nContent-Range: bytes */10\n{DATE}"),
    ),
    Example(
        24,
        "partial-for-method",
        "206 to POST",
        "206 a POST",
        one(f"{POST}\nRange: bytes=0-4", f"206\nContent-Range: bytes 0-4/10\n{TEXT}\n{DATE}", b"hello"),
        one(f"{GET}\nRange: bytes=0-4", f"206\nContent-Range: bytes 0-4/10\n{TEXT}\n{DATE}", b"hello"),
    ),
    Example(
        24,
        "partial-other",
        "206 with bytes 5-9/10, and the request has Range bytes=0-4",
        "206 con bytes 5-9/10, y la petición lleva Range bytes=0-4",
        one(f"{GET}\nRange: bytes=0-4", f"206\nContent-Range: bytes 5-9/10\n{TEXT}\n{DATE}", b"hello"),
        one(f"{GET}\nRange: bytes=-5", f"206\nContent-Range: bytes 5-9/10\n{TEXT}\n{DATE}", b"hello"),
    ),
    Example(
        24,
        "partial-without-content-range",
        "206 without a Content-Range that can be read",
        "206 sin un Content-Range legible",
        one(f"{GET}\nRange: bytes=0-4", f"206\nContent-Range: 0-4/10\n{TEXT}\n{DATE}", b"hello"),
        one(f"{GET}\nRange: items=0-4", f"206\nContent-Range: items 0-4/10\n{TEXT}\n{DATE}", b"hello"),
    ),
    Example(
        24,
        "parts-with-content-range",
        "multipart/byteranges has Content-Range in its head",
        "multipart/byteranges lleva Content-Range en la cabecera",
        one(
            f"{GET}\nRange: bytes=0-1,4-5",
            f"206\nContent-Type: multipart/byteranges; boundary=x\nContent-Range: bytes 0-1/10\n{DATE}",
            b"--x--",
        ),
        one(
            f"{GET}\nRange: bytes=0-1,4-5",
            f"206\nContent-Type: multipart/byteranges; boundary=x\n{DATE}",
            b"--x--",
        ),
    ),
]

CONTENT = [
    Example(
        29,
        "content-not-json",
        "is not JSON",
        "no es JSON",
        one(GET, f"200\n{JSON}\n{DATE}", b'{"a": 1'),
        told(
            one(GET, f"200\n{JSON}\nContent-Length: 7\n{DATE}", b'{"a": 1'),
            flaws=(Flaw(CONTENT_LONGER_THAN_DECLARED, {"declared": 7}, 0, 1),),
        ),
    ),
    Example(
        26,
        "error-in-success",
        '("status": "error")',
        '("status": "error")',
        one(GET, f"200\n{JSON}\n{DATE}", b'{"status": "error", "message": "boom"}'),
        one(GET, f"200\n{JSON}\n{DATE}", b'{"id": 5, "status": "failed", "amount": 3}'),
    ),
    Example(
        26,
        "error-in-success",
        '("code": 404)',
        '("code": 404)',
        one(GET, f"200\n{JSON}\n{DATE}", b'{"code": 404, "message": "not here"}'),
        one(GET, f"200\n{JSON}\n{DATE}", b'{"code": 404}'),
    ),
    Example(
        26,
        "error-in-success",
        '("error")',
        '("error")',
        one(POST, f"200\n{JSON}\n{DATE}", b'{"Error": "dup"}'),
        one(POST, f"200\n{JSON}\n{DATE}", b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -32601}}'),
    ),
    Example(
        26,
        "error-in-success",
        '("error")',
        '("error")',
        one(GET, f"200\n{JSON}\n{DATE}", b'{"id": 5, "error": "disk full"}'),
        one(GET, f"200\n{JSON}\n{DATE}", b'{"id": 5, "state": "failed", "error": "disk full"}'),
    ),
    Example(
        27,
        "problem-media-type",
        "is said to be text/html",
        "se anuncia como text/html",
        one(GET, f"404\nContent-Type: text/html\n{DATE}", b'{"type": "about:blank", "title": "x", "status": 404}'),
        one(GET, f"404\nContent-Type: text/html\n{DATE}", b'{"title": "x"}'),
    ),
    Example(
        27,
        "problem-not-object",
        "is no JSON object",
        "no es un objeto JSON",
        one(GET, f"404\n{PROBLEM}\nContent-Length: 0\n{DATE}", b""),
        one(f"HEAD {URL}", f"404\n{PROBLEM}\nContent-Length: 0\n{DATE}", b""),
    ),
    Example(
        27,
        "problem-status-differs",
        "The problem says status 400.5",
        "El problema dice status 400.5",
        one(GET, f"400\n{PROBLEM}\n{DATE}", b'{"title": "x", "status": 400.5}'),
        one(GET, f"400\n{PROBLEM}\n{DATE}", b'{"title": "x", "status": 400.0}'),
    ),
    Example(
        29,
        "content-empty-json",
        "is said to be application/json, and is empty",
        "se anuncia como application/json y está vacío",
        one(GET, f"200\n{JSON}\nContent-Length: 0\n{DATE}", b""),
        one(GET, f"200\n{JSON}\nContent-Length: 12\n{DATE}", b""),
    ),
    Example(
        29,
        "content-type-contradicted",
        "begins like application/gzip",
        "empieza como application/gzip",
        one(GET, f"200\n{TEXT}\n{DATE}", b"\x1f\x8b\x08\0"),
        told(
            one(GET, f"200\n{TEXT}\nTransfer-Encoding: gzip\n{DATE}", b"\x1f\x8b\x08\0"),
            framing=Framing.CLOSE,
        ),
    ),
    Example(
        30,
        "content-length-twice",
        "Content-Length gives 5, 5, the same number several times",
        "Content-Length da 5, 5, el mismo número varias veces",
        one(GET, f"200\n{TEXT}\nContent-Length: 5\nContent-Length: 5\n{DATE}", b"hello"),
        one(GET, f"200\n{TEXT}\nContent-Length: 5\n{DATE}", b"hello"),
    ),
    Example(
        31,
        "field-repeated",
        "Date comes 2 times",
        "Date llega 2 veces",
        one(GET, f"200\n{DATE}\nDate: Tue, 14 Nov 2023 22:13:21 GMT"),
        one(GET, f"200\n{DATE}"),
    ),
    Example(
        31,
        "date-missing",
        "200 without Date",
        "200 sin Date",
        one(GET, "200"),
        one(GET, "200", error=ProtocolError(PROTOCOL_BROKEN, cause=ProtocolError(INCOMPLETE_HEAD, received=9))),
    ),
]

CACHING = [
    Example(
        32,
        "cache-control-separator",
        "Cache-Control has a semicolon between directives, where a comma belongs",
        "Cache-Control lleva un punto y coma entre directivas, donde va una coma",
        one(GET, f"200\nCache-Control: public; max-age=5\n{DATE}"),
        one(GET, f'200\nCache-Control: private="a;b c", max-age = 5 ,\tno-transform\n{DATE}'),
    ),
    Example(
        32,
        "cache-control-separator",
        "Cache-Control has only a space between directives",
        "Cache-Control lleva solo un espacio entre directivas",
        one(GET, f"200\nCache-Control: no-cache max-age=5\n{DATE}"),
        one(GET, f"200\nCache-Control: no-cache , max-age=5\n{DATE}"),
    ),
    Example(
        32,
        "cache-storable",
        "A shared cache alone may store this response; it is fresh for 600 s, as the server says.",
        "Solo una caché compartida puede guardar esta respuesta",
        one(GET, f"200\nCache-Control: s-maxage=600\n{DATE}"),
        one(GET, f"200\nCache-Control: private, s-maxage=600\n{DATE}"),
    ),
    Example(
        32,
        "cache-storable",
        "it is fresh for 5 s, in shared caches for 60 s, as the server says.",
        "está fresca 5 s, en las compartidas 60 s, como dice el servidor.",
        one(GET, f"200\nCache-Control: max-age=5, s-maxage=60\n{DATE}"),
        one(GET, f"200\nCache-Control: no-store\n{DATE}"),
    ),
]

METHODS = [
    Example(
        23,
        "content-in-reset",
        "205 has content",
        "205 lleva contenido",
        one(POST, f"205\n{TEXT}\n{DATE}", b"x"),
        one(POST, f"205\nContent-Length: 0\n{DATE}", b""),
    ),
    Example(
        23,
        "content-not-due",
        "204 has content",
        "204 lleva contenido",
        one(PUT, f"204\n{DATE}", b"x"),
        one(PUT, f"99\n{DATE}", b"x"),
    ),
    Example(
        28,
        "client-mistake-as-5xx",
        "500 for a mistake in the request (its content is said to be JSON, and is empty)",
        "500 por un error de la petición (su contenido se anuncia como JSON y está vacío)",
        one(f"{POST}\n{JSON}", f"500\n{DATE}", sent=b""),
        one(f"{POST}\n{JSON}", f"503\n{DATE}\nRetry-After: 5", sent=b""),
    ),
    Example(
        28,
        "client-mistake-as-5xx",
        "(If-Unmodified-Since cannot be read)",
        "(If-Unmodified-Since no se puede leer)",
        one(f"{GET}\nIf-Unmodified-Since: yesterday", f"500\n{DATE}"),
        one(f"{GET}\nIf-Unmodified-Since: Tue, 14 Nov 2023 10:00:00 GMT", f"500\n{DATE}"),
    ),
    Example(
        28,
        "client-mistake-as-5xx",
        "(Range cannot be read)",
        "(Range no se puede leer)",
        one(f"{GET}\nRange: bytes=a-b", f"500\n{DATE}"),
        one(f"{GET}\nRange: items=a-b\nIf-Match: *", f"500\n{DATE}"),
    ),
    Example(
        28,
        "client-mistake-as-5xx",
        "(Accept cannot be read)",
        "(Accept no se puede leer)",
        one(f"{GET}\nAccept: text/html;q=high", f"500\n{DATE}"),
        one(f"{GET}\nAccept: text/html;q=0.8, */*; q=1.000", f"500\n{DATE}"),
    ),
    Example(
        28,
        "client-mistake-as-5xx",
        "(its URL has bytes that are no text)",
        "(su URL tiene bytes que no son texto)",
        one(f"{GET}/%ff%fe", f"500\n{DATE}"),
        one(f"{GET}/%C3%A9?q=100%25", f"500\n{DATE}"),
    ),
    Example(
        28,
        "client-mistake-likely-as-5xx",
        "the same request with other content is answered 201",
        "la misma petición con otro contenido se responde con 201",
        (
            exchange(f"{POST}\n{JSON}", f"500\n{DATE}", sent=b'{"price": "abc"}'),
            exchange(f"{POST}\n{JSON}", f"201\nLocation: /1\n{DATE}", sent=b'{"price": 5}'),
        ),
        (
            exchange(f"{POST}\n{JSON}", f"500\n{DATE}", sent=b'{"price": 4}'),
            exchange(f"{POST}\n{JSON}", f"201\nLocation: /1\n{DATE}", sent=b'{"price": 4}'),
            exchange(f"{POST}\n{JSON}", f"201\nLocation: /2\n{DATE}", sent=b'{"price": 5}'),
        ),
    ),
    Example(
        34,
        "vary-lacks-field",
        "answers with another content when Accept-Language differs",
        "responde con otro contenido cuando cambia Accept-Language",
        in_words(GET, b"hello", b"hola", b"hello"),
        in_words(GET, b"hello", b"hola", b"hello", vary="\nVary: Accept-Language"),
    ),
    Example(
        34,
        "vary-lacks-field",
        "another content when Accept-Language differs",
        "otro contenido cuando cambia Accept-Language",
        in_words(GET, b"hello", b"hola", b"hello"),
        in_words(GET, b"visit 1", b"visit 2", b"visit 3"),
    ),
    Example(
        35,
        "put-validator-for-other-content",
        "The response to PUT has ETag, though what comes back is not what was sent",
        "La respuesta a PUT lleva ETag, aunque lo que vuelve no es lo que se envió",
        put(b'{"a": 1}', b'{"a": 1, "id": 7}', 'ETag: "2"'),
        put(b'{"a": 1, "b": 2}', b'{"b":2,"a":1}', 'ETag: "2"'),
    ),
    Example(
        35,
        "put-validator-for-other-content",
        "The response to PUT has Last-Modified",
        "La respuesta a PUT lleva Last-Modified",
        put(b'{"a": 1}', b'{"a": "1"}', DATE.replace("Date", "Last-Modified")),
        put(b'{"a": 1}', b'{"updated": true}', 'ETag: "2"'),
    ),
    Example(
        36,
        "head-differs",
        "HEAD answers otherwise than GET in: ETag",
        "HEAD responde distinto que GET en: ETag",
        (
            exchange(GET, f'200\nETag: "1"\n{DATE}'),
            exchange(f"HEAD {URL}", f'200\nETag: "2"\n{DATE}', probe=True),
            exchange(GET, f'200\nETag: "1"\n{DATE}', probe=True),
        ),
        (
            exchange(GET, f'200\nETag: "1"\n{DATE}'),
            exchange(f"HEAD {URL}", f'200\nETag: "2"\n{DATE}', probe=True),
            exchange(GET, f'200\nETag: "3"\n{DATE}', probe=True),
        ),
    ),
    Example(
        37,
        "cors-credentials-refused",
        "sends cookies along, and the response has no `Access-Control-Allow-Credentials: true`",
        "envía cookies, y la respuesta no lleva `Access-Control-Allow-Credentials: true`",
        one(
            f"{GET}\nOrigin: https://page.example\nCookie: a=b",
            f"200\nAccess-Control-Allow-Origin: *\n{DATE}",
        ),
        one(f"{GET}\nOrigin: https://page.example", f"200\nAccess-Control-Allow-Origin: *\n{DATE}"),
    ),
    Example(
        37,
        "cors-origin-missing",
        "keeps it from pages of https://page.example",
        "no la da a páginas de https://page.example",
        one("GET /a\nHost: shop.example\nOrigin: https://page.example", f"200\n{DATE}"),
        one("GET /a\nHost: shop.example\nOrigin: https://Shop.example", f"200\n{DATE}"),
    ),
    Example(
        7,
        "cookie-set-in-clear",
        "The cookie sid is set over http",
        "La cookie sid se fija por http",
        one("GET http://shop.example/a", f"200\nSet-Cookie: sid=1; Max-Age=0\n{DATE}"),
        one("GET http://shop.example/a", f"200\nSet-Cookie: sid=; Max-Age=0\n{DATE}"),
    ),
    Example(
        38,
        "cookie-domain-foreign",
        "which shop.example may not speak for",
        "por el que shop.example no puede hablar",
        one("GET /a\nHost: shop.example:8443", f"200\nSet-Cookie: a=b; Secure; Domain=other.example\n{DATE}"),
        one("GET /a\nHost: shop.example:8443", f"200\nSet-Cookie: a=b; Secure; Domain=shop.example\n{DATE}"),
    ),
    Example(
        37,
        "cors-vary-missing",
        "Vary does not list Origin",
        "Vary no incluye Origin",
        one(f"{GET}\nOrigin: https://page.example", f"200\nAccess-Control-Allow-Origin: https://page.example\n{DATE}"),
        one(
            f"{GET}\nOrigin: https://page.example",
            f"200\nAccess-Control-Allow-Origin: https://page.example\nCache-Control: no-store\n{DATE}",
        ),
    ),
]

EXAMPLES = [*CONDITIONS, *PARTS, *CONTENT, *CACHING, *METHODS]
