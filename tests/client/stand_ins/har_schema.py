"""The structure of HAR 1.2, as its specification has it: what has to be there, and of which kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

TEXT, WHOLE, NUMBER, FLAG = (str,), (int,), (int, float), (bool,)

NAMED = {"name": TEXT, "value": TEXT, "comment?": TEXT}
COOKIE = {**NAMED, "path?": TEXT, "domain?": TEXT, "expires?": TEXT, "httpOnly?": FLAG, "secure?": FLAG}
SIZES = {"headersSize": WHOLE, "bodySize": WHOLE, "comment?": TEXT}
MESSAGE = {"httpVersion": TEXT, "cookies": [COOKIE], "headers": [NAMED], **SIZES}
POST_DATA = {"mimeType": TEXT, "text?": TEXT, "params?": [NAMED], "comment?": TEXT}
CONTENT = {"size": WHOLE, "mimeType": TEXT, "compression?": WHOLE, "text?": TEXT, "encoding?": TEXT, "comment?": TEXT}
REQUEST = {**MESSAGE, "method": TEXT, "url": TEXT, "queryString": [NAMED], "postData?": POST_DATA}
RESPONSE = {**MESSAGE, "status": WHOLE, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT}
PHASES = ("blocked?", "dns?", "connect?", "ssl?", "send", "wait", "receive")
TIMINGS = {**dict.fromkeys(PHASES, NUMBER), "comment?": TEXT}
ENTRY = {
    "startedDateTime": TEXT,
    "time": NUMBER,
    "request": REQUEST,
    "response": RESPONSE,
    "cache": {"comment?": TEXT},
    "timings": TIMINGS,
    "serverIPAddress?": TEXT,
    "connection?": TEXT,
    "comment?": TEXT,
}
HAR = {"log": {"version": TEXT, "creator": {"name": TEXT, "version": TEXT}, "entries": [ENTRY]}}


def check_har(value: Any) -> None:
    """Assert that `value` is a HAR 1.2 log."""
    _check(value, HAR, "har")
    assert value["log"]["version"] == "1.2"
    for entry in value["log"]["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        phases = entry["timings"]
        assert all(phases[name] >= 0 for name in ("send", "wait", "receive"))
        named = ("blocked", "dns", "connect", "send", "wait", "receive")
        assert abs(entry["time"] - sum(max(0, phases[name]) for name in named)) < 0.01
        assert phases["ssl"] <= max(0, phases["connect"])


def _check(value: Any, shape: Any, place: str) -> None:
    if isinstance(shape, tuple):
        assert isinstance(value, shape) and (bool in shape or not isinstance(value, bool)), place
    elif isinstance(shape, list):
        assert isinstance(value, list), place
        for number, each in enumerate(value):
            _check(each, shape[0], f"{place}[{number}]")
    else:
        names = {name.removesuffix("?") for name in shape}
        # Members whose names begin with an underscore are anybody's own.
        known = {name for name in value if not name.startswith("_")}
        assert known <= names and {name for name in shape if name[-1] != "?"} <= set(value), place
        for name, inner in shape.items():
            if name.removesuffix("?") in value:
                _check(value[name.removesuffix("?")], inner, f"{place}.{name}")
