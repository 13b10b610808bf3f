"""The error classes. Each carries a row of the fault table and the details of one occurrence.

The class says which phase of the exchange failed, for ``except``; the fault says exactly what happened. The names
are those that users of requests know, wherever the meaning is the same.
"""

from __future__ import annotations

from typing import Any

from .fault import Fault


class AntiphonError(Exception):
    """Something went wrong that a fault describes.

    `fault` is the row of the table, `details` the values that fill its sentence. ``str()`` is the English
    sentence followed by the fix; `explanation` gives either language.
    """

    def __init__(self, fault: Fault, /, **details: Any) -> None:
        super().__init__(fault, details)
        self.fault = fault
        self.details = details

    def sentence(self, language: str = "en") -> str:
        """Return what happened, in `language` (``en`` or ``es``)."""
        return self.fault.sentence.fill(self.details, language)

    def fix(self, language: str = "en") -> str:
        """Return what to do about it, in `language` (``en`` or ``es``)."""
        return self.fault.fix.fill(self.details, language)

    def explanation(self, language: str = "en") -> str:
        """Return sentence, fix and reference as one line of text."""
        reference = f" ({self.fault.rfc})" if self.fault.rfc else ""
        return f"{self.sentence(language)} {self.fix(language)}{reference}"

    def __str__(self) -> str:
        return self.explanation()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.fault.code}: {self.sentence()}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.fault, self.details)


def _rebuild(kind: type[AntiphonError], fault: Fault, details: dict[str, Any]) -> AntiphonError:
    return kind(fault, **details)


class UsageError(AntiphonError, ValueError):
    """An argument, a command line or a configuration cannot be used as given."""


class LibraryMissing(AntiphonError, ModuleNotFoundError):
    """A part of the package needs a library that is not installed; the fix names the extra that brings it."""


class InvalidURL(UsageError):
    """A URL or request target breaks RFC 3986 or RFC 9112."""


class InvalidField(UsageError):
    """A field name or value breaks RFC 9110 §5."""


class NotAsExpected(AntiphonError, AssertionError):
    """What a test expects of the requests did not happen: raised by what stands in for the network."""


class ProtocolError(AntiphonError):
    """A peer sent bytes that break the protocol; `details` has the ``offset`` of the first wrong byte."""


class RequestError(AntiphonError):
    """A request got no usable response. `request` is the request, where one had been made."""

    request: Any = None
    response: Any = None
    attempts: tuple[Any, ...] = ()
    """The attempts that failed before this one, where retries are on: `antiphon.FailedAttempt` values."""
    unsent: bool = False
    """Whether not one byte of the request had left: no connection could be had."""


class ConnectionError(RequestError):
    """No connection could be made, or one broke before the response was complete."""


class ResolveError(ConnectionError):
    """The host's name has no address."""


class ReachError(RequestError):
    """The client may not connect there; `details` has the ``host`` and what forbids it."""


class TLSError(ConnectionError):
    """The TLS handshake failed: certificate, version or name."""


class ProxyError(ConnectionError):
    """A proxy could not be reached, or opened no way to the target; the fault says in which phase."""


class BrokenResponse(ConnectionError):
    """The response broke the protocol or ended before it was complete."""


class Timeout(RequestError):
    """A limit of time ran out; the subclass says in which phase."""


class ConnectTimeout(ConnectionError, Timeout):
    """No connection within the connect limit."""


class TLSTimeout(TLSError, Timeout):
    """No TLS session within the limit for the handshake."""


class ProxyTimeout(ProxyError, ConnectTimeout):
    """A proxy opened no way to the target within the limit."""


class ReadTimeout(Timeout):
    """No byte arrived within the read limit."""


class LowSpeedTimeout(ReadTimeout):
    """Content arrived, but more slowly than the limit `low_speed` allows."""


class WriteTimeout(Timeout):
    """The peer accepted no byte within the write limit."""


class PoolTimeout(Timeout):
    """No connection of the pool became free within the pool limit."""


class TotalTimeout(Timeout):
    """The whole exchange, body included, took longer than the total deadline."""


class CircuitOpen(RequestError):
    """The origin failed too often of late, so nothing was sent; `details` has the ``seconds`` until a trial."""


class Cancelled(RequestError):
    """The token of the request was cancelled."""


class TooManyRedirects(RequestError):
    """More redirects than allowed, or a loop."""


class DecodingError(RequestError):
    """The content does not decode as its Content-Encoding says, or decodes to more than allowed."""


class ContentTooLarge(DecodingError):
    """The decoded content exceeds the limit."""


class DownloadError(RequestError):
    """A download could not be kept, or what came is not what was to come."""


class AuthenticationError(RequestError):
    """Credentials could not be obtained, or the other side did not prove that it knows them."""


class StreamConsumed(RequestError):
    """The content was streamed already and is not kept."""


class HTTPError(RequestError):
    """The response's status is 4xx or 5xx and `raise_for_status` was called."""


class JSONDecodeError(RequestError, ValueError):
    """The content is not JSON; the message names its content type."""
