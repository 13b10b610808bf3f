"""TLS contexts: what each end offers, shows and trusts (RFC 9325)."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..faults import UsageError
from ..faults import security as faults
from ..faults.reach import CONTEXT_COMPLETE, KEY_LOG_UNWRITABLE
from . import pem
from .client_hello import SelectContext, greet
from .home import local_root_path
from .names import is_local

HTTP_1 = ("http/1.1", "http/1.0")
"""What a server of HTTP/1 speaks: some clients offer only the version that they will write (RFC 7301 §6)."""

_CONTEXTS_KEPT = 64


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A client's certificate chain and key: paths, or PEM bytes. Without `key`, `certificate` has both.

    ``repr()`` shows paths, never what was given as bytes: a key may be among it.
    """

    certificate: str | Path | bytes
    key: str | Path | bytes | None = field(default=None, repr=False)
    password: str | bytes | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Return the name of the file, or that there is none."""
        shown = "in memory" if isinstance(self.certificate, bytes) else self.certificate
        return f"<ClientCertificate {shown}>"


_BEGIN_PEM = "-----BEGIN "

VerifyArgument = bool | str | Path | bytes | ssl.SSLContext

CertificateArgument = (
    str | Path | tuple[str | Path, str | Path] | tuple[str | Path, str | Path, str | bytes] | ClientCertificate
)


def client_context(
    *,
    verify: VerifyArgument = True,
    cert: CertificateArgument | None = None,
    host: str = "",
    alpn: Sequence[str] = ("http/1.1",),
    key_log: str | Path | None = None,
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    observed: bool = False,
) -> ssl.SSLContext:
    """Return the context of a client; the same one for the same arguments, until one of the paths changes.

    `verify` True trusts what the operating system trusts and, when `host` is this machine, the local
    authority; a path trusts only the PEM file or directory there, PEM as text or bytes only what is in it; False
    trusts anything; a context is used as it is. `cert` is the certificate to show: a path, a
    (certificate, key[, passphrase]) tuple or a `ClientCertificate`. `alpn` are the protocols to offer, best first.
    `key_log` is the file for the sessions' keys, in place of the one that ``SSLKEYLOGFILE`` names; `minimum` the
    least version of TLS.
    With `observed`, it is one that channels may watch (`ObservedChannel`): it calls back for every record, so others do
    not share it. Raises `UsageError` naming the file, or the argument, that cannot be used.
    """
    if isinstance(verify, ssl.SSLContext):
        return _complete(verify, cert=cert, key_log=key_log, tls_minimum=minimum is not ssl.TLSVersion.TLSv1_2)
    certificate = None if cert is None else _client_certificate(cert)
    root = local_root_path() if verify is True and host and is_local(host) else None
    if isinstance(verify, str):
        verify = verify.encode() if _BEGIN_PEM in verify else Path(verify)
    stamps = _stamps(verify, root, certificate)
    return _client_context(verify, root, certificate, tuple(alpn), stamps, key_log, minimum, observed)


def _complete(context: ssl.SSLContext, **changes: object) -> ssl.SSLContext:
    """Return `context`; raise `UsageError` where one of `changes` to it is asked for."""
    for option, value in changes.items():
        if value:
            raise UsageError(CONTEXT_COMPLETE, option=option)
    return context


def _client_certificate(cert: CertificateArgument) -> ClientCertificate:
    if isinstance(cert, ClientCertificate):
        return cert
    if isinstance(cert, tuple):
        if len(cert) not in {2, 3}:
            raise UsageError(faults.CERTIFICATE_ARGUMENT)
        return ClientCertificate(*cert)
    return ClientCertificate(cert)


Stamp = tuple[int, int]


def _stamps(
    verify: bool | Path | bytes, root: Path | None, certificate: ClientCertificate | None
) -> tuple[Stamp | None, ...]:
    own = () if certificate is None else (certificate.certificate, certificate.key)
    return tuple(_stamp(source) for source in (verify, root, *own) if isinstance(source, (str, Path)))


def _stamp(path: str | Path) -> Stamp | None:
    """Return what changes when `path` does; None if there is nothing, which loading reports."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=_CONTEXTS_KEPT)
def _client_context(
    verify: bool | Path | bytes,
    root: Path | None,
    certificate: ClientCertificate | None,
    alpn: tuple[str, ...],
    stamps: tuple[Stamp | None, ...],
    key_log: str | Path | None,
    minimum: ssl.TLSVersion,
    observed: bool,
) -> ssl.SSLContext:
    context = _system_trust() if verify is True else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif isinstance(verify, Path | bytes):
        pem.load_roots(context, verify)
        # Whoever names an intermediate, or one server's own certificate, means to trust just that.
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    if root is not None:
        pem.load_roots(context, root)
    if certificate is not None:
        pem.load_pair(context, certificate.certificate, certificate.key, certificate.password)
        # Servers of HTTP/1.1 may ask for the certificate only once they know the path (RFC 8446 §4.6.2).
        context.post_handshake_auth = True
    _harden(context, key_log)
    context.minimum_version = minimum
    context.hostname_checks_common_name = False
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


def _system_trust() -> ssl.SSLContext:
    """Return a client's context that trusts what the operating system trusts."""
    # Imported here because a client of plain HTTP, and every server, does without it.
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform in {"darwin", "win32"}:
        return context
    # Elsewhere OpenSSL verifies, and truststore only finds the roots: for each connection anew, in 25 ms. The
    # context of a connection that is never made has found them once and for all.
    plain = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost").context
    plain.sslobject_class = ssl.SSLObject
    plain.sslsocket_class = ssl.SSLSocket
    return plain


def _harden(context: ssl.SSLContext, key_log: str | Path | None = None) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    if key_log is None and not sys.flags.ignore_environment:
        key_log = os.environ.get("SSLKEYLOGFILE")
    if key_log:
        _log_keys(context, key_log)


def _log_keys(context: ssl.SSLContext, path: str | Path) -> None:
    """Have the keys of all sessions written to `path`, which this user alone may read where it is new."""
    try:
        with suppress(FileExistsError):
            # OpenSSL would let everybody read it.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        context.keylog_filename = str(path)
    except OSError as error:
        raise UsageError(KEY_LOG_UNWRITABLE, path=path, reason=error.strerror or str(error)) from error


def server_context(
    certificate: str | Path | bytes,
    key: str | Path | bytes | None = None,
    alpn: Sequence[str] = HTTP_1,
    client_ca: str | Path | None = None,
    *,
    password: str | bytes | None = None,
    select: SelectContext | None = None,
) -> ssl.SSLContext:
    """Return a server's context: TLS 1.2 and 1.3, session tickets, no renegotiation, no compression.

    `certificate` (the chain, own certificate first) and `key` are paths or PEM bytes. With `client_ca`, a PEM
    file or directory, clients must show a certificate from there. `select` may choose another context by the
    server name (see `greet`). Raises `UsageError` naming what cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem.load_pair(context, certificate, key, password)
    if client_ca is not None:
        pem.load_roots(context, Path(client_ca))
        context.verify_mode = ssl.CERT_REQUIRED
    _harden(context)
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    if alpn:
        context.set_alpn_protocols(list(alpn))
    greet(context, alpn, select)
    return context
