"""How the tasks of the boxes are solved: what to change in the request, by lesson and box.

An empty change is to send it as it is, once more than a task asks for needs no more. A callable makes the change out of
what was shown of the request as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .learning import field

Change = Mapping[str, Any]
Solution = Change | Callable[[dict[str, Any]], Change]

_BASIC = [["Authorization", "Basic bGFiOmxhYg=="]]
_MERGE = ["Content-Type", "application/merge-patch+json"]
_JSON = ["Content-Type", "application/json"]

SOLUTIONS: Mapping[tuple[str, str], Solution] = {
    ("request-and-response", "one-resource-two-faces"): {"fields": [["Accept", "text/html"]]},
    ("request-and-response", "ask-by-query"): {"path": "/products?colour=brown"},
    ("methods", "not-on-this-resource"): {"method": "BREW"},
    ("methods", "delete-twice"): {},
    ("methods", "put-a-customer"): {},
    ("status-codes", "only-if-changed"): lambda shown: {"fields": [["If-None-Match", field(shown, "etag")]]},
    ("status-codes", "moved-for-good"): {"path": "/lab/redirect/308"},
    ("status-codes", "nine-stars"): {"content": '{"product_id": 10'},
    ("status-codes", "closed-for-now"): {"path": "/lab/status/429"},
    ("headers", "say-what-it-is"): {"fields": [_JSON]},
    ("headers", "second-best"): {"fields": [["Accept", "application/xml"]]},
    ("headers", "who-are-you"): {"fields": _BASIC},
    ("url", "upper-case-path"): {"path": "/products/"},
    ("url", "cheap-tea"): {"path": "/products?categry=tea"},
    ("url", "tea-and-biscuits"): {"path": "/products?name=Tea%26biscuits"},
    ("https", "strict-transport"): {"path": "/lab/hsts/short"},
    ("message", "head-alone"): {"method": "OPTIONS"},
    ("message", "as-a-stream"): {"fields": [["Accept", "text/csv"]]},
    ("rest", "change-the-stock"): {"fields": [_MERGE, ["If-Match", '"old"']]},
    ("rest", "delete-a-customer"): {"path": "/reviews/1"},
    ("post-or-put", "put-twice"): {},
    ("post-or-put", "post-twice"): {},
    ("post-or-put", "with-a-key"): {},
    ("post-or-put", "nothing-to-add"): {"fields": [_JSON]},
    ("post-or-put", "a-part-by-put"): {"method": "PATCH", "fields": [_MERGE]},
    ("post-or-put", "only-create"): {
        "path": "/customers/999",
        "content": '{"name": "Lea", "email": "lea.the.second@example.com"}',
    },
    ("python", "json-by-another-name"): {"fields": [_JSON]},
    ("python", "ask-for-little"): {"path": "/products?name%5Bcontains%5D=chocolate&chili"},
    ("caching", "not-since-then"): {"fields": [["If-Modified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"]]},
    ("caching", "left-to-guess"): {"path": "/lab/cache/immutable"},
    ("caching", "language-without-vary"): {"path": "/products/18"},
    ("caching", "somebody-was-faster"): lambda shown: {"fields": [_MERGE, ["If-Match", field(shown, "etag")]]},
    ("authentication", "asked-to-log-in"): {"fields": _BASIC},
    ("authentication", "hidden-or-missing"): {"fields": _BASIC},
    ("errors", "mistake-answered-500"): {"content": '{"name": "tea"}'},
    ("errors", "email-taken"): {"content": '{"name": "Another Ada", "email": "another.ada@example.com"}'},
    ("errors", "once-only"): {},
    ("troubleshooting", "hidden-from-pages"): {"path": "/lab/cors/good"},
    ("troubleshooting", "misspelt-parameter"): {"path": "/products?price[lt]=10"},
}
