"""``antiphon serve`` in a process of its own, to be killed, starved and locked out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from ..contract.wire import Wire

_SECONDS = 20
_URL = re.compile(r"http://127\.0\.0\.1:(\d+)")
_OPTIONS = ("--http", "--host", "127.0.0.1", "--port", "0", "--no-access-log", "--bulk")


class Served:
    """A server of the database at `target` while the block runs. `before` are words that its command begins with."""

    def __init__(self, target: str, home: Path, before: Sequence[str] = ()) -> None:
        self._command = [*before, sys.executable, "-m", "antiphon.cli", "serve", target, *_OPTIONS]
        self._home = home
        self._said: list[str] = []
        self._changed = threading.Condition()
        self._port = 0

    def __enter__(self) -> Served:
        variables = {**os.environ, "ANTIPHON_HOME": str(self._home), "ANTIPHON_LANG": "en", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            self._command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        try:
            self._wait(lambda: bool(self._port))
        except TimeoutError:
            self.kill()
            raise
        return self

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                with self._changed:
                    self._said.append(line.decode("utf-8", "replace"))
                    found = _URL.search(self._said[-1])
                    self._port = self._port or (int(found[1]) if found else 0)
                    self._changed.notify_all()

    def _wait(self, holds: Callable[[], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(holds, _SECONDS):
                raise TimeoutError("the server has only said: " + self.log)

    def wait_for(self, words: str) -> None:
        """Wait until it has said `words` on standard error, in whatever case. Raises `TimeoutError`."""
        self._wait(lambda: words.casefold() in self.log.casefold())

    @property
    def log(self) -> str:
        """What it has said so far on standard error."""
        return "".join(self._said)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    @property
    def api(self) -> Wire:
        """A client for it."""
        return Wire(self._port)

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        try:
            self.process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join()

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self._end(signal.SIGTERM)
