"""The sentences of the document, in both languages."""

from __future__ import annotations

from ...faults.fault import Text

DESCRIPTION = Text(
    "Every table is a collection of items, with the methods of HTTP. Refusals are problem details (RFC 9457) that say "
    "which rule was broken and what to do. Changes are safe with If-Match. A collection is also asked with QUERY "
    "(RFC 10008), which OpenAPI 3.1 has no word for: see `x-query`, an operation like the others.",
    "Cada tabla es una colección de elementos, con los métodos de HTTP. Los rechazos son detalles de problemas (RFC "
    "9457) que dicen qué regla se incumplió y qué hacer. Los cambios son seguros con If-Match. A una colección también "
    "se le pregunta con QUERY (RFC 10008), que OpenAPI 3.1 no conoce: vea `x-query`, una operación como las demás.",
)

LIST = Text("Read {name}, a page at a time", "Leer {name}, página a página")
LIST_HEAD = Text("The fields of reading {name}", "Los campos de leer {name}")
CREATE = Text("Add an item to {name}", "Añadir un elemento a {name}")
ASK = Text("Ask {name} with a query in the content", "Preguntar a {name} con una consulta en el contenido")
READ = Text("Read an item of {name}", "Leer un elemento de {name}")
READ_HEAD = Text("The fields of reading an item of {name}", "Los campos de leer un elemento de {name}")
REPLACE = Text(
    "Replace an item of {name}, or create it at this place", "Reemplazar un elemento de {name}, o crearlo en este lugar"
)
CHANGE = Text("Change part of an item of {name}", "Cambiar parte de un elemento de {name}")
DELETE = Text("Remove an item of {name}", "Eliminar un elemento de {name}")
METHODS = Text("The methods of this place", "Los métodos de este lugar")
ROOT = Text("The collections", "Las colecciones")
ROOT_HEAD = Text("The fields of reading the collections", "Los campos de leer las colecciones")
DOCUMENT = Text("This document", "Este documento")
DOCUMENT_HEAD = Text("The fields of reading this document", "Los campos de leer este documento")
VALUE = Text("Read the bytes in {column} of an item of {name}", "Leer los bytes en {column} de un elemento de {name}")
VALUE_HEAD = Text(
    "The fields of reading {column} of an item of {name}", "Los campos de leer {column} de un elemento de {name}"
)
VALUE_PUT = Text("Put bytes into {column} of an item of {name}", "Poner bytes en {column} de un elemento de {name}")
VALUE_DELETE = Text("Put NULL into {column} of an item of {name}", "Poner NULL en {column} de un elemento de {name}")

PAGE = Text("A page of the collection; it may be empty.", "Una página de la colección; puede estar vacía.")
ITEM = Text("The item.", "El elemento.")
CREATED = Text(
    "It was created. There is no content with `Prefer: return=minimal`.",
    "Se ha creado. No hay contenido con `Prefer: return=minimal`.",
)
CHANGED = Text("It was written; this is what is there now.", "Se ha escrito; esto es lo que hay ahora.")
REMOVED = Text(
    "It was removed; this is what it was (`Prefer: return=representation`).",
    "Se ha eliminado; esto es lo que era (`Prefer: return=representation`).",
)
DONE = Text("It was done.", "Hecho.")
ALLOWED = Text("The methods are in Allow.", "Los métodos están en Allow.")
BYTES = Text("The bytes.", "Los bytes.")
PART = Text("The part of the bytes that Range asks for.", "La parte de los bytes que pide Range.")

PARTIAL_ITEM = Text(
    "With `fields` or `embed`: some of its members, and others inside of it.",
    "Con `fields` o `embed`: algunos de sus miembros, y otros dentro de él.",
)
MERGE_PATCH = Text("A merge patch (RFC 7396): null removes a value.", "Un merge patch (RFC 7396): null quita un valor.")

SORT = Text(
    "Columns to sort by, parted by commas, downwards with a minus: `-price,name`.",
    "Columnas para ordenar, separadas por comas, descendente con un menos: `-price,name`.",
)
FIELDS = Text("The columns to show, parted by commas.", "Las columnas que se muestran, separadas por comas.")
EMBED = Text(
    "What to show inside each item, parted by commas: {names}.",
    "Qué mostrar dentro de cada elemento, separado por comas: {names}.",
)
LIMIT = Text("The number of items of a page.", "El número de elementos de una página.")
SEARCH = Text("Words to look for in the text.", "Palabras que buscar en el texto.")
WHERE = Text(
    'A test as JSON, with `and`, `or` and `not`: `{{"or": [{{"a": 1}}, {{"b": {{"gt": 5}}}}]}}`.',
    'Una condición en JSON, con `and`, `or` y `not`: `{{"or": [{{"a": 1}}, {{"b": {{"gt": 5}}}}]}}`.',
)
AFTER = Text(
    "Where the page starts: a cursor from a Link field. Excludes `before` and `page`.",
    "Dónde empieza la página: un cursor de un campo Link. Excluye `before` y `page`.",
)
BEFORE = Text(
    "Where the page ends: a cursor from a Link field. Excludes `after` and `page`.",
    "Dónde termina la página: un cursor de un campo Link. Excluye `after` y `page`.",
)
PAGE_NUMBER = Text(
    "The number of the page, from 1; a cursor is faster. Excludes `after` and `before`.",
    "El número de la página, desde 1; un cursor es más rápido. Excluye `after` y `before`.",
)
COLUMN = Text(
    "Only items where `{name}` compares so: `{name}[{operator}]=…`.",
    "Solo elementos donde `{name}` cumple: `{name}[{operator}]=…`.",
)
LANGUAGE_WORD = Text(
    "A parameter of the query language {language}.", "Un parámetro del lenguaje de consultas {language}."
)
KEY = Text("The value of {name} in the item's key.", "El valor de {name} en la clave del elemento.")
ITEMS = Text("Values parted by commas.", "Valores separados por comas.")
NULL = Text("Whether the column has to be NULL.", "Si la columna tiene que ser NULL.")

