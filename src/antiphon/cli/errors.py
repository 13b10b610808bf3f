"""How a failed command ends: a sentence on standard error, and an exit code by which scripts know what happened."""

from __future__ import annotations

from ..faults import (
    AntiphonError,
    BrokenResponse,
    ConnectionError,
    DecodingError,
    Text,
    Timeout,
    TLSError,
    TooManyRedirects,
    UsageError,
)
from ..faults.command_line import DEFECT
from .language import language

EXIT_CODES: dict[int, Text] = {
    0: Text("all went well", "todo fue bien"),
    1: Text("something else failed", "falló otra cosa"),
    2: Text("the command could not be understood", "no se pudo entender la orden"),
    3: Text("with --check-status: the response is a 3xx", "con --check-status: la respuesta es 3xx"),
    4: Text("with --check-status: the response is a 4xx", "con --check-status: la respuesta es 4xx"),
    5: Text("with --check-status: the response is a 5xx", "con --check-status: la respuesta es 5xx"),
    6: Text("no connection, or it broke", "no hubo conexión, o se cortó"),
    7: Text("TLS failed: certificate, name or version", "falló TLS: certificado, nombre o versión"),
    8: Text("a limit of time ran out", "se agotó un límite de tiempo"),
    9: Text("too many redirects", "demasiadas redirecciones"),
    10: Text("the response is broken", "la respuesta está rota"),
    130: Text("stopped by Ctrl-C", "detenida con Ctrl-C"),
}

INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell reports for a program that wrote to a pipe which nobody reads any more (SIGPIPE)."""

# The first class that fits counts: a timeout of TLS is a timeout.
_CODES: tuple[tuple[type[AntiphonError], int], ...] = (
    (UsageError, 2),
    (Timeout, 8),
    (TLSError, 7),
    (BrokenResponse, 10),
    (DecodingError, 10),
    (TooManyRedirects, 9),
    (ConnectionError, 6),
)


def exit_code_of(error: AntiphonError) -> int:
    """Return the exit code for `error`: that of the first class it belongs to, else 1."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)


def explained(error: Exception) -> tuple[str, int]:
    """Return what to tell the user about `error`, and the exit code.

    What is no `AntiphonError` is a mistake in this package, and told as such.
    """
    if not isinstance(error, AntiphonError):
        error = AntiphonError(DEFECT, type=type(error).__name__, message=str(error), place=_place(error))
    return f"antiphon: {error.explanation(language())}", exit_code_of(error)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
