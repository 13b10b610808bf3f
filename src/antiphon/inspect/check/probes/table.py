"""All probes, in the order in which they are sent: what others rely on comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ....faults import UsageError
from ....faults.checking import PROBE_UNKNOWN
from ..probe import Concern, Probe
from .bodies import BODIES
from .caching import CACHING
from .conditions import READS, WRITES
from .creating import CREATING
from .deleting import DELETING
from .errors import ERRORS
from .hostile import HOSTILE
from .idempotency import IDEMPOTENCY
from .methods import METHODS
from .negotiation import NEGOTIATION
from .origins import CORS
from .pages import PAGES
from .patching import PATCHING
from .queries import QUERIES
from .ranges import RANGES
from .reading import READING
from .replacing import REPLACING
from .writers import WRITERS

CONCERNS: tuple[Concern, ...] = (
    READING,
    READS,
    CREATING,
    BODIES,
    REPLACING,
    PATCHING,
    DELETING,
    WRITES,
    WRITERS,
    METHODS,
    NEGOTIATION,
    ERRORS,
    CACHING,
    RANGES,
    IDEMPOTENCY,
    CORS,
    QUERIES,
    PAGES,
    HOSTILE,
)

PROBES: dict[str, Probe] = {probe.name: probe for concern in CONCERNS for probe in concern.probes}


def chosen(names: Collection[str]) -> frozenset[str]:
    """Return `names`, and those of the probes that they rely on; all of them for no names. Raises `UsageError`."""
    unknown = next((name for name in names if name not in PROBES), None)
    if unknown is not None:
        raise UsageError(PROBE_UNKNOWN, name=ascii(unknown))
    return frozenset(each for name in names or PROBES for each in _with_earlier(name))


def _with_earlier(name: str) -> Iterator[str]:
    for earlier in PROBES[name].after:
        yield from _with_earlier(earlier)
    yield name
