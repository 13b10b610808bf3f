"""Every rule by its number: what it is about, the section that says so, and the functions that judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...faults import Text
from . import (
    advice,
    authentication,
    caching,
    client_mistakes,
    conditions,
    connections,
    content,
    cookies,
    cross_origin,
    methods,
    negotiation,
    redirects,
    secrets,
    statuses,
)
from .case import Rule
from .connections import failures


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule; its `number` never changes. Each of `judges` looks at one exchange; with `of_probes`, at probes too."""

    number: int
    title: Text
    rfc: str
    judges: tuple[Rule, ...]
    of_probes: bool = False


def _rule(number: int, en: str, es: str, rfc: str, *judges: Rule, of_probes: bool = False) -> Entry:
    return Entry(number, Text(en, es), rfc, judges, of_probes)


_ENTRIES = (
    _rule(
        1,
        "A certificate that was refused, and why",
        "Un certificado rechazado, y por qué",
        "RFC 5280 §6, RFC 9110 §4.3.4",
        connections.client_certificate,
        failures(1),
    ),
    _rule(
        2,
        "A chain without its intermediate certificate",
        "Una cadena sin su certificado intermedio",
        "RFC 8446 §4.4.2",
        connections.chain_incomplete,
    ),
    _rule(
        3,
        "A certificate near its end",
        "Un certificado cerca de su fin",
        "RFC 5280 §4.1.2.5",
        connections.certificate_expires_soon,
    ),
    _rule(4, "TLS below 1.2", "TLS anterior a 1.2", "RFC 8996", connections.tls_version_deprecated, failures(4)),
    _rule(
        5,
        "Plain HTTP to a TLS port, or TLS to an HTTP port",
        "HTTP sin cifrar a un puerto TLS, o TLS a un puerto HTTP",
        "RFC 9110 §4.2.2",
        connections.plain_to_tls,
        failures(5),
    ),
    _rule(
        6,
        "A name that is not served here",
        "Un nombre que aquí no se sirve",
        "RFC 9110 §7.4",
        connections.misdirected,
        connections.server_name_differs,
        failures(6),
    ),
    _rule(
        7,
        "Credentials, cookies or passwords over http",
        "Credenciales, cookies o contraseñas por http",
        "RFC 9110 §17.16.1",
        secrets.sent_in_clear,
        secrets.came_in_clear,
    ),
    _rule(
        8,
        "A token, key or password in the URL",
        "Un token, clave o contraseña en la URL",
        "RFC 9110 §17.9",
        secrets.secret_in_url,
        secrets.secret_in_location,
    ),
    _rule(
        9,
        "No response: in which phase, whose side, what to check first",
        "Ninguna respuesta: en qué fase, de qué lado, qué revisar primero",
        "",
        failures(9),
    ),
    _rule(
        10,
        "A redirect that turned the method into GET",
        "Una redirección que convirtió el método en GET",
        "RFC 9110 §15.4",
        redirects.method_changed,
    ),
    _rule(
        11,
        "Credentials at a redirect to another origin",
        "Credenciales en una redirección a otro origen",
        "RFC 9110 §15.4",
        redirects.credentials_across_origins,
    ),
    _rule(
        12,
        "Redirects in a circle, too many, or from https to http",
        "Redirecciones en círculo, demasiadas, o de https a http",
        "RFC 9110 §15.4",
        redirects.loops,
        redirects.long_chains,
        redirects.downgrades,
        redirects.too_many,
    ),
    _rule(
        13,
        "A redirect or 201 without Location",
        "Una redirección o un 201 sin Location",
        "RFC 9110 §10.2.2",
        redirects.location_missing,
        failures(13),
    ),
    _rule(
        14,
        "401 or 407 without a challenge",
        "401 o 407 sin decir qué credenciales",
        "RFC 9110 §11.6.1",
        authentication.challenge_missing,
    ),
    _rule(15, "Why 401", "Por qué 401", "RFC 9110 §15.5.2", authentication.unauthorized),
    _rule(
        16,
        "403 where 401 is meant, 404 that may hide 403",
        "403 donde se quiere decir 401, 404 que quizá oculta 403",
        "RFC 9110 §15.5.4",
        authentication.forbidden,
    ),
    _rule(17, "405 and Allow", "405 y Allow", "RFC 9110 §15.5.6", methods.allow),
    _rule(18, "406 and Accept", "406 y Accept", "RFC 9110 §15.5.7", negotiation.not_acceptable),
    _rule(
        19,
        "415, what was sent and what is taken",
        "415, qué se envió y qué se admite",
        "RFC 9110 §15.5.16",
        negotiation.type_refused,
    ),
    _rule(
        20,
        "412 and 428: which state was meant, which is current",
        "412 y 428: qué estado se quería, cuál es el actual",
        "RFC 9110 §13.1.1",
        conditions.precondition_failed,
    ),
    _rule(
        21,
        "429 and 503 without Retry-After; 429 that may be kept",
        "429 y 503 sin Retry-After; 429 que se puede guardar",
        "RFC 6585 §4",
        statuses.come_again,
    ),
    _rule(
        22,
        "426 without Upgrade; 416 without Content-Range",
        "426 sin Upgrade; 416 sin Content-Range",
        "RFC 9110 §15.5.22, §15.5.17",
        statuses.upgrade_missing,
    ),
    _rule(
        23,
        "Content where there can be none",
        "Contenido donde no puede haberlo",
        "RFC 9110 §6.4.1, §8.6",
        statuses.content_not_due,
        of_probes=True,
    ),
    _rule(
        24,
        "206 and Content-Range",
        "206 y Content-Range",
        "RFC 9110 §15.3.7, §14.4",
        statuses.partial_content,
        statuses.range_promised,
        of_probes=True,
    ),
    _rule(
        25,
        "304 and conditions",
        "304 y condiciones",
        "RFC 9110 §15.4.5",
        conditions.not_modified,
        conditions.condition_ignored,
        of_probes=True,
    ),
    _rule(
        26,
        "An error in a 2xx",
        "Un error en un 2xx",
        "RFC 9457, RFC 9205 §4.6",
        content.error_in_success,
    ),
    _rule(27, "Problem details", "Detalles de problemas", "RFC 9457 §3", content.problem),
    _rule(
        28,
        "A client's mistake answered with 5xx",
        "Un error del cliente respondido con 5xx",
        "RFC 9110 §15.5, §15.6",
        client_mistakes.client_mistake,
        of_probes=True,
    ),
    _rule(
        29,
        "Content-Type and what the content is",
        "Content-Type y lo que es el contenido",
        "RFC 9110 §8.3",
        content.content_type,
    ),
    _rule(
        30,
        "Content-Length and where the content ends",
        "Content-Length y dónde termina el contenido",
        "RFC 9112 §6.3",
        content.content_length,
        failures(30),
        of_probes=True,
    ),
    _rule(31, "Dates and clocks", "Fechas y relojes", "RFC 9110 §6.6.1", content.dates),
    _rule(
        32,
        "What caches make of it",
        "Qué hacen con ella las cachés",
        "RFC 9111 §3, §4.2",
        caching.cache_verdict,
        caching.cache_control,
    ),
    _rule(
        33,
        "Entity tags",
        "Etiquetas de entidad",
        "RFC 9110 §8.8.3",
        conditions.etag_syntax,
        conditions.condition_syntax,
        conditions.weak_tag_in_if_match,
        conditions.etag_shared,
    ),
    _rule(34, "Vary", "Vary", "RFC 9110 §12.5.5", negotiation.vary),
    _rule(
        35,
        "PUT that creates, and DELETE again",
        "PUT que crea, y DELETE otra vez",
        "RFC 9110 §9.3.4, §9.3.5",
        methods.put_and_delete,
    ),
    _rule(
        36,
        "HEAD like GET; OPTIONS tells the truth",
        "HEAD como GET; OPTIONS dice la verdad",
        "RFC 9110 §9.3.2, §9.3.7",
        methods.head_like_get,
        methods.options_tell_the_truth,
        of_probes=True,
    ),
    _rule(
        37,
        "Requests of pages of other origins",
        "Peticiones de páginas de otros orígenes",
        "Fetch",
        cross_origin.allowed_origin,
        cross_origin.credentials,
        cross_origin.preflight,
        cross_origin.only_preflight,
        of_probes=True,
    ),
    _rule(
        38,
        "Cookies and hosts that want https",
        "Cookies y servidores que quieren https",
        "RFC 6265bis, RFC 6797",
        cookies.cookies,
        cookies.lost_cookies,
        cookies.strict_transport,
    ),
    _rule(
        39,
        "Whether to send again, and who answered",
        "Si repetir, y quién respondió",
        "RFC 9110 §9.2.2",
        advice.retry,
        advice.who_answered,
    ),
    _rule(
        40,
        "What was slow",
        "Qué fue lento",
        "",
        advice.slow_phases,
        advice.connection_kept,
        advice.large_uncompressed,
    ),
    _rule(41, "A method in small letters", "Un método en minúsculas", "RFC 9110 §9.1", methods.method_case),
    _rule(
        42,
        "Content where the method gives it no meaning",
        "Contenido al que el método no da significado",
        "RFC 9110 §9.3.1",
        methods.content_without_meaning,
    ),
    _rule(43, "Host", "Host", "RFC 9112 §3.2", failures(43)),
    _rule(44, "Expect", "Expect", "RFC 9110 §10.1.1", statuses.expectation),
    _rule(45, "Statuses that nobody knows", "Estados que nadie conoce", "RFC 9110 §15", statuses.status_unknown),
    _rule(
        46,
        "Fields of the connection in HTTP/2 and HTTP/3",
        "Campos de la conexión en HTTP/2 y HTTP/3",
        "RFC 9113 §8.2.2",
        advice.connection_fields_in_http2,
    ),
    _rule(
        47,
        "Bytes that are no HTTP message",
        "Bytes que no son un mensaje HTTP",
        "RFC 9112",
        failures(47),
    ),
)

RULES: Mapping[int, Entry] = MappingProxyType({entry.number: entry for entry in _ENTRIES})
"""Every rule by its number. 1 to 40 are about exchanges, those after about requests and bytes."""
