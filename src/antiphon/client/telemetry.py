"""OpenTelemetry: a span and a duration for each request that is sent, by the stable HTTP conventions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import __version__
from ..faults import AntiphonError, UsageError
from ..faults.middleware import TELEMETRY_MISSING
from ..semantics.secrets import mask_query
from .engine import Engine
from .plan import Plan, Sendings
from .request import Request
from .response import Response
from .sending import Layer, Send, Surroundings

if TYPE_CHECKING:
    from opentelemetry.metrics import Histogram, MeterProvider
    from opentelemetry.trace import Span, Tracer, TracerProvider

Attributes = dict[str, "str | int"]

_PACKAGE = "opentelemetry-api"
_SCHEMA = "https://opentelemetry.io/schemas/1.27.0"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "CONNECT", "TRACE"})
_BOUNDARIES = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_IN_METRICS = frozenset(
    {
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "network.protocol.version",
        "server.address",
        "server.port",
        "url.scheme",
    }
)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Where spans and metrics go: to these providers, to the program's global ones where none is given."""

    tracer_provider: TracerProvider | None = None
    meter_provider: MeterProvider | None = None


class CountingEngine(Engine):
    """An engine whose requests know how often they have been sent."""

    async def send(self, request: Request, plan: Plan) -> Response:
        """Return the response to `request`. See `Engine.send`."""
        return await super().send(request, replace(plan, sendings=Sendings()))


class TelemetryLayer:
    """A layer that makes a client span of each exchange and measures it until the head of the response.

    The request carries the span's context on to the server (traceparent). URLs are told without userinfo, and with the
    values of secret parameters left out.
    """

    __slots__ = ("_duration", "_tracer")

    def __init__(self, tracer: Tracer, duration: Histogram) -> None:
        self._tracer = tracer
        self._duration = duration

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends within a span."""
        from opentelemetry import propagate, trace

        network = surroundings.network

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            told = _of_request(request, plan)
            name = request.method if request.method in _METHODS else "HTTP"
            started = network.now()
            span = self._tracer.start_span(name, kind=trace.SpanKind.CLIENT, attributes=told)
            sent = request.copy()
            carrier: dict[str, str] = {}
            propagate.inject(carrier, trace.set_span_in_context(span))
            for field, value in carrier.items():
                sent.headers[field] = value
            outcome: Attributes = {}
            try:
                response = await send(sent, plan, deadline)
                outcome = _of_response(response)
            except BaseException as error:
                outcome = {"error.type": _name_of(error)}
                raise
            finally:
                self._end(span, told | outcome, network.now() - started)
            return response

        return sending

    def _end(self, span: Span, told: Attributes, seconds: float) -> None:
        from opentelemetry.trace import StatusCode

        span.set_attributes(told)
        if "error.type" in told:
            span.set_status(StatusCode.ERROR)
        span.end()
        self._duration.record(seconds, {name: value for name, value in told.items() if name in _IN_METRICS})


def telemetry_layer(telemetry: bool | Telemetry) -> Layer:
    """Return the layer that tells `telemetry`, True for the program's providers.

    Raises `UsageError` where the API of OpenTelemetry is not installed.
    """
    try:
        from opentelemetry import metrics, trace
    except ImportError as error:
        raise UsageError(TELEMETRY_MISSING, package=_PACKAGE) from error
    to = telemetry if isinstance(telemetry, Telemetry) else Telemetry()
    tracer = trace.get_tracer("antiphon", __version__, to.tracer_provider, _SCHEMA)
    meter = metrics.get_meter("antiphon", __version__, to.meter_provider, _SCHEMA)
    duration = meter.create_histogram(
        "http.client.request.duration",
        unit="s",
        description="Duration of HTTP client requests.",
        explicit_bucket_boundaries_advisory=_BOUNDARIES,
    )
    return TelemetryLayer(tracer, duration)


def _of_request(request: Request, plan: Plan) -> Attributes:
    url = request.url
    told: Attributes = {
        "http.request.method": request.method,
        "server.address": url.host,
        "server.port": url.port,
        "url.full": mask_query(str(url), "REDACTED"),
        "url.scheme": url.scheme,
    }
    if request.method not in _METHODS:
        told |= {"http.request.method": "_OTHER", "http.request.method_original": request.method}
    if plan.sendings is not None:
        if plan.sendings.count:
            told["http.request.resend_count"] = plan.sendings.count
        plan.sendings.count += 1
    return told


def _of_response(response: Response) -> Attributes:
    told: Attributes = {
        "http.response.status_code": response.status_code,
        "network.protocol.version": response.http_version.removeprefix("HTTP/"),
    }
    facts = response.exchange.connection
    address, _, port = (response.exchange.peer_address if facts is None else facts.peer_address).rpartition(":")
    if port.isdecimal():
        told |= {"network.peer.address": address.strip("[]"), "network.peer.port": int(port)}
    if response.status_code >= 400:
        told["error.type"] = str(response.status_code)
    return told


def _name_of(error: BaseException) -> str:
    """Return what tells errors apart without details: the code of a fault, else the name of the class."""
    return error.fault.code if isinstance(error, AntiphonError) else type(error).__qualname__
