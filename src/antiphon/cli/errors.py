"""How a failed command ends: a sentence on standard error, and an exit code by which scripts know what happened."""

from __future__ import annotations

from shlex import quote

from ..faults import (
    AntiphonError,
    BrokenResponse,
    ConnectionError,
    DecodingError,
    DownloadError,
    Text,
    Timeout,
    TLSError,
    TooManyRedirects,
    UsageError,
)
from ..faults.command_line import DEFECT, SYSTEM_REFUSED
from ..semantics.terminal_text import safe
from .language import language

EXIT_CODES: dict[int, Text] = {
    0: Text("all went well", "todo fue bien"),
    1: Text("something else failed", "falló otra cosa"),
    2: Text(
        "the command is mistaken: an option, an item, a file, a URL, a port",
        "la orden está mal: una opción, un elemento, un archivo, una URL, un puerto",
    ),
    3: Text("with --check-status: the response is a 3xx", "con --check-status: la respuesta es 3xx"),
    4: Text("with --check-status: the response is a 4xx", "con --check-status: la respuesta es 4xx"),
    5: Text("with --check-status: the response is a 5xx", "con --check-status: la respuesta es 5xx"),
    6: Text("no connection, or it broke", "no hubo conexión, o se cortó"),
    7: Text("TLS failed: certificate, name or version", "falló TLS: certificado, nombre o versión"),
    8: Text("a limit of time ran out", "se agotó un límite de tiempo"),
    9: Text("too many redirects", "demasiadas redirecciones"),
    10: Text("the response is broken, or ended too early", "la respuesta está rota, o terminó antes de tiempo"),
    130: Text("stopped by Ctrl-C", "detenida con Ctrl-C"),
    141: Text("the reader of the output went away", "quien leía la salida se fue"),
}

INTERRUPTED = 130
# What a shell reports for a program that SIGPIPE ended.
NOBODY_READS = 141

# The first class that fits counts: a timeout of TLS is a timeout.
_CODES: tuple[tuple[type[AntiphonError], int], ...] = (
    (UsageError, 2),
    (Timeout, 8),
    (TLSError, 7),
    (BrokenResponse, 10),
    (DecodingError, 10),
    (DownloadError, 10),
    (TooManyRedirects, 9),
    (ConnectionError, 6),
)


def exit_code_of(error: AntiphonError) -> int:
    """Return the exit code for `error`: that of the first class it belongs to, else 1."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)


def explained(error: Exception) -> tuple[str, int]:
    """Return what to tell the user about `error`, and the exit code.

    What neither this package nor the system reports is a mistake in this package, and told as such.
    """
    known = error if isinstance(error, AntiphonError) else _unforeseen(error)
    return safe(f"antiphon: {known.explanation(language())}"), exit_code_of(known)


def hint_on(error: Exception) -> str | None:
    """Return the command that explains `error`; None where that would say no more, or it is not known of what URL."""
    url = getattr(getattr(error, "request", None), "url", None)
    if url is None or not isinstance(error, ConnectionError | TLSError | BrokenResponse):
        return None
    return safe(f"  antiphon explain {quote(url.masked)}")


def _unforeseen(error: Exception) -> AntiphonError:
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        where = "" if error.filename is None else f" ({error.filename!a})"
        return AntiphonError(SYSTEM_REFUSED, reason=reason + where)
    return AntiphonError(DEFECT, type=type(error).__name__, message=str(error), place=_place(error))


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
