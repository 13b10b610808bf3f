"""An access file's text: JSON that people may edit, read with an eye for their mistakes.

JSON and not TOML, which has comments: a command would have to rewrite the file without losing them. Every user and
token has a ``note`` instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from ...faults import Fault, JSONDecodeError, UsageError
from ...faults.access import (
    ACCESS_HASH,
    ACCESS_MEMBER_UNKNOWN,
    ACCESS_OWNER_MISSING,
    ACCESS_TIME,
    ACCESS_TOKEN_TWICE,
    ACCESS_TYPE,
    ACCESS_VERSION,
    ACCESS_WHO_UNKNOWN,
    USER_NAME,
)
from ...semantics.json_text import read_json
from .access import Access
from .json_lines import Path, line_of
from .passwords import PasswordHash, read_hash
from .policy import Action
from .rules import GROUPS, OWN, Rule, Rules, Who
from .tokens import Token
from .users import User, is_user_name

VERSION = 1
T = TypeVar("T")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_KINDS: Mapping[type, str] = {dict: "object", list: "array", str: "string", bool: "boolean"}


class Mistake(UsageError):
    """Something in an access file cannot stand there; `details` has its ``file`` and, where that helps, ``line``."""

    def sentence(self, language: str = "en") -> str:
        """Return what is wrong, after the file and the line, as compilers write them."""
        line = self.details.get("line")
        place = f"{self.details['file']}:{line}" if line else f"{self.details['file']}"
        return f"{place}: {super().sentence(language)}"


class _Wrong(Exception):
    """The value at `path` is a mistake."""

    def __init__(self, fault: Fault, path: Path, **details: Any) -> None:
        super().__init__(fault, path)
        self.fault = fault
        self.path = path
        self.details = details


def read_access(content: bytes, file: str) -> Access:
    """Return what the `content` of `file` says. Raises `Mistake`."""
    try:
        document = read_json(content)
        return _access(document)
    except JSONDecodeError as error:
        raise Mistake(error.fault, **{**error.details, "file": file}) from None
    except _Wrong as wrong:
        line = line_of(content.decode("utf-8"), wrong.path)
        raise Mistake(wrong.fault, file=file, line=line, place=_shown(wrong.path), **wrong.details) from None


def access_text(access: Access) -> str:
    """Return what `read_access` makes `access` of."""
    tables = {table: _written_rule(rule) for table, rule in access.rules.written.items()}
    users = {name: _written_user(user) for name, user in access.users.items()}
    lines = [f'  "version": {VERSION}', f'  "tables": {_one_a_line(tables)}', f'  "users": {_indented(users)}']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def time_text(epoch: int) -> str:
    """Return `epoch` seconds as RFC 3339 writes them."""
    return datetime.fromtimestamp(epoch, UTC).strftime(_TIME)


def _access(document: Any) -> Access:
    members = _members(document, (), ("version", "tables", "users"))
    if members.get("version") != VERSION or isinstance(members["version"], bool):
        raise _Wrong(ACCESS_VERSION, ("version",), known=VERSION)
    users = {
        _user_name(name, ("users", name)): _user(value, ("users", name))
        for name, value in _object(members.get("users", {}), ("users",)).items()
    }
    tables = _object(members.get("tables", {}), ("tables",))
    rules = Rules({table: _rule(value, ("tables", table), users) for table, value in tables.items()})
    for table in tables:
        whole = rules.of(table)
        if whole.owner is None and any(OWN in whole.who(action) for action in Action):
            raise _Wrong(ACCESS_OWNER_MISSING, ("tables", table))
    _require_single(users)
    return Access(users, rules)


def _user_name(name: str, path: Path) -> str:
    if not is_user_name(name):
        raise _Wrong(USER_NAME, path, name=name)
    return name


def _user(value: Any, path: Path) -> User:
    members = _members(value, path, ("tokens", "password", "note"))
    tokens = _array(members.get("tokens", []), (*path, "tokens"))
    return User(
        tuple(_token(token, (*path, "tokens", index)) for index, token in enumerate(tokens)),
        _optional(members, "password", path, _password),
        _optional(members, "note", path, _string) or "",
    )


def _password(value: Any, path: Path) -> PasswordHash:
    password = read_hash(_string(value, path))
    if password is None:
        raise _Wrong(ACCESS_HASH, path)
    return password


def _token(value: Any, path: Path) -> Token:
    members = _members(value, path, ("sha256", "created", "expires", "note"))
    digest = _string(members.get("sha256"), (*path, "sha256"))
    if not _DIGEST.fullmatch(digest):
        raise _Wrong(ACCESS_HASH, (*path, "sha256"))
    return Token(
        digest,
        _optional(members, "created", path, _time) or 0,
        _optional(members, "expires", path, _time),
        _optional(members, "note", path, _string) or "",
    )


def _require_single(users: Mapping[str, User]) -> None:
    seen: set[str] = set()
    for name, user in users.items():
        for index, token in enumerate(user.tokens):
            if token.digest in seen:
                raise _Wrong(ACCESS_TOKEN_TWICE, ("users", name, "tokens", index))
            seen.add(token.digest)


def _rule(value: Any, path: Path, users: Mapping[str, User]) -> Rule:
    members = _members(value, path, ("read", "write", "owner", "hidden"))

    def who(value: Any, path: Path) -> Who:
        names = [value] if isinstance(value, str) else _array(value, path)
        for name in names:
            if _string(name, path) not in GROUPS and name not in users:
                raise _Wrong(ACCESS_WHO_UNKNOWN, path, name=name)
        return Who(tuple(dict.fromkeys(names)))

    return Rule(
        _optional(members, "read", path, who),
        _optional(members, "write", path, who),
        _optional(members, "owner", path, _string),
        _optional(members, "hidden", path, _boolean),
    )


def _time(value: Any, path: Path) -> int:
    text = _string(value, path)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _Wrong(ACCESS_TIME, path) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _optional(members: Mapping[str, Any], name: str, path: Path, read: Callable[[Any, Path], T]) -> T | None:
    return read(members[name], (*path, name)) if name in members else None


def _members(value: Any, path: Path, known: Sequence[str]) -> dict[str, Any]:
    members = _object(value, path)
    for name in members:
        if name not in known:
            raise _Wrong(ACCESS_MEMBER_UNKNOWN, (*path, name), name=name, known=", ".join(known))
    return members


def _object(value: Any, path: Path) -> dict[str, Any]:
    return _typed(value, path, dict)


def _array(value: Any, path: Path) -> list[Any]:
    return _typed(value, path, list)


def _string(value: Any, path: Path) -> str:
    return _typed(value, path, str)


def _boolean(value: Any, path: Path) -> bool:
    return _typed(value, path, bool)


def _typed(value: Any, path: Path, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise _Wrong(ACCESS_TYPE, path, wanted=_KINDS[kind])
    return value


def _shown(path: Path) -> str:
    return ".".join(map(str, path)) or "JSON"


def _one_a_line(members: Mapping[str, Any]) -> str:
    """Return `members` so that rules stand below each other like a table."""
    lines = [f"    {_json(name)}: {_json(value)}" for name, value in members.items()]
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def _indented(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, indent=2).replace("\n", "\n  ")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _written_rule(rule: Rule) -> dict[str, Any]:
    members = {"read": _written_who(rule.read), "write": _written_who(rule.write), "owner": rule.owner}
    return {name: value for name, value in {**members, "hidden": rule.hidden}.items() if value is not None}


def _written_who(who: Who | None) -> str | list[str] | None:
    """Return `who` as people write it: one name needs no brackets."""
    if who is None:
        return None
    return who.names[0] if len(who.names) == 1 else list(who.names)


def _written_user(user: User) -> dict[str, Any]:
    members: dict[str, Any] = {"note": user.note} if user.note else {}
    if user.password is not None:
        members["password"] = user.password.text()
    return {**members, "tokens": [_written_token(token) for token in user.tokens]}


def _written_token(token: Token) -> dict[str, Any]:
    members: dict[str, Any] = {"sha256": token.digest, "created": time_text(token.created)}
    if token.expires is not None:
        members["expires"] = time_text(token.expires)
    return {**members, "note": token.note} if token.note else members
