"""The local authority: its files, its limits, and what it signs."""

from __future__ import annotations

import multiprocessing
import os
import ssl
import stat
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from antiphon import tls
from antiphon.faults import Fault, TLSError, UsageError
from antiphon.faults import security as faults
from antiphon.tls import names
from antiphon.tls.authority import (
    CLOCK_SKEW,
    LEAF_LIFE,
    ROOT_LIFE,
    ROOT_OVERLAP,
    Leaf,
    LocalAuthority,
    default_names,
)
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context, server_context
from antiphon.tls.home import data_directory, local_root_path

from .conftest import Authority, key_pem, shake_hands

NOW = 1_800_000_000.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "authority"


def root_of(authority: LocalAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.root_pem)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- files -------------------------------------------------------------------------------------------------


def test_the_key_is_private_and_the_root_can_be_read(folder: Path) -> None:
    authority = LocalAuthority.open(folder)
    assert mode(folder) == 0o700
    assert mode(folder / "root.key") == 0o600
    assert authority.root_path.read_bytes() == authority.root_pem
    assert {path.name for path in folder.iterdir()} == {"lock", "root.key", "root.pem"}


def test_an_authority_is_made_once(folder: Path) -> None:
    assert LocalAuthority.open(folder).fingerprint == LocalAuthority.open(folder).fingerprint


def _fingerprint(folder: Path) -> str:
    return LocalAuthority.open(folder).fingerprint


def test_processes_that_start_at_once_agree(folder: Path) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        assert len(set(pool.map(_fingerprint, [folder] * 4))) == 1


def test_threads_that_start_at_once_agree(folder: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(_fingerprint(folder))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_an_open_folder_is_closed_to_others(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    LocalAuthority.open(folder)
    assert mode(folder) == 0o700


def refused(folder: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        LocalAuthority.open(folder)
    assert str(folder) in str(caught.value)
    return caught.value


def test_a_key_that_others_can_read_is_refused(folder: Path) -> None:
    LocalAuthority.open(folder)
    (folder / "root.key").chmod(0o640)
    error = refused(folder)
    assert error.fault is faults.AUTHORITY_KEY_EXPOSED
    assert error.details["mode"] == "0640"


@pytest.mark.parametrize("damage", ["no key", "no certificate in it", "another key", "half a key"])
def test_a_damaged_authority_is_refused_not_replaced(folder: Path, damage: str) -> None:
    LocalAuthority.open(folder)
    key, root = folder / "root.key", folder / "root.pem"
    if damage == "no key":
        key.unlink()
    elif damage == "no certificate in it":
        root.write_text("nothing")
    elif damage == "another key":
        key.write_bytes((LocalAuthority.open(folder.with_name("other")).directory / "root.key").read_bytes())
    else:
        key.write_bytes(key.read_bytes()[:60])
    before = root.read_bytes()
    assert refused(folder).fault is faults.AUTHORITY_DAMAGED
    assert root.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "authority").fault is faults.AUTHORITY_UNWRITABLE


def test_the_root_is_found_without_loading_cryptography(folder: Path) -> None:
    authority = LocalAuthority.open(folder)
    assert local_root_path(folder) == authority.root_path
    assert local_root_path(folder.with_name("other")) is None
    heavy = "import sys, antiphon.tls, antiphon.tls.authority, antiphon.tls.channel, antiphon.tls.contexts, "
    heavy += "antiphon.tls.server_certificates, antiphon.tls.trust; "
    heavy += "from antiphon.tls import local_root_path; local_root_path(); "
    heavy += "print([name for name in sys.modules if name.startswith(('cryptography', 'truststore'))])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_gives_each_of_its_names() -> None:
    for name in tls.__all__:
        assert getattr(tls, name).__name__ == name
    with pytest.raises(AttributeError):
        tls.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"ANTIPHON_HOME": "/srv/a", "XDG_DATA_HOME": "/srv/b"}, Path("/srv/a")),
        ({"XDG_DATA_HOME": "/srv/b"}, Path("/srv/b/antiphon")),
        ({"XDG_DATA_HOME": "relative"}, Path.home() / ".local" / "share" / "antiphon"),
        ({}, Path.home() / ".local" / "share" / "antiphon"),
    ],
)
@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="the folders of other systems")
def test_the_data_directory_follows_the_environment(environment: dict[str, str], expected: Path) -> None:
    assert data_directory(environment) == expected


