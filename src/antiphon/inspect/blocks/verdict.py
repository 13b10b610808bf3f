"""Block 1: in a sentence each, what happened, whose side it is on, what to do next, and whether to try again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...faults import AntiphonError, RequestError, Text, Timeout, TLSError
from ...faults.fault import Severity, Side
from ...faults.findings_cross_origin import CORS_PREFLIGHT_STATUS
from ...faults.findings_statuses import STATUS_NOT_REGISTERED
from ...semantics.methods import is_idempotent
from ...semantics.redirects import REDIRECT_STATUSES
from ...semantics.retry_after import retry_after
from ...semantics.status import CLASSES, STATUSES, treat_as
from ..exchange import Exchange, Journey, RequestMessage
from ..finding import Finding
from ..rules.connections import rule_of
from .block import Block, Fact
from .own_words import own_words

_TITLE = Text("Verdict", "Veredicto")

_SIDES = {
    Side.CLIENT: Text("The client's side.", "Del lado del cliente."),
    Side.SERVER: Text("The server's side.", "Del lado del servidor."),
    Side.NETWORK: Text(
        "Between the two ends: the network, or what they do not agree on.",
        "Entre los dos extremos: la red, o aquello en lo que no concuerdan.",
    ),
    Side.USER: Text("The command or the program that asked.", "De la orden o el programa que preguntó."),
}
_NOBODY = Text("Nobody's: it worked.", "De nadie: funcionó.")
_WORKED = {
    Side.CLIENT: Text(
        "It worked. What could be better is on the client's side.",
        "Funcionó. Lo que podría ir mejor está del lado del cliente.",
    ),
    Side.SERVER: Text(
        "It worked. What could be better is on the server's side.",
        "Funcionó. Lo que podría ir mejor está del lado del servidor.",
    ),
    Side.NETWORK: Text(
        "It worked. What could be better lies between the two.",
        "Funcionó. Lo que podría ir mejor está entre los dos.",
    ),
    Side.USER: Text(
        "It worked. What could be better is in the command or the program that asked.",
        "Funcionó. Lo que podría ir mejor está en la orden o el programa que preguntó.",
    ),
}

_OF_STATUS = frozenset({1, 5, 6, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 25, 26, 28, 44, 45})
"""The rules that say why a status came; what another one finds in an error is beside the point."""
_OF_REDIRECT = frozenset({10, 11})
"""The rules that say of a redirect why what it led to is refused."""
_ERROR_IN_SUCCESS = 26
_METHOD_CHANGED = 10
_CLIENT_MISTAKE = 28
_OF_FAILURE = frozenset({1, 2, 5, 12})
"""The rules that say more of a failure than its error does: a missing certificate, the other protocol, the circle."""


def verdict(journey: Journey, findings: Sequence[Finding], now: float) -> Block:
    """Return the verdict on `journey`, whose last exchange that is no probe counts; `now` in seconds since 1970."""
    exchange = last_of(journey)
    return Block(1, "verdict", _TITLE, tuple(() if exchange is None else _facts(journey, exchange, findings, now)))


def last_of(journey: Journey) -> Exchange | None:
    """Return the exchange that the user is left with."""
    return next((each for each in reversed(journey) if not each.probe), None)


def grade_of(journey: Journey, findings: Sequence[Finding]) -> Severity | None:
    """Return how bad it is: an error where the request failed, None where all is well."""
    exchange = last_of(journey)
    if exchange is None or exchange.error is not None or _status(exchange) >= 400:
        return Severity.ERROR
    worst = _worst(findings)
    return None if worst is None else worst.severity


def _status(exchange: Exchange) -> int:
    return 0 if exchange.response is None else exchange.response.status


def _worst(findings: Sequence[Finding]) -> Finding | None:
    return next((each for each in findings if each.severity is not Severity.NOTE), None)


def _facts(journey: Journey, exchange: Exchange, findings: Sequence[Finding], now: float) -> Iterator[Fact]:
    cause = _cause(journey, exchange, findings)
    yield _outcome(journey, exchange, cause)
    yield from _why(exchange, cause)
    yield from _said(exchange, cause)
    yield from _circumstances(exchange)
    yield _whose(exchange, cause)
    yield _next(exchange, cause, now)
    yield _retry(exchange, now, _asked(journey, exchange))


def _cause(journey: Journey, exchange: Exchange, findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that says most of why it came to this, None where the error or the status says it all."""
    if exchange.error is not None:
        said = exchange.error.fault
        return next((each for each in findings if _tells_more(each) and each.fault is not said), None)
    if _status(exchange) < 400:
        return _worst(findings)
    last = next(index for index, each in enumerate(journey) if each is exchange)
    on_the_way = (each for each in findings if each.rule in _OF_REDIRECT and each.severity is Severity.ERROR)
    of_status = [each for each in findings if _is_of_status(each) and each.exchange == last]
    side = Side.SERVER if _status(exchange) >= 500 else Side.CLIENT
    return next(on_the_way, min(of_status, key=lambda each: _weight(each, side), default=None))