ACCEPT_LANGUAGE = Text("The language of sentences: en or es.", "El idioma de las frases: en o es.")
PREFER = Text(
    "What the client would like (RFC 7240): `return=minimal`, `return=representation`, `count=exact`, `tx=rollback` "
    "(a dry run), `handling=strict`.",
    "Lo que prefiere el cliente (RFC 7240): `return=minimal`, `return=representation`, `count=exact`, `tx=rollback` "
    "(un ensayo), `handling=strict`.",
)
IDEMPOTENCY_KEY = Text(
    "A name for this request: sent again with it, it happens once.",
    "Un nombre para esta petición: si se envía de nuevo con él, ocurre una sola vez.",
)
IF_MATCH = Text(
    "Only if the item still has this entity tag (RFC 9110 §13.1.1).",
    "Solo si el elemento conserva esta etiqueta de entidad (RFC 9110 §13.1.1).",
)
IF_NONE_MATCH = Text(
    "Only if the item has none of these entity tags; `*`: only if there is none (RFC 9110 §13.1.2).",
    "Solo si el elemento no tiene ninguna de estas etiquetas; `*`: solo si no existe (RFC 9110 §13.1.2).",
)
IF_MODIFIED_SINCE = Text(
    "Only if it has changed since (RFC 9110 §13.1.3).", "Solo si ha cambiado desde entonces (RFC 9110 §13.1.3)."
)
IF_UNMODIFIED_SINCE = Text(
    "Only if it has not changed since (RFC 9110 §13.1.4).",
    "Solo si no ha cambiado desde entonces (RFC 9110 §13.1.4).",
)

REFUSALS = {
    400: Text("The request cannot be understood.", "No se entiende la petición."),
    401: Text("Credentials are needed, or are wrong.", "Hacen falta credenciales, o son erróneas."),
    403: Text("These credentials do not allow it.", "Estas credenciales no lo permiten."),
    404: Text("There is no such thing.", "No existe."),
    406: Text("Nothing here fits Accept.", "Nada de aquí se ajusta a Accept."),
    409: Text("It conflicts with what is there.", "Entra en conflicto con lo que hay."),
    412: Text("The condition does not hold.", "La condición no se cumple."),
    413: Text("The content is too large.", "El contenido es demasiado grande."),
    415: Text("The content has a type or coding not taken here.", "El contenido tiene un tipo no admitido aquí."),
    416: Text("The range is not in the content.", "El rango no está en el contenido."),
    422: Text("The content breaks rules; `errors` has each.", "El contenido incumple reglas; `errors` tiene cada una."),
    428: Text("If-Match is needed.", "Hace falta If-Match."),
    429: Text("Too many requests.", "Demasiadas peticiones."),
    503: Text("The database cannot answer now.", "La base de datos no puede responder ahora."),
}
ANY_REFUSAL = Text("Any other refusal.", "Cualquier otro rechazo.")
NOT_MODIFIED = Text("The client has it already.", "El cliente ya lo tiene.")

HEADERS = {
    "Accept": Text("The types that are taken here.", "Los tipos que se admiten aquí."),
    "Accept-Encoding": Text("The codings that are taken here.", "Las codificaciones que se admiten aquí."),
    "Accept-Patch": Text("The types of patches (RFC 5789).", "Los tipos de parches (RFC 5789)."),
    "Accept-Post": Text("The types that POST takes.", "Los tipos que admite POST."),
    "Accept-Query": Text("The types of queries (RFC 10008).", "Los tipos de consultas (RFC 10008)."),
    "Accept-Ranges": Text("Whether Range is followed.", "Si se sigue Range."),
    "Allow": Text("The methods of this place.", "Los métodos de este lugar."),
    "Cache-Control": Text("How long it may be kept.", "Cuánto tiempo se puede guardar."),
    "Content-Language": Text("The language of the sentences.", "El idioma de las frases."),
    "Content-Location": Text("Where this content can be read.", "Dónde se puede leer este contenido."),
    "Content-Range": Text("Which part it is.", "Qué parte es."),
    "ETag": Text("The entity tag, for If-Match and If-None-Match.", "La etiqueta, para If-Match e If-None-Match."),
    "Last-Modified": Text("When it was last changed.", "Cuándo cambió por última vez."),
    "Link": Text(
        "The first, previous, next and last page.", "La primera página, la anterior, la siguiente y la última."
    ),
    "Location": Text("Where it is.", "Dónde está."),
    "Preference-Applied": Text("The preferences that were followed.", "Las preferencias que se siguieron."),
    "RateLimit": Text("What is left, and until when.", "Lo que queda, y hasta cuándo."),
    "RateLimit-Policy": Text("How many requests in how long.", "Cuántas peticiones en cuánto tiempo."),
    "Retry-After": Text("Seconds to wait.", "Segundos de espera."),
    "Vary": Text("The fields that this depends on.", "Los campos de que depende."),
    "WWW-Authenticate": Text("Which credentials are taken.", "Qué credenciales se admiten."),
    "X-Total-Count": Text("The number of all items (`count=exact`).", "El número de todos los elementos."),
}
