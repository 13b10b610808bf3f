"""Floor 6: things broken on purpose, so that people and tests can see them. See README.md."""

from .running import Lab, running_lab

__all__ = ["Lab", "running_lab"]
