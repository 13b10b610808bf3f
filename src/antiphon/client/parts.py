"""What a session is made of besides its plain settings: each part is there only where a setting asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from os import fspath
from typing import TYPE_CHECKING

from ..net.resolver import Resolver, system_addresses
from .engine import Engine
from .policies import Policies
from .reach.guards import NO_GUARDS, Guards
from .sending import Layer
from .settings import Settings

if TYPE_CHECKING:
    from ..net.network import Network
    from ..net.trace import Listener
    from ..semantics.codings import DecodingLimits
    from .cache.cache import Cache
    from .stand_ins.mounts import Mounts

DEFAULT_RATIO = 500
"""How many decoded bytes may come of each received one: `DecodingLimits` has the same."""

_REACH = ("allow", "pins", "key_log", "tls_minimum", "message_limits", "source_address")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one session. `layers` stand around each exchange, the first one outermost."""

    policies: Policies
    guards: Guards
    cache: Cache | None
    owns_cache: bool
    stand_ins: Mounts | None
    layers: list[Layer]
    engine: type[Engine]
    max_content: int | None
    decoding: DecodingLimits | None
    tell: Listener | None = None

    def network(self, network: Network) -> Network:
        """Return `network`, telling who listens what happens on it; itself where nobody does."""
        if self.tell is None:
            return network
        from ..net.traced import TracedNetwork

        return TracedNetwork(network, self.tell)


def parts_of(settings: Settings, *, blocking: bool) -> Parts:
    """Return the parts that `settings` ask for. Raises `UsageError` for what means nothing."""
    policies = Policies(settings.get("retries"), settings.get("breaker"), settings.get("rate"))
    cache, owns_cache = _cache(settings)
    stand_ins = _stand_ins(settings, blocking=blocking)
    telemetry, engine = _telemetry(settings)
    layers = [
        *_middleware(settings, blocking=blocking),
        *_caching(cache, settings),
        *policies.layers,
        *telemetry,
        *([] if stand_ins is None else [stand_ins]),
    ]
    max_content, decoding = _content_limits(settings)
    parts = Parts(policies, _guards(settings), cache, owns_cache, stand_ins, layers, engine, max_content, decoding)
    tell = settings.get("trace")
    if tell is None:
        return parts
    from .trace import traced_parts

    return traced_parts(parts, tell)


def resolver_of(settings: Settings) -> Resolver:
    """Return what turns names into addresses; one with connections of its own is closed with the session."""
    tell = settings.get("trace")
    if tell is None:
        return _plain_resolver(settings)
    from ..net.traced import TracedResolver

    return TracedResolver(_plain_resolver(settings), tell)


def _plain_resolver(settings: Settings) -> Resolver:
    resolver, dns_cache = settings.get("resolver"), settings.get("dns_cache")
    if resolver is None and dns_cache is None:
        return system_addresses
    from .reach.resolving import resolver_of as chosen_resolver

    return chosen_resolver(resolver, dns_cache)


def unix_path_of(settings: Settings) -> str | None:
    """Return the path of the socket that everything goes to, None where hosts count."""
    path = settings.get("unix_socket")
    return None if path is None else fspath(path)


def _guards(settings: Settings) -> Guards:
    if all(settings.get(name) is None for name in _REACH):
        return NO_GUARDS
    from .reach.settings import checked_source, guards_of

    guards = guards_of(
        settings.get("allow"),
        settings.get("pins"),
        settings.get("key_log"),
        settings.get("tls_minimum"),
        settings.get("message_limits"),
    )
    checked_source(settings.get("source_address"))
    guards.check_unix_socket(unix_path_of(settings))
    return guards


def _content_limits(settings: Settings) -> tuple[int | None, DecodingLimits | None]:
    max_content, max_ratio = settings.get("max_content"), settings.get("max_ratio", DEFAULT_RATIO)
    if max_content is None and max_ratio == DEFAULT_RATIO:
        return None, None
    from .reach.content_limits import checked_max_content, decoding_limits

    return checked_max_content(max_content), decoding_limits(max_ratio)


def _middleware(settings: Settings, *, blocking: bool) -> list[Layer]:
    middleware, hooks = settings.get("middleware", ()), settings.get("hooks")
    if not middleware and not hooks:
        return []
    from .middleware import layers_of

    return list(layers_of(middleware, hooks, blocking=blocking))


def _cache(settings: Settings) -> tuple[Cache | None, bool]:
    """Return the cache, and whether it is the session's own."""
    given = settings.get("cache")
    if given is None:
        return None, False
    from .cache.cache import cache_of

    cache = cache_of(given)
    return cache, cache is not given


def _caching(cache: Cache | None, settings: Settings) -> list[Layer]:
    if cache is None:
        return []
    from .cache.layer import CacheLayer

    return [CacheLayer(cache, unix_path_of(settings) or "")]


def _telemetry(settings: Settings) -> tuple[list[Layer], type[Engine]]:
    telemetry = settings.get("telemetry", False)
    if not telemetry:
        return [], Engine
    from .telemetry import CountingEngine, telemetry_layer

    return [telemetry_layer(telemetry)], CountingEngine


def _stand_ins(settings: Settings, *, blocking: bool) -> Mounts | None:
    transport, mounts, cassette = settings.get("transport"), settings.get("mounts"), settings.get("cassette")
    if transport is None and not mounts and cassette is None:
        return None
    from .stand_ins.mounts import Mounts

    return Mounts(transport, mounts, cassette, blocking=blocking)
