"""Content that says that something failed, whatever the status says of it (26)."""

from __future__ import annotations

from typing import Any, TypeAlias

_Members: TypeAlias = dict[str, Any]

_REFUSALS = ("success", "ok")
_STATES = ("status", "state", "result")
_NUMBERS = ("status", "statuscode", "status_code", "code")
_ERRORS = ("error", "errors", "errormessage", "error_message")
_BAD_STATES = frozenset({"error", "fail", "failed", "failure"})
_REASONS = frozenset({"message", "msg", "detail", "details", "title", "reason", "description", *_ERRORS})
_AROUND_THEM = frozenset({"data", "error_code", "errorcode", "instance", "path", "timestamp", "type", "errortype"})
_IDENTIFYING = frozenset({"request_id", "requestid", "trace_id", "traceid", "correlation_id", "correlationid"})
_OF_A_REPORT = _REASONS | _AROUND_THEM | _IDENTIFYING | {*_STATES, *_NUMBERS}


def sign_of_failure(value: object) -> str:
    """Return the member by which a JSON value says that what was asked for failed, empty where it does not.

    What speaks a protocol of its own over HTTP is no failure of HTTP: JSON-RPC with `error`, GraphQL with `errors`
    beside `data`. Neither is a resource that tells how it fared, such as a payment whose status is "failed".
    """
    if not isinstance(value, dict) or "jsonrpc" in value:
        return ""
    told = {str(name).lower(): member for name, member in value.items()}
    return _refusal(told) or _state(told) or _error(told)


def _refusal(told: _Members) -> str:
    return next((f'"{name}": false' for name in _REFUSALS if told.get(name) is False), "")


def _state(told: _Members) -> str:
    """Return the state of an object that has nothing else to say."""
    if not told.keys() <= _OF_A_REPORT:
        return ""
    for name in _STATES:
        if isinstance(told.get(name), str) and told[name].lower() in _BAD_STATES:
            return f'"{name}": "{told[name]}"'
    explained = not _REASONS.isdisjoint(told)
    return next((f'"{name}": {told[name]}' for name in _NUMBERS if explained and _is_failure(told.get(name))), "")


def _is_failure(number: object) -> bool:
    return isinstance(number, int) and 400 <= number <= 599


def _error(told: _Members) -> str:
    is_resource = "id" in told and not told.keys().isdisjoint(_STATES)
    if "data" in told or is_resource:
        return ""
    return next((f'"{name}"' for name in _ERRORS if _tells(told.get(name))), "")


def _tells(value: object) -> bool:
    return value is True or (isinstance(value, str | list | dict) and bool(value))
