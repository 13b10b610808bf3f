"""Faults of requests to the collections and items of a database."""

from .fault import Fault, Side, Text

RESOURCE_UNKNOWN = Fault(
    "resource-unknown",
    Text(
        "There is nothing at {path}.",
        "No hay nada en {path}.",
    ),
    Text(
        "Look for what there is at {root}.",
        "Busque lo que hay en {root}.",
    ),
    "RFC 9110 §15.5.5",
    Side.CLIENT,
    404,
)
ITEM_UNKNOWN = Fault(
    "item-unknown",
    Text(
        "{resource} has no item {key}.",
        "{resource} no tiene el elemento {key}.",
    ),
    Text(
        "Look for it in {collection}.",
        "Búsquelo en {collection}.",
    ),
    "RFC 9110 §15.5.5",
    Side.CLIENT,
    404,
)
METHOD_NOT_ALLOWED = Fault(
    "method-not-allowed",
    Text(
        "{path} does not allow {method}.",
        "{path} no admite {method}.",
    ),
    Text(
        "Use one of: {allow}.",
        "Use uno de estos: {allow}.",
    ),
    "RFC 9110 §15.5.6",
    Side.CLIENT,
    405,
)
METHOD_UNKNOWN = Fault(
    "method-unknown",
    Text(
        "This server does not know the method {method}.",
        "Este servidor no conoce el método {method}.",
    ),
    Text(
        "Methods are upper case: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY.",
        "Los métodos van en mayúsculas: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY.",
    ),
    "RFC 9110 §9.1, §15.6.2",
    Side.CLIENT,
    501,
)
MEDIA_TYPE_ABSENT = Fault(
    "media-type-absent",
    Text(
        "The content has no Content-Type.",
        "El contenido no tiene Content-Type.",
    ),
    Text(
        "Say what the content is; {path} takes {accepted}.",
        "Diga qué es el contenido; {path} admite {accepted}.",
    ),
    "RFC 9110 §8.3, §15.5.16",
    Side.CLIENT,
    415,
)
MEDIA_TYPE_UNSUPPORTED = Fault(
    "media-type-unsupported",
    Text(
        "{path} does not take {type}.",
        "{path} no admite {type}.",
    ),
    Text(
        "Send {accepted}.",
        "Envíe {accepted}.",
    ),
    "RFC 9110 §15.5.16",
    Side.CLIENT,
    415,
)
QUERY_TYPE_ABSENT = Fault(
    "query-type-absent",
    Text(
        "The query has no Content-Type.",
        "La consulta no tiene Content-Type.",
    ),
    Text(
        "Say what the content is; {path} takes {accepted}.",
        "Diga qué es el contenido; {path} admite {accepted}.",
    ),
    "RFC 10008 §2.1",
    Side.CLIENT,
    400,
)
CONTENT_CODING_UNSUPPORTED = Fault(
    "content-coding-unsupported",
    Text(
        "The content is encoded as {coding}, which is not decoded here.",
        "El contenido está codificado como {coding}, que aquí no se decodifica.",
    ),
    Text(
        "Send it as it is, or encoded as one of: {accepted}.",
        "Envíelo tal cual o codificado como: {accepted}.",
    ),
    "RFC 9110 §12.5.3, §15.5.16",
    Side.CLIENT,
    415,
)
CONTENT_CODING_BROKEN = Fault(
    "content-coding-broken",
    Text(
        "The content does not decode as {coding}.",
        "El contenido no se decodifica como {coding}.",
    ),
    Text(
        "Encode it again, or send it as it is.",
        "Codifíquelo de nuevo o envíelo tal cual.",
    ),
    "RFC 9110 §8.4",
    Side.CLIENT,
    400,
)
NOT_ACCEPTABLE = Fault(
    "not-acceptable",
    Text(
        "None of what {path} has fits Accept: {accept}",
        "Nada de lo que tiene {path} se ajusta a Accept: {accept}",
    ),
    Text(
        "Accept one of: {available}.",
        "Acepte uno de estos: {available}.",
    ),
    "RFC 9110 §15.5.7",
    Side.CLIENT,
    406,
)
PRECONDITION_FAILED = Fault(
    "precondition-failed",
    Text(
        "The item is not the one that your condition names: somebody changed it, or it was there already.",
        "El elemento no es el que nombra su condición: alguien lo cambió o ya existía.",
    ),
    Text(
        "Read it again, decide again, and send the new ETag in If-Match.",
        "Léalo de nuevo, decida de nuevo y envíe la nueva ETag en If-Match.",
    ),
    "RFC 9110 §13.1, §15.5.13",
    Side.CLIENT,
    412,
)
PRECONDITION_REQUIRED = Fault(
    "precondition-required",
    Text(
        "This server changes an item only for who says which version of it they know.",
        "Este servidor solo cambia un elemento si se le dice qué versión se conoce.",
    ),
    Text(
        "GET the item, and send its ETag in If-Match (If-None-Match: * creates).",
        "Haga GET del elemento y envíe su ETag en If-Match (If-None-Match: * crea).",
    ),
    "RFC 6585 §3",
    Side.CLIENT,
    428,
)
CONTENT_INVALID = Fault(
    "content-invalid",
    Text(
        "The content breaks the rules of this collection; errors names them all ({count}).",
        "El contenido incumple las reglas de esta colección; errors las nombra todas ({count}).",
    ),
    Text(
        "Correct what errors names.",
        "Corrija lo que nombra errors.",
    ),
    "RFC 9110 §15.5.21",
    Side.CLIENT,
    422,
)
CONTENT_NOT_AN_OBJECT = Fault(
    "content-not-an-object",
    Text(
        "The content has to be a JSON object, not {type}.",
        "El contenido tiene que ser un objeto JSON, no {type}.",
    ),
    Text(
        "Send one object with the item's members.",
        "Envíe un objeto con los miembros del elemento.",
    ),
    "RFC 9110 §15.5.21",
    Side.CLIENT,
    422,
)
KEY_DIFFERS = Fault(
    "key-differs",
    Text(
        "The URL says that {column} is {expected}, and the content says otherwise.",
        "La URL dice que {column} es {expected}, y el contenido dice otra cosa.",
    ),
    Text(
        "Leave the key out of the content, or send it to its own URL.",
        "Omita la clave en el contenido o envíelo a su propia URL.",
    ),
    "RFC 9110 §9.3.4",
    Side.CLIENT,
    409,
)
KEY_CHANGED = Fault(
    "key-changed",
    Text(
        "A patch cannot change {column}: it is in the item's URL.",
        "Un cambio parcial no puede cambiar {column}: está en la URL del elemento.",
    ),
    Text(
        "Create the item at its new URL, and delete this one.",
        "Cree el elemento en su nueva URL y borre este.",
    ),
    "RFC 9110 §15.5.21",
    Side.CLIENT,
    422,
)
VALUE_TAKEN = Fault(
    "value-taken",
    Text(
        "Another item has the same {columns} already.",
        "Otro elemento ya tiene el mismo valor en {columns}.",
    ),
    Text(
        "Choose another value, or change the other item: {other}.",
        "Elija otro valor o cambie el otro elemento: {other}.",
    ),
    "RFC 9110 §15.5.10",
    Side.CLIENT,
    409,
)
ITEM_REFERENCED = Fault(
    "item-referenced",
    Text(
        "Other items refer to this one.",
        "Otros elementos hacen referencia a este.",
    ),
    Text(
        "Change or delete them first: {referrers}.",
        "Cámbielos o bórrelos primero: {referrers}.",
    ),
    "RFC 9110 §15.5.10",
    Side.CLIENT,
    409,
)
CONSTRAINT_REFUSED = Fault(
    "constraint-refused",
    Text(
        "The database refuses this item by one of its rules.",
        "La base de datos rechaza este elemento por una de sus reglas.",
    ),
    Text(
        "Compare the item with the rules at {description}.",
        "Compare el elemento con las reglas en {description}.",
    ),
    "RFC 9110 §15.5.10",
    Side.CLIENT,
    409,
)
PREFERENCE_UNKNOWN = Fault(
    "preference-unknown",
    Text(
        "The preference {name} is not known here.",
        "Aquí no se conoce la preferencia {name}.",
    ),
    Text(
        "Leave it out, or do not ask for handling=strict.",
        "Omítala o no pida handling=strict.",
    ),
    "RFC 7240 §4.4",
    Side.CLIENT,
    400,
)
IDEMPOTENCY_KEY_INVALID = Fault(
    "idempotency-key-invalid",
    Text(
        "Idempotency-Key is not text of 1 to {limit} characters.",
        "Idempotency-Key no es un texto de 1 a {limit} caracteres.",
    ),
    Text(
        "Send a fresh random value in quotation marks, such as a UUID, and the same one when you try again.",
        "Envíe un valor aleatorio nuevo entre comillas, como un UUID, y el mismo al reintentar.",
    ),
    "RFC 9651 §3.3.3, draft-ietf-httpapi-idempotency-key-header-07 §2.1",
    Side.CLIENT,
    400,
)
IDEMPOTENCY_KEY_REUSED = Fault(
    "idempotency-key-reused",
    Text(
        "This Idempotency-Key was used for another content.",
        "Esta Idempotency-Key se usó para otro contenido.",
    ),
    Text(
        "Use a fresh key for each new request, and the same one only to try the same request again.",
        "Use una clave nueva para cada petición nueva, y la misma solo para reintentar la misma petición.",
    ),
    "draft-ietf-httpapi-idempotency-key-header-07 §2.6",
    Side.CLIENT,
    422,
)
IDEMPOTENCY_KEY_REQUIRED = Fault(
    "idempotency-key-required",
    Text(
        "This server takes {method} only with an Idempotency-Key.",
        "Este servidor admite {method} solo con una Idempotency-Key.",
    ),
    Text(
        "Send a fresh random value, and the same one when you try again: then it happens once.",
        "Envíe un valor aleatorio nuevo, y el mismo al reintentar: así ocurre una sola vez.",
    ),
    "draft-ietf-httpapi-idempotency-key-header-07 §2.7",
    Side.CLIENT,
    400,
)
BULK_EMPTY = Fault(
    "bulk-empty",
    Text(
        "The array has no items.",
        "La lista no tiene elementos.",
    ),
    Text(
        "Send at least one object.",
        "Envíe al menos un objeto.",
    ),
    "RFC 9110 §15.5.21",
    Side.CLIENT,
    422,
)
RANGE_UNSATISFIABLE = Fault(
    "range-unsatisfiable",
    Text(
        "The range lies beyond the {size} bytes that there are.",
        "El intervalo está más allá de los {size} bytes que hay.",
    ),
    Text(
        "Ask for bytes from 0 to {size}, or leave Range out.",
        "Pida bytes de 0 a {size} u omita Range.",
    ),
    "RFC 9110 §15.5.17",
    Side.CLIENT,
    416,
)
VALUE_NULL = Fault(
    "value-null",
    Text(
        "The item has no {column}.",
        "El elemento no tiene {column}.",
    ),
    Text(
        "PUT the bytes to this URL to give it one.",
        "Haga PUT de los bytes en esta URL para dárselo.",
    ),
    "RFC 9110 §15.5.5",
    Side.CLIENT,
    404,
)
FILTER_REFUSED = Fault(
    "filter-refused",
    Text(
        "The database cannot compare a column with a value of this request.",
        "La base de datos no puede comparar una columna con un valor de esta petición.",
    ),
    Text(
        "Write the value as the column shows its own.",
        "Escriba el valor como la columna muestra los suyos.",
    ),
    "RFC 9110 §15.5.1",
    Side.CLIENT,
    400,
)
OWNER_FORBIDDEN = Fault(
    "owner-forbidden",
    Text(
        "{user} may only write items of its own, whose {column} is {user}.",
        "{user} solo puede escribir elementos propios, cuyo {column} es {user}.",
    ),
    Text("Leave {column} out.", "Omita {column}."),
    "RFC 9110 §15.5.4",
    Side.CLIENT,
    403,
)
