"""The blocking world: plain sockets, threads, and coroutines that never wait."""

from ..run import run
from .network import BlockingNetwork
from .stream import BlockingStream

__all__ = ["BlockingNetwork", "BlockingStream", "run"]
