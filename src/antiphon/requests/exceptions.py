"""What requests raises and warns of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from urllib3.exceptions import HTTPError as BaseHTTPError

from .compat import JSONDecodeError as CompatJSONDecodeError

if TYPE_CHECKING:
    from .models import PreparedRequest, Request, Response


class RequestException(IOError):
    """Something went wrong with a request. `request` and `response` are the messages, where there were any."""

    response: Response | None
    request: Request | PreparedRequest | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.response = kwargs.pop("response", None)
        self.request = kwargs.pop("request", None)
        if self.response is not None and not self.request:
            self.request = getattr(self.response, "request", self.request)
        super().__init__(*args, **kwargs)


class InvalidJSONError(RequestException):
    """JSON cannot be written or read."""


class JSONDecodeError(InvalidJSONError, CompatJSONDecodeError):
    """The text is not JSON."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        CompatJSONDecodeError.__init__(self, *args)
        # `self.args` is by now the one sentence that JSON's own error makes of its arguments.
        InvalidJSONError.__init__(self, *self.args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...] | str:
        return CompatJSONDecodeError.__reduce__(self)


class HTTPError(RequestException):
    """The response's status is 4xx or 5xx."""


class ConnectionError(RequestException):
    """No connection could be made, or it broke."""


class ProxyError(ConnectionError):
    """The proxy could not be used."""


class SSLError(ConnectionError):
    """TLS could not be set up."""


class Timeout(RequestException):
    """A limit of time ran out: `ConnectTimeout` or `ReadTimeout`."""


class ConnectTimeout(ConnectionError, Timeout):
    """No connection in time. Nothing was sent, so the request can be sent again."""


class ReadTimeout(Timeout):
    """The server sent nothing in time."""


class URLRequired(RequestException):
    """A request needs a URL."""


class TooManyRedirects(RequestException):
    """More redirects than allowed."""


class MissingSchema(RequestException, ValueError):
    """The URL has no scheme, such as ``https://``."""


class InvalidSchema(RequestException, ValueError):
    """No adapter is mounted for the URL's scheme."""


class InvalidURL(RequestException, ValueError):
    """The URL cannot be understood."""


class InvalidHeader(RequestException, ValueError):
    """A header field cannot be sent as it is."""


class InvalidProxyURL(InvalidURL):
    """The URL of a proxy cannot be understood."""


class ChunkedEncodingError(RequestException):
    """The response's chunks are broken."""


class ContentDecodingError(RequestException, BaseHTTPError):
    """The content does not decode as its Content-Encoding says."""


class StreamConsumedError(RequestException, TypeError):
    """The content was streamed already."""


class RetryError(RequestException):
    """The retry policy gave up."""


class UnrewindableBodyError(RequestException):
    """The request's content has to be sent again and cannot be read again."""


class RequestsWarning(Warning):
    """Any warning of requests."""


class FileModeWarning(RequestsWarning, DeprecationWarning):
    """A file to send is open in text mode; its length was taken in bytes."""


class RequestsDependencyWarning(RequestsWarning):
    """A library has a version that was not tried."""
