"""Header fields as requests reads and checks them: leniently, and not always as RFC 9110 says."""

from __future__ import annotations

import re

from ._internal_utils import _HEADER_VALIDATORS_BYTE, _HEADER_VALIDATORS_STR, HEADER_VALIDATORS
from .compat import parse_http_list
from .exceptions import InvalidHeader

_LINK_QUOTES = " '\""


def parse_list_header(value: str) -> list[str]:
    """Return the members of a comma-separated list, without the quotation marks around whole members."""
    return [_unquoted_member(member) for member in parse_http_list(value)]


def parse_dict_header(value: str) -> dict[str, str | None]:
    """Return a comma-separated list of ``name=value`` as a dict; a name alone has the value None."""
    pairs: dict[str, str | None] = {}
    for member in parse_http_list(value):
        name, equals, text = member.partition("=")
        pairs[name] = _unquoted_member(text) if equals else None
    return pairs


def _unquoted_member(text: str) -> str:
    if text[:1] == text[-1:] == '"':
        return unquote_header_value(text[1:-1])
    return text


def unquote_header_value(value: str, is_filename: bool = False) -> str:
    r"""Return the value without the quotation marks around it and the backslashes that escape.

    A file name that begins with two backslashes (a Windows share) keeps its backslashes. A value without quotation
    marks is returned as it is.
    """
    if not value or not value[0] == value[-1] == '"':
        return value
    inner = value[1:-1]
    if is_filename and inner.startswith("\\\\"):
        return inner
    return inner.replace("\\\\", "\\").replace('\\"', '"')


def parse_header_links(value: str) -> list[dict[str, str]]:
    """Return the links of a Link field, each with its ``url`` and its parameters."""
    text = value.strip(_LINK_QUOTES)
    return [_link(piece) for piece in re.split(", *<", text)] if text else []


def _link(piece: str) -> dict[str, str]:
    url, _, parameters = piece.partition(";")
    link = {"url": url.strip("<> '\"")}
    for parameter in parameters.split(";"):
        # Whatever is not exactly one name and one value ends the parameters.
        if parameter.count("=") != 1:
            break
        name, _, text = parameter.partition("=")
        link[name.strip(_LINK_QUOTES)] = text.strip(_LINK_QUOTES)
    return link


def check_header_validity(header: tuple[str | bytes, str | bytes]) -> None:
    """Raise `InvalidHeader` unless the name and value of a field can be sent: no line breaks, nothing before them."""
    name, value = header
    _validate_header_part(header, name, 0)
    _validate_header_part(header, value, 1)


def _validate_header_part(
    header: tuple[str | bytes, str | bytes], header_part: str | bytes, header_validator_index: int
) -> None:
    if isinstance(header_part, str):
        valid = _HEADER_VALIDATORS_STR[header_validator_index].match(header_part) is not None
    elif isinstance(header_part, bytes):
        valid = _HEADER_VALIDATORS_BYTE[header_validator_index].match(header_part) is not None
    else:
        raise InvalidHeader(
            f"Header part ({header_part!r}) from {header} must be of type str or bytes, not {type(header_part)}"
        )
    if not valid:
        kind = ("name", "value")[header_validator_index]
        raise InvalidHeader(
            "Invalid leading whitespace, reserved character(s), or return character(s) "
            f"in header {kind}: {header_part!r}"
        )
