"""Faults of multipart/form-data that a client sends: its boundary, its parts, and what their heads say."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _broken(code: str, sentence: Text, fix: Text, rfc: str, status: int = 400) -> Fault:
    return Fault(code, sentence, fix, rfc, Side.CLIENT, status)


BOUNDARY_ABSENT = _broken(
    "multipart-boundary-absent",
    Text(
        "The Content-Type {type!r} does not name the boundary between the parts.",
        "El Content-Type {type!r} no indica el delimitador entre las partes.",
    ),
    Text(
        "Let the HTTP library write Content-Type: it has to name the boundary that it puts into the content.",
        "Deje que la biblioteca HTTP escriba Content-Type: debe indicar el delimitador que ella pone en el contenido.",
    ),
    "RFC 7578 §4.1",
)
BOUNDARY_REFUSED = _broken(
    "multipart-boundary-refused",
    Text(
        "The boundary in Content-Type is not 1 to 70 letters, digits, spaces or any of '()+_,-./:=? without a space "
        "at its end.",
        "El delimitador de Content-Type no es de 1 a 70 letras, cifras, espacios o alguno de '()+_,-./:=? sin espacio "
        "al final.",
    ),
    Text("Use random letters and digits, 32 of them or so.", "Use letras y cifras al azar, unas 32."),
    "RFC 2046 §5.1.1",
)
BOUNDARY_LINE_INVALID = _broken(
    "multipart-boundary-line-invalid",
    Text(
        "Byte {offset}: behind the boundary there is neither CR LF nor '--'.",
        "Byte {offset}: tras el delimitador no hay ni CR LF ni '--'.",
    ),
    Text(
        "End the line of a boundary with CR LF, the last one with '--' before it; choose a boundary that begins no "
        "line of a part.",
        "Termine la línea de un delimitador con CR LF, la última con '--' delante; elija un delimitador con el que no "
        "empiece ninguna línea de una parte.",
    ),
    "RFC 2046 §5.1.1",
)
MULTIPART_CUT_SHORT = _broken(
    "multipart-cut-short",
    Text(
        "Byte {offset}: the content ends before the boundary that closes it.",
        "Byte {offset}: el contenido termina antes del delimitador que lo cierra.",
    ),
    Text(
        "Send the whole content, which ends with '--', the boundary that Content-Type names, and '--'.",
        "Envíe el contenido completo, que termina con '--', el delimitador que indica Content-Type y '--'.",
    ),
    "RFC 2046 §5.1.1",
)
MULTIPART_TOO_LARGE = _broken(
    "multipart-too-large",
    Text(
        "The form is larger than the limit of {limit} bytes.",
        "El formulario supera el límite de {limit} bytes.",
    ),
    Text("Send less at once, or raise the limit of the server.", "Envíe menos a la vez o suba el límite del servidor."),
    "RFC 9110 §15.5.14",
    413,
)
PARTS_TOO_MANY = _broken(
    "multipart-parts-too-many",
    Text("The form has more than {limit} parts.", "El formulario tiene más de {limit} partes."),
    Text("Send fewer parts, or raise the limit of the server.", "Envíe menos partes o suba el límite del servidor."),
    "RFC 9110 §15.5.14",
    413,
)
PART_HEAD_TOO_LARGE = _broken(
    "multipart-head-too-large",
    Text(
        "Byte {offset}: the head of the part that begins here has more than {limit} bytes.",
        "Byte {offset}: la cabecera de la parte que empieza aquí tiene más de {limit} bytes.",
    ),
    Text(
        "End the head with an empty line (CR LF), and shorten names of fields and files.",
        "Termine la cabecera con una línea vacía (CR LF) y acorte los nombres de campos y archivos.",
    ),
    "RFC 9110 §15.5.14",
    413,
)
PART_LINE_INVALID = _broken(
    "multipart-line-invalid",
    Text(
        "Byte {offset}: the line that begins here in the head of a part is not 'Name: value'.",
        "Byte {offset}: la línea que empieza aquí, en la cabecera de una parte, no es 'Nombre: valor'.",
    ),
    Text(
        "Write one field a line, without a space before the colon, and an empty line before the content.",
        "Escriba un campo por línea, sin espacio antes de los dos puntos, y una línea vacía antes del contenido.",
    ),
    "RFC 2046 §5.1",
)
PART_HEAD_CONTROL = _broken(
    "multipart-head-control",
    Text(
        "Byte {offset}: the head of a part has a control character, such as CR or LF alone.",
        "Byte {offset}: la cabecera de una parte tiene un carácter de control, como CR o LF solos.",
    ),
    Text(
        "End lines with CR LF; write a line break in a name as %0D%0A.",
        "Termine las líneas con CR LF; escriba un salto de línea en un nombre como %0D%0A.",
    ),
    "RFC 2046 §5.1",
)
PART_HEAD_NOT_UTF8 = _broken(
    "multipart-head-not-utf8",
    Text("Byte {offset}: the head of a part is not UTF-8.", "Byte {offset}: la cabecera de una parte no es UTF-8."),
    Text("Write names of fields and files in UTF-8.", "Escriba los nombres de campos y archivos en UTF-8."),
    "RFC 7578 §5.1",
)
PART_FIELD_REPEATED = _broken(
    "multipart-field-repeated",
    Text(
        "Byte {offset}: the head of a part has {field} a second time.",
        "Byte {offset}: la cabecera de una parte tiene {field} por segunda vez.",
    ),
    Text("Send each field of a part once.", "Envíe cada campo de una parte una sola vez."),
    "RFC 7578 §4.8",
)
DISPOSITION_ABSENT = _broken(
    "multipart-disposition-absent",
    Text(
        "Byte {offset}: the part whose head begins here has no Content-Disposition.",
        "Byte {offset}: la parte cuya cabecera empieza aquí no tiene Content-Disposition.",
    ),
    Text(
        'Send Content-Disposition: form-data; name="…" in each part.',
        'Envíe Content-Disposition: form-data; name="…" en cada parte.',
    ),
    "RFC 7578 §4.2",
)
DISPOSITION_INVALID = _broken(
    "multipart-disposition-invalid",
    Text(
        "Byte {offset}: the Content-Disposition of a part breaks its grammar from here on.",
        "Byte {offset}: el Content-Disposition de una parte rompe su gramática a partir de aquí.",
    ),
    Text(
        'Send form-data; name="…"; filename="…" with %22 for a quotation mark.',
        'Envíe form-data; name="…"; filename="…" con %22 para las comillas.',
    ),
    "RFC 7578 §4.2",
)
DISPOSITION_REPEATS = _broken(
    "multipart-parameter-repeated",
    Text(
        "Byte {offset}: the Content-Disposition of a part has {parameter} a second time.",
        "Byte {offset}: el Content-Disposition de una parte tiene {parameter} por segunda vez.",
    ),
    Text("Send each parameter once.", "Envíe cada parámetro una sola vez."),
    "RFC 2183 §2",
)
PART_NAME_ABSENT = _broken(
    "multipart-name-absent",
    Text(
        "Byte {offset}: the Content-Disposition of a part does not name the field.",
        "Byte {offset}: el Content-Disposition de una parte no nombra el campo.",
    ),
    Text('Add name="…".', 'Añada name="…".'),
    "RFC 7578 §4.2",
)
FILE_NAME_INVALID = _broken(
    "multipart-file-name-invalid",
    Text(
        "Byte {offset}: the file name in the Content-Disposition of a part has control characters, or its encoding "
        "is broken.",
        "Byte {offset}: el nombre de archivo en el Content-Disposition de una parte tiene caracteres de control, o su "
        "codificación está rota.",
    ),
    Text(
        'Send filename="…" in UTF-8, without line breaks and NUL.',
        'Envíe filename="…" en UTF-8, sin saltos de línea ni NUL.',
    ),
    "RFC 7578 §4.2",
)
PART_ENCODED = _broken(
    "multipart-part-encoded",
    Text(
        "Byte {offset}: the part whose head begins here is encoded as {encoding!r}, which is not undone here.",
        "Byte {offset}: la parte cuya cabecera empieza aquí está codificada como {encoding!r}, que aquí no se deshace.",
    ),
    Text(
        "Leave Content-Transfer-Encoding out, and send the bytes as they are.",
        "Omita Content-Transfer-Encoding y envíe los bytes tal como son.",
    ),
    "RFC 7578 §4.7",
)
MULTIPART_STOPPED = Fault(
    code="multipart-stopped",
    sentence=Text(
        "The reading of the form has ended, with its last byte or with an error.",
        "La lectura del formulario ha terminado, con su último byte o con un error.",
    ),
    fix=Text("Make a new reader for other content.", "Cree un lector nuevo para otro contenido."),
    rfc="",
    side=Side.USER,
)
