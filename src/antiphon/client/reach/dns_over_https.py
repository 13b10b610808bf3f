"""Addresses from a server for DNS over HTTPS (RFC 8484)."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...faults import InvalidURL, ProtocolError, RequestError, ResolveError, UsageError
from ...faults.resolving import DNS_SERVER_ANSWER, DNS_SERVER_FAILED, DNS_SERVER_URL
from ...net.network import Address
from ...net.resolver import numeric_address, system_addresses
from ...semantics.dns import MAX_MESSAGE, MEDIA_TYPE, Answer, Kind, question, read_answer
from ...semantics.hosts import is_loopback
from ...semantics.url import URL, url_of
from .address_cache import AddressCache

if TYPE_CHECKING:
    from ..response import BlockingResponse
    from ..session import Session

_METHODS = ("GET", "POST")
_FAMILIES = (Kind.AAAA, Kind.A)
_OK = 200


class DNSOverHTTPS:
    """A resolver that asks the server at `url`, an https one. May be shared by sessions and threads.

    `bootstrap` are the addresses of the server itself; without them, and without an address in `url`, the system is
    asked for its name. `method` is GET, which caches between may answer, or POST. `timeout` is how many seconds one
    question may take. `verify` is as for `antiphon.Session`. Answers are kept as long as they say, at most a day.
    localhost and names below it are never asked for (RFC 6761 §6.3). Raises `UsageError`.
    """

    def __init__(
        self,
        url: str,
        *,
        bootstrap: str | Iterable[str] = (),
        method: str = "GET",
        timeout: float = 5.0,
        verify: bool | str | Path | bytes = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = _checked(url)
        if method not in _METHODS:
            raise UsageError(DNS_SERVER_URL, value=ascii(method))
        self._bootstrap = (bootstrap,) if isinstance(bootstrap, str) else tuple(bootstrap)
        self._method = method
        self._timeout = timeout
        self._verify = verify
        self._clock = clock
        self._known: AddressCache[tuple[str, ...]] = AddressCache()
        self._lock = threading.Lock()
        self._session: Session | None = None

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Return the addresses of `host`. Raises `ResolveError` that names the server where it is to blame."""
        if is_loopback(host):
            return system_addresses(host, port)
        spelled = [numeric_address(each, port) for each in self._addresses(host)]
        return [address for address in spelled if address is not None]

    def _addresses(self, host: str) -> tuple[str, ...]:
        known = self._known.get(host, self._clock())
        if known is not None:
            return known
        asked_at = self._clock()
        answers = [answer for kind in _FAMILIES if (answer := self._ask(host, kind)).addresses]
        addresses = tuple(address for answer in answers for address in answer.addresses)
        if addresses:
            self._known.put(host, addresses, asked_at + min(answer.ttl for answer in answers))
        return addresses

    def _ask(self, host: str, kind: Kind) -> Answer:
        """Return the server's answer; the seconds that a cache has had it count against its own (RFC 8484 §5.1)."""
        message = question(host, kind)
        try:
            response = self._exchange(message)
            # A cookie would tell the server who asks (RFC 8484 §8.2).
            self._opened().cookies.clear()
            if response.status_code != _OK or response.headers.get("content-type") != MEDIA_TYPE:
                raise self._no_answer(host, response)
            answer = read_answer(response.content, host, kind)
            return Answer(answer.addresses, answer.ttl - _age(response))
        except ResolveError as error:
            if error.details.get("host") == host:
                raise
            raise self._failed(host, error) from error
        except (RequestError, ProtocolError) as error:
            raise self._failed(host, error) from error

    def _exchange(self, message: bytes) -> BlockingResponse:
        session = self._opened()
        if self._method == "POST":
            return session.post(self.url, message, allow_redirects=False)
        encoded = base64.urlsafe_b64encode(message).rstrip(b"=").decode("ascii")
        return session.get(self.url, {"dns": encoded}, allow_redirects=False)

    def _opened(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = self._new_session()
            return self._session

    def _new_session(self) -> Session:
        from ...semantics.retrying import Retries
        from ..session import Session
        from ..timeouts import Timeouts

        given = {self.url.host: self._bootstrap} if self._bootstrap else None
        return Session(
            headers={"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE if self._method == "POST" else None},
            timeout=Timeouts(total=self._timeout),
            verify=self._verify,
            max_content=MAX_MESSAGE,
            trust_env=False,
            hsts=False,
            # To ask twice changes nothing, whatever the method.
            retries=Retries(most=1, statuses=frozenset(), methods=frozenset({"POST"}), backoff=0),
            resolver=given,
        )

    def _no_answer(self, host: str, response: BlockingResponse) -> ResolveError:
        kind = ascii(response.headers.get("content-type", "–"))[:80]
        return ResolveError(
            DNS_SERVER_ANSWER, server=str(self.url), host=host, status=response.status_code, media_type=kind
        )

    def _failed(self, host: str, error: RequestError | ProtocolError) -> ResolveError:
        return ResolveError(DNS_SERVER_FAILED, server=str(self.url), host=host, cause=error)

    def close(self) -> None:
        """Close the connections to the server. The next question opens new ones."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def __repr__(self) -> str:
        return f"<DNSOverHTTPS {self.url}>"


def _checked(url: str) -> URL:
    try:
        parsed = url_of(url)
    except InvalidURL as error:
        raise UsageError(DNS_SERVER_URL, value=ascii(url)) from error
    if parsed.scheme != "https":
        raise UsageError(DNS_SERVER_URL, value=ascii(url))
    return parsed


def _age(response: BlockingResponse) -> int:
    text = response.headers.get("age") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
