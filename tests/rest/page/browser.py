"""Chromium, driven over a pipe by the Chrome DevTools Protocol."""

from __future__ import annotations

import json
import os
import select
import subprocess
from pathlib import Path
from typing import Any

from ...programs import program

_COMMAND = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--remote-debugging-pipe",
]

# What a browser does by itself on these keys, it does by their numbers.
_KEY_CODES = {"Tab": 9, "Enter": 13, "Escape": 27}
_PATIENCE = 60


class Browser:
    """One tab of a browser that runs while the block does."""

    def __init__(self, home: Path) -> None:
        to_browser, self._commands = os.pipe()
        self._messages, from_browser = os.pipe()
        command = [program("chromium"), *_COMMAND, f"--user-data-dir={home}", "about:blank"]

        def as_descriptors_3_and_4() -> None:
            os.dup2(to_browser, 3)
            os.dup2(from_browser, 4)

        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(home)},
            pass_fds=(3, 4, to_browser, from_browser),
            preexec_fn=as_descriptors_3_and_4,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._received = b""
        self._count = 0
        self._loaded: set[str] = set()
        self.problems: list[str] = []
        """What the browser complained about: refused scripts, errors of scripts."""

    def __enter__(self) -> Browser:
        targets = self._call("Target.getTargets", session=None)["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        attached = self._call("Target.attachToTarget", session=None, targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.setLifecycleEventsEnabled", enabled=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._commands)
        os.close(self._messages)

    def open(self, url: str) -> None:
        """Go to `url`, and return once its page is loaded."""
        loader = self._call("Page.navigate", url=url)["loaderId"]
        # The load of the page before may be told only now: it is this one that is waited for.
        while loader not in self._loaded:
            self._next()

    def follow(self, expression: str) -> None:
        """Run what leads to another page, and return once that is loaded."""
        self.evaluate(f"{expression}; undefined")
        self._await_load()

    def _await_load(self) -> None:
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, expression: str) -> Any:
        """Return what the JavaScript `expression` gives; a promise is awaited."""
        answer = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        known: dict[str, Any] = {"windowsVirtualKeyCode": _KEY_CODES[key]} if key in _KEY_CODES else {}
        text: dict[str, Any] = {"text": "\r"} if key == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **known, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, **known)

    def command(self, method: str, **parameters: Any) -> Any:
        """Have the tab do something else that the protocol knows."""
        return self._call(method, **parameters)

    def go_offline(self, offline: bool) -> None:
        """Cut the tab off the network, or let it back."""
        self._call("Network.enable")
        self._call(
            "Network.emulateNetworkConditions", offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    def resize(self, width: int, height: int) -> None:
        """Give the window a size in pixels."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def _call(self, method: str, session: str | None = "", **parameters: Any) -> Any:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode("utf-8") + b"\0")
        while True:
            received = self._next()
            if received.get("id") == self._count:
                assert "error" not in received, received
                return received["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._received:
            ready, _, _ = select.select([self._messages], [], [], _PATIENCE)
            assert ready, "the browser says nothing more"
            data = os.read(self._messages, 65536)
            assert data, "the browser is gone"
            self._received += data
        message, _, self._received = self._received.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        told = received.get("params", {})
        if received.get("method") == "Page.lifecycleEvent" and told["name"] == "load":
            self._loaded.add(told["loaderId"])
        # What it says of the network is that a status is 4xx, which may be what the test is about.
        is_refused = received.get("method") == "Log.entryAdded" and told["entry"]["source"] != "network"
        if is_refused or received.get("method") == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(told))
        return received
