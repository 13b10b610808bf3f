"""Floor 6: the sample application that ``antiphon demo`` serves."""

from .application import application

__all__ = ["application"]
