"""All that an access file says: the users, and the rules for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ...faults import UsageError
from ...faults.access import (
    ACCESS_OWNER_UNKNOWN,
    ACCESS_TABLE_UNKNOWN,
    OWN_NEEDLESS,
    OWNER_DIFFERS,
    TOKEN_ID_UNKNOWN,
    USER_UNKNOWN,
)
from ..schema.resource import Schema
from .passwords import PasswordHash
from .policy import Action
from .rules import DEFAULT, OWN, PUBLIC, USERS, Rule, Rules, Who
from .tokens import Token
from .users import User, check_user_name


@dataclass(frozen=True, slots=True)
class Access:
    """Users by their names, and rules. Each change returns another value."""

    users: Mapping[str, User] = field(default_factory=lambda: MappingProxyType({}))
    rules: Rules = field(default_factory=Rules)

    @property
    def has_passwords(self) -> bool:
        """Tell whether any user has a password."""
        return any(user.password is not None for user in self.users.values())

    def with_token(self, name: str, token: Token) -> Access:
        """Return this with one more token for the user `name`, who is made where needed. Raises `UsageError`."""
        user = self.users.get(check_user_name(name), User())
        return self._with_user(name, replace(user, tokens=(*user.tokens, token)))

    def with_password(self, name: str, password: PasswordHash) -> Access:
        """Return this with a new password for the user `name`, who is made where needed. Raises `UsageError`."""
        user = self.users.get(check_user_name(name), User())
        return self._with_user(name, replace(user, password=password))

    def without_user(self, name: str) -> Access:
        """Return this without the user `name`, in the rules, too. Raises `UsageError` where there is none."""
        self._user(name)
        others = {other: user for other, user in self.users.items() if other != name}
        return Access(others, self.rules.without(name))

    def without_token(self, name: str, token_id: str) -> Access:
        """Return this without a token of the user `name`. Raises `UsageError` where there is no such token."""
        user = self._user(name)
        kept = tuple(token for token in user.tokens if token.id != token_id)
        if kept == user.tokens:
            raise UsageError(TOKEN_ID_UNKNOWN, name=name, id=token_id)
        return self._with_user(name, replace(user, tokens=kept))

    def permitting(self, name: str, table: str, actions: Iterable[Action], owner: str | None = None) -> Access:
        """Return this so that the user `name` may do `actions` with `table`.

        With `owner`, a column, every user may, but only with the rows that have the user's name there. Raises
        `UsageError` where the owner is in another column already, or every user has all rows.
        """
        actions = tuple(actions)
        known = self.rules.of(table).owner
        if owner is not None and known not in (None, owner):
            raise UsageError(OWNER_DIFFERS, table=table, column=known)
        if owner is not None:
            self._check_owning(table, actions)
        names = (name,) if owner is None else (OWN,)
        return replace(self, rules=self.rules.permitting(table, names, actions, owner))

    def check_against(self, schema: Schema) -> None:
        """Raises `UsageError` where a rule speaks of a table or column that there is not.

        A rule whose name is misspelt would leave its table to the default rule.
        """
        for table in self.rules.written:
            if table != DEFAULT and table not in schema.resources:
                raise UsageError(ACCESS_TABLE_UNKNOWN, table=table)
        for table, resource in schema.resources.items():
            rule = self.rules.of(table)
            owned = any(OWN in rule.who(action) for action in Action)
            if owned and rule.owner not in resource.by_name:
                raise UsageError(ACCESS_OWNER_UNKNOWN, table=table, column=rule.owner)

    def _check_owning(self, table: str, actions: Iterable[Action]) -> None:
        """Raises `UsageError` where own rows would seem to be a limit and are none."""
        rule = self.rules.of(table)
        if any(group in rule.who(action) for action in actions for group in (PUBLIC, USERS)):
            raise UsageError(OWN_NEEDLESS, table=table)

    def _user(self, name: str) -> User:
        if name not in self.users:
            raise UsageError(USER_UNKNOWN, name=name)
        return self.users[name]

    def _with_user(self, name: str, user: User) -> Access:
        return replace(self, users={**self.users, name: user})


NEW_ACCESS = Access(rules=Rules({DEFAULT: Rule(read=Who((USERS,)), write=Who((USERS,)))}))
"""A new file's, where no rules are given: every user may do everything, and nobody else anything."""
