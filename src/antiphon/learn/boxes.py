"""What live boxes do: every visitor has a sandbox, and everybody shares one lab."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

from .catalogue import lesson_named
from .grading import Outcome, outcome_of
from .lesson import Box
from .samples import Typed
from .sandbox import Sandboxes
from .sending import destination_of, needs_lab, send
from .shown import shown
from .wanted import Wanted

if TYPE_CHECKING:
    from ..lab.running import Lab
    from ..server.server import Certificates
    from ..tls.misissuing import LaxAuthority

_LONGEST_ROW = 20
_MOST_ROWS = 2000


class Boxes:
    """Sends what visitors want sent. `certificates` are those of the sandboxes, `root` signs those of the lab.

    A lab takes steps of `pace` seconds where it is slow.
    """

    def __init__(
        self,
        certificates: Certificates,
        root: LaxAuthority | None = None,
        *,
        pace: float = 1.0,
        sandboxes: Sandboxes | None = None,
    ) -> None:
        self.sandboxes = sandboxes or Sandboxes(certificates, self.lab)
        self._root = root
        self._pace = pace
        self._lab: Lab | None = None
        self._opening = asyncio.Lock()
        self._outcomes: OrderedDict[tuple[str, str, str], deque[Outcome]] = OrderedDict()

    async def lab(self) -> Lab:
        """Return the lab, opened when it is first needed."""
        async with self._opening:
            if self._lab is None:
                from ..lab.running import Lab

                lab = Lab(root=self._root, pace=self._pace)
                await lab.start()
                self._lab = lab
            return self._lab

    async def close(self) -> None:
        """Close the sandboxes and the lab."""
        await self.sandboxes.close()
        if self._lab is not None:
            await self._lab.close()

    async def where(self, code: str, guest: str = "", *, reset: bool) -> dict[str, Any]:
        """Return where the sandbox of the visitor with `code` is, with its data as at first if it is to be `reset`.

        `guest` is the address of a visitor on another device.
        """
        if reset:
            await self.sandboxes.reset(code, guest)
            for place in [place for place in self._outcomes if place[0] == code]:
                del self._outcomes[place]
        sandbox = await self.sandboxes.of(code, guest)
        return {"https": sandbox.https, "http": sandbox.http}

    async def send(self, wanted: Wanted, guest: str = "") -> dict[str, Any]:
        """Send what is `wanted`, and return the exchange to be shown. Raises `AntiphonError` where it names no server.

        `guest` is the address of a visitor on another device. A visitor's exchanges come one after another.
        """
        sandbox = await self.sandboxes.of(wanted.code, guest)
        lab = await self.lab() if needs_lab(wanted) else None
        destination = destination_of(wanted, sandbox, lab)
        async with sandbox.lock:
            sent = await send(wanted, destination, sandbox)
        box = _box_of(wanted)
        outcomes = self._row(wanted)
        if sent.exchange is not None:
            outcomes.append(outcome_of(sent.exchange))
        typed = Typed(wanted.method, destination.url, wanted.fields, wanted.content)
        task = None if box is None else box.task
        return {"origin": destination.origin, **shown(sent, typed, wanted.language, task, outcomes)}

    def _row(self, wanted: Wanted) -> deque[Outcome]:
        """Return the last outcomes of the box that `wanted` is from. The row that was used least recently goes."""
        place = (wanted.code, wanted.lesson, wanted.box)
        row = self._outcomes.setdefault(place, deque(maxlen=_LONGEST_ROW))
        self._outcomes.move_to_end(place)
        if len(self._outcomes) > _MOST_ROWS:
            self._outcomes.popitem(last=False)
        return row


def _box_of(wanted: Wanted) -> Box | None:
    lesson = lesson_named(wanted.lesson, wanted.language)
    return None if lesson is None else next((box for box in lesson.boxes if box.name == wanted.box), None)
