"""Floor 3: the worlds in which bytes travel: blocking, asyncio and scripted."""

from .network import Address, Attempt, ConnectOptions, Network, Stream, Waiter

__all__ = ["Address", "Attempt", "ConnectOptions", "Network", "Stream", "Waiter"]
