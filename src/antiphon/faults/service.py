"""Faults of a server's limits, and of the applications it runs."""

from __future__ import annotations

from .fault import Fault, Side, Text

CONTENT_TOO_LARGE = Fault(
    "content-too-large",
    Text("The content is larger than {limit} bytes.", "El contenido mide más de {limit} bytes."),
    Text(
        "Send less at once; the server's operator can raise the limit.",
        "Envíe menos de una vez; quien opera el servidor puede subir el límite.",
    ),
    "RFC 9110 §15.5.14",
    Side.CLIENT,
    413,
)
EXPECTATION_UNKNOWN = Fault(
    "expectation-unknown",
    Text("The expectation is not 100-continue.", "La expectativa no es 100-continue."),
    Text("Send `Expect: 100-continue` or no Expect.", "Envíe `Expect: 100-continue` o ningún Expect."),
    "RFC 9110 §10.1.1",
    Side.CLIENT,
    417,
)
METHOD_NOT_SERVED = Fault(
    "method-not-served",
    Text("This server does not serve {method}.", "Este servidor no atiende {method}."),
    Text(
        "Use a method from Allow; a server that is no proxy opens no tunnels, and TRACE would echo credentials.",
        "Use un método de Allow; un servidor que no es proxy no abre túneles, y TRACE repetiría credenciales.",
    ),
    "RFC 9110 §9.3.6, §9.3.8",
    Side.CLIENT,
    405,
)
REQUEST_TIMEOUT = Fault(
    "request-timeout",
    Text(
        "The request did not arrive within {seconds:g} seconds.",
        "La petición no llegó en {seconds:g} segundos.",
    ),
    Text("Send it again, without pauses.", "Envíela de nuevo, sin pausas."),
    "RFC 9110 §15.5.9",
    Side.CLIENT,
    408,
)
TOO_MANY_CONNECTIONS = Fault(
    "too-many-connections",
    Text(
        "The server has {limit} connections open, its limit.",
        "El servidor tiene {limit} conexiones, su límite.",
    ),
    Text("Try again a little later.", "Inténtelo un poco más tarde."),
    "RFC 9110 §15.6.4",
    Side.SERVER,
    503,
)
PLAIN_HTTP_ON_TLS_PORT = Fault(
    "plain-http-on-tls-port",
    Text(
        "Plain HTTP was spoken to a port that speaks HTTPS.",
        "Se habló HTTP sin cifrar a un puerto que habla HTTPS.",
    ),
    Text("Use {url}", "Use {url}"),
    "RFC 9110 §4.2.2",
    Side.CLIENT,
    308,
)
APPLICATION_FAILED = Fault(
    "application-failed",
    Text(
        "The application failed while it answered; the server's log has the details under {instance}.",
        "La aplicación falló al responder; el registro del servidor tiene los detalles en {instance}.",
    ),
    Text("Tell the operator this identifier.", "Comunique este identificador a quien opera el servidor."),
    "RFC 9110 §15.6.1",
    Side.SERVER,
    500,
)
APPLICATION_SILENT = Fault(
    "application-silent",
    Text(
        "The application ended without a complete response.",
        "La aplicación terminó sin una respuesta completa.",
    ),
    Text(
        "Send http.response.start and a last http.response.body with more_body false.",
        "Envíe http.response.start y un último http.response.body con more_body falso.",
    ),
    "ASGI HTTP 2.5",
    Side.SERVER,
    500,
)
APPLICATION_MESSAGE = Fault(
    "application-message",
    Text(
        "The application sent {type} where {expected} belongs.",
        "La aplicación envió {type} donde corresponde {expected}.",
    ),
    Text(
        "Send the messages in the order of the specification.",
        "Envíe los mensajes en el orden de la especificación.",
    ),
    "ASGI HTTP 2.5",
    Side.SERVER,
    500,
)
APPLICATION_ANSWER = Fault(
    "application-answer",
    Text("The handler returned {type}, not a Response.", "El manejador devolvió {type}, no una Response."),
    Text("Return an antiphon.server.Response.", "Devuelva una antiphon.server.Response."),
    "",
    Side.SERVER,
    500,
)
LIFESPAN_FAILED = Fault(
    "lifespan-failed",
    Text("The application did not start: {message}", "La aplicación no arrancó: {message}"),
    Text("Mend what its start-up reported.", "Corrija lo que informó su arranque."),
    "ASGI Lifespan 2.0",
    Side.USER,
)
ADDRESS_IN_USE = Fault(
    "address-in-use",
    Text(
        "Port {port} on {host} is taken by another program.",
        "El puerto {port} en {host} lo usa otro programa.",
    ),
    Text(
        "Stop that program, or choose another port with --port.",
        "Detenga ese programa o elija otro puerto con --port.",
    ),
    "",
    Side.USER,
)
ADDRESS_UNUSABLE = Fault(
    "address-unusable",
    Text(
        "Cannot listen on {host} port {port}: {reason}.",
        "No se puede escuchar en {host} puerto {port}: {reason}.",
    ),
    Text("Choose another --host or --port.", "Elija otro --host o --port."),
    "",
    Side.USER,
)
SOCKET_UNUSABLE = Fault(
    "socket-unusable",
    Text("Cannot listen on the socket {path}: {reason}.", "No se puede escuchar en el socket {path}: {reason}."),
    Text(
        "Choose a path in a folder that exists and can be written.",
        "Elija una ruta en una carpeta en la que se pueda escribir.",
    ),
    "",
    Side.USER,
)
