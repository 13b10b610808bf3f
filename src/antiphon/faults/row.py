"""Faults of the rows that clients send: members that a table has no column for, and values that do not fit theirs."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _broken(code: str, sentence: Text, fix: Text, rfc: str = "RFC 9110 §15.5.21") -> Fault:
    return Fault(code, sentence, fix, rfc, Side.CLIENT, 422)


MEMBER_UNKNOWN = _broken(
    "member-unknown",
    Text("There is no member {member!r} here.", "Aquí no hay ningún miembro {member!r}."),
    Text("Leave it out. The members are: {members}.", "Omítalo. Los miembros son: {members}."),
)
MEMBER_MISSPELT = _broken(
    "member-misspelt",
    Text("There is no member {member!r} here.", "Aquí no hay ningún miembro {member!r}."),
    Text("Perhaps {nearest!r} is meant.", "Quizá se quiso decir {nearest!r}."),
)
MEMBER_MISSING = _broken(
    "member-missing",
    Text("The member {member!r} is needed.", "Falta el miembro {member!r}, que es obligatorio."),
    Text("Send a value of the type {kind} for it.", "Envíe para él un valor del tipo {kind}."),
)
MEMBER_READ_ONLY = _broken(
    "member-read-only",
    Text(
        "The member {member!r} is computed by the database and cannot be set.",
        "El miembro {member!r} lo calcula la base de datos y no se puede asignar.",
    ),
    Text("Leave it out, or send the value it has.", "Omítalo o envíe el valor que tiene."),
)
NULL_NOT_ALLOWED = _broken(
    "null-not-allowed",
    Text("The member {member!r} cannot be null.", "El miembro {member!r} no puede ser null."),
    Text("Send a value of the type {kind} for it.", "Envíe para él un valor del tipo {kind}."),
)

NOT_AN_INTEGER = _broken(
    "not-an-integer",
    Text("A whole number is expected, not {found}.", "Se espera un número entero, no {found}."),
    Text("Send a number without fraction, such as 5.", "Envíe un número sin decimales, como 5."),
    "RFC 8259 §6",
)
NOT_A_NUMBER = _broken(
    "not-a-number",
    Text("A number is expected, not {found}.", "Se espera un número, no {found}."),
    Text("Send a number such as 5 or 2.75.", "Envíe un número como 5 o 2.75."),
    "RFC 8259 §6",
)
NUMBER_OUT_OF_RANGE = _broken(
    "number-out-of-range",
    Text(
        "The number is out of range: the column holds {least} to {greatest}.",
        "El número está fuera de rango: la columna admite de {least} a {greatest}.",
    ),
    Text("Send a number in that range.", "Envíe un número de ese rango."),
    "RFC 8259 §6",
)
TOO_MANY_DIGITS = _broken(
    "too-many-digits",
    Text(
        "The number has more than {digits} digits before the decimal point.",
        "El número tiene más de {digits} cifras antes del punto decimal.",
    ),
    Text("Send a smaller number.", "Envíe un número menor."),
    "RFC 8259 §6",
)
TOO_MANY_DECIMALS = _broken(
    "too-many-decimals",
    Text(
        "The number has more than {scale} digits after the decimal point.",
        "El número tiene más de {scale} cifras después del punto decimal.",
    ),
    Text(
        "Round it; the server does not change numbers by itself.",
        "Redondéelo; el servidor no cambia números por su cuenta.",
    ),
    "RFC 8259 §6",
)
TOO_PRECISE = _broken(
    "too-precise",
    Text(
        "The number has more than {digits} significant digits, which this database cannot keep exactly.",
        "El número tiene más de {digits} cifras significativas, que esta base de datos no puede guardar exactamente.",
    ),
    Text("Round it to {digits} digits.", "Redondéelo a {digits} cifras."),
    "RFC 8259 §6",
)
NOT_TEXT = _broken(
    "not-text",
    Text("Text is expected, not {found}.", "Se espera texto, no {found}."),
    Text("Send a JSON string, in quotation marks.", "Envíe una cadena JSON, entre comillas."),
    "RFC 8259 §7",
)
TEXT_WITH_NUL = _broken(
    "text-with-nul",
    Text("Character {offset} of the text is NUL.", "El carácter {offset} del texto es NUL."),
    Text(
        "Take it out, or keep binary data in a binary column.",
        "Quítelo o guarde los datos binarios en una columna binaria.",
    ),
    "RFC 8259 §7",
)
TEXT_NOT_UNICODE = _broken(
    "text-not-unicode",
    Text(
        "Character {offset} of the text is half of a surrogate pair.",
        "El carácter {offset} del texto es la mitad de un par subrogado.",
    ),
    Text("Send both halves, or neither.", "Envíe las dos mitades o ninguna."),
    "RFC 8259 §8.2",
)
TEXT_TOO_LONG = _broken(
    "text-too-long",
    Text(
        "The text has {length} characters; the column holds {limit}.",
        "El texto tiene {length} caracteres; la columna admite {limit}.",
    ),
    Text("Shorten it.", "Acórtelo."),
)
NOT_A_CHOICE = _broken(
    "not-a-choice",
    Text("The text is none of the choices.", "El texto no es ninguna de las opciones."),
    Text("Send one of: {choices}.", "Envíe una de estas: {choices}."),
)
NOT_A_BOOLEAN = _broken(
    "not-a-boolean",
    Text("True or false is expected, not {found}.", "Se espera verdadero o falso, no {found}."),
    Text("Send true or false, without quotation marks.", "Envíe true o false, sin comillas."),
    "RFC 8259 §3",
)
NOT_A_DATE = _broken(
    "not-a-date",
    Text("A date that exists is expected, such as 2026-02-28.", "Se espera una fecha que exista, como 2026-02-28."),
    Text("Send text of the form YYYY-MM-DD.", "Envíe texto de la forma AAAA-MM-DD."),
    "RFC 3339 §5.6",
)
NOT_A_TIME = _broken(
    "not-a-time",
    Text("A time of day is expected, such as {example}.", "Se espera una hora del día, como {example}."),
    Text(
        "Send text of the form of {example}; a fraction of a second may follow the seconds.",
        "Envíe texto de la forma de {example}; tras los segundos puede ir una fracción.",
    ),
    "RFC 3339 §5.6",
)
NOT_A_DATETIME = _broken(
    "not-a-datetime",
    Text("A date and time is expected, such as {example}.", "Se espera una fecha con hora, como {example}."),
    Text(
        "Send text of the form of {example}; a fraction of a second may follow the seconds.",
        "Envíe texto de la forma de {example}; tras los segundos puede ir una fracción.",
    ),
    "RFC 3339 §5.6",
)
ZONE_MISSING = _broken(
    "zone-missing",
    Text("The time does not say in which zone it is.", "La hora no dice en qué zona está."),
    Text("Add Z for UTC, or an offset such as +02:00.", "Añada Z para UTC o un desfase como +02:00."),
    "RFC 3339 §5.6",
)
FRACTION_TOO_FINE = _broken(
    "fraction-too-fine",
    Text(
        "The fraction of the second has more digits than are kept: {digits}.",
        "La fracción de segundo tiene más cifras de las que se guardan: {digits}.",
    ),
    Text("Send no more digits after the second.", "No envíe más cifras tras el segundo."),
    "RFC 3339 §5.6",
)
NOT_A_UUID = _broken(
    "not-a-uuid",
    Text(
        "A UUID is expected, such as 123e4567-e89b-12d3-a456-426614174000.",
        "Se espera un UUID, como 123e4567-e89b-12d3-a456-426614174000.",
    ),
    Text("Send its 32 hexadecimal digits with four hyphens.", "Envíe sus 32 cifras hexadecimales con cuatro guiones."),
    "RFC 9562 §4",
)
NOT_BASE64 = _broken(
    "not-base64",
    Text("Binary data is expected as base64 text.", "Se esperan datos binarios como texto base64."),
    Text(
        "Encode the bytes with A-Z a-z 0-9 + / and padding, without line breaks.",
        "Codifique los bytes con A-Z a-z 0-9 + / y relleno, sin saltos de línea.",
    ),
    "RFC 4648 §4",
)
BINARY_TOO_LONG = _broken(
    "binary-too-long",
    Text(
        "The data has {length} bytes; the column holds {limit}.",
        "Los datos tienen {length} bytes; la columna admite {limit}.",
    ),
    Text("Send less.", "Envíe menos."),
)
NOT_A_SCALAR = _broken(
    "not-a-scalar",
    Text(
        "Text, a number, true or false is expected, not {found}.", "Se espera texto, número, true o false, no {found}."
    ),
    Text("Send one plain value.", "Envíe un solo valor simple."),
    "RFC 8259 §3",
)
NOT_AN_ARRAY = _broken(
    "not-an-array",
    Text("An array is expected, not {found}.", "Se espera un array, no {found}."),
    Text("Send the values between brackets, such as [1, 2].", "Envíe los valores entre corchetes, como [1, 2]."),
    "RFC 8259 §5",
)
ARRAY_RAGGED = _broken(
    "array-ragged",
    Text(
        "The arrays inside the array differ in length or depth.",
        "Los arrays dentro del array difieren en longitud o profundidad.",
    ),
    Text("Send arrays of one length at each level.", "Envíe arrays de la misma longitud en cada nivel."),
    "RFC 8259 §5",
)
NOT_JSON_TEXT = _broken(
    "not-json-text",
    Text("The text is not JSON.", "El texto no es JSON."),
    Text("Send JSON, with text in quotation marks.", "Envíe JSON, con el texto entre comillas."),
    "RFC 8259 §2",
)

CHECK_BROKEN = _broken(
    "check-broken",
    Text(
        "The row breaks the rule {rule} of the table, which concerns: {columns}.",
        "La fila incumple la regla {rule} de la tabla, que afecta a: {columns}.",
    ),
    Text(
        "Compare the values with the rule in the table's definition.",
        "Compare los valores con la regla en la definición de la tabla.",
    ),
)
REFERENCE_MISSING = _broken(
    "reference-missing",
    Text("No item of {resource!r} has this {target}.", "Ningún elemento de {resource!r} tiene ese {target}."),
    Text("Create that item first, or refer to one that exists.", "Cree antes ese elemento o indique uno que exista."),
)
