"""Faults of content and around it: codings, forms, ranges, cookies, redirects, credentials, problems."""

from __future__ import annotations

from .fault import Fault, Side, Text

CODING_UNKNOWN = Fault(
    code="coding-unknown",
    sentence=Text(
        "The content coding {coding!r} is not one that can be handled here.",
        "La codificación de contenido {coding!r} no es de las que se manejan aquí.",
    ),
    fix=Text(
        "Use one of: gzip, deflate, br, zstd.",
        "Use una de estas: gzip, deflate, br, zstd.",
    ),
    rfc="RFC 9110 §8.4.1",
    side=Side.SERVER,
    status=415,
)

CODING_CHAIN_TOO_LONG = Fault(
    code="coding-chain-too-long",
    sentence=Text(
        "Content-Encoding names {count} codings on top of each other; the limit is {limit}.",
        "Content-Encoding nombra {count} codificaciones una sobre otra; el límite es {limit}.",
    ),
    fix=Text(
        "Encode the content once. Only an attack or a misconfigured chain of proxies encodes it so often.",
        "Codifique el contenido una sola vez. Solo un ataque o una cadena de proxies mal configurada "
        "lo codifica tantas veces.",
    ),
    rfc="RFC 9110 §8.4",
    side=Side.SERVER,
    status=415,
)

CODING_BROKEN = Fault(
    code="coding-broken",
    sentence=Text(
        "The content is not valid {coding}: decoding failed within its first {offset} bytes.",
        "El contenido no es {coding} válido: la decodificación falló dentro de sus primeros {offset} bytes.",
    ),
    fix=Text(
        "Send what Content-Encoding announces; remove the field if the content is not encoded.",
        "Envíe lo que anuncia Content-Encoding; quite el campo si el contenido no está codificado.",
    ),
    rfc="RFC 9110 §8.4",
    side=Side.SERVER,
    status=400,
)

CODING_TRUNCATED = Fault(
    code="coding-truncated",
    sentence=Text(
        "The content ends after {offset} bytes, before the end that {coding} marks.",
        "El contenido termina tras {offset} bytes, antes del final que marca {coding}.",
    ),
    fix=Text(
        "Send the encoded content to its end; look for a proxy or a crash that cuts it.",
        "Envíe el contenido codificado hasta su final; busque un proxy o una caída que lo corte.",
    ),
    rfc="RFC 9110 §8.4",
    side=Side.SERVER,
    status=400,
)

CODING_TRAILING_DATA = Fault(
    code="coding-trailing-data",
    sentence=Text(
        "Bytes follow the end of the {coding} data, within the first {offset} bytes of the content.",
        "Hay bytes después del final de los datos {coding}, dentro de los primeros {offset} bytes del contenido.",
    ),
    fix=Text(
        "Send nothing after the encoded content; check that Content-Length counts the encoded bytes.",
        "No envíe nada después del contenido codificado; compruebe que Content-Length cuente los bytes codificados.",
    ),
    rfc="RFC 9110 §8.4",
    side=Side.SERVER,
    status=400,
)

CODING_WINDOW_TOO_LARGE = Fault(
    code="coding-window-too-large",
    sentence=Text(
        "A zstd frame asks for a window of {window} bytes; the limit is {limit}.",
        "Una trama zstd pide una ventana de {window} bytes; el límite es {limit}.",
    ),
    fix=Text(
        "Compress with a window of at most 8 MB (a window log of 23).",
        "Comprima con una ventana de 8 MB como máximo (un logaritmo de ventana de 23).",
    ),
    rfc="RFC 9659 §3",
    side=Side.SERVER,
    status=400,
)

DECODED_TOO_LARGE = Fault(
    code="decoded-too-large",
    sentence=Text(
        "The decoded content is larger than the limit of {limit} bytes.",
        "El contenido decodificado supera el límite de {limit} bytes.",
    ),
    fix=Text(
        "Raise the limit if you trust the sender; otherwise treat it as a decompression bomb.",
        "Suba el límite si confía en quien envía; si no, trátelo como una bomba de descompresión.",
    ),
    rfc="RFC 9110 §17.6",
    side=Side.SERVER,
    status=413,
)

