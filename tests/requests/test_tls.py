"""TLS as requests' users set it: `verify`, `cert`, and what an adapter tells every pool."""

from __future__ import annotations

import hashlib
import ssl
import warnings
from pathlib import Path
from typing import Any

import pytest
from urllib3.exceptions import InsecureRequestWarning

from ..client.conftest import Secure
from ..client.peers import Peer, always, response
from ..tls.conftest import LEAF_KEY, key_pem
from .both import modules

OK = response(b"ok")


def ours() -> Any:
    return modules()[1]


def adapter_with(**settings: Any) -> Any:
    """Return an adapter that tells `settings` to every pool."""

    class Telling(ours().adapters.HTTPAdapter):  # type: ignore[misc]
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options, **settings)

    return Telling()


def fingerprint(secure: Secure) -> str:
    der = ssl.PEM_cert_to_DER_cert(Path(secure.pair[0]).read_text("ascii"))
    return hashlib.sha256(der).hexdigest()


def test_certifi_is_trusted_and_nobody_else(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        with pytest.raises(library.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
            session.get(peer.url)
        assert not peer.requests


def test_verify_names_a_bundle(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        assert session.get(peer.url, verify=secure.root).text == "ok"
        session.verify = secure.root
        assert session.get(peer.url).text == "ok"
        assert {seen.connection for seen in peer.requests} == {0}


def test_the_environment_names_a_bundle(secure: Secure, monkeypatch: pytest.MonkeyPatch) -> None:
    library = ours()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", secure.root)
    with Peer(always(OK), tls=secure.context) as peer:
        assert library.get(peer.url).text == "ok"


def test_a_bundle_or_certificate_that_is_missing_is_told_alike(secure: Secure) -> None:
    for library in modules():
        with pytest.raises(OSError, match="Could not find a suitable TLS CA certificate bundle, invalid path: /none"):
            library.get("https://127.0.0.1:9/", verify="/none")
        with pytest.raises(OSError, match="Could not find the TLS certificate file, invalid path: /none"):
            library.get("https://127.0.0.1:9/", cert="/none")
        with pytest.raises(OSError, match="Could not find the TLS key file, invalid path: /none"):
            library.get("https://127.0.0.1:9/", cert=(secure.pair[0], "/none"))


def test_no_verification_is_warned_of(secure: Secure) -> None:
    for library in modules():
        with Peer(always(OK), tls=secure.context) as peer:
            with pytest.warns(
                InsecureRequestWarning, match="Unverified HTTPS request is being made to host '127.0.0.1'"
            ):
                assert library.get(peer.url, verify=False).text == "ok"
            with warnings.catch_warnings():
                library.packages.urllib3.disable_warnings()
                assert library.get(peer.url, verify=False).text == "ok"


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_a_connection_serves_one_setting_alone(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.get(peer.url, verify=False)
        with pytest.raises(library.exceptions.SSLError):
            session.get(peer.url)
        session.get(peer.url, verify=secure.root)
        session.get(peer.url, verify=secure.root, cert=secure.pair)
        session.get(peer.url, verify=False)
        # The connections are counted where they are accepted, the refused one included.
        assert [seen.connection for seen in peer.requests] == [0, 2, 3, 0]


def test_a_client_shows_its_certificate(secure: Secure) -> None:
    library = ours()
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    asking.load_cert_chain(*secure.pair)
    asking.load_verify_locations(secure.root)
    asking.verify_mode = ssl.CERT_REQUIRED
    with Peer(always(OK), tls=asking) as peer, library.Session() as session:
        session.verify = secure.root
        assert session.get(peer.url, cert=secure.pair).text == "ok"


def test_a_key_with_a_passphrase_is_refused_without_asking_for_it(secure: Secure, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(key_pem(LEAF_KEY, b"passphrase"))
    for library in modules():
        with (
            Peer(always(OK), tls=secure.context) as peer,
            pytest.raises(library.exceptions.SSLError, match="encrypted"),
        ):
            library.get(peer.url, verify=secure.root, cert=(secure.pair[0], str(key)))


def test_a_context_of_the_adapters_own_is_used(secure: Secure) -> None:
    library = ours()
    context = ssl.create_default_context(cafile=secure.root)
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(ssl_context=context))
        assert session.get(peer.url).text == "ok"


def test_a_context_given_for_two_settings_is_set_for_each_connection(secure: Secure) -> None:
    """urllib3 leaves the mode of the last connection in it; the next one must not go by that."""
    library = ours()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(ssl_context=context))
        with pytest.warns(InsecureRequestWarning):
            assert session.get(peer.url, verify=False, headers={"Connection": "close"}).text == "ok"
        with pytest.raises(library.exceptions.SSLError):
            session.get(peer.url, headers={"Connection": "close"})
        with pytest.warns(InsecureRequestWarning):
            assert session.get(peer.url, verify=False, headers={"Connection": "close"}).text == "ok"


def test_a_certificate_may_be_known_by_its_fingerprint(secure: Secure) -> None:
    library = ours()
    right, wrong = fingerprint(secure), "00" * 32
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(assert_fingerprint=right))
        assert session.get(peer.url.replace("127.0.0.1", "localhost"), verify=secure.root).text == "ok"
        assert session.get(peer.url, verify=False).text == "ok"
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(assert_fingerprint=wrong))
        with pytest.raises(library.exceptions.SSLError, match="Fingerprints did not match"):
            session.get(peer.url, verify=secure.root)
        assert not peer.requests


@pytest.mark.parametrize(("name", "is_good"), [("a.test", True), ("c.test", False), (False, True)])
def test_a_certificate_may_be_for_another_name(secure: Secure, name: Any, is_good: bool) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(assert_hostname=name))
        url = peer.url.replace("127.0.0.1", "localhost")
        if is_good:
            assert session.get(url, verify=secure.root).text == "ok"
            return
        with pytest.raises(library.exceptions.SSLError, match="doesn't match"):
            session.get(url, verify=secure.root)


def test_another_name_may_be_asked_for_rfc6066_3(secure: Secure) -> None:
    library = ours()
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*secure.pair)
    context.sni_callback = lambda _, name, __: names.append(name)
    with Peer(always(OK), tls=context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(server_hostname="b.test"))
        assert session.get(peer.url, verify=secure.root).text == "ok"
    assert names == ["b.test"]


def test_a_version_may_be_asked_for(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as peer, library.Session() as session:
        session.mount("https://", adapter_with(ssl_maximum_version=ssl.TLSVersion.TLSv1_2))
        answer = session.get(peer.url, verify=secure.root, stream=True)
        connection = answer.raw.connection
        assert connection is None or connection.sock.version() == "TLSv1.2"
        assert answer.text == "ok"


def test_a_bundle_that_changes_is_read_anew(secure: Secure, tmp_path: Path) -> None:
    library = ours()
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(Path(secure.pair[0]).read_bytes() + b"\n")
    other = Path(ssl.get_default_verify_paths().cafile or secure.root).read_bytes()
    bundle.write_bytes(other)
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(library.exceptions.SSLError):
            library.get(peer.url, verify=str(bundle))
        bundle.write_bytes(other + b"\n" + Path(secure.root).read_bytes())
        assert library.get(peer.url, verify=str(bundle)).text == "ok"
