"""Single flight: while one request asks the server, others for the same wait for its answer."""

from __future__ import annotations

from ...net.network import Network, Waiter


class Flights:
    """Who asks the server for which key, and who waits for that."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lock = network.lock()
        self._waiting: dict[str, list[Waiter]] = {}

    def board(self, key: str) -> Waiter | None:
        """Return where to wait for the answer under `key`; None for the one who has to fetch it and then `land`."""
        with self._lock:
            waiting = self._waiting.get(key)
            if waiting is None:
                self._waiting[key] = []
                return None
            waiter = self._network.waiter()
            waiting.append(waiter)
            return waiter

    def land(self, key: str) -> None:
        """Let all who wait for `key` go on. Again is harmless."""
        with self._lock:
            waiting = self._waiting.pop(key, ())
        for waiter in waiting:
            waiter.wake()

    def __contains__(self, key: str) -> bool:
        return key in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)
