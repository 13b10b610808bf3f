"""Clients from outside against a channel behind a socket: curl and openssl."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading

import pytest

from antiphon.faults import Fault, TLSError
from antiphon.faults import security as faults
from antiphon.tls.authority import LocalAuthority
from antiphon.tls.channel import Channel
from antiphon.tls.server_certificates import LocalCertificates

from ..programs import program

pytestmark = pytest.mark.peer

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


class OneAnswer:
    """A server that answers one request on a loopback port of the system's choice."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.fault: Fault | None = None
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(10)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> OneAnswer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.settimeout(10)
            channel = Channel(self._context, server_side=True)
            try:
                self._answer(connection, channel)
            except TLSError as error:
                self.fault = error.fault
                with contextlib.suppress(ConnectionError):  # who refuses us may be gone already
                    connection.sendall(channel.outgoing())

    def _answer(self, connection: socket.socket, channel: Channel) -> None:
        while not channel.handshake():
            connection.sendall(channel.outgoing())
            if data := connection.recv(65536):
                channel.receive(data)
            else:
                channel.receive_eof()
        connection.sendall(channel.outgoing())
        request = channel.receive(b"")
        while not request.endswith(b"\r\n\r\n"):
            request += channel.receive(connection.recv(65536))
        connection.sendall(channel.send(ANSWER) + channel.close())


@pytest.fixture(scope="module")
def context(local_authority: LocalAuthority) -> ssl.SSLContext:
    return LocalCertificates(authority=local_authority).context


@pytest.mark.parametrize("version", ["--tlsv1.2", "--tlsv1.3", "--tls-max=1.2"])
@pytest.mark.parametrize("host", ["localhost", "shop.localhost", "127.0.0.1"])
def test_curl_accepts_the_local_root_file(
    context: ssl.SSLContext, local_authority: LocalAuthority, host: str, version: str
) -> None:
    curl = program("curl")
    with OneAnswer(context) as server:
        url = f"https://{host}:{server.port}/"
        command = [curl, "-sS", "--noproxy", "*", "--cacert", str(local_authority.root_path)]
        command += [*version.split("="), "--resolve", f"{host}:{server.port}:127.0.0.1", url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (0, "hello"), done.stderr


def test_curl_without_the_root_is_understood(context: ssl.SSLContext) -> None:
    curl = program("curl")
    with OneAnswer(context) as server:
        command = [curl, "-sS", "--noproxy", "*", f"https://127.0.0.1:{server.port}/"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 60
    assert server.fault is faults.CERTIFICATE_REFUSED_BY_PEER


def test_openssl_verifies_chain_and_name(context: ssl.SSLContext, local_authority: LocalAuthority) -> None:
    openssl = program("openssl")
    with OneAnswer(context) as server:
        command = [openssl, "s_client", "-connect", f"127.0.0.1:{server.port}", "-servername", "localhost"]
        command += ["-CAfile", str(local_authority.root_path), "-verify_return_error", "-alpn", "http/1.1"]
        command += ["-verify_hostname", "localhost", "-x509_strict", "-ign_eof"]
        request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        done = subprocess.run(command, input=request, capture_output=True, text=True, timeout=20)
    assert "Verify return code: 0 (ok)" in done.stdout
    assert "ALPN protocol: http/1.1" in done.stdout
    assert "hello" in done.stdout


def test_openssl_with_tls_1_1_is_refused_rfc8996(context: ssl.SSLContext) -> None:
    openssl = program("openssl")
    with OneAnswer(context) as server:
        command = [openssl, "s_client", "-connect", f"127.0.0.1:{server.port}"]
        command += ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        done = subprocess.run(command, input="", capture_output=True, text=True, timeout=20)
    assert done.returncode != 0
    assert server.fault is faults.TLS_VERSION_UNSUPPORTED
