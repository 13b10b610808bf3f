"""Faults of the database behind a collection: it cannot answer, it refuses a row, or it cannot be opened or made."""

from __future__ import annotations

from .fault import Fault, Side, Text

_WAIT = Text(
    "Wait as long as Retry-After says, and send it again.", "Espere lo que diga Retry-After y envíelo de nuevo."
)
_TELL = Text(
    "Tell the operator; the server's log has the details.",
    "Avise a quien opera el servidor; su registro tiene los detalles.",
)


def _unavailable(code: str, en: str, es: str, fix: Text = _WAIT, status: int = 503) -> Fault:
    section = {403: "RFC 9110 §15.5.4", 500: "RFC 9110 §15.6.1", 503: "RFC 9110 §15.6.4", 507: "RFC 4918 §11.5"}
    return Fault(code, Text(en, es), fix, section[status], Side.SERVER, status)


def _violated(code: str, sentence: Text, fix: Text, status: int) -> Fault:
    section = {409: "RFC 9110 §15.5.10", 422: "RFC 9110 §15.5.21"}
    return Fault(code, sentence, fix, section[status], Side.CLIENT, status)


def _unusable(code: str, sentence: Text, fix: Text) -> Fault:
    return Fault(code, sentence, fix, "", Side.USER)


DATABASE_LOCKED = _unavailable(
    "database-locked",
    "Another program has kept the database locked for too long.",
    "Otro programa ha tenido bloqueada la base de datos demasiado tiempo.",
)
DATABASE_BUSY = _unavailable(
    "database-busy",
    "Every connection to the database is in use.",
    "Todas las conexiones con la base de datos están en uso.",
)
DATABASE_UNREACHABLE = _unavailable(
    "database-unreachable",
    "The database cannot be reached.",
    "No se puede llegar a la base de datos.",
)
DATABASE_GONE = _unavailable(
    "database-gone",
    "The database's file is no longer where it was.",
    "El archivo de la base de datos ya no está donde estaba.",
)
DATABASE_CLOSED = _unavailable(
    "database-closed",
    "The server is about to stop and has closed its database.",
    "El servidor está por detenerse y ha cerrado su base de datos.",
)
DATABASE_DISK = _unavailable(
    "database-disk",
    "The database's disk does not read or write.",
    "El disco de la base de datos no lee o no escribe.",
)
DATABASE_READ_ONLY = _unavailable(
    "database-read-only",
    "The database can only be read at present.",
    "La base de datos por ahora solo se puede leer.",
    _TELL,
)
SCHEMA_CHANGED = _unavailable(
    "schema-changed",
    "The database's tables have changed since the server read them.",
    "Las tablas de la base de datos han cambiado desde que el servidor las leyó.",
)
QUERY_TOO_LONG = _unavailable(
    "query-too-long",
    "The database took longer than {seconds:g} seconds for this.",
    "La base de datos tardó más de {seconds:g} segundos en esto.",
    Text(
        "Ask for less: a narrower filter, a smaller page, or a column that has an index.",
        "Pida menos: un filtro más estrecho, una página menor o una columna con índice.",
    ),
)
WRITE_CONFLICTED = _unavailable(
    "write-conflicted",
    "Others kept changing the same rows at the same time; nothing was written.",
    "Otros cambiaban a la vez las mismas filas; no se escribió nada.",
)
WRITE_UNKNOWN = _unavailable(
    "write-unknown",
    "The connection to the database broke as the write was being confirmed; it may have happened or not.",
    "La conexión con la base de datos se cortó al confirmar la escritura; pudo hacerse o no.",
    Text(
        "Read the item to see whether it happened before you send it again.",
        "Lea el elemento para ver si se hizo antes de enviarla de nuevo.",
    ),
)
DATABASE_FORBIDS = _unavailable(
    "database-forbids",
    "The database does not let the server do this.",
    "La base de datos no permite al servidor hacer esto.",
    _TELL,
    403,
)
DATABASE_FULL = _unavailable(
    "database-full",
    "There is no room left in the database.",
    "No queda espacio en la base de datos.",
    _TELL,
    507,
)
DATABASE_DAMAGED = _unavailable(
    "database-damaged",
    "The database's content is damaged.",
    "El contenido de la base de datos está dañado.",
    _TELL,
    500,
)
DATABASE_FAILED = _unavailable(
    "database-failed",
    "The database refused what the server asked of it.",
    "La base de datos rechazó lo que le pidió el servidor.",
    _TELL,
    500,
)

