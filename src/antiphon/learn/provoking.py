"""How each status code is got from a real server: what to send, one request after another; the last one brings it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ..semantics.status import STATUSES

_OF_JSON = (("Content-Type", "application/json"),)
_ORDER = '{"customer_id": 1}'
_REVIEW = '{"product_id": 10, "customer_id": 4, "stars": 4}'


@dataclass(frozen=True, slots=True)
class Step:
    """A request to the sandbox. A path or value in braces, such as ``{ETag}``, is that field of the response before."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()
    content: str = ""


_CREATE = Step("POST", "/orders", _OF_JSON, _ORDER)
_REVIEWED = Step("POST", "/reviews", _OF_JSON, _REVIEW)

_STEPS: Mapping[int, tuple[Step, ...]] = {
    100: (Step("POST", "/orders", (*_OF_JSON, ("Expect", "100-continue")), _ORDER),),
    101: (Step("GET", "/lab/status/101", (("Connection", "upgrade"), ("Upgrade", "lab"))),),
    200: (Step("GET", "/products?limit=1"),),
    201: (_CREATE,),
    204: (_CREATE, Step("DELETE", "{Location}")),
    206: (Step("GET", "/lab/status/206", (("Range", "bytes=0-19"),)),),
    304: (Step("GET", "/products?limit=1"), Step("GET", "/products?limit=1", (("If-None-Match", "{ETag}"),))),
    400: (Step("POST", "/reviews", _OF_JSON, '{"product_id": 10, '),),
    401: (Step("GET", "/lab/access/basic"),),
    404: (Step("GET", "/products/999999"),),
    405: (Step("DELETE", "/products"),),
    406: (Step("GET", "/products", (("Accept", "image/png"),)),),
    # One review of a product is all that a customer has.
    409: (_REVIEWED, _REVIEWED),
    412: (Step("PUT", "/products/2", (*_OF_JSON, ("If-Match", '"an-old-version"')), '{"price": 5}'),),
    415: (Step("POST", "/products", (("Content-Type", "text/plain"),), "tea"),),
    422: (Step("POST", "/reviews", _OF_JSON, '{"product_id": 10, "customer_id": 4, "stars": 9}'),),
    501: (Step("BREW", "/products"),),
}


def steps_of(status: int) -> tuple[Step, ...]:
    """Return what to send for `status`; what the shop does not answer with, the lab does. Raises `KeyError`."""
    if status not in STATUSES:
        raise KeyError(status)
    return _STEPS.get(status) or (Step("GET", f"/lab/status/{status}"),)


def steps_as_json(status: int) -> str:
    """Return the same for the script of a page. Raises `KeyError`."""
    return json.dumps([asdict(step) for step in steps_of(status)], ensure_ascii=False, separators=(",", ":"))
