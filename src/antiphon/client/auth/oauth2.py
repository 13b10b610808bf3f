"""Access tokens by client credentials, fetched when they are needed (RFC 6749 §4.4, RFC 6750)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ...faults import AuthenticationError, UsageError
from ...faults.authentication import (
    TOKEN_ANSWER_UNUSABLE,
    TOKEN_CLIENT_REFUSED,
    TOKEN_GRANT_REFUSED,
    TOKEN_REFUSED,
    TOKEN_SCOPE_REFUSED,
    TOKEN_SETTING_UNUSABLE,
    TOKEN_URL_INSECURE,
)
from ...semantics.authentication import basic
from ...semantics.fields import Fields
from ...semantics.forms import MEDIA_TYPE, encode_form
from ...semantics.hosts import is_loopback
from ...semantics.tokens import Nonsense, Refusal, Token, read_token_answer
from ...semantics.url import url_of
from ..content import Whole
from ..plan import Plan, plan_after
from ..request import Request
from .challenges import challenges_of
from .flow import make_room
from .single_flight import SingleFlight

if TYPE_CHECKING:
    from ..response import Response
    from ..sending import Send, Surroundings

_LARGEST_ANSWER = 1024 * 1024
_REFUSALS = {
    "invalid_client": TOKEN_CLIENT_REFUSED,
    "invalid_grant": TOKEN_GRANT_REFUSED,
    "unauthorized_client": TOKEN_GRANT_REFUSED,
    "unsupported_grant_type": TOKEN_GRANT_REFUSED,
    "invalid_scope": TOKEN_SCOPE_REFUSED,
}


class OAuth2:
    """A bearer token, got from `token_url` by the client's own credentials and got anew before it expires.

    `scope` is what to ask for, names separated by spaces; `parameters` are further ones for the token request, such as
    ``audience``. `client_auth` is how the client shows who it is: ``basic`` or ``body`` (RFC 6749 §2.3.1). `leeway` is
    how many seconds before its end a token counts as expired.

    One object may serve many sessions and threads; however many requests of a session need a token at once, one is
    asked for. Where the server calls a token invalid, it is got anew and the request sent once more.
    Raises `UsageError` for a `token_url` that is not https (http is for this machine), and, from requests,
    `AuthenticationError` where no token is given.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str,
        *,
        scope: str | None = None,
        parameters: Mapping[str, str] | None = None,
        client_auth: Literal["basic", "body"] = "basic",
        leeway: float = 30.0,
    ) -> None:
        self.token_url = url_of(token_url)
        if self.token_url.scheme != "https" and not is_loopback(self.token_url.host):
            raise UsageError(TOKEN_URL_INSECURE, host=self.token_url.host)
        if client_auth not in ("basic", "body"):
            raise UsageError(
                TOKEN_SETTING_UNUSABLE, setting="client_auth", value=ascii(client_auth), allowed="'basic', 'body'"
            )
        self.client_id = client_id
        self._leeway = leeway
        self._secret = client_secret
        form: dict[str, str] = {"grant_type": "client_credentials", **(parameters or {})}
        if scope:
            form["scope"] = scope
        self._fields = Fields([("Accept", "application/json"), ("Content-Type", MEDIA_TYPE)])
        if client_auth == "basic":
            # Both are encoded first (RFC 6749 §2.3.1), which also makes a colon in client_id harmless.
            self._fields["Authorization"] = basic(_form_encoded(client_id), _form_encoded(client_secret))
        else:
            form |= {"client_id": client_id, "client_secret": client_secret}
        self._content = Whole(encode_form(form))
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._flight: SingleFlight[Token] = SingleFlight()

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends a request with a token."""

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            async def token_but(refused: Token | None) -> Token:
                return await self._token_but(refused, send, surroundings, request, plan, deadline)

            token = await token_but(None)
            response = await send(_with(token, request), plan, deadline)
            if not _says_invalid(response):
                return response
            await make_room(response, request)
            again = await send(_with(await token_but(token), request), plan, deadline)
            again.history = [response]
            return again

        return sending

    async def _token_but(
        self,
        refused: Token | None,
        send: Send,
        surroundings: Surroundings,
        request: Request,
        plan: Plan,
        deadline: float | None,
    ) -> Token:
        """Return a good token other than `refused`: the one at hand, or one that is got for all who wait for it."""

        async def fetch() -> Token:
            # Between the look above and this one, another may have brought it.
            return self._at_hand(refused, surroundings) or await self._fetch(
                send, surroundings, request, plan, deadline
            )

        while True:
            token = self._at_hand(refused, surroundings)
            if token is None:
                token = await self._flight.run(surroundings.network, fetch, deadline, self.token_url.host)
            if token is not refused:
                return token

    def _at_hand(self, refused: Token | None, surroundings: Surroundings) -> Token | None:
        with self._lock:
            token = self._token
        if token is None or token is refused or not token.is_good_at(surroundings.clock()):
            return None
        return token

    async def _fetch(
        self, send: Send, surroundings: Surroundings, request: Request, plan: Plan, deadline: float | None
    ) -> Token:
        asking = Request("POST", self.token_url, self._fields.copy(), self._content)
        if "user-agent" in request.headers:
            asking.headers["User-Agent"] = request.headers["User-Agent"]
        response = await send(asking, self._plan(plan, request, asking), deadline)
        content = await response.exchange.read_whole()
        answer = read_token_answer(response.status_code, content, surroundings.clock())
        if not isinstance(answer, Token):
            raise self._refused(response.status_code, answer)
        # One that lives less long than the leeway still has to serve the request it is for.
        token = answer.ending_earlier(self._leeway)
        with self._lock:
            self._token = token
        return token

    def _plan(self, plan: Plan, request: Request, asking: Request) -> Plan:
        """Return how a token is asked for: by the limits of the request it is for, and none of its credentials."""
        return replace(
            plan_after(plan, request, asking),
            follow=False,
            stream=False,
            authenticate=None,
            flow=None,
            cookies=(),
            on_upload=None,
            on_download=None,
            on_interim=None,
            max_content=_LARGEST_ANSWER,
        )

    def _refused(self, status: int, answer: Refusal | Nonsense) -> AuthenticationError:
        host = self.token_url.host
        if isinstance(answer, Nonsense):
            return AuthenticationError(TOKEN_ANSWER_UNUSABLE, host=host, status=status, problem=answer.problem)
        fault = _REFUSALS.get(answer.error, TOKEN_REFUSED)
        description = answer.description.replace(self._secret, "[masked]") if self._secret else answer.description
        return AuthenticationError(fault, host=host, status=status, error=answer.error, description=description)

    def __repr__(self) -> str:
        return f"<OAuth2 {self.client_id} at {self.token_url.host}>"


def _with(token: Token, request: Request) -> Request:
    sent = request.copy()
    sent.headers["Authorization"] = f"Bearer {token.value}"
    return sent


def _says_invalid(response: Response) -> bool:
    """Tell whether the server refuses the token as expired, revoked or malformed (RFC 6750 §3.1)."""
    return any(
        challenge.scheme == "bearer" and challenge.parameters.get("error") == "invalid_token"
        for challenge in challenges_of(response)
    )


def _form_encoded(text: str) -> str:
    return encode_form({"": text}).decode("ascii").removeprefix("=")
