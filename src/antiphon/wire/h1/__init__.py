"""HTTP/1.1 on the wire (RFC 9112): one state machine for both ends of a connection."""

from .connection import Connection, Role
from .events import END, Closed, Data, End, Event, Request, Response
from .limits import DEFAULT_LIMITS, Limits
from .section import EMPTY_SECTION, FieldSection, KnownSections, build_section
from .states import CONTENT, DONE, IDLE, Move, State

__all__ = [
    "CONTENT",
    "DEFAULT_LIMITS",
    "DONE",
    "EMPTY_SECTION",
    "END",
    "IDLE",
    "Closed",
    "Connection",
    "Data",
    "End",
    "Event",
    "FieldSection",
    "KnownSections",
    "Limits",
    "Move",
    "Request",
    "Response",
    "Role",
    "State",
    "build_section",
]
