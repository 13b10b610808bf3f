"""Sending a request in order to explain it: everything that happens on the way is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ...client.session import Session
from ...client.timeouts import DEFAULT_TIMEOUTS, Timeouts, timeouts_of
from ...faults import AntiphonError
from ...net.run import run
from ...semantics.methods import is_safe
from ...semantics.url import url_of
from ...tls.contexts import client_context
from ..exchange import Exchange
from ..from_client import journey_of_notes
from ..recorder import Recorder
from .explanation import Explanation, explanation_of, explanation_of_error
from .spoken import with_tls_tried
from .surroundings import Surroundings, surroundings_of

MOST_CONTENT = 16 * 1024 * 1024
"""How many bytes of content are read, decoded."""
DEADLINE = 30.0
"""Seconds that the whole may take unless the caller says otherwise: what never ends is explained, too."""


def explain(
    url: str,
    method: str = "GET",
    *,
    probe: bool = False,
    times: int = 1,
    settings: Mapping[str, Any] | None = None,
    **options: Any,
) -> Explanation:
    """Send a request and explain all that happened.

    `settings` are those of a `Session`, `options` those of its `request`. With `probe`, a few more safe requests are
    sent to see what the answer does not tell; `times` is how often the request is repeated for the median of its times,
    which is done for safe methods alone. Without `Timeouts`, the whole may take 30 seconds. A failure is explained, not
    raised.
    """
    asked = _Asked(url, method, dict(settings or {}), {**options, "timeout": limited(options.get("timeout"))})
    recorder = Recorder()
    try:
        with Session(trace=recorder, **asked.settings) as session:
            return _explained(session, recorder, asked, probe=probe, times=times)
    except AntiphonError as error:
        if not recorder.noted:
            return explanation_of_error(error)
        recorder.end_by(error)
        journey = with_tls_tried(journey_of_notes(recorder.noted))
        return explanation_of(journey, surroundings=asked.surroundings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be explained. See `explain`."""

    url: str
    method: str
    settings: dict[str, Any]
    options: dict[str, Any]

    @property
    def surroundings(self) -> Surroundings:
        return surroundings_of({**self.settings, **self.options})


def limited(timeout: Any) -> Any:
    """Return `timeout` with a limit for the whole: what never ends is explained, too."""
    if isinstance(timeout, Timeouts):
        return timeout
    return replace(DEFAULT_TIMEOUTS if timeout is None else timeouts_of(timeout), total=DEADLINE)


def _explained(session: Session, recorder: Recorder, asked: _Asked, *, probe: bool, times: int) -> Explanation:
    _load_roots(session, asked)
    _send(session, asked)
    sent = len(recorder.noted)
    if probe:
        from ..rules.probes import send_probes

        send_probes(session, journey_of_notes(recorder.noted), asked.options)
    journey = journey_of_notes(recorder.noted, probes_from=sent)
    if probe:
        from .accepted import with_old_versions_tried

        journey = (*with_old_versions_tried(journey[:sent]), *journey[sent:])
    others = _repeated(session, recorder, asked, times)
    return explanation_of(journey, surroundings=asked.surroundings, others=others)


def _load_roots(session: Session, asked: _Asked) -> None:
    """Read the roots that are trusted before the clock starts: it takes longer than most exchanges.

    The context is kept for equal arguments, so that the session finds it. What cannot be used is told in its place.
    """
    verify = asked.options.get("verify", session.verify)
    with suppress(AntiphonError):
        url = url_of(asked.url)
        if url.scheme == "https" and session.base_url is None:
            client_context(verify=verify, cert=asked.options.get("cert", session.cert), host=url.host, observed=True)


def _send(session: Session, asked: _Asked) -> None:
    """Send, and read as much of the content as is looked at."""
    response = session.request(asked.method, asked.url, **{**asked.options, "stream": True})
    run(response.exchange.read_some(MOST_CONTENT))


def _repeated(session: Session, recorder: Recorder, asked: _Asked, times: int) -> Sequence[Exchange]:
    if not is_safe(asked.method):
        return ()
    others: list[Exchange] = []
    for _ in range(times - 1):
        before = len(recorder.noted)
        _send(session, asked)
        others.append(journey_of_notes(recorder.noted[before:])[-1])
    return others