def _is_of_status(finding: Finding) -> bool:
    return finding.rule in _OF_STATUS or finding.fault is CORS_PREFLIGHT_STATUS


def _weight(finding: Finding, side: Side) -> tuple[bool, int, int]:
    """Order what says why a status came: errors first, notes of the other side last, else those of `side` first.

    Before all comes that a preflight got it, whatever the status wants: browsers send none of that with one.
    """
    is_own = finding.side is side
    return (finding.fault is not CORS_PREFLIGHT_STATUS, _WEIGHTS[finding.severity], 0 if is_own else 1)


_WEIGHTS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _tells_more(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.rule in _OF_FAILURE


# -- what happened -----------------------------------------------------------------------------------------------------


def _outcome(journey: Journey, exchange: Exchange, cause: Finding | None) -> Fact:
    label, error, response = Text("What happened", "Qué pasó"), exchange.error, exchange.response
    if error is not None:
        fault, details = (error.fault, error.details) if cause is None else (cause.fault, cause.details)
        return Fact("outcome", label, error.fault.code, fault.sentence, details, fault.rfc, coded=True)
    if response is None:
        return Fact("outcome", label, None, Text("There is no response.", "No hay respuesta."))
    known = STATUSES.get(response.status)
    meaning = known.meaning if known is not None else CLASSES.get(response.status // 100, Text("", ""))
    rfc = known.rfc if known is not None else "RFC 9110 §15"
    broken = cause is not None and _is_contradicted(exchange, cause)
    return Fact(
        "outcome",
        label,
        response.status,
        Text("{status} {reason}{way}. {meaning}", "{status} {reason}{way}. {meaning}"),
        {
            "status": response.status,
            "reason": response.reason or (known.phrase if known else ""),
            "way": _Way(journey, exchange),
            "meaning": cause.fault.sentence.of(**cause.details) if cause is not None and broken else meaning,
        },
        cause.fault.rfc if cause is not None and broken else rfc,
        coded=True,
    )


def _why(exchange: Exchange, cause: Finding | None) -> Iterator[Fact]:
    """Yield what was found of why the status says no, where the outcome has not told it."""
    told = cause is None or exchange.error is not None or _is_contradicted(exchange, cause)
    if cause is not None and not told and _status(exchange) >= 400:
        fault = cause.fault
        yield Fact("cause", Text("Why", "Por qué"), fault.code, fault.sentence, cause.details, fault.rfc, coded=True)


def _is_contradicted(exchange: Exchange, cause: Finding) -> bool:
    """Tell whether `cause` says the contrary of what the status says."""
    status = _status(exchange)
    if status >= 400:
        # A 5xx says that the client did nothing wrong.
        return cause.severity is Severity.ERROR and (status not in STATUSES or cause.rule == _CLIENT_MISTAKE)
    return cause.severity is Severity.ERROR or cause.rule in (_ERROR_IN_SUCCESS, _METHOD_CHANGED)


class _Way:
    """How long it took, over what, from where, and after how many redirects; as far as that is known."""

    def __init__(self, journey: Journey, exchange: Exchange) -> None:
        self._hops = [each for each in journey if not each.probe]
        self._exchange = exchange

    def sentence(self, language: str) -> str:
        """Return it as the end of a sentence."""
        return "".join(self._parts(spanish=language == "es"))

    def _parts(self, *, spanish: bool) -> Iterator[str]:
        totals = [each.phases.total for each in self._hops if each.phases.total is not None]
        statuses = [each.response.status for each in self._hops[:-1] if each.response is not None]
        redirects = sum(status in REDIRECT_STATUSES for status in statuses)
        if totals:
            yield f" {'en' if spanish else 'in'} {sum(totals) * 1000:.1f} ms"
        facts = self._exchange.connection
        if facts is not None:
            version = None if facts.tls is None else facts.tls.version or "TLS"
            over = version or ("HTTP sin cifrar" if spanish else "plain HTTP")
            yield f" {'por' if spanish else 'over'} {over}"
            if facts.peer_address:
                yield f", {facts.peer_address}"
            if facts.proxy is not None:
                yield f", {'a través del proxy' if spanish else 'through the proxy'} {facts.proxy}"
        if redirects:
            word = ("redirección" if redirects == 1 else "redirecciones") if spanish else "redirect"
            yield f", {'tras' if spanish else 'after'} {redirects} {word}{'' if spanish or redirects == 1 else 's'}"


def _said(exchange: Exchange, cause: Finding | None) -> Iterator[Fact]:
    """Yield what the server itself says of an error, most of all in a problem (RFC 9457 §3.1)."""
    response = exchange.response
    if exchange.error is not None or response is None:
        return
    if response.status < 400 and (cause is None or cause.rule != _ERROR_IN_SUCCESS):
        return
    words = own_words(response)
    if words is not None:
        label = Text("The server says", "Dice el servidor")
        yield Fact("said", label, words, Text("{words}", "{words}"), {"words": words}, "RFC 9457 §3.1", coded=True)


def _circumstances(exchange: Exchange) -> Iterator[Fact]:
    error = exchange.error
    if isinstance(error, RequestError) and error.phase is not None:
        yield Fact(
            "phase",
            Text("When", "Cuándo"),
            str(error.phase),
            Text("{told}", "{told}"),
            {"told": _Told(error)},
            coded=True,
        )


class _Told:
    """The circumstances of an error, told in the language of the sentence around them."""

    def __init__(self, error: RequestError) -> None:
        self._error = error

    def sentence(self, language: str) -> str:
        """Return them."""
        return self._error.circumstances(language)


# -- whose, and what now -----------------------------------------------------------------------------------------------


def _whose(exchange: Exchange, cause: Finding | None) -> Fact:
    side = _side(exchange, cause)
    if side is None:
        sentence = _NOBODY
    elif exchange.error is not None or _status(exchange) >= 400 or cause is None or _is_contradicted(exchange, cause):
        sentence = _SIDES[side]
    else:
        sentence = _WORKED[side]
    return Fact("side", Text("Whose", "De quién"), None if side is None else side.value, sentence, coded=True)


def _side(exchange: Exchange, cause: Finding | None) -> Side | None:
    if exchange.error is not None:
        return exchange.error.fault.side if cause is None else cause.side
    if cause is not None and (cause.severity is Severity.ERROR or _status(exchange) < 400):
        return cause.side
    if _status(exchange) >= 500:
        return Side.SERVER
    return Side.CLIENT if _status(exchange) >= 400 else None


_LATER_STATUSES = frozenset({429, 503})
_WAIT = Text(
    "Wait, longer after each try: the server does not say how long.",
    "Espere, más tras cada intento: el servidor no dice cuánto.",
)


_ALLOWED = Text("Use a method that Allow lists: {methods}.", "Use un método de los que lista Allow: {methods}.")


def _allowed(exchange: Exchange) -> str:
    """Return the methods that a 405 lists, empty where it is none or lists none."""
    response = exchange.response
    if response is None or response.status != 405:
        return ""
    return ", ".join(name for part in response.fields.get("allow", "").split(",") if (name := part.strip(" \t")))


def _next(exchange: Exchange, cause: Finding | None, now: float) -> Fact:
    label = Text("What to do", "Qué hacer")
    if cause is not None:
        return Fact("next", label, cause.code, cause.fault.fix, cause.details, cause.fault.rfc, coded=True)
    if exchange.error is not None:
        fault = exchange.error.fault
        return Fact("next", label, fault.code, fault.fix, exchange.error.details, fault.rfc, coded=True)
    status = _status(exchange)
    known = STATUSES.get(status)
    if known is None and status >= 400:
        return Fact("next", label, None, STATUS_NOT_REGISTERED.fix, {"treated": treat_as(status)}, "RFC 9110 §15")
    if known is None:
        return Fact("next", label, None, Text("Nothing.", "Nada."))
    allowed = _allowed(exchange)
    if allowed:
        return Fact("next", label, known.code, _ALLOWED, {"methods": allowed}, known.rfc, coded=True)
    if known.code in _LATER_STATUSES and _wait(exchange, now) is None:
        return Fact("next", label, known.code, _WAIT, rfc=known.rfc, coded=True)
    return Fact("next", label, known.code, known.advice, rfc=known.rfc, coded=True)


# -- again? ------------------------------------------------------------------------------------------------------------

_UNSENT = Text("Safe: not one byte of the request had left.", "Seguro: no había salido ni un byte de la petición.")
_UNSENT_LASTING = Text(
    "Safe, since not one byte had left, and of no use until that is mended.",
    "Seguro, pues no había salido ni un byte, e inútil hasta que se arregle.",
)
_IDEMPOTENT = Text("Safe: {method} twice is the same as once.", "Seguro: {method} dos veces es igual que una.")
_LATER = Text(
    "Safe, {seconds} s from now, as Retry-After says: {method} twice is the same as once.",
    "Seguro, dentro de {seconds} s, como dice Retry-After: {method} dos veces es igual que una.",
)
_SAME_ANSWER = Text(
    "Of no use: the same request gets the same answer.", "Inútil: la misma petición recibe la misma respuesta."
)
_KEYED = Text(
    "Safe where the server honours Idempotency-Key, which was sent.",
    "Seguro si el servidor respeta Idempotency-Key, que se envió.",
)
_TWICE = Text("Not safe: each {method} is done again.", "No es seguro: cada {method} se hace de nuevo.")
_UNSAFE = Text(
    "Not safe: {method} may have been done already. Look first, or send an Idempotency-Key.",
    "No es seguro: {method} pudo haberse hecho ya. Mire antes, o envíe una Idempotency-Key.",
)
_PASSING = frozenset({408, 421, 423, 425, 429})
"""Client errors that another try may not meet."""


def _asked(journey: Journey, exchange: Exchange) -> RequestMessage:
    """Return the request that would be sent again: redirects begin with it, and may have made it another."""
    first = next(each for each in journey if not each.probe)
    return exchange.request if first.response is None else first.request


def _retry(exchange: Exchange, now: float, asked: RequestMessage) -> Fact:
    method = asked.method
    sent = asked is not exchange.request or not exchange.is_unsent
    safe = not sent or is_idempotent(method) or "idempotency-key" in asked.fields
    wait = _wait(exchange, now)
    details = {"method": method, "seconds": None if wait is None else round(wait)}
    label = Text("Try again?", "¿Reintentar?")
    sentence = _retry_sentence(exchange, wait, asked, sent=sent)
    return Fact("retry", label, safe, sentence, details, "RFC 9110 §9.2.2", coded=True)


def _retry_sentence(exchange: Exchange, wait: float | None, asked: RequestMessage, *, sent: bool) -> Text:
    status = _status(exchange)
    if not sent:
        return _UNSENT_LASTING if _is_lasting(exchange.error) else _UNSENT
    if 400 <= status < 500 and status not in _PASSING and exchange.error is None:
        return _SAME_ANSWER
    if is_idempotent(asked.method):
        return _IDEMPOTENT if wait is None else _LATER
    if "idempotency-key" in asked.fields:
        return _KEYED
    return _TWICE if exchange.error is None and status < 500 else _UNSAFE


def _is_lasting(error: AntiphonError | None) -> bool:
    """Tell whether what failed before anything was sent will fail again: what two ends refuse they refuse each time."""
    if not isinstance(error, TLSError) or isinstance(error, Timeout):
        return False
    return error.fault.side is not Side.NETWORK or rule_of(error.fault) in _OF_FAILURE


def _wait(exchange: Exchange, now: float) -> float | None:
    if exchange.response is None or _status(exchange) < 400:
        return None
    wait = retry_after(exchange.response.fields.get_all("retry-after"), now)
    return None if wait is None or wait == float("inf") else wait


# -- an error without a request ----------------------------------------------------------------------------------------


def verdict_on(error: AntiphonError) -> Block:
    """Return the verdict on an error that came before there was any request."""
    fault = error.fault
    what = Text("What happened", "Qué pasó")
    facts = (
        Fact("outcome", what, fault.code, fault.sentence, error.details, fault.rfc, coded=True),
        Fact("side", Text("Whose", "De quién"), fault.side.value, _SIDES[fault.side], coded=True),
        Fact("next", Text("What to do", "Qué hacer"), fault.code, fault.fix, error.details, fault.rfc, coded=True),
    )
    return Block(1, "verdict", _TITLE, facts)
