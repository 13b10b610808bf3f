"""What a thread has had of the processor: whether work is slow, or only waited for its turn on a busy machine."""

from __future__ import annotations

from dataclasses import dataclass

try:
    from resource import RUSAGE_THREAD, getrusage
except ImportError:  # neither Windows nor macOS tells it of a single thread
    _TELLS = False
else:
    _TELLS = True


@dataclass(frozen=True, slots=True)
class ProcessorUse:
    """How many `seconds` a thread has run, and how often it has read from a disk, for which it had to wait."""

    seconds: float
    disk_reads: int

    @classmethod
    def now(cls) -> ProcessorUse | None:
        """Return what this thread has used so far; None where the system does not tell."""
        if not _TELLS:
            return None
        usage = getrusage(RUSAGE_THREAD)
        return cls(usage.ru_utime + usage.ru_stime, usage.ru_inblock + usage.ru_majflt)

    def since(self, before: ProcessorUse) -> ProcessorUse:
        """Return what has been used since `before`."""
        return ProcessorUse(self.seconds - before.seconds, self.disk_reads - before.disk_reads)