# -- the root ----------------------------------------------------------------------------------------------


def test_the_root_says_what_it_is_and_how_far_it_goes_rfc5280_4_2_1(folder: Path) -> None:
    authority = LocalAuthority.open(folder, now=NOW)
    root = root_of(authority)
    assert authority.common_name.startswith("Antiphon Local Authority - ")
    assert authority.common_name.endswith(" 2027")
    assert isinstance(root.public_key(), ec.EllipticCurvePublicKey)
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = {str(subtree.value) for subtree in limits.value.permitted_subtrees or ()}
    assert {"localhost", "local", "internal", "home.arpa", "127.0.0.0/8", "::1/128", "fe80::/10"} <= permitted
    assert authority.not_after - NOW == ROOT_LIFE
    assert authority.fingerprint == root.fingerprint(hashes.SHA256()).hex(":").upper()


def test_the_root_is_renewed_in_its_last_year_and_both_are_trusted(folder: Path, tmp_path: Path) -> None:
    first = LocalAuthority.open(folder, now=NOW)
    late = NOW + ROOT_LIFE - ROOT_OVERLAP
    assert LocalAuthority.open(folder, now=late - 1).root_pem == first.root_pem
    second = LocalAuthority.open(folder, now=late)
    assert second.root_pem != first.root_pem
    assert second.earlier_roots_pem == first.root_pem
    assert second.not_after == late + ROOT_LIFE
    assert second.common_name == first.common_name
    leaf = x509.load_pem_x509_certificate(second.issue(now=late).certificate_pem)
    for root in (root_of(first), root_of(second)):
        leaf.verify_directly_issued_by(root)
    assert LocalAuthority.open(folder, now=late + 1).root_pem == second.root_pem


def test_a_root_that_expired_is_replaced_with_a_new_key(folder: Path) -> None:
    first = LocalAuthority.open(folder, now=NOW)
    second = LocalAuthority.open(folder, now=NOW + ROOT_LIFE)
    assert root_of(first).public_key() != root_of(second).public_key()
    assert second.earlier_roots_pem == first.root_pem


# -- leaves ------------------------------------------------------------------------------------------------


def certificate_of(leaf: Leaf) -> x509.Certificate:
    return x509.load_pem_x509_certificate(leaf.certificate_pem)


def test_a_leaf_holds_for_a_day_and_from_a_little_earlier(folder: Path) -> None:
    leaf = LocalAuthority.open(folder, now=NOW).issue(now=NOW)
    certificate = certificate_of(leaf)
    assert certificate.not_valid_before_utc.timestamp() == leaf.not_before == NOW - CLOCK_SKEW
    assert certificate.not_valid_after_utc.timestamp() == leaf.not_after == NOW + LEAF_LIFE
    assert NOW + LEAF_LIFE / 2 < leaf.renew_at < NOW + LEAF_LIFE * 0.7


def test_a_leaf_never_outlives_its_root(folder: Path) -> None:
    authority = LocalAuthority.open(folder, now=NOW)
    leaf = authority.issue(now=NOW + ROOT_LIFE - 10)
    assert leaf.not_after == authority.not_after


def test_a_leaf_has_the_names_asked_for_rfc5280_4_2_1_6(local_authority: LocalAuthority) -> None:
    leaf = local_authority.issue(("Shop.Localhost", "192.168.1.5", "[::1]", "box.internal"))
    found = certificate_of(leaf).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert found.get_values_for_type(x509.DNSName) == ["shop.localhost", "box.internal"]
    assert [str(address) for address in found.get_values_for_type(x509.IPAddress)] == ["192.168.1.5", "::1"]


