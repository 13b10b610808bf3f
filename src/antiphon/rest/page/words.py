"""The sentences of the pages, in both languages."""

from __future__ import annotations

from ...faults.fault import Text

SKIP = Text("Skip to the content", "Saltar al contenido")
PLACES = Text("Where this is", "Dónde está esto")
COLLECTIONS = Text("Collections", "Colecciones")
DESCRIPTION = Text("The description of all methods (OpenAPI)", "La descripción de todos los métodos (OpenAPI)")
NO_COLLECTIONS = Text("The database has no tables.", "La base de datos no tiene tablas.")
READ_ONLY = Text("read only", "solo lectura")
COLUMNS = Text("columns: {count}", "columnas: {count}")

ROWS = Text("Items of {name}", "Elementos de {name}")
NO_ROWS = Text("There are no items here.", "Aquí no hay elementos.")
TOTAL = Text("items in all: {count}", "elementos en total: {count}")
PAGES = Text("Pages", "Páginas")
FIRST = Text("First", "Primera")
PREVIOUS = Text("Previous", "Anterior")
NEXT = Text("Next", "Siguiente")
LAST = Text("Last", "Última")
SORT = Text("Sort by {column}", "Ordenar por {column}")
SORT_DOWN = Text("Sort by {column}, downwards", "Ordenar por {column}, descendente")
SORT_NOT = Text("Do not sort by {column}", "No ordenar por {column}")
CONDITIONS = Text("Conditions", "Condiciones")
REMOVE = Text("Remove the condition {condition}", "Quitar la condición {condition}")
OPEN = Text("Open", "Abrir")
OPEN_ITEM = Text("Open {key}", "Abrir {key}")
FILTER = Text("Filter", "Filtrar")
COLUMN = Text("Column", "Columna")
COMPARISON = Text("Comparison", "Comparación")
VALUE = Text("Value", "Valor")
APPLY = Text("Apply", "Aplicar")

VALUES = Text("The values of {name}", "Los valores de {name}")
REFERRERS = Text("Items that refer to this one", "Elementos que se refieren a este")
REFERRER = Text("{name}, by {columns}", "{name}, por {columns}")
EMBEDDED = Text("Inside of it", "Dentro de él")
BYTES = Text("{size} bytes", "{size} bytes")
COMMANDS = Text("In a terminal", "En una terminal")

TRY = Text("Try it", "Pruébelo")
WITHOUT_SCRIPT = Text(
    "With JavaScript, every method of this place can be tried here.",
    "Con JavaScript, aquí se puede probar cada método de este lugar.",
)
METHOD = Text("Method", "Método")
FIELDS = Text("Fields of the request", "Campos de la petición")
CONTENT = Text("Content", "Contenido")
ITEM = Text("Item", "Elemento")
STATE = Text("What to send for {column}", "Qué enviar para {column}")
SEND_VALUE = Text("this value", "este valor")
SEND_NULL = Text("null", "null")
LEAVE_OUT = Text("leave out", "omitir")
SEND = Text("Send", "Enviar")
STOP = Text("Stop", "Detener")
REQUEST = Text("Request", "Petición")
RESPONSE = Text("Response", "Respuesta")
SENDING = Text("Sending…", "Enviando…")
ANSWERED = Text("{{status}} after {{time}} ms", "{{status}} tras {{time}} ms")
STOPPED = Text("Stopped.", "Detenido.")
FAILED = Text("There was no answer.", "No hubo respuesta.")
ADDED = Text("The browser adds fields of its own.", "El navegador añade campos propios.")
FIELD_BROKEN = Text("This is no field: ", "Esto no es un campo: ")
SHORTENED = Text("… (shortened)", "… (abreviado)")
REQUIRED = Text("required", "obligatorio")

METHODS = {
    "GET": Text("Reads. Safe: nothing changes.", "Lee. Es seguro: nada cambia."),
    "HEAD": Text("Like GET, without the content.", "Como GET, sin el contenido."),
    "POST": Text(
        "Adds an item. The server chooses its place and tells it in Location.",
        "Añade un elemento. El servidor elige su lugar y lo dice en Location.",
    ),
    "PUT": Text(
        "Puts exactly this item here. What is left out gets its default. Sending it twice is the same as once.",
        "Pone aquí exactamente este elemento. Lo omitido toma su valor por defecto. Enviarlo dos veces es como una.",
    ),
    "PATCH": Text(
        "Changes some members and keeps the others; null removes a value.",
        "Cambia algunos miembros y conserva los demás; null quita un valor.",
    ),
    "DELETE": Text("Removes the item.", "Elimina el elemento."),
    "OPTIONS": Text("Asks which methods there are.", "Pregunta qué métodos hay."),
    "QUERY": Text(
        "Reads what the content asks for. Safe, like GET.", "Lee lo que pide el contenido. Es seguro, como GET."
    ),
}
