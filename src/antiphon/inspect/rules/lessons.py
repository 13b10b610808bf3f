"""Where each rule is taught: the place in the lessons of ``antiphon learn``, as ``lesson#section``.

These are names and no more: what is judged here knows nothing of how lessons are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LESSONS: Mapping[int, str] = MappingProxyType(
    {
        1: "https#certificates",
        2: "https#certificates",
        3: "https#certificates",
        4: "https#handshake",
        5: "https#what-https-adds",
        6: "url#scheme-host-and-port",
        7: "https#what-https-adds",
        8: "https#still-visible",
        9: "troubleshooting#how-far",
        10: "status-codes#redirection",
        11: "status-codes#redirection",
        12: "status-codes#redirection",
        13: "status-codes#redirection",
        14: "authentication#challenge",
        15: "authentication#challenge",
        16: "authentication#forbidden",
        17: "methods#what-a-method-says",
        18: "headers#negotiation",
        19: "headers#about-the-content",
        20: "caching#lost-updates",
        21: "errors#trying-again",
        22: "status-codes#client-errors",
        23: "message#where-the-body-ends",
        24: "headers#about-the-content",
        25: "caching#validation",
        26: "errors#errors-that-help",
        27: "errors#errors-that-help",
        28: "errors#on-the-server",
        29: "headers#about-the-content",
        30: "message#where-the-body-ends",
        31: "headers#what-the-response-adds",
        32: "caching#what-to-say",
        33: "caching#validation",
        34: "headers#negotiation",
        35: "post-or-put#idempotent",
        36: "methods#reading",
        37: "headers#who-asks",
        38: "authentication#cookies",
        39: "errors#trying-again",
        40: "troubleshooting#change-one-thing",
        41: "methods#what-a-method-says",
        42: "methods#reading",
        43: "message#field-lines",
        44: "headers#who-asks",
        45: "status-codes#three-digits",
        46: "message#field-lines",
        47: "message#two-readers",
    }
)
"""The place by the number of the rule."""