DECODED_RATIO_TOO_LARGE = Fault(
    code="decoded-ratio-too-large",
    sentence=Text(
        "The content grows more than {ratio} times when decoded: {received} bytes became more than {decoded}.",
        "El contenido crece más de {ratio} veces al decodificarse: {received} bytes pasaron a más de {decoded}.",
    ),
    fix=Text(
        "Raise the ratio if you trust the sender; otherwise treat it as a decompression bomb.",
        "Suba la proporción si confía en quien envía; si no, trátelo como una bomba de descompresión.",
    ),
    rfc="RFC 9110 §17.6",
    side=Side.SERVER,
    status=413,
)

DECODER_STOPPED = Fault(
    code="decoder-stopped",
    sentence=Text(
        "The decoder stopped before: an error ended it, or its last piece was never read.",
        "El decodificador ya se detuvo: lo terminó un error o no se leyó su última pieza.",
    ),
    fix=Text(
        "Give the decoder up after an error; read every piece of one call before the next.",
        "Descarte el decodificador tras un error; lea todas las piezas de una llamada antes de la siguiente.",
    ),
    rfc="",
    side=Side.USER,
)

COOKIE_NAME_INVALID = Fault(
    code="cookie-name-invalid",
    sentence=Text(
        "Character {offset} of a cookie's name cannot be in one: a control, '=', ';', or beyond Latin-1.",
        "El carácter {offset} del nombre de una cookie no puede ir en él: un control, '=', ';' o ajeno a Latin-1.",
    ),
    fix=Text(
        "Use letters, digits, '-' and '_' in cookie names.",
        "Use letras, cifras, '-' y '_' en los nombres de las cookies.",
    ),
    rfc="RFC 6265bis §4.1.1",
    side=Side.USER,
)

COOKIE_VALUE_INVALID = Fault(
    code="cookie-value-invalid",
    sentence=Text(
        "Character {offset} of the value of cookie {name!r} cannot be in one: a control, ';', or beyond Latin-1.",
        "El carácter {offset} del valor de la cookie {name!r} no puede ir en él: un control, ';' o ajeno a Latin-1.",
    ),
    fix=Text(
        "Percent-encode the value, or encode it in base64.",
        "Codifique el valor con porcentajes o en base64.",
    ),
    rfc="RFC 6265bis §4.1.1",
    side=Side.USER,
)

BOUNDARY_INVALID = Fault(
    code="multipart-boundary-invalid",
    sentence=Text(
        "The multipart boundary is not 1 to 70 letters, digits, or any of ' + _ . -",
        "El delimitador multipart no es de 1 a 70 letras, cifras o alguno de ' + _ . -",
    ),
    fix=Text(
        "Pass random letters and digits, 32 of them or so.",
        "Pase letras y cifras al azar, unas 32.",
    ),
    rfc="RFC 2046 §5.1.1",
    side=Side.USER,
)

PART_FIELD_INVALID = Fault(
    code="multipart-field-invalid",
    sentence=Text(
        "The field {field!r} of the part {part!r} has a name or value with CR, LF, NUL or another control.",
        "El campo {field!r} de la parte {part!r} tiene un nombre o valor con CR, LF, NUL u otro control.",
    ),
    fix=Text(
        "Take line breaks and controls out of content types and extra fields of files.",
        "Quite saltos de línea y controles de los tipos de contenido y campos adicionales de los archivos.",
    ),
    rfc="RFC 7578 §4.8",
    side=Side.USER,
)

PART_FIELD_DUPLICATE = Fault(
    code="multipart-field-duplicate",
    sentence=Text(
        "The part {part!r} would have the field {field!r} twice.",
        "La parte {part!r} tendría el campo {field!r} dos veces.",
    ),
    fix=Text(
        "Give the file name and content type as the first and third value, not among the extra fields.",
        "Dé el nombre y el tipo de contenido como primer y tercer valor, no entre los campos adicionales.",
    ),
    rfc="RFC 7578 §4.2",
    side=Side.USER,
)

