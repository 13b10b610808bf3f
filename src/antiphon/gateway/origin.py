"""The server that a gateway stands in front of, and how paths and URLs there are told here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ..faults import AntiphonError, InvalidURL, UsageError
from ..faults.gateway import ORIGIN_UNUSABLE, PATH_ABOVE_PREFIX
from ..semantics.hosts import is_address, is_loopback
from ..semantics.reach import address_of, special_purpose
from ..semantics.url import URL, parse_lenient

_ABSOLUTE = re.compile(r"(?:(https?):)?(//[^/?#]*)(.*)", re.IGNORECASE)
_ABSOLUTE_FORM = re.compile(r"[^/?]*://[^/?]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """A server, and the path there under which everything lies: empty, or one that ends without a slash."""

    url: URL
    prefix: str

    @classmethod
    def of(cls, text: str) -> Origin:
        """Return what the http or https URL `text` says. Raises `InvalidURL`, `UsageError`."""
        url = parse_lenient(text)
        for part, value in (("@", url.userinfo), ("?", url.query), ("#", url.fragment)):
            if value is not None:
                raise UsageError(ORIGIN_UNUSABLE, part=part)
        return cls(url, url.path.rstrip("/"))

    def __str__(self) -> str:
        return f"{self.url.scheme}://{self.url.authority}{self.prefix}"

    @property
    def is_private(self) -> bool:
        """Tell whether the host is this machine or one of a private network, as far as its name alone shows."""
        host = self.url.host
        if is_address(host):
            return special_purpose(address_of(host)) is not None
        # A name without a dot, and these, are of no public zone (RFC 6761, RFC 6762, RFC 8375).
        name = host.removesuffix(".")
        return is_loopback(name) or "." not in name or name.endswith((".local", ".internal", ".home.arpa"))

    # -- to the origin -------------------------------------------------------------------------------------------------

    def url_of(self, target: str) -> URL:
        """Return where the origin has what `target` asks for here, character by character (RFC 9110 §7.7).

        `target` is the request target in origin or absolute form. Raises `AntiphonError`, 400, for a path that leads
        out of the prefix in the eyes of a server that resolves it.
        """
        path = _origin_form(target)
        if self.prefix and _climbs(path.partition("?")[0]):
            raise AntiphonError(PATH_ABOVE_PREFIX)
        url = self.url
        return URL(url.scheme, url.host, url.port, self.prefix + path)

    # -- from the origin -----------------------------------------------------------------------------------------------

    def reference_here(self, reference: str, here: str) -> str:
        """Return the URI reference `reference` of the origin as it is to be followed from `here` (RFC 9110 §7.7).

        `here` is scheme and authority of the gateway, empty where nobody said. What the gateway does not lead to stays
        what it is, written out where it would mean something else.
        """
        found = _ABSOLUTE.fullmatch(reference)
        if found is not None:
            rest = self._below(found[3]) if self._is_named(found[1], found[2]) else None
            return reference if rest is None else _joined(here, rest) or reference
        if not reference.startswith("/") or not self.prefix:
            return reference
        rest = self._below(reference)
        written_out = f"{self.url.scheme}://{self.url.authority}{reference}"
        return written_out if rest is None else _joined(here, rest) or written_out

    def path_here(self, path: str) -> str:
        """Return the `path` of a cookie as it is here."""
        return self._below(path) or path

    def _is_named(self, scheme: str | None, authority: str) -> bool:
        try:
            return URL.parse(f"{scheme or self.url.scheme}:{authority}").origin == self.url.origin
        except InvalidURL:
            return False

    def _below(self, rest: str) -> str | None:
        """Return `rest`, a path and what follows it, without the prefix; None where it lies outside."""
        if rest.startswith(self.prefix):
            below = rest[len(self.prefix) :]
            if not below or below[0] in "/?#":
                return below if below.startswith("/") else f"/{below}"
        return None


def _joined(here: str, rest: str) -> str:
    """Return `rest` at `here`; empty where it alone would be read as a reference to another host."""
    return "" if not here and rest.startswith("//") else here + rest


def _origin_form(target: str) -> str:
    """Return path and query of `target` (RFC 9112 §3.2.1, §3.2.2)."""
    if target.startswith("/"):
        return target
    rest = _ABSOLUTE_FORM.sub("", target, count=1)
    return rest if rest.startswith("/") else f"/{rest}"


def _climbs(path: str) -> bool:
    """Tell whether some server might resolve `path` to one above its start.

    Servers differ: some decode before they resolve, take a backslash for a slash, merge slashes, or cut parameters off.
    """
    depth = 0
    for segment in unquote(path).replace("\\", "/").split("/"):
        name = segment.partition(";")[0]
        if name == "..":
            depth -= 1
        elif name not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False
