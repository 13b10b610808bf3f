"""The policy that an access file states, followed as the file changes."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from ...faults import UsageError
from ...faults.access import (
    CREDENTIALS_MISSING,
    PASSWORD_WRONG,
    READING_FORBIDDEN,
    TOKEN_EXPIRED,
    TOKEN_UNKNOWN,
    WRITING_FORBIDDEN,
)
from ...faults.resource import RESOURCE_UNKNOWN
from ...server.handler import Request
from ..place import collection_path
from ..refusal import Refusal
from ..schema.resource import Resource, Schema
from .access import Access
from .access_file import load, signature_of
from .access_json import time_text
from .credentials import BasicPassword, BearerToken, authorization_of, credentials_in, unauthorized
from .password_checks import PasswordChecks
from .passwords import nobodys_hash
from .policy import Action, Grant
from .principal import ANYBODY, Principal
from .rate import address_of
from .rules import Rule
from .tokens import Token, digest_of

_LOOK_AFTER = 1_000_000_000
_FORBIDDEN = {Action.READ: READING_FORBIDDEN, Action.WRITE: WRITING_FORBIDDEN}
_log = logging.getLogger("antiphon.access")


class FilePolicy:
    """A `Policy` made from the access file at `path`; with `schema`, the rules have to fit its tables and columns.

    The file is looked at when a request comes, once a second at most. One that cannot be used leaves the last good
    rules in force, and the log says why. `clock` gives nanoseconds that only grow, `now` seconds since the epoch.
    Raises `UsageError` where the file cannot be used at the start.
    """

    def __init__(
        self,
        path: Path,
        schema: Schema | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._schema = schema
        self._clock = clock
        self._now = now
        self._checks = PasswordChecks(clock)
        self._nobodys_hash = nobodys_hash()
        self._signature = signature_of(path)
        self._next_look = clock() + _LOOK_AFTER
        self._follow(load(path, schema))

    def identify(self, request: Request) -> Principal | Awaitable[Principal]:
        """Return who sends `request`, or an awaitable of it where a password has to be checked first.

        Raises `Refusal`: 401 for credentials that are wrong or have expired, 400 for several, 429 for too many tries.
        """
        if self._clock() >= self._next_look:
            self._look()
        value = authorization_of(request.fields.raw)
        if value is None:
            return ANYBODY
        credentials = credentials_in(value, self._takes_passwords)
        if isinstance(credentials, BearerToken):
            return self._bearer(credentials)
        return self._basic(credentials, value, address_of(request))

    def permit(self, principal: Principal, resource: Resource, action: Action) -> Grant:
        """Return the permission. Raises `Refusal`: 401, 403, or 404 where the rule hides the table."""
        table = resource.name
        rule = self._rules.get(table)
        if rule is None:
            rule = self._rules[table] = self.access.rules.of(table)
        grant = rule.grant(principal.name, action)
        if grant is None:
            raise self._refusal(principal, table, rule, action)
        return grant

    def _refusal(self, principal: Principal, table: str, rule: Rule, action: Action) -> Refusal:
        # Who may read a table knows that there is one.
        if rule.hidden and rule.grant(principal.name, Action.READ) is None:
            return Refusal(RESOURCE_UNKNOWN, path=collection_path(table), root="/")
        if not principal.is_known:
            return unauthorized(CREDENTIALS_MISSING, self._takes_passwords, table=table)
        return Refusal(_FORBIDDEN[action], user=principal.name, table=table)

    def _bearer(self, credentials: BearerToken) -> Principal:
        # No comparison in constant time: what an attacker could learn from a dictionary's time is a digest's beginning.
        found = self._tokens.get(digest_of(credentials.token))
        if found is None:
            raise unauthorized(TOKEN_UNKNOWN, self._takes_passwords)
        principal, token = found
        if token.expires is not None and token.has_expired(self._now()):
            raise unauthorized(TOKEN_EXPIRED, self._takes_passwords, expired=time_text(token.expires))
        return principal

    def _basic(self, credentials: BasicPassword, value: bytes, address: str) -> Principal | Awaitable[Principal]:
        user = self.access.users.get(credentials.user)
        kept = user.password if user is not None else None
        right = self._checks.is_right(value, credentials.password, kept or self._nobodys_hash, address)
        if isinstance(right, bool):
            return self._judged(credentials, right)
        return self._awaited(credentials, right)

    async def _awaited(self, credentials: BasicPassword, right: Awaitable[bool]) -> Principal:
        return self._judged(credentials, await right)

    def _judged(self, credentials: BasicPassword, right: bool) -> Principal:
        if not right:
            raise unauthorized(PASSWORD_WRONG, self._takes_passwords)
        return Principal(credentials.user)

    def _look(self) -> None:
        """Read the file again if it is another one than before."""
        self._next_look = self._clock() + _LOOK_AFTER
        signature = signature_of(self._path)
        if signature == self._signature:
            return
        self._signature = signature
        try:
            self._follow(load(self._path, self._schema))
        except UsageError as error:
            _log.warning("%s The rules from before stay in force.", error)

    def _follow(self, access: Access) -> None:
        self.access = access
        self._takes_passwords = access.has_passwords
        self._tokens: dict[str, tuple[Principal, Token]] = {
            token.digest: (Principal(name), token) for name, user in access.users.items() for token in user.tokens
        }
        self._rules: dict[str, Rule] = {}
        self._checks.forget()
