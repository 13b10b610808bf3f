"""Faults of what a request asks of a collection: filters, order, fields, embedding, pages and search."""

from __future__ import annotations

from .fault import Fault, Side, Text

_RFC = "RFC 9110 §15.5.1"


def _refused(code: str, sentence: Text, fix: Text) -> Fault:
    return Fault(code, sentence, fix, _RFC, Side.CLIENT, 400)


PARAMETER_UNKNOWN = _refused(
    "parameter-unknown",
    Text(
        "{parameter!r} is neither a column of {resource} nor anything else that can be asked of it.",
        "{parameter!r} no es ni una columna de {resource} ni otra cosa que se le pueda pedir.",
    ),
    Text(
        "The nearest name is {nearest!r}. There are: {allowed}.",
        "El nombre más parecido es {nearest!r}. Hay: {allowed}.",
    ),
)
COLUMN_UNKNOWN = _refused(
    "column-unknown",
    Text(
        "{parameter} names {name!r}, which is no column of {resource}.",
        "{parameter} nombra {name!r}, que no es una columna de {resource}.",
    ),
    Text(
        "The nearest name is {nearest!r}. There are: {allowed}.",
        "El nombre más parecido es {nearest!r}. Hay: {allowed}.",
    ),
)
EMBED_UNKNOWN = _refused(
    "embed-unknown",
    Text(
        "{parameter} names {name!r}, which cannot be shown inside the items of {resource}.",
        "{parameter} nombra {name!r}, que no se puede mostrar dentro de los elementos de {resource}.",
    ),
    Text(
        "The nearest name is {nearest!r}. There are: {allowed}.",
        "El nombre más parecido es {nearest!r}. Hay: {allowed}.",
    ),
)
OPERATOR_UNKNOWN = _refused(
    "operator-unknown",
    Text(
        "{parameter} compares by {operator!r}, which is no operator.",
        "{parameter} compara con {operator!r}, que no es un operador.",
    ),
    Text("Use one of: {allowed}.", "Use uno de estos: {allowed}."),
)
OPERATOR_UNFIT = _refused(
    "operator-unfit",
    Text(
        "{parameter} compares the column {column} by {operator}, which values of the kind {kind} do not have.",
        "{parameter} compara la columna {column} con {operator}, que no existe para valores de tipo {kind}.",
    ),
    Text("Use one of: {allowed}.", "Use uno de estos: {allowed}."),
)
FILTER_VALUE_UNFIT = _refused(
    "filter-value-unfit",
    Text(
        "{parameter} has the value {value!r}, which does not fit the column {column} of the kind {kind}.",
        "{parameter} tiene el valor {value!r}, que no corresponde a la columna {column} de tipo {kind}.",
    ),
    Text(
        "Write the value as it stands in the items; errors tells the rule.",
        "Escriba el valor como aparece en los elementos; errors indica la regla.",
    ),
)
TRUTH_UNKNOWN = _refused(
    "truth-unknown",
    Text(
        "{parameter} has the value {value!r}, and takes only true or false.",
        "{parameter} tiene el valor {value!r} y solo admite true o false.",
    ),
    Text("Write true or false.", "Escriba true o false."),
)
PATTERN_UNFINISHED = _refused(
    "pattern-unfinished",
    Text(
        "{parameter} has a pattern that ends with a backslash, which takes the meaning from a character after it.",
        "{parameter} tiene un patrón que termina en barra invertida, la cual quita su sentido al carácter siguiente.",
    ),
    Text(
        "Write two backslashes for one that means itself.",
        "Escriba dos barras invertidas para una que valga por sí misma.",
    ),
)
TEXT_UNUSABLE = _refused(
    "text-unusable",
    Text(
        "{parameter} has text that is longer than {limit} characters, or that has a NUL character.",
        "{parameter} tiene un texto de más de {limit} caracteres o con un carácter NUL.",
    ),
    Text("Look for a part of the text.", "Busque una parte del texto."),
)
REGULAR_EXPRESSION_UNSUPPORTED = _refused(
    "regular-expression-unsupported",
    Text(
        "{parameter} has the regular expression {value!r}; only plain text is looked for here.",
        "{parameter} tiene la expresión regular {value!r}; aquí solo se busca texto simple.",
    ),
    Text("Write the text without {character}.", "Escriba el texto sin {character}."),
)
PARAMETER_REPEATED = _refused(
    "parameter-repeated",
    Text(
        "{parameter} occurs more than once, and only one of them could count.",
        "{parameter} aparece más de una vez, y solo una podría contar.",
    ),
    Text("Send {parameter} once: {instead}.", "Envíe {parameter} una sola vez: {instead}."),
)
NAME_REPEATED = _refused(
    "name-repeated",
    Text("{parameter} names {name!r} twice.", "{parameter} nombra dos veces {name!r}."),
    Text("Name it once.", "Nómbrelo una sola vez."),
)
PARAMETERS_EXCLUDE_EACH_OTHER = _refused(
    "parameters-exclude-each-other",
    Text(
        "{parameter} and {other} both say where the page starts.",
        "{parameter} y {other} dicen ambos dónde empieza la página.",
    ),
    Text("Send one of them.", "Envíe solo uno de los dos."),
)
LIST_UNFINISHED = _refused(
    "list-unfinished",
    Text(
        "{parameter} has {value!r}, in which something quoted does not end, or goes on after its end.",
        "{parameter} tiene {value!r}, donde algo entre comillas no termina o sigue tras su final.",
    ),
    Text(
        'Write a comma inside a value as "a,b", and a quotation mark in it twice.',
        'Escriba una coma dentro de un valor como "a,b" y duplique en él las comillas.',
    ),
)
LIST_EMPTY = _refused(
    "list-empty",
    Text("{parameter} names nothing.", "{parameter} no nombra nada."),
    Text("Name something, or leave {parameter} out.", "Nombre algo u omita {parameter}."),
)
TOO_MANY_VALUES = _refused(
    "too-many-values",
    Text(
        "{parameter} has {count} values or parts; {limit} are the most.",
        "{parameter} tiene {count} valores o partes; el máximo es {limit}.",
    ),
    Text("Ask in several requests.", "Pregunte en varias peticiones."),
)
NUMBER_OUT_OF_RANGE = _refused(
    "number-out-of-range",
    Text(
        "{parameter} has the value {value!r}, and takes a number from {least} to {most}.",
        "{parameter} tiene el valor {value!r} y admite un número de {least} a {most}.",
    ),
    Text("Send a number in this range.", "Envíe un número en ese rango."),
)
COLUMN_UNSORTABLE = _refused(
    "column-unsortable",
    Text(
        "{parameter} names the column {column} of the kind {kind}, whose values have no order.",
        "{parameter} nombra la columna {column} de tipo {kind}, cuyos valores no tienen orden.",
    ),
    Text("Sort by one of: {allowed}.", "Ordene por una de estas: {allowed}."),
)
DIRECTION_UNKNOWN = _refused(
    "direction-unknown",
    Text(
        "{parameter} has {value!r}, which says no direction.",
        "{parameter} tiene {value!r}, que no indica una dirección.",
    ),
    Text("Use one of: {allowed}.", "Use una de estas: {allowed}."),
)
CURSOR_BROKEN = _refused(
    "cursor-broken",
    Text(
        "{parameter} is not a cursor that this server made.",
        "{parameter} no es un cursor hecho por este servidor.",
    ),
    Text(
        "Take it unchanged from a Link of the page before, or start without it.",
        "Tómelo sin cambios de un Link de la página anterior o empiece sin él.",
    ),
)
CURSOR_OF_ANOTHER_ORDER = _refused(
    "cursor-of-another-order",
    Text(
        "{parameter} is a cursor of another collection, or of another order of this one.",
        "{parameter} es un cursor de otra colección o de otro orden de esta.",
    ),
    Text(
        "Keep {order} as it was on the page before, or start without {parameter}.",
        "Conserve {order} como en la página anterior o empiece sin {parameter}.",
    ),
)
CURSOR_WITHOUT_KEY = _refused(
    "cursor-without-key",
    Text(
        "{resource} has no key, so that no row can be told from which {parameter} goes on.",
        "{resource} no tiene clave, así que no se puede indicar la fila desde la que sigue {parameter}.",
    ),
    Text("Ask for pages by number.", "Pida las páginas por número."),
)
SEARCH_UNAVAILABLE = _refused(
    "search-unavailable",
    Text(
        "{parameter} looks for words, and the database has no full-text index of {resource}.",
        "{parameter} busca palabras, y la base de datos no tiene un índice de texto de {resource}.",
    ),
    Text(
        "Filter a column by contains; or create the index: an FTS5 table with content='{resource}' in SQLite, "
        "a tsvector column in PostgreSQL, a FULLTEXT index in MySQL.",
        "Filtre una columna con contains; o cree el índice: una tabla FTS5 con content='{resource}' en SQLite, "
        "una columna tsvector en PostgreSQL, un índice FULLTEXT en MySQL.",
    ),
)
SEARCH_EMPTY = _refused(
    "search-empty",
    Text(
        "{parameter} has the value {value!r}, in which there is no word to look for.",
        "{parameter} tiene el valor {value!r}, donde no hay ninguna palabra que buscar.",
    ),
    Text(
        "Write at least one word that has to occur, in each part that or separates.",
        "Escriba al menos una palabra que deba aparecer en cada parte separada por or.",
    ),
)
EXPRESSION_BROKEN = _refused(
    "expression-broken",
    Text(
        "{parameter} cannot be read at {place!r}: {expected} is expected there.",
        "{parameter} no se puede leer en {place!r}: ahí se espera {expected}.",
    ),
    Text("Correct it there.", "Corríjalo en ese lugar."),
)
WHERE_NOT_JSON = _refused(
    "where-not-json",
    Text(
        "{parameter} is not the JSON of an expression; errors tells where it breaks off.",
        "{parameter} no es el JSON de una expresión; errors indica dónde se rompe.",
    ),
    Text(
        'Write for example {{"price": {{"gt": 5}}}}, percent-encoded.',
        'Escriba, por ejemplo, {{"price": {{"gt": 5}}}}, con codificación de porcentaje.',
    ),
)
MEMBER_UNFIT = _refused(
    "member-unfit",
    Text("{parameter} has to be {expected}.", "{parameter} tiene que ser {expected}."),
    Text("Send {expected}.", "Envíe {expected}."),
)
EXPRESSION_TOO_DEEP = _refused(
    "expression-too-deep",
    Text(
        "{parameter} nests and, or and not more than {limit} levels deep.",
        "{parameter} anida and, or y not a más de {limit} niveles.",
    ),
    Text("Write a flatter expression.", "Escriba una expresión más plana."),
)
QUERY_UNPROCESSABLE = Fault(
    "query-unprocessable",
    Text(
        "The content is read, but it does not ask anything that {resource} can answer; errors tells what is wrong.",
        "El contenido se lee, pero no pide nada que {resource} pueda responder; errors indica qué está mal.",
    ),
    Text("Correct what errors names.", "Corrija lo que nombra errors."),
    "RFC 10008 §2",
    Side.CLIENT,
    422,
)
