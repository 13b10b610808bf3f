"""The options of curl that say something about a request, and those that say nothing about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...faults import UsageError
from ...faults.curl import CURL_OPTION_UNKNOWN, CURL_OPTION_WITHOUT_VALUE


@dataclass(frozen=True, slots=True)
class Flag:
    """An option: its long `name`, its `letter` if it has one, and whether a value follows."""

    name: str
    letter: str = ""
    takes_value: bool = True


_WITH_VALUE = (
    "request:X header:H data:d data-ascii data-raw data-binary data-urlencode json form:F form-string user:u cookie:b "
    "user-agent:A referer:e proxy:x cacert cert:E key max-time:m connect-timeout max-redirs unix-socket url "
    "oauth2-bearer upload-file:T interface output:o write-out:w dump-header:D cookie-jar:c retry url-query range:r"
)
_WITHOUT_VALUE = (
    "insecure:k location:L head:I get:G compressed digest basic silent:s show-error:S include:i verbose:v fail:f "
    "http1.1 http2 http3 globoff:g no-progress-meter remote-name:O no-buffer:N ipv4:4 ipv6:6 tlsv1.2 tlsv1.3 "
    "fail-with-body path-as-is no-keepalive progress-bar:#"
)


def _flags(text: str, *, takes_value: bool) -> list[Flag]:
    parts = (word.partition(":") for word in text.split())
    return [Flag(name, letter, takes_value) for name, _, letter in parts]


_FLAGS = (*_flags(_WITH_VALUE, takes_value=True), *_flags(_WITHOUT_VALUE, takes_value=False))
_BY_NAME: Mapping[str, Flag] = {flag.name: flag for flag in _FLAGS}
_BY_LETTER: Mapping[str, Flag] = {flag.letter: flag for flag in _FLAGS if flag.letter}


def options_of(words: list[str]) -> list[tuple[str, str]]:
    """Return the options in `words` as names and values, in order; a URL is the value of ``url``.

    Raises `UsageError` for an option that is not known, and for one whose value is missing.
    """
    found: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            found.append(_long(word[2:], rest))
        elif word.startswith("-") and len(word) > 1 and word != "--":
            found += _short(word[1:], rest)
        elif word != "--":
            found.append(("url", word))
    return found


def _long(name: str, rest: Iterator[str]) -> tuple[str, str]:
    flag = _BY_NAME.get(name)
    if flag is None:
        raise UsageError(CURL_OPTION_UNKNOWN, option=f"--{name}")
    return flag.name, _value(f"--{name}", rest) if flag.takes_value else ""


def _short(letters: str, rest: Iterator[str]) -> list[tuple[str, str]]:
    """Return the options of a word such as ``-sSXPOST``: what follows one that takes a value is its value."""
    found: list[tuple[str, str]] = []
    for place, letter in enumerate(letters):
        flag = _BY_LETTER.get(letter)
        if flag is None:
            raise UsageError(CURL_OPTION_UNKNOWN, option=f"-{letter}")
        if flag.takes_value:
            attached = letters[place + 1 :]
            return [*found, (flag.name, attached or _value(f"-{letter}", rest))]
        found.append((flag.name, ""))
    return found


def _value(written: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise UsageError(CURL_OPTION_WITHOUT_VALUE, option=written)
    return value
