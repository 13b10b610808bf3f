"""The scripted world: peers made of steps and a clock made of waits, for tests without sockets or threads."""

from .network import ScriptedNetwork
from .steps import (
    Accept,
    Answer,
    Delay,
    End,
    Expect,
    Ignore,
    ReadThrough,
    Refuse,
    Reset,
    ScriptError,
    Send,
    Step,
    split,
)
from .stream import ScriptedStream

__all__ = [
    "Accept",
    "Answer",
    "Delay",
    "End",
    "Expect",
    "Ignore",
    "ReadThrough",
    "Refuse",
    "Reset",
    "ScriptError",
    "ScriptedNetwork",
    "ScriptedStream",
    "Send",
    "Step",
    "split",
]