NOT_NULL_VIOLATED = _violated(
    "not-null-violated",
    Text("{subject} may not be null or left out.", "{subject} no puede ser nulo ni faltar."),
    Text("Give it a value.", "Dele un valor."),
    422,
)
UNIQUE_VIOLATED = _violated(
    "unique-violated",
    Text("Another row has the same {subject}.", "Otra fila tiene igual {subject}."),
    Text("Choose another value, or change that row.", "Elija otro valor, o cambie esa fila."),
    409,
)
CHECK_VIOLATED = _violated(
    "check-violated",
    Text("The row breaks the rule {subject} of its table.", "La fila incumple la regla {subject} de su tabla."),
    Text("Send values that keep the rule.", "Envíe valores que la cumplan."),
    422,
)
RULE_VIOLATED = _violated(
    "rule-violated",
    Text("The database refuses the row: {subject}.", "La base de datos rechaza la fila: {subject}."),
    Text("Send values that keep the rule.", "Envíe valores que cumplan la regla."),
    422,
)
REFERENCE_VIOLATED = _violated(
    "reference-violated",
    Text("The row refers to another that does not exist.", "La fila se refiere a otra que no existe."),
    Text("Create that one first, or refer to one that exists.", "Cree antes aquella, o refiérase a una que exista."),
    422,
)
STILL_REFERENCED = _violated(
    "still-referenced",
    Text("Other rows refer to this one.", "Otras filas se refieren a esta."),
    Text("Remove those first, or let them refer to another.", "Elimine antes aquellas, o haga que se refieran a otra."),
    409,
)
TYPE_VIOLATED = _violated(
    "type-violated",
    Text("A value does not fit the type of {subject}.", "Un valor no es del tipo de {subject}."),
    Text("Send a value of that type, within its range.", "Envíe un valor de ese tipo, dentro de su rango."),
    422,
)

DATABASE_MISSING = _unusable(
    "database-missing",
    Text("There is no file {path}.", "No existe el archivo {path}."),
    Text(
        "Check its name, or make the database with `antiphon serve {path} --init FILE` from a .json file or a folder "
        "of .csv files.",
        "Revise su nombre, o cree la base de datos con `antiphon serve {path} --init ARCHIVO` desde un archivo .json o "
        "una carpeta de archivos .csv.",
    ),
)
DATABASE_EMPTY = _unusable(
    "database-empty",
    Text("The database {path} has no tables.", "La base de datos {path} no tiene tablas."),
    Text(
        "Create tables in it, or delete it and make it with `antiphon serve {path} --init FILE` from a .json file or a "
        "folder of .csv files.",
        "Cree tablas en ella, o bórrela y créela con `antiphon serve {path} --init ARCHIVO` desde un archivo .json o "
        "una carpeta de archivos .csv.",
    ),
)
DATABASE_FOLDER = _unusable(
    "database-folder",
    Text("{path} is a folder, not a database.", "{path} es una carpeta, no una base de datos."),
    Text(
        "Name a file in it; a folder of .csv files becomes a database with `antiphon serve NEW.db --init {path}`.",
        "Indique un archivo de ella; una carpeta de archivos .csv se convierte en base de datos con `antiphon serve "
        "NUEVA.db --init {path}`.",
    ),
)
NOT_A_DATABASE = _unusable(
    "not-a-database",
    Text("{path} is not an SQLite database.", "{path} no es una base de datos SQLite."),
    Text(
        "Name an SQLite file; a .json file becomes one with `antiphon serve NEW.db --init {path}`.",
        "Indique un archivo SQLite; un archivo .json se convierte en uno con `antiphon serve NUEVA.db --init {path}`.",
    ),
)
DATABASE_UNREADABLE = _unusable(
    "database-unreadable",
    Text("The database {path} cannot be opened: {reason}.", "No se puede abrir la base de datos {path}: {reason}."),
    Text(
        "See that this user may read the file and write in its folder, and that nothing keeps it locked.",
        "Compruebe que este usuario puede leer el archivo y escribir en su carpeta, y que nada lo bloquea.",
    ),
)
DATABASE_IN_MEMORY = _unusable(
    "database-in-memory",
    Text("A database in memory cannot be served.", "No se puede servir una base de datos en memoria."),
    Text("Name a file, such as shop.db.", "Indique un archivo, como tienda.db."),
)
DATABASE_URL = _unusable(
    "database-url",
    Text("{target} is not a database URL.", "{target} no es una URL de base de datos."),
    Text(
        "Write postgresql://USER@HOST:PORT/DATABASE, the same with mysql, or the path of an SQLite file.",
        "Escriba postgresql://USUARIO@SERVIDOR:PUERTO/BASE, lo mismo con mysql, o la ruta de un archivo SQLite.",
    ),
)
DATABASE_SCHEME = _unusable(
    "database-scheme",
    Text("Databases of {scheme} are not served.", "No se sirven bases de datos de {scheme}."),
    Text(
        "Use SQLite (a path or sqlite:///PATH), PostgreSQL (postgresql://…), MySQL or MariaDB (mysql://…).",
        "Use SQLite (una ruta o sqlite:///RUTA), PostgreSQL (postgresql://…), MySQL o MariaDB (mysql://…).",
    ),
)
DATABASE_DRIVER_MISSING = _unusable(
    "database-driver-missing",
    Text(
        "{target} needs the driver {driver}, which is not installed.",
        "{target} necesita el controlador {driver}, que no está instalado.",
    ),
    Text('Install it: pip install "antiphon[{extra}]".', 'Instálelo: pip install "antiphon[{extra}]".'),
)
DATABASE_SERVER_SILENT = _unusable(
    "database-server-silent",
    Text(
        "The database server of {target} cannot be reached: {reason}.",
        "No se puede llegar al servidor de bases de datos de {target}: {reason}.",
    ),
    Text(
        "See that it runs, that host, port and database are right, and that it accepts connections from here.",
        "Compruebe que funciona, que servidor, puerto y base son correctos y que acepta conexiones desde aquí.",
    ),
)
DATABASE_LOGIN = _unusable(
    "database-login",
    Text(
        "The database server of {target} refused the user or the password.",
        "El servidor de bases de datos de {target} rechazó el usuario o la contraseña.",
    ),
    Text(
        "Correct them in the URL, or leave the password out and give it in PGPASSWORD, ~/.pgpass or MYSQL_PWD.",
        "Corríjalos en la URL, u omita la contraseña y póngala en PGPASSWORD, ~/.pgpass o MYSQL_PWD.",
    ),
)

