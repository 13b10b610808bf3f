"""Secrets in what is kept of an exchange: cassettes and HAR files are shared, so they are taken out before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from ..semantics.authentication import scheme_of
from ..semantics.fields import SECRET_FIELDS
from ..semantics.secrets import mask_query

MASK = "[masked]"

_FORM = "application/x-www-form-urlencoded"
_URL_FIELDS = frozenset({"location", "content-location", "referer"})
# Narrower than those of a query: a `code` or a `key` in JSON is rarely a secret, and programs need it.
CONTENT_NAMES = frozenset(
    {
        "access_token",
        "api_key",
        "apikey",
        "assertion",
        "client_assertion",
        "client_secret",
        "code_verifier",
        "id_token",
        "jwt",
        "passwd",
        "password",
        "pwd",
        "refresh_token",
        "secret",
        "token",
    }
)


class Masking:
    """Takes secrets out: those known by their names, and those with `names`, in fields, queries, forms and JSON."""

    __slots__ = ("_content_names", "_field_names", "_names")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(name.lower() for name in names)
        self._field_names = SECRET_FIELDS | self._names
        self._content_names = CONTENT_NAMES | self._names

    def field(self, name: str, value: str) -> str:
        """Return `value` of the field `name` as it may be shown; the shape of credentials and cookies stays."""
        lowered = name.lower()
        if lowered in _URL_FIELDS:
            return self.query(value)
        if lowered not in self._field_names:
            return value
        if lowered == "set-cookie":
            pair, semicolon, attributes = value.partition(";")
            return _cookie(pair) + semicolon + attributes
        if lowered == "cookie":
            return "; ".join(_cookie(pair) for pair in value.split("; "))
        scheme = scheme_of(value) if lowered.endswith("authorization") else None
        return MASK if scheme is None else f"{scheme} {MASK}"

    def query(self, text: str) -> str:
        """Return a URL, or a form, as it may be shown."""
        text = mask_query(text)
        if not self._names or "=" not in text:
            return text
        before, mark, query = text.rpartition("?")
        query, hash_sign, fragment = query.partition("#")
        return before + mark + "&".join(map(self._parameter, query.split("&"))) + hash_sign + fragment

    def _parameter(self, text: str) -> str:
        name, sign, _ = text.partition("=")
        return f"{name}={MASK}" if sign and unquote_plus(name).lower() in self._names else text

    def content(self, content: bytes, kind: str) -> bytes:
        """Return `content` of the media type `kind` as it may be shown. What is neither JSON nor a form stays."""
        media_type = kind.partition(";")[0].strip().lower()
        if media_type == _FORM:
            return self.query(content.decode("latin-1")).encode("latin-1")
        return self._json(content) if media_type.endswith(("/json", "+json")) else content

    def _json(self, content: bytes) -> bytes:
        try:
            value = json.loads(content)
            masked = self._value(value)
            if masked == value:
                return content
            return json.dumps(masked, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        except (ValueError, RecursionError):
            return content

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: MASK if isinstance(each, str) and name.lower() in self._content_names else self._value(each)
            for name, each in value.items()
        }


def _cookie(pair: str) -> str:
    name, sign, _ = pair.partition("=")
    return f"{name}={MASK}" if sign else MASK
