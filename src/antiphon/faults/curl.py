"""Faults of curl's command lines, read and written."""

from __future__ import annotations

from .fault import Fault, Side, Text

CURL_QUOTE_OPEN = Fault(
    "curl-quote-open",
    Text(
        "Character {offset} of the command opens a quote ({quote}) that nothing closes.",
        "El carácter {offset} del comando abre una comilla ({quote}) que nada cierra.",
    ),
    Text("Copy the whole command, to its last quote.", "Copie el comando entero, hasta su última comilla."),
    "POSIX Shell §2.2",
    Side.USER,
)
CURL_SHELL_SYNTAX = Fault(
    "curl-shell-syntax",
    Text(
        "Character {offset} of the command is for a shell to run ({text}); nothing is run here.",
        "El carácter {offset} del comando es para que lo ejecute un shell ({text}); aquí no se ejecuta nada.",
    ),
    Text(
        "Put the value itself in its place, or quote the text with '.",
        "Ponga el valor mismo en su lugar, o entrecomille el texto con '.",
    ),
    "POSIX Shell §2.6",
    Side.USER,
)
CURL_COMMAND_MISSING = Fault(
    "curl-command-missing",
    Text("The text does not begin with curl.", "El texto no empieza por curl."),
    Text("Pass a command such as: curl https://example.com/", "Pase un comando como: curl https://example.com/"),
    "",
    Side.USER,
)
CURL_URL_COUNT = Fault(
    "curl-url-count",
    Text("The command has {count} URLs; one is needed.", "El comando tiene {count} URL; hace falta una."),
    Text("Pass one command for each URL.", "Pase un comando por cada URL."),
    "",
    Side.USER,
)
CURL_OPTION_UNKNOWN = Fault(
    "curl-option-unknown",
    Text("curl's option {option} is not understood here.", "La opción {option} de curl no se entiende aquí."),
    Text("Leave it out if the request does not depend on it.", "Quítela si la petición no depende de ella."),
    "",
    Side.USER,
)
CURL_OPTION_WITHOUT_VALUE = Fault(
    "curl-option-without-value",
    Text("curl's option {option} needs a value.", "La opción {option} de curl necesita un valor."),
    Text("Write the value after it.", "Escriba el valor después."),
    "",
    Side.USER,
)
CURL_VALUE_UNUSABLE = Fault(
    "curl-value-unusable",
    Text(
        "The value of curl's option {option} cannot be used: {reason}.",
        "El valor de la opción {option} de curl no sirve: {reason}.",
    ),
    Text("Correct the value.", "Corrija el valor."),
    "",
    Side.USER,
)
