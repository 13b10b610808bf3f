"""What the tests of the gateway share with those of the client."""

from ..client.conftest import no_proxies, secure

__all__ = ["no_proxies", "secure"]
