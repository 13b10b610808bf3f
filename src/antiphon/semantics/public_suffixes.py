"""Public suffixes: the domains under which anybody can register, such as ``com``, ``co.uk`` and ``github.io``.

What belongs together is the registrable domain: a public suffix and the label before it. The list is the one of
publicsuffix.org as the library of that name ships it; reading it takes a moment, which is why it is only read when a
domain with several labels has to be judged.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .hosts import is_address

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public_suffix(domain: str) -> bool:
    """Tell whether anybody can register below `domain`: lower-case ASCII, a dot at its end means nothing.

    A single label always is one: a top-level domain, or a name such as ``localhost`` or ``intranet``.
    """
    name = domain.removesuffix(".")
    return "." not in name or (not is_address(name) and _suffixes().is_public(name))


def registrable_domain(host: str) -> str:
    """Return the public suffix of `host` and the label before it; `host` itself where it has no such domain."""
    name = host.removesuffix(".")
    if "." not in name or is_address(name):
        return name
    return _suffixes().privatesuffix(name) or name


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
