"""Benchmarks: Antiphon beside its peers, in one run, on pinned cores, with interleaved rounds."""
