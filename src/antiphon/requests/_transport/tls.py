"""TLS as a pool of urllib3 describes it."""

from __future__ import annotations

import os
import ssl
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import SSLError
from urllib3.util.ssl_ import assert_fingerprint, create_urllib3_context, resolve_cert_reqs, resolve_ssl_version
from urllib3.util.ssl_match_hostname import match_hostname

_ALPN = ["http/1.1"]
_CONTEXTS_KEPT = 64
_HOSTNAME_MISMATCH = 62

# A context that a user supplied may serve pools that verify and pools that do not: it is set anew for each
# connection, by one thread at a time.
_SUPPLIED = threading.Lock()


class Security(NamedTuple):
    """All that a pool says about TLS, as it stands there. Equal values may share a connection."""

    cert_reqs: Any
    ca_certs: Any
    ca_cert_dir: Any
    cert_file: Any
    key_file: Any
    key_password: Any
    ssl_version: Any
    ssl_minimum_version: Any
    ssl_maximum_version: Any
    assert_hostname: Any
    assert_fingerprint: Any
    ca_cert_data: Any
    server_hostname: Any
    ssl_context: Any

    @property
    def verify_mode(self) -> ssl.VerifyMode:
        """Return what the server's certificate has to be."""
        if self.cert_reqs is None and self.ssl_context is not None:
            return cast(ssl.VerifyMode, self.ssl_context.verify_mode)
        return resolve_cert_reqs(self.cert_reqs)

    @property
    def verifies(self) -> bool:
        """Tell whether the server has to prove who it is."""
        return bool(self.assert_fingerprint) or self.verify_mode == ssl.CERT_REQUIRED

    @property
    def matches_itself(self) -> bool:
        """Tell whether the certificate is compared with something else than the name that was asked for."""
        return bool(self.assert_fingerprint or self.assert_hostname) or self.assert_hostname is False


def security_of(pool: HTTPConnectionPool) -> Security:
    """Return what `pool`, one for https, says about TLS."""
    more = pool.conn_kw
    said: Any = pool
    return Security(
        said.cert_reqs,
        said.ca_certs,
        said.ca_cert_dir,
        said.cert_file,
        said.key_file,
        said.key_password,
        said.ssl_version,
        said.ssl_minimum_version,
        said.ssl_maximum_version,
        said.assert_hostname,
        said.assert_fingerprint,
        more.get("ca_cert_data"),
        more.get("server_hostname"),
        more.get("ssl_context"),
    )


def context_of(security: Security) -> ssl.SSLContext:
    """Return the context for connections with `security`. Raises urllib3's `SSLError`, and OSError for a file."""
    if security.ssl_context is None:
        context = _own_context(security, _stamps(security))
    else:
        context = security.ssl_context
        _load(context, security)
    if security.ssl_context is None and not security.matches_itself and security.server_hostname is None:
        return context
    # A duck that wraps: all that a channel asks of a context is `wrap_bio`.
    return cast(ssl.SSLContext, _Tailored(context, security))


def _stamps(security: Security) -> tuple[object, ...]:
    """Return what changes when one of the files does, so that a context made from them is made anew."""
    paths = (security.ca_certs, security.ca_cert_dir, security.cert_file, security.key_file)
    found = [os.stat(path) for path in paths if path and os.path.exists(path)]
    return os.environ.get("SSLKEYLOGFILE"), *[(status.st_mtime_ns, status.st_size) for status in found]


@lru_cache(maxsize=_CONTEXTS_KEPT)
def _own_context(security: Security, stamps: tuple[object, ...]) -> ssl.SSLContext:
    context = create_urllib3_context(
        ssl_version=resolve_ssl_version(security.ssl_version),
        ssl_minimum_version=security.ssl_minimum_version,
        ssl_maximum_version=security.ssl_maximum_version,
        cert_reqs=security.verify_mode,
    )
    if security.matches_itself:
        context.check_hostname = False
    if not (security.ca_certs or security.ca_cert_dir or security.ca_cert_data):
        context.load_default_certs()
    _load(context, security)
    return context


def _load(context: ssl.SSLContext, security: Security) -> None:
    """Let `context` trust and show what `security` names."""
    if security.ca_certs or security.ca_cert_dir or security.ca_cert_data:
        try:
            context.load_verify_locations(security.ca_certs, security.ca_cert_dir, security.ca_cert_data)
        except OSError as error:
            raise SSLError(error) from error
    if security.cert_file:
        if security.key_password is None and security.key_file and _is_encrypted(security.key_file):
            # OpenSSL would ask for the passphrase at the terminal.
            raise SSLError("Client private key is encrypted, password is required")
        context.load_cert_chain(security.cert_file, security.key_file, security.key_password)
    context.set_alpn_protocols(_ALPN)


def _is_encrypted(path: str) -> bool:
    with open(path, encoding="latin-1") as file:
        return any("ENCRYPTED" in line for line in file)


@dataclass(frozen=True, slots=True)
class _Tailored:
    """A context whose connections ask for another name, or compare the certificate with something else."""

    context: ssl.SSLContext
    security: Security

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | None = None,
        session: ssl.SSLSession | None = None,
    ) -> _Checked:
        """Return a connection's end that checks the server as `security` says."""
        security = self.security
        host = security.server_hostname or server_hostname
        with _SUPPLIED:
            if security.ssl_context is not None:
                self.context.verify_mode = security.verify_mode
                if security.matches_itself:
                    self.context.check_hostname = False
            made = self.context.wrap_bio(incoming, outgoing, server_side, host, session)
            checks_name = self.context.check_hostname
        return _Checked(made, security, None if checks_name else host)


class _Checked:
    """An end of a TLS connection that looks at the server's certificate once the handshake is over."""

    def __init__(self, made: ssl.SSLObject, security: Security, host: str | None) -> None:
        self._made = made
        self._security = security
        self._host = host

    def do_handshake(self) -> None:
        """Do the handshake, then check. Raises `ssl.SSLCertVerificationError` for the wrong certificate."""
        self._made.do_handshake()
        security = self._security
        try:
            if security.assert_fingerprint:
                assert_fingerprint(self._made.getpeercert(binary_form=True), security.assert_fingerprint)
            elif self._host and security.assert_hostname is not False and security.verify_mode != ssl.CERT_NONE:
                name = (security.assert_hostname or self._host).strip("[]")
                by_common_name = bool(getattr(self._made.context, "hostname_checks_common_name", False))
                match_hostname(cast(Any, self._made.getpeercert()), name, by_common_name)
        except (SSLError, ValueError) as error:
            raise _mismatch(str(error)) from error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def _mismatch(message: str) -> ssl.SSLCertVerificationError:
    """Return the error that OpenSSL makes of a certificate with another name."""
    error = ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, message)
    error.verify_code, error.verify_message = _HOSTNAME_MISMATCH, message
    return error
