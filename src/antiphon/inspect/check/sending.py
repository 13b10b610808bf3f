"""How the check sends: without redirects, patient with servers that limit the rate, and keeping every response."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ...semantics.retry_after import retry_after

if TYPE_CHECKING:
    from ...client.request import AuthInput
    from ...client.response import Response
    from ...client.session import Session
    from ...semantics.url import URL

_LONGEST_WAIT = 60.0
_TRIES = 4
_MOST_CONTENT = 16 * 1024 * 1024


class Sender:
    """Sends requests through `session`; `kept` are the responses since it was last emptied.

    A 429 is no answer to any question of a probe, so what it is for is sent again when its Retry-After is over.
    """

    def __init__(self, session: Session, wait: Callable[[float], object] = time.sleep) -> None:
        self.session = session
        self.kept: list[Response] = []
        self._wait = wait

    def send(
        self,
        method: str,
        url: URL,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        auth: AuthInput = None,
    ) -> Response:
        """Return the response to a request. Raises `RequestError` where there is none."""
        for _ in range(_TRIES - 1):
            response = self._send(method, url, headers, content, auth)
            seconds = _asked_to_wait(response)
            if seconds is None:
                return response
            self._wait(seconds)
        return self._send(method, url, headers, content, auth)

    def _send(
        self, method: str, url: URL, headers: Mapping[str, str] | None, content: bytes | None, auth: AuthInput
    ) -> Response:
        chosen = self.session.auth if auth is None else auth
        response = self.session.request(
            method,
            url,
            headers=headers,
            data=content,
            auth=chosen,
            allow_redirects=False,
            max_content=_MOST_CONTENT,
        )
        self.kept.append(response)
        return response


def _asked_to_wait(response: Response) -> float | None:
    """Return how many seconds the server wants to be left alone, None where it answered, or wants too much."""
    if response.status_code != 429:
        return None
    seconds = retry_after(response.headers.get_all("retry-after"), time.time())
    return seconds if seconds is not None and seconds <= _LONGEST_WAIT else None
