"""The certificates of a running server change while its context stays the same."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from antiphon.faults import UsageError
from antiphon.faults import security as faults
from antiphon.tls.authority import LEAF_LIFE, ROOT_LIFE, LocalAuthority
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context
from antiphon.tls.server_certificates import FileCertificates, LocalCertificates

from .conftest import OTHER_KEY, Authority, Files, key_pem, shake_hands


def shown(context: ssl.SSLContext, root: Path, host: str, session: ssl.SSLSession | None = None) -> Channel:
    """Return a client that has verified what a server with this context shows."""
    client = Channel(client_context(verify=root), server_hostname=host, session=session)
    server = Channel(context, server_side=True)
    shake_hands(client, server)
    client.receive(server.send(b"with tickets"))
    return client


@pytest.fixture
def certificates(local_authority: LocalAuthority) -> LocalCertificates:
    return LocalCertificates(authority=local_authority)


def serial(client: Channel) -> str:
    certificate = client.peer_certificate
    assert certificate is not None
    return str(certificate["serialNumber"])


def test_a_leaf_is_renewed_in_the_last_third_of_its_life(
    certificates: LocalCertificates, local_authority: LocalAuthority
) -> None:
    context, root = certificates.context, local_authority.root_path
    before = serial(shown(context, root, "localhost"))
    now = local_authority.issue().not_before
    assert not certificates.renew_if_due(now + LEAF_LIFE / 2)
    assert serial(shown(context, root, "localhost")) == before
    assert certificates.renew_if_due(now + LEAF_LIFE * 0.7)
    assert certificates.context is context


def test_new_handshakes_on_the_running_context_show_the_new_leaf(
    local_authority: LocalAuthority,
) -> None:
    first = local_authority.issue()
    start = first.not_before - LEAF_LIFE * 0.7
    certificates = LocalCertificates(authority=local_authority, now=start)
    context, root = certificates.context, local_authority.root_path
    old = shown(context, root, "localhost")
    assert certificates.renew_if_due()
    new = shown(context, root, "localhost")
    assert serial(new) != serial(old)
    assert serial(shown(context, root, "127.0.0.1")) == serial(new)


def test_a_session_from_before_a_renewal_is_still_resumed(local_authority: LocalAuthority) -> None:
    start = local_authority.issue().not_before - LEAF_LIFE * 0.7
    certificates = LocalCertificates(authority=local_authority, now=start)
    old = shown(certificates.context, local_authority.root_path, "localhost")
    assert certificates.renew_if_due()
    again = shown(certificates.context, local_authority.root_path, "localhost", old.session)
    assert again.session_reused


def test_a_root_that_was_renewed_meanwhile_signs_the_next_leaf(tmp_path: Path) -> None:
    authority = LocalAuthority.open(tmp_path / "authority", now=1e9)
    certificates = LocalCertificates(authority=authority, now=1e9)
    assert certificates.renew_if_due(1e9 + ROOT_LIFE)
    assert certificates.authority.fingerprint != authority.fingerprint


@pytest.mark.parametrize("name", ["shop.localhost", "a.b.localhost", "Box.Internal", "10.1.2.3"])
def test_any_name_that_the_authority_may_certify_gets_a_certificate(
    certificates: LocalCertificates, local_authority: LocalAuthority, name: str
) -> None:
    if name == "10.1.2.3":
        certificates = LocalCertificates([name], authority=local_authority)
    client = shown(certificates.context, local_authority.root_path, name)
    assert client.alpn == "http/1.1"
    again = shown(certificates.context, local_authority.root_path, name)
    assert serial(again) == serial(client)


def test_a_name_that_is_not_local_gets_the_common_certificate(certificates: LocalCertificates) -> None:
    for name in ("bank.example", "bad_name.localhost"):
        client = Channel(client_context(verify=False), server_hostname=name)
        server = Channel(certificates.context, server_side=True)
        shake_hands(client, server)
        assert server.sni == name


def test_files_are_read_again_when_they_change(authority: Authority, files: Files, tmp_path: Path) -> None:
    certificate, key = tmp_path / "leaf.pem", tmp_path / "leaf.key"
    certificate.write_bytes(files.certificate.read_bytes())
    key.write_bytes(files.key.read_bytes())
    certificates = FileCertificates(certificate, key)
    context = certificates.context
    before = serial(shown(context, files.root, "api.example"))
    assert not certificates.renew_if_due()
    certificate.write_bytes(authority.issue("api.example", "new.example", key=OTHER_KEY))
    with pytest.raises(UsageError) as caught:
        certificates.renew_if_due()
    assert caught.value.fault is faults.KEY_MISMATCH
    assert serial(shown(context, files.root, "api.example")) == before
    key.write_bytes(key_pem(OTHER_KEY))
    assert certificates.renew_if_due()
    assert certificates.context is context
    assert serial(shown(context, files.root, "new.example")) != before
    assert not certificates.renew_if_due()


def test_files_that_vanish_leave_the_old_certificate(files: Files, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    certificates = FileCertificates(both)
    both.unlink()
    with pytest.raises(UsageError):
        certificates.renew_if_due()
    assert shown(certificates.context, files.root, "api.example").established


def test_a_certificate_with_another_kind_of_key_replaces_the_old_one(
    authority: Authority, files: Files, tmp_path: Path
) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    certificates = FileCertificates(both)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    both.write_bytes(authority.issue("api.example", key=key) + pem)
    assert certificates.renew_if_due()
    old = ssl.PEM_cert_to_DER_cert(files.certificate.read_text())
    assert shown(certificates.context, files.root, "api.example").peer_chain_der[0] != old


def test_client_certificates_stay_required_after_a_renewal(files: Files, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    certificates = FileCertificates(both, client_ca=files.root)
    os.utime(both, (1, 1))
    assert certificates.renew_if_due()
    client = Channel(client_context(verify=files.root, cert=both), server_hostname="api.example")
    server = Channel(certificates.context, server_side=True)
    shake_hands(client, server)
    assert server.peer_certificate is not None
