"""Which version of a file this is: its validators (RFC 9110 §8.8), made from what the system says of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import blake2b

from ...semantics.validators import EntityTag, Representation

_SECOND = 1_000_000_000
# Kernels stamp files with a clock that ticks every 1 to 10 ms; FAT and old servers know but even seconds.
FINE_TICK = 20_000_000
"""The longest tick of the clocks that stamp files to the nanosecond, in nanoseconds."""
_COARSE_TICK = 2 * _SECOND
# Date has no fractions of a second, and is up to a second old on top of that.
_DATE_LAG = 2 * _SECOND


@dataclass(frozen=True, slots=True)
class Version:
    """The validators of one version. `modified` is in seconds since the epoch, None where nobody knows.

    `tag` is for comparing, and always strong. `is_settled` tells whether it may be given out as strong: a strong tag
    has to change with every change of the bytes (§8.8.1), yet within one tick of the file system's clock a file can
    change twice and look the same. So a file that changed in this very tick gets a weak tag. Any strong tag that was
    given out was made after its tick, and whatever equals it is the same version, which is why comparing needs no care.
    """

    tag: EntityTag
    modified: int | None
    is_settled: bool = True
    is_past: bool = True

    @property
    def etag(self) -> EntityTag:
        """Return the tag to give out."""
        return self.tag if self.is_settled else EntityTag(self.tag.opaque, weak=True)

    @property
    def last_modified(self) -> int | None:
        """Return the time to give out, None for none.

        It may not lie behind Date (§8.8.2.1), which the server reads once a second, and has to stay the same once given
        out; so the file of this moment, or of the future, has none.
        """
        return self.modified if self.is_past else None

    @property
    def representation(self) -> Representation:
        """Return what preconditions are compared with."""
        return Representation(self.tag, self.modified)


def version_of(status: os.stat_result, now: int) -> Version:
    """Return the version of the file with `status` at `now`, in nanoseconds since the epoch.

    The tag is a digest, as the numbers themselves are nobody's business. The time of the last change of the inode is in
    it because that of the content can be set back, as by ``cp -p``.
    """
    facts = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    digest = blake2b(repr(facts).encode("ascii"), digest_size=12).hexdigest()
    modified = status.st_mtime_ns // _SECOND
    tick = FINE_TICK if status.st_mtime_ns % _SECOND else _COARSE_TICK
    # Where a clock was set back, files from its future would never settle; they count as settled.
    age = now - status.st_mtime_ns
    return Version(EntityTag(digest), modified, is_settled=not -tick < age < tick, is_past=age > _DATE_LAG)