DATA_MISSING = _unusable(
    "data-missing",
    Text("There is no file or folder {path} to load.", "No existe el archivo o la carpeta {path} que cargar."),
    Text("Name a .json file or a folder of .csv files.", "Indique un archivo .json o una carpeta de archivos .csv."),
)
DATA_KIND = _unusable(
    "data-kind",
    Text("{path} is neither a .json file nor a folder of .csv files.", "{path} no es .json ni una carpeta de .csv."),
    Text("Name a .json file or a folder of .csv files.", "Indique un archivo .json o una carpeta de archivos .csv."),
)
DATA_TARGET_EXISTS = _unusable(
    "data-target-exists",
    Text("{path} exists already, and is left as it is.", "{path} ya existe, y se deja como está."),
    Text("Serve it without --init, or choose a new name.", "Sírvalo sin --init, o elija un nombre nuevo."),
)
DATA_UNWRITABLE = _unusable(
    "data-unwritable",
    Text("The database {path} cannot be made: {reason}.", "No se puede crear la base de datos {path}: {reason}."),
    Text("Choose a folder that this user may write to.", "Elija una carpeta en que este usuario pueda escribir."),
)
DATA_UNREADABLE = _unusable(
    "data-unreadable",
    Text("{path} cannot be read: {reason}.", "No se puede leer {path}: {reason}."),
    Text("Let this user read it.", "Permita que este usuario lo lea."),
)
DATA_NOT_UTF_8 = _unusable(
    "data-not-utf-8",
    Text("{path}: byte {offset} is not UTF-8.", "{path}: el byte {offset} no es UTF-8."),
    Text("Save the file as UTF-8.", "Guarde el archivo como UTF-8."),
)
DATA_SYNTAX = _unusable(
    "data-syntax",
    Text("{path}, line {line}: {reason}.", "{path}, línea {line}: {reason}."),
    Text("Correct the file there.", "Corrija ahí el archivo."),
)
DATA_SHAPE = _unusable(
    "data-shape",
    Text(
        "{path}: {place} is of type {found}, where {expected} belongs.",
        "{path}: {place} es de tipo {found}, donde corresponde {expected}.",
    ),
    Text(
        'Write {{"products": [{{"id": 1, "name": "Tea"}}], …}}: an object whose members are arrays of objects.',
        'Escriba {{"products": [{{"id": 1, "name": "Té"}}], …}}: un objeto cuyos miembros son listas de objetos.',
    ),
)
DATA_ROW_LENGTH = _unusable(
    "data-row-length",
    Text(
        "{path}, line {line}: the row has {found} cells, the header {expected}.",
        "{path}, línea {line}: la fila tiene {found} celdas, la cabecera {expected}.",
    ),
    Text(
        'Give it as many cells; put one that has commas in "quotes".',
        'Dele las mismas; ponga entre "comillas" la que tenga comas.',
    ),
)
DATA_COLUMN_NAME = _unusable(
    "data-column-name",
    Text(
        "{path}: the column {column} has no name, or one that occurs already (upper and lower case are alike).",
        "{path}: la columna {column} no tiene nombre, o uno que ya existe (una base de datos no distingue mayúsculas).",
    ),
    Text("Give every column a name of its own.", "Dé a cada columna un nombre propio."),
)
DATA_COLLECTION_NAME = _unusable(
    "data-collection-name",
    Text(
        "{path}: a collection cannot be called {name}; the name is empty, reserved, or occurs already.",
        "{path}: una colección no puede llamarse {name}; el nombre está vacío, reservado o ya existe.",
    ),
    Text("Choose another name for it.", "Elija otro nombre para ella."),
)
DATA_EMPTY = _unusable(
    "data-empty",
    Text("{path} has no collections.", "{path} no tiene colecciones."),
    Text(
        "Put at least one in: an array in the .json file, or a .csv file in the folder.",
        "Ponga al menos una: una lista en el archivo .json, o un archivo .csv en la carpeta.",
    ),
)
