"""What the pages say besides the lessons, in English and Spanish."""

from __future__ import annotations

from ..faults import Text

HOME = Text("Learn HTTP", "Aprender HTTP")
SKIP = Text("Skip to the lesson", "Saltar a la lección")
WHERE = Text("Where you are", "Dónde está")
INTRODUCTION = Text(
    "Fourteen lessons on real exchanges: you predict what a server will answer, send the request, and see both sides "
    "byte by byte. Nothing can break: the shop that you send to is your own copy.",
    "Catorce lecciones sobre intercambios reales: usted predice qué responderá un servidor, envía la petición y ve los "
    "dos lados byte a byte. Nada se puede estropear: la tienda a la que envía es una copia solo suya.",
)
OTHER_LANGUAGE = Text("Leer en español", "Read in English")
LESSONS = Text("Lessons", "Lecciones")
ON_THIS_PAGE = Text("On this page", "En esta página")
JUMP = Text("Choose a section to jump to it.", "Elija una sección para saltar a ella.")
MINUTES = Text("{minutes} min read", "{minutes} min de lectura")
LEFT = Text("{minutes} min left", "quedan {minutes} min")
READ = Text("{percent} % read", "{percent} % leído")
PROGRESS = Text("Your progress", "Su progreso")
LAST_SYNC = Text("Last sync", "Última sincronización")
NOT_YET = Text("not yet", "aún no")
MARK = Text("Mark this section as read", "Marcar esta sección como leída")
PREVIOUS = Text("Previous", "Anterior")
NEXT = Text("Next", "Siguiente")
SERIES = Text("Series", "Serie")
ALL_LESSONS = Text("All lessons", "Todas las lecciones")
RELATED = Text("Related lessons", "Lecciones relacionadas")
FAQ = Text("Questions that people ask", "Preguntas frecuentes")
SEARCH = Text("Search the questions", "Buscar en las preguntas")
NOTHING_FOUND = Text("No question has these words.", "Ninguna pregunta tiene esas palabras.")
QUIZ = Text("Test your knowledge", "Compruebe lo que sabe")
QUESTION_OF = Text("Question {number} of {count}", "Pregunta {number} de {count}")
ANSWER = Text("Answer", "Respuesta")
CHECK = Text("Check", "Comprobar")
RETRY = Text("Try again what was wrong", "Repetir lo que falló")
RIGHT = Text("Right", "Correcto")
WRONG = Text("Not right", "No es correcto")
NOTES = Text("Your notes", "Sus notas")
NOTES_HELP = Text("Kept with your progress.", "Se guardan con su progreso.")
DEVICES = Text("On another device", "En otro dispositivo")
DEVICES_HELP = Text(
    "No account is needed: your progress has a code that nobody can guess. Open the link there, or type the code of "
    "the other device here. It has to reach this server: antiphon learn --host 0.0.0.0 lets it in.",
    "No hace falta cuenta: su progreso tiene un código que nadie puede adivinar. Abra allí el enlace o escriba aquí el "
    "código del otro dispositivo. Tiene que llegar a este servidor: antiphon learn --host 0.0.0.0 lo deja entrar.",
)
LINK = Text("Copy the link to your progress", "Copiar el enlace a su progreso")
CODE = Text("Code", "Código")
USE_CODE = Text("Use this code", "Usar este código")
HELP = Text("Need help?", "¿Necesita ayuda?")
HELP_TEXT = Text(
    "No company, and no account: an explanation that anybody can read. Under each exchange is a button that copies it; "
    "for any other server, make it in a terminal, and paste it where you ask for help. Secrets in it are masked.",
    "Sin empresa y sin cuenta: una explicación que cualquiera puede leer. Debajo de cada intercambio hay un botón que "
    "la copia; para cualquier otro servidor, créela en una terminal y péguela donde pida ayuda. Los secretos van "
    "ocultos.",
)
HELP_LESSON = Text("Lesson: troubleshooting, step by step", "Lección: buscar fallos, paso a paso")
HELP_DOCUMENTS = Text("The documentation of antiphon", "La documentación de antiphon (en inglés)")
HELP_STANDARD = Text("The standard: RFC 9110, HTTP Semantics", "La norma: RFC 9110, HTTP Semantics (en inglés)")
DOCUMENTS = Text("Documentation", "Documentación")

TRY = Text("Try it", "Pruébelo")
TASK = Text("Task", "Tarea")
PREDICT = Text("Predict first", "Prediga primero")
DO_NOT_KNOW = Text("I do not know", "No lo sé")
METHOD = Text("Method", "Método")
PATH = Text("Path", "Ruta")
FIELDS = Text("Fields, one a line: Name: value", "Campos, uno por línea: Nombre: valor")
CONTENT = Text("Content", "Contenido")
SEND = Text("Send", "Enviar")
RESET = Text("Reset the shop", "Restablecer la tienda")
RESTORE = Text("Restore the request", "Restaurar la petición")
SAME = Text("The same elsewhere", "Lo mismo en otras herramientas")
WITHOUT_SCRIPT = Text(
    "Sending needs JavaScript, and a server: antiphon learn.",
    "Para enviar hace falta JavaScript y un servidor: antiphon learn.",
)