def test_without_names_a_leaf_is_for_this_machine(local_authority: LocalAuthority) -> None:
    assert local_authority.issue().names[:4] == ("localhost", "*.localhost", "127.0.0.1", "::1")
    assert local_authority.issue().names == local_authority.default_names()


@pytest.mark.parametrize(
    "name",
    ["bank.example", "8.8.8.8", "2001:db8::1", "localhost.example", "xlocalhost", "*.example", "", "172.32.0.1"],
)
def test_a_name_that_is_not_local_is_refused(local_authority: LocalAuthority, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        local_authority.issue(("localhost", name))
    assert caught.value.fault is faults.NAME_NOT_LOCAL
    assert caught.value.details["name"] == name


def test_the_strictest_reading_accepts_root_and_leaf_rfc5280(local_authority: LocalAuthority) -> None:
    leaf = local_authority.issue()
    context = ssl.create_default_context(cafile=local_authority.root_path)
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    client = Channel(context, server_hostname="localhost")
    shake_hands(client, Channel(server_context(leaf.certificate_pem, leaf.key_pem), server_side=True))
    assert client.established


def forged(authority: LocalAuthority, name: str) -> bytes:
    """Sign a certificate with the root's key as a thief of it would: without asking what is permitted."""
    key = serialization.load_pem_private_key((authority.directory / "root.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Authority(root_of(authority).subject, key, b"").issue(name)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("bank.example", faults.CERTIFICATE_NAME_CONSTRAINED),
        ("8.8.8.8", faults.CERTIFICATE_NAME_CONSTRAINED),
        ("localhost.example", faults.CERTIFICATE_NAME_CONSTRAINED),
        ("shop.localhost", None),
        ("10.1.2.3", None),
        ("fd00::1", None),
    ],
)
def test_clients_enforce_the_limits_of_the_root_rfc5280_4_2_1_10(
    local_authority: LocalAuthority, name: str, fault: Fault | None
) -> None:
    server = Channel(server_context(forged(local_authority, name), key_pem()), server_side=True)
    client = Channel(client_context(verify=local_authority.root_path), server_hostname=name)
    if fault is None:
        shake_hands(client, server)
        return
    with pytest.raises(TLSError) as caught:
        shake_hands(client, server)
    assert caught.value.fault is fault


# -- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("box-1", ("box-1", "box-1.local")),
        ("Web1.Shop.Example", ("web1.shop.example", "web1.local")),
        ("mac.local", ("mac.local",)),
        ("dev", ("dev.local",)),
        ("xn--p1ai", ("xn--p1ai.local",)),
        ("not a name", ()),
        ("under_score", ()),
        ("10.0.0.1", ()),
        ("", ()),
    ],
)
def test_only_names_that_nobody_else_has_are_the_machine_s_own(
    monkeypatch: pytest.MonkeyPatch, host: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: host)
    names.machine_names.cache_clear()
    try:
        assert names.machine_names() == expected
        assert default_names() == ("localhost", "*.localhost", "127.0.0.1", "::1", *expected)
        assert all(names.is_local(name) for name in expected)
    finally:
        names.machine_names.cache_clear()


def test_a_name_that_the_machine_got_later_is_left_out(
    local_authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "moved.example")
    names.machine_names.cache_clear()
    try:
        assert "moved.example" in default_names()
        assert "moved.example" not in local_authority.default_names()
        assert "moved.local" in local_authority.default_names()
    finally:
        names.machine_names.cache_clear()


def test_the_authority_is_kept_in_the_user_s_data_directory(home: Path) -> None:
    assert LocalAuthority.open().root_path == home / "authority" / "root.pem"
    assert os.fspath(home) in str(local_root_path())
