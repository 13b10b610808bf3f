"""Authentication fields (RFC 9110 §11): credentials to send, and the challenges that ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..faults import InvalidField, ProtocolError
from ..faults.content import CHALLENGE_INVALID, CREDENTIALS_WITH_CONTROL, TOKEN_INVALID, USER_WITH_COLON

_SCHEME_NAME = re.compile(
    r"[A-Za-z]{2,10}|api-?key|aws4-hmac-sha256|googlelogin|privatetoken|scram-sha-(?:1|256)|zoho-oauthtoken",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*")

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_SCHEME = re.compile(_TOKEN)
_QUOTED = r"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"
_PARAMETER = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*(?:({_TOKEN})|"({_QUOTED})")')
_QUOTED_PAIR = re.compile(r"\\(.)")
_SPACES = re.compile(r"[ \t]*")
_SEPARATOR = re.compile(r"[ \t]*(?:,[ \t,]*|\Z)")


def basic(user: str, password: str) -> str:
    """Return the Authorization value for Basic (RFC 7617), in UTF-8.

    Raises InvalidField for a colon in `user`, which would shift the boundary to the password, and for
    controls.
    """
    colon = user.find(":")
    if colon >= 0:
        raise InvalidField(USER_WITH_COLON, offset=colon)
    credentials = f"{user}:{password}"
    control = _CONTROL.search(credentials)
    if control:
        raise InvalidField(CREDENTIALS_WITH_CONTROL, offset=control.start())
    from base64 import b64encode

    return "Basic " + b64encode(credentials.encode()).decode("ascii")


def bearer(token: str) -> str:
    """Return the Authorization value for a bearer token (RFC 6750 §2.1). InvalidField for other syntax."""
    match = _TOKEN68.match(token)
    end = match.end() if match else 0
    if end == 0 or end < len(token):
        raise InvalidField(TOKEN_INVALID, offset=end)
    return f"Bearer {token}"


def scheme_of(credentials: str) -> str | None:
    """Return the scheme of an Authorization value, None where it begins with none that is known, or short letters.

    What many send there without a scheme is the secret itself, which must not be told as if it were one.
    """
    scheme, space, _ = credentials.partition(" ")
    return scheme if space and _SCHEME_NAME.fullmatch(scheme) else None


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge of WWW-Authenticate or Proxy-Authenticate (RFC 9110 §11.3).

    `scheme` and the names in `parameters` are lower-case, as both compare without case. `token68` is what
    schemes such as Negotiate send instead of parameters; it can be secret, so ``repr()`` leaves it out.
    """

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    token68: str | None = field(default=None, repr=False)

    @property
    def realm(self) -> str | None:
        """The protection space (RFC 9110 §11.5), None where the challenge names none."""
        return self.parameters.get("realm")


def parse_challenges(value: str) -> list[Challenge]:
    """Return the challenges of one WWW-Authenticate value, which may hold several (RFC 9110 §11.6.1).

    Raises ProtocolError, with the ``offset`` of the character that breaks the grammar. A parameter named
    twice breaks it too (§11.2).
    """
    challenges = []
    position = _after_commas(value)
    while position < len(value):
        challenge, position = _challenge(value, position)
        challenges.append(challenge)
    return challenges


def parse_parameters(value: str) -> Mapping[str, str]:
    """Return the parameters of an Authentication-Info value, their names in lower case (RFC 9110 §11.6.3).

    Raises ProtocolError as `parse_challenges` does.
    """
    parameters, end = _parameters(value, _after_commas(value))
    if end < len(value):
        raise ProtocolError(CHALLENGE_INVALID, offset=end)
    return MappingProxyType(parameters)


def _after_commas(value: str) -> int:
    return len(value) - len(value.lstrip(" \t,"))


def _challenge(value: str, position: int) -> tuple[Challenge, int]:
    scheme = _SCHEME.match(value, position)
    if scheme is None:
        raise ProtocolError(CHALLENGE_INVALID, offset=position)
    name = scheme[0].lower()
    end = _element_end(value, scheme.end())
    if end is not None and not _PARAMETER.match(value, end):
        return Challenge(name), end
    # Before the first parameter there may be empty elements of the list (§5.6.1.2).
    start = _after_spaces(value, scheme.end()) if end is None else end
    token = _TOKEN68.match(value, start) if start > scheme.end() else None
    end = _element_end(value, token.end()) if token else None
    if token and end is not None:
        return Challenge(name, token68=token[0]), end
    parameters, end = _parameters(value, start)
    return Challenge(name, MappingProxyType(parameters)), end


def _parameters(value: str, position: int) -> tuple[dict[str, str], int]:
    """Read parameters from `position` on, up to the end or to the scheme of the next challenge."""
    parameters: dict[str, str] = {}
    match = _PARAMETER.match(value, position)
    if match is None:
        raise ProtocolError(CHALLENGE_INVALID, offset=position)
    while match:
        name = match[1].lower()
        end = _element_end(value, match.end())
        if end is None or name in parameters:
            raise ProtocolError(CHALLENGE_INVALID, offset=match.end() if end is None else position)
        parameters[name] = match[2] if match[2] is not None else _QUOTED_PAIR.sub(r"\1", match[3])
        position = end
        match = _PARAMETER.match(value, position)
    return parameters, position


def _after_spaces(value: str, position: int) -> int:
    spaces = _SPACES.match(value, position)
    return spaces.end() if spaces else position


def _element_end(value: str, position: int) -> int | None:
    """Return where the next list element begins if one ends at `position`, None where it goes on."""
    separator = _SEPARATOR.match(value, position)
    return separator.end() if separator else None
