"""Floor 3: TLS contexts, channels, trust and the local authority. Names load when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .authority import Leaf, LocalAuthority, default_names
    from .channel import Channel
    from .contexts import ClientCertificate, client_context, server_context
    from .home import local_root_path
    from .server_certificates import FileCertificates, LocalCertificates, ServerCertificates

__all__ = [
    "Channel",
    "ClientCertificate",
    "FileCertificates",
    "Leaf",
    "LocalAuthority",
    "LocalCertificates",
    "ServerCertificates",
    "client_context",
    "default_names",
    "local_root_path",
    "server_context",
]

_HOMES = {
    "Channel": "channel",
    "ClientCertificate": "contexts",
    "FileCertificates": "server_certificates",
    "Leaf": "authority",
    "LocalAuthority": "authority",
    "LocalCertificates": "server_certificates",
    "ServerCertificates": "server_certificates",
    "client_context": "contexts",
    "default_names": "authority",
    "local_root_path": "home",
    "server_context": "contexts",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)
