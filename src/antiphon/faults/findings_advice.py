"""What lint advises: whether to send a request again, who answered, and what took so long (RFC 9110 §9.2.2)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NETWORK, NOTE, SERVER, finding

RETRY_UNSENT = finding(
    "retry-unsent",
    NOTE,
    CLIENT,
    "RFC 9110 §9.2.2",
    (
        "Not one byte of the request was sent: sending it again is safe, whatever the method.",
        "No se envió ni un byte de la petición: repetirla es seguro, sea cual sea el método.",
    ),
    ("Send it again.", "Repítala."),
)
RETRY_UNPROCESSED = finding(
    "retry-unprocessed",
    NOTE,
    CLIENT,
    "RFC 9110 §15.5.20, RFC 8470 §5.2",
    (
        "{status} says that the server did nothing with the request: sending it again is safe, whatever the method.",
        "{status} dice que el servidor no hizo nada con la petición: repetirla es seguro, sea cual sea el método.",
    ),
    ("Send it again, over another connection.", "Repítala, por otra conexión."),
)
RETRY_HARMLESS = finding(
    "retry-harmless",
    NOTE,
    CLIENT,
    "RFC 9110 §9.2.2",
    (
        "{method} is idempotent: sending it again does no more than once.",
        "{method} es idempotente: repetirla no hace más que una vez.",
    ),
    ("Send it again after a pause; heed Retry-After.", "Repítala tras una pausa; respete Retry-After."),
)
RETRY_KEYED = finding(
    "retry-keyed",
    NOTE,
    CLIENT,
    "draft-ietf-httpapi-idempotency-key-header",
    (
        "{method} carries an Idempotency-Key: a server that knows it does it once, however often it comes.",
        "{method} lleva un Idempotency-Key: un servidor que lo conozca la hace una vez, por mucho que se repita.",
    ),
    ("Send it again with the same key.", "Repítala con la misma clave."),
)
RETRY_RISKY = finding(
    "retry-risky",
    NOTE,
    CLIENT,
    "RFC 9110 §9.2.2",
    (
        "{method} is not idempotent, and it may have been done: sending it again may do it twice.",
        "{method} no es idempotente, y quizá se hizo: repetirla puede hacerla dos veces.",
    ),
    (
        "Look whether it was done; next time send an Idempotency-Key, if the server knows that.",
        "Compruebe si se hizo; la próxima vez envíe un Idempotency-Key, si el servidor lo conoce.",
    ),
)
INTERMEDIARY_ANSWERED = finding(
    "intermediary-answered",
    NOTE,
    SERVER,
    "RFC 9110 §15.6.3, §15.6.5, §7.6.3, RFC 9209",
    (
        "{status} comes from an intermediary ({sign}), not from the server behind it.",
        "{status} viene de un intermediario ({sign}), no del servidor que hay detrás.",
    ),
    (
        "Look in the log of the proxy or balancer, then whether the server behind it runs and answers in time.",
        "Mire el registro del proxy o balanceador, y luego si el servidor de detrás funciona y responde a tiempo.",
    ),
)
INTERMEDIARY_LIKELY = finding(
    "intermediary-likely",
    NOTE,
    SERVER,
    "RFC 9110 §15.6.3, §15.6.5, §10.2.4",
    (
        "{status} may be the word of a proxy or balancer ({server}, says Server), not of a server behind it.",
        "{status} puede venir de un proxy o balanceador ({server}, dice Server), no de un servidor de detrás.",
    ),
    (
        "Look in its log, then whether the server behind it runs and answers in time.",
        "Mire su registro, y luego si el servidor de detrás funciona y responde a tiempo.",
    ),
)
SLOW_PHASE = finding(
    "slow-phase",
    NOTE,
    SERVER,
    "",
    (
        "{phase} took {seconds:.2f} s of {total:.2f} s.",
        "{phase} tardó {seconds:.2f} s de {total:.2f} s.",
    ),
    ("{advice}", "{advice}"),
)
CONNECTION_NOT_KEPT = finding(
    "connection-not-kept",
    NOTE,
    SERVER,
    "RFC 9112 §9.3",
    (
        "The server closes the connection after this response: the next request needs a new one, and a new handshake.",
        "El servidor cierra la conexión tras esta respuesta: la próxima petición necesita otra, y otro saludo.",
    ),
    (
        "Leave `Connection: close` out, and frame the content by its length or in chunks.",
        "Omita `Connection: close`, y delimite el contenido por su longitud o en fragmentos.",
    ),
)
CONNECTION_NOT_REUSED = finding(
    "connection-not-reused",
    NOTE,
    CLIENT,
    "RFC 9112 §9.3",
    (
        "A new connection to {host} was opened though one had just been used.",
        "Se abrió una conexión nueva con {host} aunque se acababa de usar otra.",
    ),
    (
        "Use one session for all requests, and read each response to its end.",
        "Use una sola sesión para todas las peticiones, y lea cada respuesta hasta el final.",
    ),
)
CONNECTION_FIELD_IN_HTTP2 = finding(
    "connection-field-in-http2",
    ERROR,
    NETWORK,
    "RFC 9113 §8.2.2, RFC 9114 §4.2",
    (
        "{name} is of the connection, which {version} manages itself: a message with it is malformed.",
        "{name} es de la conexión, que {version} gestiona por sí mismo: un mensaje que lo lleva está mal formado.",
    ),
    ("Leave it out; TE may only be `trailers`.", "Omítalo; TE solo puede ser `trailers`."),
)
