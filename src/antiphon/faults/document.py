"""Faults of documents that a client sends: JSON, and patches for it."""

from .fault import Fault, Side, Text

JSON_EMPTY = Fault(
    "json-empty",
    Text("There is no content where JSON belongs.", "No hay contenido donde corresponde JSON."),
    Text("Send a JSON value.", "Envíe un valor JSON."),
    "RFC 8259 §2",
    Side.CLIENT,
    400,
)
JSON_SYNTAX = Fault(
    "json-syntax",
    Text(
        "Line {line}, column {column}: the content is not JSON from {found!r} on.",
        "Línea {line}, columna {column}: el contenido no es JSON a partir de {found!r}.",
    ),
    Text("Correct the JSON at that place.", "Corrija el JSON en ese lugar."),
    "RFC 8259 §2",
    Side.CLIENT,
    400,
)
JSON_CUT_SHORT = Fault(
    "json-cut-short",
    Text(
        "Line {line}, column {column}: the content ends before the JSON value is complete.",
        "Línea {line}, columna {column}: el contenido termina antes de que el valor JSON esté completo.",
    ),
    Text("Send the whole value.", "Envíe el valor completo."),
    "RFC 8259 §2",
    Side.CLIENT,
    400,
)
JSON_ENCODING = Fault(
    "json-encoding",
    Text("Byte {offset}: the content is not UTF-8.", "Byte {offset}: el contenido no es UTF-8."),
    Text("Send JSON in UTF-8, without a byte order mark.", "Envíe JSON en UTF-8, sin marca de orden de bytes."),
    "RFC 8259 §8.1",
    Side.CLIENT,
    400,
)
JSON_SURROGATE = Fault(
    "json-surrogate",
    Text(
        "The content escapes one half of a character, which stands for no text.",
        "El contenido escapa la mitad de un carácter, que no representa ningún texto.",
    ),
    Text("Escape both halves, or send the character in UTF-8.", "Escape ambas mitades o envíe el carácter en UTF-8."),
    "RFC 8259 §8.2",
    Side.CLIENT,
    400,
)
JSON_DUPLICATE_NAME = Fault(
    "json-duplicate-name",
    Text(
        "An object has the name {name!r} twice, and programs differ on which of them counts.",
        "Un objeto tiene dos veces el nombre {name!r}, y los programas difieren sobre cuál vale.",
    ),
    Text("Send each name once.", "Envíe cada nombre una sola vez."),
    "RFC 8259 §4, RFC 7493 §2.3",
    Side.CLIENT,
    400,
)
JSON_CONSTANT = Fault(
    "json-constant",
    Text("{name} is not a JSON number.", "{name} no es un número JSON."),
    Text("Send a finite number or null.", "Envíe un número finito o null."),
    "RFC 8259 §6",
    Side.CLIENT,
    400,
)
JSON_NUMBER_TOO_LONG = Fault(
    "json-number-too-long",
    Text("A number has more than {limit} digits.", "Un número tiene más de {limit} dígitos."),
    Text("Send it as a string.", "Envíelo como texto."),
    "RFC 8259 §6, §9",
    Side.CLIENT,
    400,
)
JSON_TOO_DEEP = Fault(
    "json-too-deep",
    Text(
        "Arrays and objects are nested more than {limit} levels deep.",
        "Las listas y los objetos están anidados a más de {limit} niveles.",
    ),
    Text("Send a flatter document.", "Envíe un documento más plano."),
    "RFC 8259 §9",
    Side.CLIENT,
    400,
)
PATCH_NOT_A_LIST = Fault(
    "patch-not-a-list",
    Text("A JSON Patch has to be an array of operations.", "Un JSON Patch tiene que ser una lista de operaciones."),
    Text(
        'Send for example [{{"op": "replace", "path": "/name", "value": "new"}}].',
        'Envíe, por ejemplo, [{{"op": "replace", "path": "/name", "value": "new"}}].',
    ),
    "RFC 6902 §3",
    Side.CLIENT,
    400,
)
PATCH_OPERATION_NOT_AN_OBJECT = Fault(
    "patch-operation-not-an-object",
    Text(
        "Operation {index} is not an object.",
        "La operación {index} no es un objeto.",
    ),
    Text("Make it an object with op and path.", "Haga de ella un objeto con op y path."),
    "RFC 6902 §4",
    Side.CLIENT,
    400,
)
PATCH_OP_UNKNOWN = Fault(
    "patch-op-unknown",
    Text(
        "Operation {index} has the op {op!r}, which does not exist.",
        "La operación {index} tiene el op {op!r}, que no existe.",
    ),
    Text("Use add, remove, replace, move, copy or test.", "Use add, remove, replace, move, copy o test."),
    "RFC 6902 §4",
    Side.CLIENT,
    400,
)
PATCH_VALUE_ABSENT = Fault(
    "patch-value-absent",
    Text(
        "Operation {index} has no value, and {op} needs one.",
        "La operación {index} no tiene value, y {op} lo necesita.",
    ),
    Text("Add the member value.", "Añada el miembro value."),
    "RFC 6902 §4",
    Side.CLIENT,
    400,
)
PATCH_POINTER_INVALID = Fault(
    "patch-pointer-invalid",
    Text(
        "Operation {index} has no JSON Pointer in {member}.",
        "La operación {index} no tiene un JSON Pointer en {member}.",
    ),
    Text(
        "Start it with a slash; ~ is written ~0, and / inside a name ~1.",
        "Empiécelo con una barra; ~ se escribe ~0, y / dentro de un nombre ~1.",
    ),
    "RFC 6901 §3",
    Side.CLIENT,
    400,
)
PATCH_MOVE_INTO_ITSELF = Fault(
    "patch-move-into-itself",
    Text(
        "Operation {index} moves a value into itself.",
        "La operación {index} mueve un valor dentro de sí mismo.",
    ),
    Text("Choose another path.", "Elija otro path."),
    "RFC 6902 §4.4",
    Side.CLIENT,
    400,
)
PATCH_PATH_MISSING = Fault(
    "patch-path-missing",
    Text(
        "Operation {index}: there is nothing at {path!r}.",
        "Operación {index}: no hay nada en {path!r}.",
    ),
    Text(
        "Read the document again and patch what it has now.",
        "Lea de nuevo el documento y modifique lo que tiene ahora.",
    ),
    "RFC 6902 §4, RFC 5789 §2.2",
    Side.CLIENT,
    409,
)
PATCH_TEST_FAILED = Fault(
    "patch-test-failed",
    Text(
        "Operation {index}: the value at {path!r} is not the one tested for.",
        "Operación {index}: el valor en {path!r} no es el esperado.",
    ),
    Text(
        "Read the document again; nothing of the patch was applied.",
        "Lea de nuevo el documento; no se aplicó nada del cambio.",
    ),
    "RFC 6902 §4.6, RFC 5789 §2.2",
    Side.CLIENT,
    409,
)
PATCH_TOO_LARGE = Fault(
    "patch-too-large",
    Text(
        "Operation {index} makes too much of the document: a patch copies at most {limit} values and characters, and "
        "nests {levels} levels.",
        "La operación {index} hace crecer demasiado el documento: un cambio copia como máximo {limit} valores y "
        "caracteres, y anida {levels} niveles.",
    ),
    Text("Send the values themselves, in a flatter form.", "Envíe los valores mismos, de forma más plana."),
    "RFC 5789 §2.2, §5",
    Side.CLIENT,
    422,
)
MERGE_PATCH_NOT_AN_OBJECT = Fault(
    "merge-patch-not-an-object",
    Text(
        "A merge patch that is not an object would replace the whole item.",
        "Un merge patch que no es un objeto reemplazaría todo el elemento.",
    ),
    Text("Send an object with the members to change.", "Envíe un objeto con los miembros que cambian."),
    "RFC 7396 §2",
    Side.CLIENT,
    422,
)
