"""OpenTelemetry: a client span and a duration for each request sent, by the stable HTTP conventions."""

from __future__ import annotations

import builtins
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

import antiphon

from .auth.guards import Guard
from .clients import AsynchronousClient
from .conftest import NewClient
from .peers import OK, Peer, always, answering, redirect, response

SECRET = "hunter2"


@dataclass
class Told:
    """What a session told."""

    settings: antiphon.Telemetry
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader
    tracers: TracerProvider

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """Return the spans that have ended."""
        return self.exporter.get_finished_spans()

    @property
    def attributes(self) -> list[dict[str, Any]]:
        """Return the attributes of each."""
        return [dict(span.attributes or {}) for span in self.spans]

    def points(self) -> tuple[Any, list[Any]]:
        """Return the one metric and its points."""
        data = self.reader.get_metrics_data()
        assert data is not None
        ((metric,),) = [scope.metrics for resource in data.resource_metrics for scope in resource.scope_metrics]
        return metric, list(metric.data.data_points)


@pytest.fixture
def told() -> Iterator[Told]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers, meters = TracerProvider(), MeterProvider([reader])
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    yield Told(antiphon.Telemetry(tracers, meters), exporter, reader, tracers)
    tracers.shutdown()
    meters.shutdown()


def test_a_span_says_what_was_sent_and_what_came(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    with Peer(always(OK)) as peer:
        client.get(f"{peer.url.replace('//', f'//me:{SECRET}@')}path?q=1&api_key={SECRET}#part")
    (span,) = told.spans
    assert span.name == "GET" and span.kind is SpanKind.CLIENT and span.status.status_code is StatusCode.UNSET
    assert told.attributes == [
        {
            "http.request.method": "GET",
            "http.response.status_code": 200,
            "network.peer.address": "127.0.0.1",
            "network.peer.port": peer.port,
            "network.protocol.version": "1.1",
            "server.address": "127.0.0.1",
            "server.port": peer.port,
            "url.full": f"{peer.url}path?q=1&api_key=REDACTED#part",
            "url.scheme": "http",
        }
    ]
    assert SECRET not in span.to_json()
    scope = span.instrumentation_scope
    assert scope is not None and scope.name == "antiphon" and scope.version == antiphon.__version__


def test_the_context_goes_to_the_server_and_comes_from_the_program(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    work = told.tracers.get_tracer("program").start_as_current_span("work")
    stale = {"traceparent": "00-stale"}

    async def working(url: str) -> Any:
        with work:
            return await client.session.get(url, headers=stale)

    with Peer(always(OK)) as peer:
        if isinstance(client, AsynchronousClient):
            got = client.run(working(peer.url))
        else:
            with work:
                got = client.get(peer.url, headers=stale)
    (inner, outer) = told.spans
    context, parent = inner.get_span_context(), outer.get_span_context()
    assert context is not None and parent is not None and inner.parent is not None
    assert inner.parent.span_id == parent.span_id and outer.name == "work"
    sent = peer.requests[0].fields["traceparent"]
    assert sent.startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-")
    assert sent == got.request.headers["traceparent"]


def test_each_sending_is_counted_and_has_its_own_context(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    guard = Guard()

    def script(link: Any) -> None:
        while True:
            seen = link.request()
            answer = guard.answer(seen)
            link.send(redirect(302, "/next") if seen.target == "/" and b"welcome" in answer else answer)

    with Peer(script) as peer:
        for _ in range(2):
            assert client.get(peer.url, auth=antiphon.DigestAuth("me", "secret"), params={}).ok
            guard.turn += 1
    resent = [each.get("http.request.resend_count") for each in told.attributes]
    assert resent == [None, 1, 2, None, 1, 2]
    assert [each["http.response.status_code"] for each in told.attributes] == [401, 302, 200] * 2
    assert len({seen.fields["traceparent"] for seen in peer.requests}) == 6


def test_an_error_has_a_type(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    with Peer(always(response(b"", status="503 Busy"))) as peer:
        client.get(peer.url)
    with Peer(answering(b"nonsense\r\n\r\n")) as peer, pytest.raises(antiphon.BrokenResponse):
        client.post(peer.url)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(antiphon.ConnectionError) as caught:
        client.get(f"http://127.0.0.1:{port}/")
    assert [each["error.type"] for each in told.attributes] == ["503", "answer-not-http", caught.value.fault.code]
    assert all(span.status.status_code is StatusCode.ERROR for span in told.spans)
    assert all(not span.events and not span.status.description for span in told.spans)


def test_a_method_that_is_not_known_is_other(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    with Peer(always(OK)) as peer:
        client.request("PROPFIND", peer.url)
    (attributes,) = told.attributes
    assert told.spans[0].name == "HTTP"
    assert (attributes["http.request.method"], attributes["http.request.method_original"]) == ("_OTHER", "PROPFIND")


def test_the_duration_is_a_histogram_in_seconds(new_client: NewClient, told: Told) -> None:
    client = new_client(telemetry=told.settings)
    with Peer(answering(OK, OK, response(b"", status="404 No"))) as peer:
        for _ in range(3):
            client.get(peer.url, params={"q": SECRET})
    metric, points = told.points()
    assert metric.name == "http.client.request.duration" and metric.unit == "s"
    assert [point.count for point in points] == [2, 1] and all(0 < point.sum < 5 for point in points)
    assert points[0].explicit_bounds[:3] == (0.005, 0.01, 0.025)
    assert dict(points[1].attributes) == {
        "error.type": "404",
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "network.protocol.version": "1.1",
        "server.address": "127.0.0.1",
        "server.port": peer.port,
        "url.scheme": "http",
    }


def test_with_true_the_programs_own_providers_are_told(new_client: NewClient) -> None:
    # There are none in this program, which has to work as well.
    client = new_client(telemetry=True)
    with Peer(always(OK)) as peer:
        assert client.get(peer.url).ok


def test_a_missing_api_is_named_with_the_package(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(antiphon.UsageError, match="pip install opentelemetry-api") as caught:
        new_client(telemetry=True)
    assert caught.value.fault.code == "telemetry-missing"
