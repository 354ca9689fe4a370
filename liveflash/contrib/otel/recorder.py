"""The recorder of metrics and traces, with OpenTelemetry's API.

Without a configured SDK the API records nothing.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from opentelemetry import context, metrics, trace
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import SpanKind, StatusCode, TracerProvider

from liveflash import conf
from liveflash.contrib.otel.harmless import Harmless, harmless
from liveflash.contrib.otel.inbox_gauge import observe_waiting
from liveflash.flash.presentation import LABELS
from liveflash.telemetry import Turn

NAME = "liveflash"
OTHER = "other"

# In seconds: from a fast event to a slow handler.
_BOUNDARIES = (
    *(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
# In bytes.
_SIZES = (64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)


class OtelRecorder(Harmless):
    """A recorder with spans of joins and events, histograms, counters and gauges."""

    def __init__(
        self,
        meters: MeterProvider | None = None,
        tracers: TracerProvider | None = None,
    ) -> None:
        """Record with these providers, by default with those of the process."""
        self._tracer = trace.get_tracer(NAME, tracer_provider=tracers)
        meter = metrics.get_meter(NAME, meter_provider=meters)
        self._durations = {
            kind: meter.create_histogram(
                f"liveflash.{kind}.duration",
                "s",
                f"Time of a page's {kind}, from the mailbox to its answer.",
                explicit_bucket_boundaries_advisory=_BOUNDARIES,
            )
            for kind in ("join", "event")
        }
        self._renders = meter.create_histogram(
            "liveflash.render.duration",
            "s",
            "Time of a render of a connected page.",
            explicit_bucket_boundaries_advisory=_BOUNDARIES,
        )
        self._sizes = meter.create_histogram(
            "liveflash.frame.size",
            "By",
            "Size of the frames of a join or an event.",
            explicit_bucket_boundaries_advisory=_SIZES,
        )
        self._add_counters(meter)
        meter.create_observable_gauge(
            "liveflash.inbox.waiting",
            [observe_waiting],
            "{message}",
            "Messages that wait in the inbox.",
        )
        self._running: dict[int, tuple[trace.Span, Any, float]] = {}

    def _add_counters(self, meter: metrics.Meter) -> None:
        self._messages = {
            what: meter.create_counter(
                f"liveflash.flash.{what}", "{message}", f"Messages that were {what}."
            )
            for what in ("put", "shown", "dismissed")
        }
        self._messages["expired"] = meter.create_counter(
            "liveflash.flash.expired", "{message}", "Messages that have expired."
        )
        self._outages = meter.create_counter(
            "liveflash.outages", "{outage}", "Outages of a service that have begun."
        )
        self._pages = meter.create_up_down_counter(
            "liveflash.pages.open", "{page}", "Pages that are connected."
        )

    @harmless
    def begin_turn(self, turn: Turn) -> None:
        """Begin a trace of its own: that of the connection lasts for hours."""
        root = context.Context()
        span = self._tracer.start_span(turn.kind, context=root, kind=SpanKind.SERVER)
        token = context.attach(trace.set_span_in_context(span, root))
        self._running[id(turn)] = span, token, time.perf_counter()

    @harmless
    def end_turn(self, turn: Turn) -> None:
        """End the trace, and record the time and the frames of the turn."""
        begun = self._running.pop(id(turn), None)
        if begun is None:  # its begin has failed
            return
        span, token, started = begun
        seconds = time.perf_counter() - started
        context.detach(token)
        names = {"liveflash.view": turn.view}
        if turn.kind == "event":
            names["liveflash.event"] = turn.name
        ended = {**names, "liveflash.outcome": turn.outcome}
        span.update_name(" ".join(filter(None, (turn.kind, turn.view, turn.name))))
        span.set_attributes(ended)
        if turn.outcome == "crashed":
            span.set_status(StatusCode.ERROR)
        span.end()
        self._durations[turn.kind].record(seconds, ended)
        self._sizes.record(turn.received, {"liveflash.direction": "received"})
        self._sizes.record(turn.sent, {"liveflash.direction": "sent"})

    def outside_turn(self) -> AbstractContextManager[None]:
        """Return a block without the span of this task's turn."""
        return _without_span()

    @harmless
    def record_render(self, view: str, seconds: float) -> None:
        """Record the time of a render."""
        self._renders.record(seconds, {"liveflash.view": view})

    @harmless
    def add_pages(self, view: str, number: int) -> None:
        """Record that pages were opened or closed."""
        self._pages.add(number, {"liveflash.view": view})

    @harmless
    def count_message(self, what: str, level: str) -> None:
        """Count a message; a level without a timeout or a label is "other"."""
        is_known = level in LABELS or level in conf.timeouts()
        known = level if is_known else OTHER
        self._messages[what].add(1, {"liveflash.level": known})

    @harmless
    def count_outage(self, service: str) -> None:
        """Count the beginning of an outage."""
        self._outages.add(1, {"liveflash.service": service})


@contextmanager
def _without_span() -> Iterator[None]:
    token = context.attach(context.Context())
    try:
        yield
    finally:
        context.detach(token)
