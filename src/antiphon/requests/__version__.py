"""The version of requests that this package behaves like, under requests' own names."""

__title__ = "requests"
__description__ = "The strict drop-in for requests, on Antiphon's engine."
__url__ = "https://requests.readthedocs.io"
__version__ = "2.34.2"
__build__ = 0x023402
__author__ = "The Antiphon maintainers"
__author_email__ = ""
__license__ = "MIT"
__copyright__ = "Copyright The Antiphon maintainers"
__cake__ = "\u2728 \U0001f370 \u2728"
