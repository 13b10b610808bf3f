"""What the lab's servers show: authorities, certificates and contexts, made at start, in memory alone."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tls.contexts import HTTP_1, server_context

if TYPE_CHECKING:
    from ..tls.misissuing import LaxAuthority, Shown

AUTHORITY_PATH = "/authority.pem"
CLIENT_PATH = "/client.pem"
INTERMEDIATE_PATH = "/intermediate.der"
REVOCATION_PATH = "/revoked.crl"
_CLIENT_NAME = "client.example"


class Workshop:
    """Makes what scenarios need. `plain` is the http origin, at which certificates point.

    `root` signs the certificates of most ports; `chain_root` those that have an intermediate between.
    """

    def __init__(self, root: LaxAuthority, plain: str) -> None:
        from ..tls.misissuing import LaxAuthority, Wish

        self.root = root
        self.plain = plain
        self.chain_root = LaxAuthority.create("Antiphon Lab Root of Chains")
        self.intermediate = self.chain_root.intermediate("Antiphon Lab Intermediate")
        self._revoked: list[int] = []
        wish = Wish((_CLIENT_NAME,), for_clients=True)
        self._client = self.chain_root.leaf(wish)

    @property
    def authority_pem(self) -> bytes:
        """The roots that a client has to trust for what is in order here."""
        return self.root.certificate_pem + self.chain_root.certificate_pem

    @property
    def client_pem(self) -> bytes:
        """A client's certificate with its key, which the lab's servers accept."""
        return self._client.chain_pem + self._client.key_pem

    def revoke(self, shown: Shown) -> None:
        """Put a certificate on the list of revoked ones."""
        self._revoked.append(shown.serial)

    def files(self) -> dict[str, tuple[str, bytes]]:
        """Return what certificates point at, and what people need: media type and content by path."""
        pem = "application/x-pem-file"
        return {
            AUTHORITY_PATH: (pem, self.authority_pem),
            CLIENT_PATH: (pem, self.client_pem),
            INTERMEDIATE_PATH: ("application/pkix-cert", self.intermediate.certificate_der),
            REVOCATION_PATH: ("application/pkix-crl", self.root.revocation_list(self._revoked)),
        }


def context_of(shown: Shown, alpn: Sequence[str] = HTTP_1) -> ssl.SSLContext:
    """Return a server's context that shows `shown`."""
    return server_context(shown.chain_pem, shown.key_pem, alpn)
