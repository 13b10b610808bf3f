"""The rules that say who may do what with a collection."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ...server.handler import Request
from ..schema.resource import Resource
from .principal import ANYBODY, Principal


class Action(Enum):
    """What a request does with rows."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission. Where `owner` is a column, only rows count whose value there is the principal's name."""

    owner: str | None = None


EVERYTHING = Grant()


class Policy(Protocol):
    """Knows who somebody is, and what they may do."""

    def identify(self, request: Request) -> Principal | Awaitable[Principal]:
        """Return who sends `request`, or an awaitable of it where finding out takes long, as with passwords.

        Either raises `Refusal`, 401, for credentials that are wrong or have expired.
        """

    def permit(self, principal: Principal, resource: Resource, action: Action) -> Grant:
        """Return the permission. Raises `Refusal`: 401, 403, or 404 where it is hidden that the collection exists."""


class Open:
    """Everybody may do everything: the policy for a server that only this machine can reach."""

    def identify(self, request: Request) -> Principal:
        """Return anybody: credentials mean nothing here."""
        return ANYBODY

    def permit(self, principal: Principal, resource: Resource, action: Action) -> Grant:
        """Permit it."""
        return EVERYTHING
