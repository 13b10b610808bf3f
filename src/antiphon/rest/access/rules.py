"""Who may read and write the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .policy import EVERYTHING, Action, Grant

DEFAULT = "*"
"""The name under which the rule stands that counts for tables without one of their own."""

PUBLIC = "public"
USERS = "users"
OWN = "own"
GROUPS = frozenset({PUBLIC, USERS, OWN})


@dataclass(frozen=True, slots=True)
class Who:
    """The groups and users that may do one thing, in the order in which they were written.

    ``public`` is everybody, ``users`` every user, ``own`` every user for the rows that bear the user's name.
    """

    names: tuple[str, ...] = ()

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def everything_for(self, user: str) -> bool:
        """Tell whether `user`, empty for anybody, may do it with all rows."""
        return PUBLIC in self.names or (bool(user) and (USERS in self.names or user in self.names))

    def adding(self, names: Iterable[str]) -> Who:
        """Return this with `names` that are not there yet."""
        return Who(tuple(dict.fromkeys((*self.names, *names))))

    def without(self, user: str) -> Who:
        """Return this without `user`."""
        return Who(tuple(name for name in self.names if name != user))


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a table. What is None is as in the default rule.

    `owner` names the column with the name of the user to whom a row belongs. `hidden`: who may not read it is told
    that there is no such table.
    """

    read: Who | None = None
    write: Who | None = None
    owner: str | None = None
    hidden: bool | None = None

    def over(self, default: Rule) -> Rule:
        """Return this with what it leaves open taken from `default`."""
        return Rule(
            default.read if self.read is None else self.read,
            default.write if self.write is None else self.write,
            default.owner if self.owner is None else self.owner,
            default.hidden if self.hidden is None else self.hidden,
        )

    def who(self, action: Action) -> Who:
        """Return who may do `action`; what is open is for nobody."""
        return (self.read if action is Action.READ else self.write) or _NOBODY

    def grant(self, user: str, action: Action) -> Grant | None:
        """Return what `user`, empty for anybody, may do with which rows; None for nothing."""
        who = self.who(action)
        if who.everything_for(user):
            return EVERYTHING
        return Grant(self.owner) if user and OWN in who and self.owner is not None else None

    def without(self, user: str) -> Rule:
        """Return this without `user`."""
        read = None if self.read is None else self.read.without(user)
        write = None if self.write is None else self.write.without(user)
        return replace(self, read=read, write=write)


_NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all tables by their names, as they are written."""

    written: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def default(self) -> Rule:
        """Return the rule of tables that have none of their own; where there is none, nobody may do anything."""
        return self.written.get(DEFAULT, Rule())

    def of(self, table: str) -> Rule:
        """Return the whole rule of `table`."""
        return self.written.get(table, Rule()).over(self.default)

    def permitting(self, table: str, names: Iterable[str], actions: Iterable[Action], owner: str | None) -> Rules:
        """Return these so that `names` may do `actions` with `table`, too; nobody loses a permission by it."""
        wanted, whole, rule = tuple(names), self.of(table), self.written.get(table, Rule())
        for action in actions:
            permitted = whole.who(action)
            if all(map(permitted.everything_for, wanted)):
                continue
            who = permitted.adding(wanted)
            rule = replace(rule, read=who) if action is Action.READ else replace(rule, write=who)
        rule = rule if owner is None else replace(rule, owner=owner)
        return self if rule == Rule() else Rules({**self.written, table: rule})

    def without(self, user: str) -> Rules:
        """Return these without `user`."""
        return Rules({table: rule.without(user) for table, rule in self.written.items()})
