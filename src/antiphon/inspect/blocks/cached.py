"""Block 11: who may keep the response, for how long, and what the next GET will do (RFC 9111)."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from ...faults import Text
from ...semantics.cache_control import RequestDirectives
from ...semantics.cache_grounds import KEPT
from ...semantics.caching import STORING_METHODS, Mode, Reuse, reuse, storing
from ...semantics.freshness import Metadata, freshness_lifetime, initial_age, is_lifetime_explicit
from ...semantics.secrets import mask_query
from ..exchange import Exchange, ResponseMessage
from .block import Block, Fact

_TITLE = Text("Cache", "Caché")

_KEPT = Text("Every cache may keep it.", "Toda caché puede guardarla.")
_KEPT_PRIVATELY = Text("The user's own cache alone may keep it.", "Solo la caché propia del usuario puede guardarla.")
_NOT_KEPT = Text("No cache keeps it. {ground}", "Ninguna caché la guarda. {ground}")
_ASKED_EACH_TIME = Text(
    "{seconds} s: no-cache has the server asked before each use.",
    "{seconds} s: con no-cache se pregunta al servidor antes de cada uso.",
)
_NEXT = {
    Reuse.USE: Text(
        "GET is answered from the cache for another {seconds} s, without a request.",
        "Los GET se responden desde la caché otros {seconds} s, sin petición.",
    ),
    Reuse.REVALIDATE: Text(
        "The next GET asks the server; with a validator, 304 is enough where nothing has changed.",
        "El próximo GET pregunta al servidor; con un validador basta 304 si nada cambió.",
    ),
    Reuse.USE_STALE: Text("The stale response is used.", "Se usa la respuesta caducada."),
    Reuse.USE_AND_REVALIDATE: Text(
        "The stale response is used, and asked for again in the background.",
        "Se usa la respuesta caducada y se vuelve a pedir en segundo plano.",
    ),
}


def caching(exchange: Exchange, number: int, now: float) -> Block:
    """Return the block of the cache for `exchange`; `now` is in seconds since 1970."""
    response = exchange.response
    facts = [] if response is None else [*_decided(exchange), *_rules(exchange, response, now)]
    return Block(11, "cache", _TITLE, tuple(facts), number)


def _decided(exchange: Exchange) -> Iterator[Fact]:
    decision = exchange.cache
    if decision is not None:
        yield Fact(
            "decision",
            Text("This client's cache", "La caché de este cliente"),
            {"status": str(decision.status), "ground": decision.ground.code, "key": mask_query(str(decision.key))},
            decision.ground.text,
            rfc=decision.ground.rule,
        )


def _rules(exchange: Exchange, response: ResponseMessage, now: float) -> Iterator[Fact]:
    lowered = [(name.lower(), value) for name, value in response.fields.raw]
    metadata = Metadata.parse(response.status, lowered, int(now))
    if exchange.request.method not in STORING_METHODS:
        yield Fact(
            "storable",
            Text("May be kept", "Se puede guardar"),
            {"private": False, "shared": False},
            Text("Responses to {method} are not kept.", "Las respuestas a {method} no se guardan."),
            {"method": exchange.request.method},
            "RFC 9110 §9.2.3",
            coded=True,
        )
        return
    lifetime = freshness_lifetime(metadata, now)
    ground = storing(metadata, lifetime)
    private = ground is KEPT
    authorized = "authorization" in exchange.request.fields
    directives = metadata.directives
    shared = private and not directives.private and (not authorized or directives.public or directives.must_revalidate)
    yield Fact(
        "storable",
        Text("May be kept", "Se puede guardar"),
        {"private": private, "shared": shared},
        _KEPT if shared else _KEPT_PRIVATELY if private else _NOT_KEPT,
        {"ground": ground.text},
        ground.rule,
        coded=True,
    )
    # What no-cache says goes before every lifetime (RFC 9111 §5.2.2.4).
    lifetime = 0.0 if directives.no_cache else lifetime
    yield Fact(
        "lifetime",
        Text("Fresh for", "Fresca durante"),
        round(lifetime),
        _ASKED_EACH_TIME
        if directives.no_cache
        else Text("{seconds} s, as the server said.", "{seconds} s, según el servidor.")
        if is_lifetime_explicit(metadata)
        else Text(
            "{seconds} s, by guess: the server said nothing.", "{seconds} s, por estimación: el servidor no dijo nada."
        ),
        {"seconds": round(lifetime)},
        "RFC 9111 §4.2.1",
        coded=True,
    )
    age = initial_age(metadata, now, now)
    seconds = Text("{seconds} s.", "{seconds} s.")
    yield Fact("age", Text("Age", "Edad"), round(age), seconds, {"seconds": round(age)}, "RFC 9111 §4.2.3", coded=True)
    yield Fact(
        "validators",
        Text("Validators", "Validadores"),
        {"etag": metadata.etag, "last_modified": metadata.modified},
        None
        if metadata.has_validator
        else Text("None: it can only be fetched anew.", "Ninguno: solo se puede pedir entera."),
        rfc="RFC 9110 §8.8",
    )
    yield from _next(exchange, metadata, lifetime, age, kept=private)
    varying = sorted(metadata.varying) if metadata.varying is not None else ["*"]
    target = mask_query(exchange.request.target if exchange.request.url is None else exchange.request.url.masked)
    yield Fact(
        "key",
        Text("Cache key", "Clave de caché"),
        {"method": exchange.request.method, "url": target, "vary": varying},
        rfc="RFC 9111 §4.1",
    )


def _next(exchange: Exchange, metadata: Metadata, lifetime: float, age: float, *, kept: bool) -> Iterator[Fact]:
    label = Text("The next GET", "El próximo GET")
    if not kept:
        told = Text("The next GET goes to the server in full.", "El próximo GET va entero al servidor.")
        yield Fact("next", label, "fetch", told, rfc="RFC 9111 §4", coded=True)
        return
    verdict = reuse(metadata, lifetime, age, RequestDirectives.parse(()), Mode.DEFAULT)
    yield Fact(
        "next",
        label,
        str(verdict.reuse.value),
        _NEXT[verdict.reuse],
        {"seconds": max(0, round(lifetime - age))},
        verdict.ground.rule,
        _revalidation(exchange, metadata),
        coded=True,
    )


def _revalidation(exchange: Exchange, metadata: Metadata) -> str:
    url = exchange.request.url
    if url is None or metadata.etag is None:
        return ""
    return f"curl -i -H {quote(f'If-None-Match: {metadata.etag}')} {quote(mask_query(url.masked))}"