FILES_SHAPE_INVALID = Fault(
    code="files-shape-invalid",
    sentence=Text(
        "Files are a mapping, or name and file pairs; {kind} is no such pair.",
        "Los archivos son un diccionario, o pares de nombre y archivo; {kind} no es un par así.",
    ),
    fix=Text(
        "Pass a mapping such as {{'photo': open('photo.jpg', 'rb')}}.",
        "Pase un diccionario como {{'foto': open('foto.jpg', 'rb')}}.",
    ),
    rfc="RFC 7578 §4.2",
    side=Side.USER,
)

PART_SHAPE_INVALID = Fault(
    code="multipart-shape-invalid",
    sentence=Text(
        "The part {part!r} is a {kind}, which is neither text, bytes, a binary file nor a tuple of 2 to 4 values.",
        "La parte {part!r} es {kind}, que no es texto, bytes, un archivo binario ni una tupla de 2 a 4 valores.",
    ),
    fix=Text(
        "Pass content, or (filename, content), (filename, content, type) or (filename, content, type, fields).",
        "Pase contenido, o (nombre, contenido), (nombre, contenido, tipo) o (nombre, contenido, tipo, campos).",
    ),
    rfc="RFC 7578 §4",
    side=Side.USER,
)

PART_FILE_NOT_BINARY = Fault(
    code="multipart-file-not-binary",
    sentence=Text(
        "The file of the part {part!r} is open in text mode, so its size in bytes is unknown.",
        "El archivo de la parte {part!r} está abierto en modo texto, así que se desconoce su tamaño en bytes.",
    ),
    fix=Text('Open it with mode "rb".', 'Ábralo con el modo "rb".'),
    rfc="RFC 7578 §4",
    side=Side.USER,
)

PART_FILE_CHANGED = Fault(
    code="multipart-file-changed",
    sentence=Text(
        "The file of the part {part!r} ended {missing} bytes before the size it had when the request began.",
        "El archivo de la parte {part!r} terminó {missing} bytes antes del tamaño que tenía al empezar la petición.",
    ),
    fix=Text(
        "Send a copy, or stop what writes to the file meanwhile.",
        "Envíe una copia, o detenga lo que escribe en el archivo mientras tanto.",
    ),
    rfc="RFC 9110 §8.6",
    side=Side.USER,
)

FORM_FIELD_INVALID = Fault(
    code="form-field-invalid",
    sentence=Text(
        "A form is text, bytes, a mapping or name and value pairs; {kind} is none of these.",
        "Un formulario es texto, bytes, un diccionario o pares de nombre y valor; {kind} no es nada de eso.",
    ),
    fix=Text(
        "Pass a mapping such as {{'name': 'value'}} or a list of pairs.",
        "Pase un diccionario como {{'nombre': 'valor'}} o una lista de pares.",
    ),
    rfc="",
    side=Side.USER,
)

FORM_VALUE_NESTED = Fault(
    code="form-value-nested",
    sentence=Text(
        "The form field {name} has a value of type {kind}, and forms have no values within values.",
        "El campo de formulario {name} tiene un valor de tipo {kind}, y en un formulario no hay valores en valores.",
    ),
    fix=Text(
        "Send it as json=, or write out the names that the server expects, such as address[city].",
        "Envíelo con json=, o escriba los nombres que espera el servidor, como address[city].",
    ),
    rfc="",
    side=Side.USER,
)

FORM_TOO_MANY_FIELDS = Fault(
    code="form-too-many-fields",
    sentence=Text(
        "The form has more than {limit} fields.",
        "El formulario tiene más de {limit} campos.",
    ),
    fix=Text(
        "Send fewer fields, or raise the limit of the server.",
        "Envíe menos campos o suba el límite del servidor.",
    ),
    rfc="RFC 9110 §15.5.14",
    side=Side.CLIENT,
    status=413,
)


REDIRECT_WITHOUT_TARGET = Fault(
    code="redirect-without-target",
    sentence=Text(
        "The response is a {status} redirect, and its Location is empty.",
        "La respuesta es una redirección {status} y su Location está vacío.",
    ),
    fix=Text(
        "Send a URL in Location; a client can turn redirects off to see the response itself.",
        "Envíe una URL en Location; un cliente puede desactivar las redirecciones para ver la respuesta misma.",
    ),
    rfc="RFC 9110 §10.2.2",
    side=Side.SERVER,
)

