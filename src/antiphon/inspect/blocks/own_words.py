"""What a server says of an error in its own words: the sentence of a JSON object, a page or a text that explains it.

Half of what is wrong stands in the content of the response, where nobody looks: which member is missing, which
certificate was wanted, which exception a debugging page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from ...client.masking import Masking
from ...faults import JSONDecodeError, ProtocolError
from ...semantics.authentication import parse_challenges
from ...semantics.json_text import read_json
from ...semantics.media_types import parse_media_type
from ..exchange import ResponseMessage

_MASKING = Masking()
_NAMES = ("detail", "error_description", "message", "error", "title", "reason")
_LONGEST = 300
_LARGEST_JSON = 64 * 1024
_LOOKED_AT = 32 * 1024
_MOST_MEMBERS = 5
_PAGE = re.compile(r"\s*<(?:\?xml|!doctype html|html|head|body|title|h1)\b", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?:title|h1|h2|center|p|pre)\b[^>]{0,200}>([^\0]{1,600}?)(?:</(?:title|h1|h2|center|p|pre)|<br|\n\s*at )",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(r"<pre class=\"exception_value\">([^<]{1,600})")
"""Where the debugging pages of Django have the words of the exception; their title has its name."""
_TAG = re.compile(r"<[^>]{0,200}>")
_NOTHING = frozenset({"error", "an error occurred", "oops", "sorry", "internal error", "authorization required"})
"""Headings that say no more than that it is an error."""


def own_words(response: ResponseMessage) -> str | None:
    """Return in one line what `response` says of what went wrong, secrets masked; None where it says nothing."""
    told = chain(_of_challenge(response), _told(response, response.content) if response.content else ())
    words = next((each for each in told if not _is_empty(each, response)), None)
    return None if words is None else _shortened(words)


def _of_challenge(response: ResponseMessage) -> Iterator[str]:
    """Yield what a challenge says of what was sent: its error, and the scope that is lacking (RFC 6750 §3)."""
    for value in response.fields.get_all("www-authenticate"):
        try:
            challenges = parse_challenges(value)
        except ProtocolError:
            continue
        for parameters in (each.parameters for each in challenges if "error" in each.parameters):
            words = parameters.get("error_description", parameters["error"])
            yield f"{words} (scope: {parameters['scope']})" if "scope" in parameters else words


def _told(response: ResponseMessage, content: bytes) -> Iterator[str]:
    media_type = parse_media_type(response.fields.get("content-type", ""))
    kind = "" if media_type is None else media_type.essence
    if len(content) <= _LARGEST_JSON:
        try:
            yield from _of_json(read_json(_MASKING.content(content, "application/json")))
            return
        except JSONDecodeError:
            pass
    text = content[:_LOOKED_AT].decode("utf-8", "replace")
    if _PAGE.match(text):
        from html import unescape

        words = (_TAG.sub(" ", unescape(found[1])) for found in _ELEMENT.finditer(text))
        exception = _EXCEPTION.search(text)
        yield from words if exception is None else (f"{next(words, '').strip()}: {unescape(exception[1])}",)
    elif kind == "text/plain" and "\0" not in text:
        yield from text.splitlines()[:_MOST_MEMBERS]


def _is_empty(words: str, response: ResponseMessage) -> bool:
    """Tell whether `words` only repeat the status, or say nothing."""
    said = _letters(words)
    return not said or said in {_letters(response.reason), _letters(response.fields.get("server", "")), *_NOTHING}


def _letters(words: str) -> str:
    """Return `words` without what does not matter where they are compared: capitals, digits, punctuation."""
    return " ".join(re.sub(r"[\W\d]+", " ", words).split()).casefold()


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


# -- JSON --------------------------------------------------------------------------------------------------------------


def _of_json(content: object) -> Iterator[str]:
    """Yield what an error says in words; many put them into an object of its own, or into a list of what is wrong."""
    inner = content.get("error") if isinstance(content, dict) else None
    objects = [members for members in (content, inner) if isinstance(members, dict)]
    for members in objects:
        yield from (value for name in _NAMES if isinstance(value := members.get(name), str))
    for members in objects:
        for name in ("detail", "errors"):
            listed = "; ".join(_listed(members.get(name)))
            if listed:
                yield listed
    if objects:
        yield "; ".join(_by_member(objects[0]))


def _listed(value: object) -> list[str]:
    """Return the words of a list of what is wrong, each with the place that it names."""
    if isinstance(value, dict):
        return _by_member(value)
    entries = value[:_MOST_MEMBERS] if isinstance(value, list) else []
    return [words for each in entries if (words := _of_entry(each))]


def _of_entry(entry: object) -> str:
    if not isinstance(entry, dict):
        return entry if isinstance(entry, str) else ""
    words = next((entry[name] for name in ("msg", *_NAMES) if isinstance(entry.get(name), str)), "")
    place = _place(entry)
    return f"{place}: {words}" if place and words else str(words)


def _place(members: dict[str, Any]) -> str:
    found = members.get("loc") or members.get("pointer") or members.get("field") or members.get("path")
    if isinstance(found, list):
        return ".".join(str(part) for part in found)
    return found if isinstance(found, str) else ""


def _by_member(members: dict[str, Any]) -> list[str]:
    """Return the words of an object that has, for each member that is wrong, a list of sentences."""
    told = [
        f"{name}: {' '.join(value)}"
        for name, value in members.items()
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value)
    ]
    return told[:_MOST_MEMBERS]
