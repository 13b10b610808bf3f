"""Every legal move of one direction of an HTTP/1.1 connection, in one table (RFC 9112 §9.3).

A connection has two directions, each a sequence of messages. Both follow this table, whichever role they have:

    IDLE --interim--> IDLE                    (a 1xx response; the final one is still to come)
    IDLE --head--> CONTENT --data--> CONTENT --finish--> DONE --next--> IDLE
    IDLE --message--> DONE                    (a head and its end at once: a message without content)
    DONE --switch--> SWITCHED                 (101, or CONNECT answered with 2xx)
    IDLE, DONE --close--> CLOSED
    any --fail--> FAILED

A move without a row is illegal: there is no ``if`` that forbids it. Only `connection` changes a state, and only
through `move`.
"""

from __future__ import annotations

from enum import IntEnum

from ...faults import ProtocolError
from ...faults.message import ILLEGAL_MOVE


# IntEnum, because the table is asked several times for each message and hashing an int costs a fifth of hashing
# a plain Enum member.
class State(IntEnum):
    """Where one direction of a connection stands."""

    IDLE = 0
    CONTENT = 1
    DONE = 2
    SWITCHED = 3
    CLOSED = 4
    FAILED = 5


class Move(IntEnum):
    """What can happen in one direction of a connection."""

    INTERIM = 0
    HEAD = 1
    MESSAGE = 2
    DATA = 3
    FINISH = 4
    NEXT = 5
    SWITCH = 6
    CLOSE = 7
    FAIL = 8


MOVES: dict[tuple[State, Move], State] = {
    (State.IDLE, Move.INTERIM): State.IDLE,
    (State.IDLE, Move.HEAD): State.CONTENT,
    (State.IDLE, Move.MESSAGE): State.DONE,
    (State.IDLE, Move.CLOSE): State.CLOSED,
    (State.CONTENT, Move.DATA): State.CONTENT,
    (State.CONTENT, Move.FINISH): State.DONE,
    (State.DONE, Move.NEXT): State.IDLE,
    (State.DONE, Move.SWITCH): State.SWITCHED,
    (State.DONE, Move.CLOSE): State.CLOSED,
    (State.CLOSED, Move.CLOSE): State.CLOSED,
    **{(state, Move.FAIL): State.FAILED for state in State},
}


# Looking a member up in its class costs a call in Python 3.11; these names cost nothing.
IDLE, CONTENT, DONE, SWITCHED, CLOSED, FAILED = State
INTERIM, HEAD, MESSAGE, DATA, FINISH, NEXT, SWITCH, CLOSE, FAIL = Move


def move(state: State, happened: Move) -> State:
    """Return the state that follows. Raises `ProtocolError` where the table has no such move."""
    following = MOVES.get((state, happened))
    if following is None:
        raise ProtocolError(ILLEGAL_MOVE, move=happened.name.lower(), state=state.name.lower())
    return following
