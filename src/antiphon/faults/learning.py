"""Faults of the lessons: which there are, and what a live box may be asked to send."""

from __future__ import annotations

from .fault import Fault, Side, Text

LESSON_UNKNOWN = Fault(
    "lesson-unknown",
    Text("There is no lesson called {name}.", "No hay ninguna lección llamada {name}."),
    Text(
        "Take one of these: {known}.",
        "Elija una de estas: {known}.",
    ),
    "RFC 9110 §15.5.5",
    Side.USER,
    404,
)
LESSONS_PLACE_UNKNOWN = Fault(
    "lessons-place-unknown",
    Text("The lessons have nothing at {path}.", "Las lecciones no tienen nada en {path}."),
    Text("All lessons are listed at /.", "Todas las lecciones están en /."),
    "RFC 9110 §15.5.5",
    Side.CLIENT,
    404,
)
LESSONS_CROSS_ORIGIN = Fault(
    "lessons-cross-origin",
    Text("A page of another site asks for this.", "Lo pide una página de otro sitio."),
    Text("Open the lesson itself, and send it from there.", "Abra la propia lección y envíelo desde allí."),
    "RFC 6454 §3",
    Side.CLIENT,
    403,
)
LESSONS_CODE_MISSING = Fault(
    "lessons-code-missing",
    Text(
        "Progress is shown to those alone who have its code.",
        "El progreso se muestra solo a quien tiene su código.",
    ),
    Text(
        "Ask for /api/progress/CODE, or for /api/progress?code=CODE.",
        "Pida /api/progress/CÓDIGO, o /api/progress?code=CÓDIGO.",
    ),
    "RFC 9110 §15.5.4",
    Side.CLIENT,
    403,
)
SENDING_MEMBER = Fault(
    "sending-member",
    Text("The member {name} has to be {wanted}.", "El miembro {name} tiene que ser {wanted}."),
    Text("Correct it, and send again.", "Corríjalo y envíe de nuevo."),
    "RFC 9110 §15.5.21",
    Side.CLIENT,
    422,
)