REDIRECT_TARGET_INVALID = Fault(
    code="redirect-target-invalid",
    sentence=Text(
        "Character {offset} of the Location of a {status} redirect is a control character.",
        "El carácter {offset} del Location de una redirección {status} es un carácter de control.",
    ),
    fix=Text(
        "Percent-encode what is not allowed in a URL.",
        "Codifique con porcentajes lo que no se admite en una URL.",
    ),
    rfc="RFC 3986 §2",
    side=Side.SERVER,
)

REDIRECT_SCHEME_REFUSED = Fault(
    code="redirect-scheme-refused",
    sentence=Text(
        "A {status} redirect leads to a {scheme!r} URL; only http and https are followed.",
        "Una redirección {status} lleva a una URL {scheme!r}; solo se siguen http y https.",
    ),
    fix=Text(
        "Open that URL yourself if you mean to; a server must not choose local files or scripts for a client.",
        "Abra esa URL usted mismo si lo desea; un servidor no debe elegir archivos locales ni scripts para un cliente.",
    ),
    rfc="RFC 9110 §15.4",
    side=Side.SERVER,
)

USER_WITH_COLON = Fault(
    code="user-with-colon",
    sentence=Text(
        "The user name for Basic authentication has a colon at character {offset}; "
        "what follows would be read as password.",
        "El nombre de usuario para la autenticación Basic tiene dos puntos en el carácter {offset}; "
        "lo que sigue se leería como contraseña.",
    ),
    fix=Text("Use a user name without a colon.", "Use un nombre de usuario sin dos puntos."),
    rfc="RFC 7617 §2",
    side=Side.USER,
)

CREDENTIALS_WITH_CONTROL = Fault(
    code="credentials-with-control",
    sentence=Text(
        "Character {offset} of user:password for Basic authentication is a control character.",
        "El carácter {offset} de usuario:contraseña, para la autenticación Basic, es un carácter de control.",
    ),
    fix=Text(
        "Take it out; a line break at the end of a value read from a file is the usual reason.",
        "Quítelo; lo habitual es un salto de línea al final de un valor leído de un archivo.",
    ),
    rfc="RFC 7617 §2",
    side=Side.USER,
)

TOKEN_INVALID = Fault(
    code="token-invalid",
    sentence=Text(
        "The bearer token is empty, or its character {offset} is not a letter, a digit, or any of - . _ ~ + / =",
        "El token está vacío, o su carácter {offset} no es una letra, una cifra ni alguno de - . _ ~ + / =",
    ),
    fix=Text(
        "Pass the token alone, without the word Bearer, quotes or line breaks.",
        "Pase solo el token, sin la palabra Bearer, comillas ni saltos de línea.",
    ),
    rfc="RFC 6750 §2.1",
    side=Side.USER,
)

CHALLENGE_INVALID = Fault(
    code="challenge-invalid",
    sentence=Text(
        "The authentication challenge breaks its grammar at character {offset}.",
        "El desafío de autenticación rompe su gramática en el carácter {offset}.",
    ),
    fix=Text(
        'Send challenges such as: Basic realm="name", Bearer realm="name".',
        'Envíe desafíos como: Basic realm="nombre", Bearer realm="nombre".',
    ),
    rfc="RFC 9110 §11.6.1",
    side=Side.SERVER,
)

PROBLEM_NOT_AN_OBJECT = Fault(
    code="problem-not-an-object",
    sentence=Text(
        "The content says it is problem details, and is not a JSON object.",
        "El contenido dice ser un detalle de problema y no es un objeto JSON.",
    ),
    fix=Text(
        'Send an object such as {{"type": "about:blank", "title": "Not Found", "status": 404}}.',
        'Envíe un objeto como {{"type": "about:blank", "title": "Not Found", "status": 404}}.',
    ),
    rfc="RFC 9457 §3",
    side=Side.SERVER,
)
