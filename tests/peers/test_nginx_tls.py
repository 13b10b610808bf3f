"""nginx over TLS under our client: versions, certificates of both ends, and what is said where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

import antiphon
from antiphon.faults import Fault
from antiphon.faults import security as faults

from ..client.clients import Client
from ..tls.conftest import OTHER_KEY, Authority, key_pem, self_signed
from .nginx import Nginx

pytestmark = pytest.mark.peer

LOOPBACK = "127.0.0.1"
PAST = (timedelta(days=-20), timedelta(days=-10))
FUTURE = (timedelta(days=10), timedelta(days=20))

SERVERS = {
    "good": "",
    "TLS 1.2": "ssl_protocols TLSv1.2;",
    "TLS 1.3": "ssl_protocols TLSv1.3;",
    "TLS 1.1": "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;",
    "wrong host": "",
    "expired": "",
    "future": "",
    "unknown issuer": "",
    "self-signed": "",
    "reject": "ssl_reject_handshake on;",
    "client certificate": "ssl_verify_client on; ssl_client_certificate FOLDER/root.pem;",
}


@dataclass(frozen=True)
class Made:
    """What the client shows and trusts."""

    root: str
    certificate: tuple[str, str]
    other_certificate: tuple[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx-tls")


@pytest.fixture(scope="module")
def made(folder: Path) -> Made:
    """Every certificate, in the folder; those of the servers by the servers' names."""
    authority, stranger = Authority.create("Test Root"), Authority.create("Stranger")
    certificates = {
        **dict.fromkeys(SERVERS, authority.issue(LOOPBACK)),
        "wrong host": authority.issue("other.example"),
        "expired": authority.issue(LOOPBACK, not_before=PAST[0], not_after=PAST[1]),
        "future": authority.issue(LOOPBACK, not_before=FUTURE[0], not_after=FUTURE[1]),
        "unknown issuer": stranger.issue(LOOPBACK),
        "self-signed": self_signed(LOOPBACK),
        "ours": authority.issue("client", key=OTHER_KEY),
        "stranger's": stranger.issue("client", key=OTHER_KEY),
    }
    for name, pem in certificates.items():
        (folder / f"{name}.pem").write_bytes(pem)
    (folder / "root.pem").write_bytes(authority.pem)
    (folder / "leaf.key").write_bytes(key_pem())
    (folder / "ours.key").write_bytes(key_pem(OTHER_KEY))
    key = str(folder / "ours.key")
    return Made(str(folder / "root.pem"), (str(folder / "ours.pem"), key), (str(folder / "stranger's.pem"), key))


@pytest.fixture(scope="module")
def nginx(folder: Path, made: Made) -> Iterator[Nginx]:
    def server(name: str, more: str) -> str:
        return f"""
          listen ADDRESS ssl;
          ssl_certificate "{folder}/{name}.pem";
          ssl_certificate_key {folder}/leaf.key;
          {more.replace("FOLDER", str(folder))}
          client_max_body_size 0;
          location / {{ return 200 "$ssl_protocol $connection $ssl_client_s_dn"; }}
          location /uploads/ {{ root {folder}; dav_methods PUT; create_full_put_path on; }}
        """

    servers = {name: server(name, more) for name, more in SERVERS.items()}
    servers["plain"] = "listen ADDRESS; location / { return 200; }"
    with Nginx(folder, servers) as running:
        yield running


@pytest.mark.parametrize("name", ["TLS 1.2", "TLS 1.3"])
def test_both_versions_are_spoken_rfc9325_3_1(client: Client, nginx: Nginx, made: Made, name: str) -> None:
    seen = [client.get(nginx.url(name, "https"), verify=made.root).text.split() for _ in range(3)]
    assert {spoken for spoken, _ in seen} == {name.replace(" ", "v")}
    assert len({connection for _, connection in seen}) == 1


@pytest.mark.parametrize("name", ["TLS 1.2", "TLS 1.3"])
def test_content_arrives_while_session_tickets_come_rfc8446_4_6_1(
    client: Client, nginx: Nginx, made: Made, name: str, folder: Path
) -> None:
    url = f"{nginx.url(name, 'https')}/uploads/content"
    response = client.request("PUT", url, data=(b"x" * 100_000 for _ in range(50)), verify=made.root)
    assert response.status_code in (201, 204)
    assert (folder / "uploads" / "content").stat().st_size == 5_000_000


@pytest.mark.parametrize(
    ("name", "fault", "words"),
    [
        ("wrong host", faults.CERTIFICATE_NAME_MISMATCH, ("127.0.0.1", "other.example")),
        ("expired", faults.CERTIFICATE_EXPIRED, ("127.0.0.1",)),
        ("future", faults.CERTIFICATE_NOT_YET_VALID, ("127.0.0.1",)),
        ("unknown issuer", faults.CERTIFICATE_ISSUER_UNKNOWN, ("127.0.0.1", "Stranger")),
        ("self-signed", faults.CERTIFICATE_SELF_SIGNED, ("127.0.0.1",)),
        ("TLS 1.1", faults.TLS_VERSION_UNSUPPORTED, ("1.2 and 1.3",)),
        ("reject", faults.TLS_NAME_NEEDED, ("127.0.0.1",)),
        ("plain", faults.PLAIN_ANSWER_TO_TLS, ("http://",)),
    ],
)
def test_what_does_not_fit_is_told(
    client: Client, nginx: Nginx, made: Made, name: str, fault: Fault, words: tuple[str, ...]
) -> None:
    with pytest.raises(antiphon.TLSError) as raised:
        client.get(nginx.url(name, "https"), verify=made.root)
    assert raised.value.fault is fault
    assert all(word in str(raised.value) for word in words)
    assert isinstance(raised.value, antiphon.ConnectionError) and raised.value.request is not None


@pytest.mark.parametrize("name", ["wrong host", "expired", "unknown issuer", "self-signed"])
def test_whoever_asks_for_no_verification_gets_none(client: Client, nginx: Nginx, name: str) -> None:
    assert client.get(nginx.url(name, "https"), verify=False).ok
    with pytest.raises(antiphon.TLSError):
        client.get(nginx.url(name, "https"))


def test_a_client_certificate_is_shown(client: Client, nginx: Nginx, made: Made) -> None:
    url = nginx.url("client certificate", "https")
    assert "CN=leaf" in client.get(url, verify=made.root, cert=made.certificate).text
    without = client.get(url, verify=made.root)
    assert without.status_code == 400 and "No required SSL certificate" in without.text
    refused = client.get(url, verify=made.root, cert=made.other_certificate)
    assert refused.status_code == 400 and "SSL certificate error" in refused.text


def test_plain_http_on_the_port_of_https_is_an_answer(client: Client, nginx: Nginx) -> None:
    response = client.get(nginx.url("good", "http"))
    assert response.status_code == 400 and "plain HTTP request" in response.text
