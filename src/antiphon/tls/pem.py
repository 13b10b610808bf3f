"""PEM (RFC 7468) from files and from memory, in the form that the ``ssl`` module reads."""

from __future__ import annotations

import os
import re
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..faults import Fault, UsageError
from ..faults import security as faults

_BEGIN_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
_BEGIN_TRUSTED = b"-----BEGIN TRUSTED CERTIFICATE-----"
_END_PRIVATE_KEY = b"PRIVATE KEY-----"
_IN_MEMORY = "<memory>"


def read(path: Path) -> bytes:
    """Return the content of `path`; raises `UsageError` that names it when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(faults.CERTIFICATE_FILE_UNREADABLE, path=path, reason=error.strerror or str(error)) from error


def has_certificate(content: bytes) -> bool:
    """Say whether `content` has a PEM certificate."""
    return _BEGIN_CERTIFICATE in content or _BEGIN_TRUSTED in content


def certificates(content: bytes) -> tuple[bytes, ...]:
    """Return the certificates in `content` in their order, each in DER; what else is there is passed over."""
    return tuple(ssl.PEM_cert_to_DER_cert(found.decode("ascii")) for found in _CERTIFICATE.findall(content))


def load_roots(context: ssl.SSLContext, path: Path | bytes) -> None:
    """Let `context` trust the certificates in a PEM file, in every PEM file of a directory, or in PEM bytes.

    A directory needs no links named after hashes: files without a certificate are passed over. Raises
    `UsageError` when nothing can be read or there is no certificate.
    """
    if isinstance(path, bytes):
        _load_roots_in_memory(context, path)
        return
    files = sorted(entry for entry in path.iterdir() if entry.is_file()) if path.is_dir() else [path]
    bundles = [file for file in files if has_certificate(read(file))]
    if not bundles:
        raise UsageError(faults.CERTIFICATE_FILE_NOT_PEM, path=path)
    for file in bundles:
        try:
            context.load_verify_locations(cafile=file)
        except ssl.SSLError as error:
            raise UsageError(faults.CERTIFICATE_FILE_NOT_PEM, path=file) from error


def _load_roots_in_memory(context: ssl.SSLContext, roots: bytes) -> None:
    try:
        if not has_certificate(roots):
            raise ValueError("no certificate begins here")
        context.load_verify_locations(cadata=roots.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise UsageError(faults.CERTIFICATE_FILE_NOT_PEM, path=_IN_MEMORY) from error


def load_pair(
    context: ssl.SSLContext,
    certificate: str | Path | bytes,
    key: str | Path | bytes | None,
    password: str | bytes | None,
) -> None:
    """Give `context` its own certificate chain and key, from files or from PEM in memory.

    Without `key`, the key is in `certificate`. Raises `UsageError` that says which file is wrong, and how.
    """
    chain, chain_name = _content(certificate)
    if not has_certificate(chain):
        raise UsageError(faults.CERTIFICATE_FILE_NOT_PEM, path=chain_name)
    secret, secret_name = (chain, chain_name) if key is None else _content(key)
    if _END_PRIVATE_KEY not in secret:
        raise UsageError(faults.KEY_FILE_NOT_PEM, path=secret_name)
    pair = chain if key is None else secret + b"\n" + chain
    # Without a passphrase of ours, OpenSSL would ask for one on the terminal.
    with readable_file(pair) as path:
        try:
            context.load_cert_chain(path, password=password or "")
        except (ssl.SSLError, OSError) as error:
            details = {"path": chain_name, "key_path": secret_name, "reason": _reason(error)}
            raise UsageError(_pair_fault(error, secret), **details) from error


def _content(source: str | Path | bytes) -> tuple[bytes, str]:
    return (source, _IN_MEMORY) if isinstance(source, bytes) else (read(Path(source)), str(source))


def _pair_fault(error: OSError, secret: bytes) -> Fault:
    reason = getattr(error, "reason", None)
    if reason in {"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"}:
        return faults.KEY_MISMATCH
    if b"ENCRYPTED" in secret:
        return faults.KEY_PASSPHRASE
    return faults.CERTIFICATE_UNUSABLE


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error).lower().replace("_", " ")


@contextmanager
def readable_file(content: bytes) -> Iterator[str]:
    """Lend a path under which `content` can be read, by this user only, until the block ends.

    ``ssl`` takes keys from files alone. Where the system has files in memory, the key never reaches a disk.
    """
    if sys.platform == "linux" and os.path.isdir("/proc/self/fd"):
        descriptor = os.memfd_create("pem", os.MFD_CLOEXEC)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            yield f"/proc/self/fd/{descriptor}"
        return
    descriptor, path = tempfile.mkstemp(suffix=".pem")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        yield path
    finally:
        os.unlink(path)
