"""The error classes. Each carries a row of the fault table and the details of one occurrence.

The class says which phase of the exchange failed, for ``except``; the fault says exactly what happened. The names
are those that users of requests know, wherever the meaning is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from .fault import Fault
from .phases import ALLOWED, Phase, told
from .speaking import spoken

if TYPE_CHECKING:
    from ..explaining import Explanation


class AntiphonError(Exception):
    """Something went wrong that a fault describes.

    `fault` is the row of the table, `details` the values that fill its sentence. ``str()`` is the explanation in the
    language of the process, which is English unless `speak` chose Spanish; `explanation` gives either language.
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

    def circumstances(self, language: str = "en") -> str:
        """Return a sentence about when and where it happened, in `language`; empty where nothing is known of that."""
        return ""

    def explanation(self, language: str = "en") -> str:
        """Return sentence, circumstances, fix and reference as one line of text."""
        parts = self.sentence(language), self.circumstances(language), self.fix(language)
        reference = f" ({self.fault.rfc})" if self.fault.rfc else ""
        return " ".join(part for part in parts if part) + reference

    def explain(self) -> Explanation:
        """Return all that is known of what led here, block by block; ``str()`` of it is the text."""
        from ..explaining import explain_error

        return explain_error(self)

    def __str__(self) -> str:
        return self.explanation(spoken())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.fault.code}: {self.sentence(spoken())}>"

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: value for name, value in vars(self).items() if name not in ("fault", "details")}
        return _rebuild, (type(self), self.fault, self.details), state


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
    """A request got no usable response. `request` is the request, where one had been made.

    `phase` says how far it had come, `address` with whom (``127.0.0.1:8443``, or the name and port where no address was
    known yet), `elapsed` how many seconds that phase had taken: each None where nobody can tell.
    """

    phase: Phase | None = None
    address: str | None = None
    elapsed: float | None = None
    request: Any = None
    response: Any = None
    """The response, where there was one: an `antiphon.Response`."""
    attempts: tuple[Any, ...] = ()
    """The attempts that failed before this one, where retries are on: `antiphon.FailedAttempt` values."""
    unsent: bool = False
    """Whether not one byte of the request had left: no connection could be had."""

    def __reduce__(self) -> tuple[Any, ...]:
        build, arguments, state = super().__reduce__()
        if self.response is not None:
            # What is left to read of it does not go into another process, and is not waited for.
            state["response"] = self.response.portable()
        return build, arguments, state

    def within(self, phase: Phase, address: str | None, elapsed: float | None) -> Self:
        """Return the error itself, with what is known where it is caught.

        What was known further in stays: who is nearer to what failed knows better.
        """
        self.phase = self.phase or phase
        if self.address is None:
            self.address = address
        if self.elapsed is None:
            self.elapsed = elapsed
        return self

    def allowed(self, total: float | None) -> None:
        """Take note of how many seconds there were for all phases, where that is what matters."""

    def circumstances(self, language: str = "en") -> str:
        """Return in which phase it failed, at which address unless the sentence has it, and after how long."""
        if self.phase is None:
            return ""
        address = self.address
        if address is not None and address in self.sentence(language):
            address = None
        return told(self.phase, address, self.elapsed, language)


class ConnectionError(RequestError):
    """No connection could be made, or one broke before the response was complete."""


class ResolveError(ConnectionError):
    """The host's name has no address."""

    phase: Phase | None = Phase.RESOLVE


class ReachError(RequestError):
    """The client may not connect there; `details` has the ``host`` and what forbids it."""

    phase: Phase | None = Phase.CONNECT


class TLSError(ConnectionError):
    """The TLS handshake failed: certificate, version or name."""


class ProxyError(ConnectionError):
    """A proxy could not be reached, or opened no way to the target."""

    phase: Phase | None = Phase.PROXY


class BrokenResponse(ConnectionError):
    """The response broke the protocol or ended before it was complete."""


class Timeout(RequestError):
    """A limit of time ran out; the subclass says in which phase."""


class ConnectTimeout(ConnectionError, Timeout):
    """No connection within the connect limit."""

    phase: Phase | None = Phase.CONNECT


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

    phase: Phase | None = Phase.POOL


class TotalTimeout(Timeout):
    """The whole exchange, body included, took longer than the total deadline: `limit` seconds, None if not known."""

    limit: float | None = None

    def allowed(self, total: float | None) -> None:
        """Take note of how many seconds there were."""
        self.limit = total

    def circumstances(self, language: str = "en") -> str:
        """Return what is known of when and where, and how many seconds there were."""
        allowed = "" if self.limit is None else ALLOWED.fill({"limit": self.limit}, language)
        return f"{super().circumstances(language)} {allowed}".strip()


class CircuitOpen(RequestError):
    """The origin failed too often of late, so nothing was sent; `details` has the ``seconds`` until a trial."""


class Cancelled(RequestError):
    """The token of the request was cancelled."""


class TooManyRedirects(RequestError):
    """More redirects than allowed, or a loop."""


class DecodingError(RequestError):
    """The content does not decode as its Content-Encoding says, or decodes to more than allowed."""

    phase: Phase | None = Phase.DECODE


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
