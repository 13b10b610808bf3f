"""Whether a collection of any REST API keeps to the rules of HTTP, found out by trying. See README.md."""

from .report import Report, Result
from .run import check

__all__ = ["Report", "Result", "check"]
