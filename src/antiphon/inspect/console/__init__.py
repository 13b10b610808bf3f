"""The console: what a running server does, as it happens, at ``/.antiphon/``."""
