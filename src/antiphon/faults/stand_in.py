"""Faults of what stands in for the network: applications in this process, mock routes, cassettes."""

from __future__ import annotations

from .fault import Fault, Side, Text

MOUNT_UNUSABLE = Fault(
    "mount-unusable",
    Text("{prefix} cannot be mounted on: {problem}.", "No se puede montar en {prefix}: {problem}."),
    Text(
        'Write the beginning of URLs, such as "https://shop.test/".',
        'Escriba el comienzo de las URL, como "https://shop.test/".',
    ),
    "",
    Side.USER,
)
STAND_IN_UNUSABLE = Fault(
    "stand-in-unusable",
    Text("{kind} cannot stand in for the network.", "{kind} no puede ocupar el lugar de la red."),
    Text(
        "Pass antiphon.ASGI(app), WSGI(app), InProcess(handler), Mock() or Cassette(path).",
        "Pase antiphon.ASGI(app), WSGI(app), InProcess(handler), Mock() o Cassette(ruta).",
    ),
    "",
    Side.USER,
)
IN_PROCESS_SILENT = Fault(
    "in-process-silent",
    Text(
        "The application ended without a complete response to {method} {url}.",
        "La aplicación terminó sin una respuesta completa a {method} {url}.",
    ),
    Text(
        "Have it send the start of a response, and then content with more_body false.",
        "Haga que envíe el comienzo de una respuesta, y después contenido con more_body falso.",
    ),
    "ASGI HTTP 2.5",
    Side.SERVER,
)
IN_PROCESS_FAILED = Fault(
    "in-process-failed",
    Text(
        "The application failed with {kind} in the middle of its response to {method} {url}.",
        "La aplicación falló con {kind} en mitad de su respuesta a {method} {url}.",
    ),
    Text(
        "Set raise_app_exceptions=True to get what it raised.",
        "Ponga raise_app_exceptions=True para recibir lo que lanzó.",
    ),
    "",
    Side.SERVER,
)
IN_PROCESS_MESSAGE = Fault(
    "in-process-message",
    Text(
        "The application sent {given} where {expected} is due.",
        "La aplicación envió {given} donde corresponde {expected}.",
    ),
    Text("Mend the order of what it sends.", "Corrija el orden de lo que envía."),
    "ASGI HTTP 2.5; PEP 3333",
    Side.SERVER,
)
IN_PROCESS_LENGTH = Fault(
    "in-process-length",
    Text(
        "The application declared {declared} bytes of content and sent {sent}.",
        "La aplicación declaró {declared} bytes de contenido y envió {sent}.",
    ),
    Text("Send as many bytes as Content-Length says.", "Envíe tantos bytes como dice Content-Length."),
    "RFC 9110 §8.6",
    Side.SERVER,
)
MOCK_UNMATCHED = Fault(
    "mock-unmatched",
    Text(
        "No mock route answers {method} {url}. Nearest: {nearest}.",
        "Ninguna ruta simulada responde a {method} {url}. Las más cercanas: {nearest}.",
    ),
    Text(
        "Add a route for it, or set pass_through=True to let it go to the network.",
        "Añada una ruta para ella, o ponga pass_through=True para dejarla ir a la red.",
    ),
    "",
    Side.USER,
)
MOCK_NOT_CALLED = Fault(
    "mock-not-called",
    Text("Mock routes that no request reached: {routes}.", "Rutas simuladas a las que no llegó petición: {routes}."),
    Text(
        "Check what the code under test asks for, or remove the routes.",
        "Compruebe qué pide el código probado, o quite las rutas.",
    ),
    "",
    Side.USER,
)
MOCK_REPLY_UNUSABLE = Fault(
    "mock-reply-unusable",
    Text("A mock route cannot reply with {kind}.", "Una ruta simulada no puede responder con {kind}."),
    Text(
        "Use an antiphon.Reply, an exception, a callable that returns a Reply or a Response, or a list of these.",
        "Use un antiphon.Reply, una excepción, un invocable que devuelva un Reply o un Response, o una lista de ellos.",
    ),
    "",
    Side.USER,
)
MOCK_ROUTE_UNUSABLE = Fault(
    "mock-route-unusable",
    Text("A mock route cannot be for {part} {value}.", "Una ruta simulada no puede ser para {part} {value}."),
    Text(
        "Pass a method, and a URL with {{name}} for a segment, a path, a compiled regular expression or None.",
        "Pase un método, y una URL con {{nombre}} por segmento, una ruta, una expresión regular compilada o None.",
    ),
    "",
    Side.USER,
)
MOCK_FAILURE = Fault(
    "mock-failure",
    Text(
        "The mock route {route} failed, as it was told to.",
        "La ruta simulada {route} falló, como se le había indicado.",
    ),
    Text(
        "Nothing is wrong: this stands in for a failure of the network.",
        "No hay nada mal: esto representa un fallo de la red.",
    ),
    "",
    Side.NETWORK,
)
CASSETTE_DAMAGED = Fault(
    "cassette-damaged",
    Text("The cassette {path} cannot be read: {problem}.", "No se puede leer la grabación {path}: {problem}."),
    Text("Mend the file, or remove it and record anew.", "Corrija el archivo, o bórrelo y grabe de nuevo."),
    "",
    Side.USER,
)
CASSETTE_UNWRITABLE = Fault(
    "cassette-unwritable",
    Text("The cassette {path} cannot be written: {reason}.", "No se puede escribir la grabación {path}: {reason}."),
    Text("Check the folder and its permissions.", "Compruebe la carpeta y sus permisos."),
    "",
    Side.USER,
)
CASSETTE_UNMATCHED = Fault(
    "cassette-unmatched",
    Text(
        "The cassette {path} has no response left for {method} {url}: {problem}.",
        "La grabación {path} no tiene más respuestas para {method} {url}: {problem}.",
    ),
    Text(
        'Record it: record="new" adds what is missing, record="all" records everything anew.',
        'Grábela: record="new" añade lo que falta, record="all" lo graba todo de nuevo.',
    ),
    "",
    Side.USER,
)
CASSETTE_SETTING = Fault(
    "cassette-setting",
    Text("{value} is not a {setting} of a cassette.", "{value} no es un {setting} de una grabación."),
    Text("Use one of: {allowed}.", "Use uno de: {allowed}."),
    "",
    Side.USER,
)
