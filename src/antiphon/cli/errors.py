"""Exit codes, by which scripts know what went wrong."""

from __future__ import annotations

from ..faults import (
    AntiphonError,
    BrokenResponse,
    ConnectionError,
    DecodingError,
    Timeout,
    TLSError,
    TooManyRedirects,
    UsageError,
)

EXIT_CODES: dict[int, tuple[str, str]] = {
    0: ("all went well", "todo fue bien"),
    1: ("something else failed", "falló otra cosa"),
    2: ("the command was not understood", "no se entendió la orden"),
    3: ("with --check-status: the response is a redirect (3xx)", "con --check-status: es una redirección (3xx)"),
    4: ("with --check-status: the client is at fault (4xx)", "con --check-status: la culpa es del cliente (4xx)"),
    5: ("with --check-status: the server is at fault (5xx)", "con --check-status: la culpa es del servidor (5xx)"),
    6: ("no connection, or it broke", "no hubo conexión, o se cortó"),
    7: ("TLS failed: certificate, name or version", "falló TLS: certificado, nombre o versión"),
    8: ("a limit of time ran out", "se agotó un límite de tiempo"),
    9: ("too many redirects", "demasiadas redirecciones"),
    10: ("the response is broken", "la respuesta está rota"),
    130: ("stopped by Ctrl-C", "detenido con Ctrl-C"),
}

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
