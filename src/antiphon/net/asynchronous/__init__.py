"""The asyncio world: any asyncio loop, the selector one and uvloop among them."""

from .network import AsyncioNetwork
from .stream import AsyncioStream

__all__ = ["AsyncioNetwork", "AsyncioStream"]
