"""Faults of forms whose fields do not make a row."""

from __future__ import annotations

from .fault import Fault, Side, Text

FORM_NOT_UTF8 = Fault(
    "form-not-utf8",
    Text(
        "The form is not UTF-8 once its %-escapes are decoded.",
        "El formulario no es UTF-8 una vez decodificados sus %-escapes.",
    ),
    Text(
        "Encode text in UTF-8; send bytes as a file, in multipart/form-data.",
        "Codifique el texto en UTF-8; envíe los bytes como archivo, en multipart/form-data.",
    ),
    "WHATWG URL §5.1",
    Side.CLIENT,
    400,
)
FIELD_NOT_UTF8 = Fault(
    "form-field-not-utf8",
    Text("Byte {offset} of the field is not UTF-8 text.", "El byte {offset} del campo no es texto UTF-8."),
    Text(
        "Encode text in UTF-8; columns of text take no other files.",
        "Codifique el texto en UTF-8; las columnas de texto no admiten otros archivos.",
    ),
    "RFC 7578 §5.1",
    Side.CLIENT,
    422,
)
FIELD_REPEATED = Fault(
    "form-field-repeated",
    Text(
        "The form has the field {member!r} more than once, and a column holds one value.",
        "El formulario tiene el campo {member!r} más de una vez, y una columna guarda un solo valor.",
    ),
    Text("Send it once.", "Envíelo una sola vez."),
    "RFC 7578 §5.2",
    Side.CLIENT,
    422,
)
