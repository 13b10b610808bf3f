"""The certificates of a running server: renewed, and swapped in, while it serves."""

from __future__ import annotations

import os
import ssl
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from . import pem
from .authority import LocalAuthority
from .contexts import HTTP_1, server_context
from .names import is_dns_name, normal_name

_NAMES_KEPT = 64


class ServerCertificates(ABC):
    """The context of a running server, whose certificate changes while the context stays the same object.

    A renewal builds a new context from nothing, so that no certificate of another key type lingers in the old
    one, and new handshakes are sent there by the server name callback. Those under way end as they began.
    """

    _current: ssl.SSLContext

    def __init__(self, alpn: Sequence[str], client_ca: str | Path | None) -> None:
        self._alpn = tuple(alpn)
        self._client_ca = client_ca
        self._current = self._context = self._load()

    @property
    def context(self) -> ssl.SSLContext:
        """The context to accept every connection with."""
        return self._context

    @abstractmethod
    def chain(self) -> tuple[bytes, ...]:
        """Return the certificates that are shown now, the server's own first, each in DER.

        Raises `UsageError` where their file cannot be read any more.
        """

    @abstractmethod
    def renew_if_due(self, now: float | None = None) -> bool:
        """Show a newer certificate if there is one, or ought to be; return whether that was so.

        `now` is in seconds since the epoch. Raises `UsageError` when the new one cannot be used; the old one
        is then still shown.
        """

    @abstractmethod
    def _load(self) -> ssl.SSLContext:
        """Return a context with the certificate to show now."""

    def _select(self, server_name: str | None) -> ssl.SSLContext | None:
        return self._current


class FileCertificates(ServerCertificates):
    """A certificate and key from files, read again when they change on disk."""

    def __init__(
        self,
        certificate: str | Path,
        key: str | Path | None = None,
        *,
        password: str | bytes | None = None,
        alpn: Sequence[str] = HTTP_1,
        client_ca: str | Path | None = None,
    ) -> None:
        """Read the files, as `server_context` does. Raises `UsageError`."""
        self._certificate = certificate
        self._key = key
        self._password = password
        self._stamps = self._read_stamps()
        super().__init__(alpn, client_ca)

    def chain(self) -> tuple[bytes, ...]:
        """Return the certificates in the file."""
        return pem.certificates(pem.read(Path(self._certificate)))

    def renew_if_due(self, now: float | None = None) -> bool:
        """Read the files again if they changed."""
        stamps = self._read_stamps()
        if stamps == self._stamps:
            return False
        self._current = self._load()
        self._stamps = stamps
        return True

    def _load(self) -> ssl.SSLContext:
        return server_context(
            self._certificate,
            self._key,
            self._alpn,
            self._client_ca,
            password=self._password,
            select=self._select,
        )

    def _read_stamps(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(_stamp(path) for path in (self._certificate, self._key or self._certificate))


def _stamp(path: str | Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


class LocalCertificates(ServerCertificates):
    """Certificates of the local authority: one for the server's names, and one for each other name asked for.

    The second kind is there because ``*.localhost`` has too few labels for most clients to accept it as a
    wildcard: whoever asks for ``shop.localhost`` gets a certificate of just that name.
    """

    def __init__(
        self,
        names: Sequence[str] = (),
        *,
        authority: LocalAuthority | None = None,
        alpn: Sequence[str] = HTTP_1,
        client_ca: str | Path | None = None,
        now: float | None = None,
    ) -> None:
        """Issue a certificate for `names`, by default the `default_names`. Raises `UsageError`."""
        self._names = tuple(names)
        self._authority = authority or LocalAuthority.open(now=now)
        self._leaf = self._authority.issue(self._names, now=now)
        self._context_for = lru_cache(maxsize=_NAMES_KEPT)(self._issue_for)
        super().__init__(alpn, client_ca)

    @property
    def authority(self) -> LocalAuthority:
        """The authority that signs."""
        return self._authority

    def chain(self) -> tuple[bytes, ...]:
        """Return the certificate for the server's names."""
        return pem.certificates(self._leaf.certificate_pem)

    def renew_if_due(self, now: float | None = None) -> bool:
        """Issue anew in the last third of the certificate's life, from a renewed root if need be."""
        now = time.time() if now is None else now
        if now < self._leaf.renew_at:
            return False
        self._authority = LocalAuthority.open(self._authority.directory, now=now)
        self._leaf = self._authority.issue(self._names, now=now)
        self._current = self._load()
        self._context_for.cache_clear()
        return True

    def _load(self) -> ssl.SSLContext:
        return self._serving(self._leaf.certificate_pem, self._leaf.key_pem)

    def _serving(self, certificate: bytes, key: bytes) -> ssl.SSLContext:
        return server_context(certificate, key, self._alpn, self._client_ca, select=self._select)

    def _select(self, server_name: str | None) -> ssl.SSLContext | None:
        name = normal_name(server_name or "")
        if name in self._leaf.names or not is_dns_name(name) or not self._authority.permits(name):
            return self._current
        return self._context_for(name)

    def _issue_for(self, name: str) -> ssl.SSLContext:
        leaf = self._authority.issue((name,))
        return self._serving(leaf.certificate_pem, leaf.key_pem)
