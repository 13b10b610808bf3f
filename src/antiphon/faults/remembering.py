"""Faults of the files in which a client keeps what it remembers of servers: cookies, hosts that want https."""

from __future__ import annotations

from .fault import Fault, Side, Text

_REPAIR = Text(
    "Correct or delete the line; the file is left as it is until then.",
    "Corrija o borre la línea; hasta entonces el archivo se deja como está.",
)

COOKIE_LINE_FIELDS = Fault(
    code="cookie-line-fields",
    sentence=Text(
        "Line {line} of the cookies in {path} has {count} fields; a cookie is 7 of them with tabs between.",
        "La línea {line} de las cookies en {path} tiene {count} campos; una cookie son 7, separados por tabuladores.",
    ),
    fix=_REPAIR,
    rfc="",
    side=Side.USER,
)
COOKIE_LINE_FIELD = Fault(
    code="cookie-line-field",
    sentence=Text(
        "Line {line} of the cookies in {path} has a field that cannot be read: {field}.",
        "La línea {line} de las cookies en {path} tiene un campo que no se puede leer: {field}.",
    ),
    fix=_REPAIR,
    rfc="",
    side=Side.USER,
)
HSTS_LINE = Fault(
    code="hsts-line",
    sentence=Text(
        "Line {line} of {path} is no host that wants https: it takes a name and, in quotes, YYYYMMDD HH:MM:SS.",
        "La línea {line} de {path} no es un servidor que exige https: lleva un nombre y, entre comillas, "
        "AAAAMMDD HH:MM:SS.",
    ),
    fix=_REPAIR,
    rfc="RFC 6797 §5.1",
    side=Side.USER,
)
STATE_FILE_UNREADABLE = Fault(
    code="state-file-unreadable",
    sentence=Text("{path} cannot be read ({reason}).", "No se puede leer {path} ({reason})."),
    fix=Text(
        "Check the path and who may read it.",
        "Compruebe la ruta y quién puede leerla.",
    ),
    rfc="",
    side=Side.USER,
)
STATE_FILE_UNWRITABLE = Fault(
    code="state-file-unwritable",
    sentence=Text("{path} cannot be written ({reason}).", "No se puede escribir {path} ({reason})."),
    fix=Text(
        "Check that its folder exists, and that you may write there; what was kept before is still in the file.",
        "Compruebe que su carpeta existe y que usted puede escribir en ella; lo guardado antes sigue en el archivo.",
    ),
    rfc="",
    side=Side.USER,
)
STATE_FILE_LOCKED = Fault(
    code="state-file-locked",
    sentence=Text(
        "{path} cannot be written: another process has kept it locked for {limit:g} s.",
        "No se puede escribir {path}: otro proceso lo tiene bloqueado desde hace {limit:g} s.",
    ),
    fix=Text(
        "Look for a process that hangs while it uses the file, then save again.",
        "Busque un proceso colgado que use el archivo y vuelva a guardar.",
    ),
    rfc="",
    side=Side.USER,
)
HSTS_UNUSABLE = Fault(
    code="hsts-unusable",
    sentence=Text(
        "The setting hsts is a {kind}; it takes True, False, the path of a file or an HSTSStore.",
        "El ajuste hsts es un {kind}; admite True, False, la ruta de un archivo o un HSTSStore.",
    ),
    fix=Text("Leave it out, or give one of these.", "Omítalo o dé uno de estos."),
    rfc="RFC 6797 §8.1",
    side=Side.USER,
)
