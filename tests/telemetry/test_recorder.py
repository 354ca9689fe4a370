"""What OpenTelemetry records of pages and messages."""

import asyncio
import gc
import re
from collections.abc import Iterator
from contextvars import Context
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import path
from opentelemetry import trace
from opentelemetry.context.context import Context as TraceContext
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from liveflash import apush_flash, telemetry
from liveflash.contrib.otel import inbox_gauge
from liveflash.contrib.otel.recorder import OtelRecorder
from liveflash.outages import Outage
from tests import urls
from tests.channel.plain_tabs import OpenTab, open_tab, user
from tests.channel.test_plain_pages import page as plain_page
from tests.conftest import OpenPage
from tests.heard import wait_for_signals
from tests.live import StageView

__all__ = ["open_tab", "user"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.telemetry.test_recorder"),
]


class TracedView(StageView):
    """A view that notes the trace of each event."""

    async def handle_event(self, event: str, payload: Any, socket: Any) -> Any:
        if event == "trace":
            spans.append(trace.get_current_span())
            return None
        return await super().handle_event(event, payload, socket)


spans: list[Any] = []
urlpatterns = [
    path("traced/", TracedView.as_view()),
    path("page/", plain_page),
    *urls.urlpatterns,
]


class Recorded:
    """The metrics and the spans of a test."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()
        self.spans = InMemorySpanExporter()

    def points(self, name: str) -> dict[tuple[Any, ...], Any]:
        """Return the points of a metric by the values of their attributes."""
        data = self.reader.get_metrics_data()
        resources = [] if data is None else data.resource_metrics
        return {
            tuple((point.attributes or {}).values()): getattr(point, "value", None)
            or getattr(point, "count", None)
            for resource in resources
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        }

    @property
    def names(self) -> list[str]:
        """The names of the spans, in order."""
        return [span.name for span in self.spans.get_finished_spans()]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """Record into memory, with providers of the test's own."""
    recorded = Recorded()
    meters = MeterProvider([recorded.reader])
    tracers = TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(recorded.spans))
    monkeypatch.setattr(inbox_gauge, "_count", inbox_gauge._Count())
    telemetry.use(OtelRecorder(meters, tracers))
    yield recorded
    telemetry.use(None)
    wait_for_signals()
    meters.shutdown()


async def test_a_join_is_recorded(live: OpenPage, recorded: Recorded) -> None:
    await live("/stage/")
    assert recorded.names == ["join StageView"]
    assert recorded.points("liveflash.join.duration") == {("StageView", "ok"): 1}


async def test_an_event_of_a_method_has_its_name(
    live: OpenPage, recorded: Recorded
) -> None:
    page = await live("/feedback/")
    await page.event("say", {"text": "Hello"})
    assert recorded.names == ["join FeedbackView", "event FeedbackView say"]
    assert recorded.points("liveflash.event.duration") == {
        ("FeedbackView", "say", "ok"): 1
    }


@pytest.mark.parametrize(
    ("url", "event", "name", "outcome"),
    [
        ("/stage/", "anything", "handle_event", "ok"),
        ("/stage/", "crash", "handle_event", "crashed"),
        ("/feedback/", "fail", "fail", "crashed"),
        ("/feedback/", "hostile", "unknown", "refused"),
        ("/feedback/", "lv:hostile", "unknown", "refused"),
        ("/feedback/", "lv:clear-flash", "lv:clear-flash", "ok"),
    ],
)
async def test_names_of_events_are_bounded(
    live: OpenPage, recorded: Recorded, url: str, event: str, name: str, outcome: str
) -> None:
    page = await live(url)
    await page.event(event, {})
    points = recorded.points("liveflash.event.duration")
    assert [each[1:] for each in points] == [(name, outcome)]


async def test_no_attribute_holds_what_a_visitor_has_sent(
    live: OpenPage, recorded: Recorded
) -> None:
    page = await live("/stage/?secret=1")
    await page.event("secret", {"secret": "secret"})
    found = [
        (span.name, dict(span.attributes or {}))
        for span in recorded.spans.get_finished_spans()
    ]
    assert "secret" not in repr(found)


async def test_a_refused_join_is_recorded(live: OpenPage, recorded: Recorded) -> None:
    page = await live("/stage/")
    await page.join(session="forged")
    assert recorded.points("liveflash.join.duration") == {
        ("StageView", "ok"): 1,
        ("", "refused"): 1,
    }


async def test_a_patch_is_an_event(live: OpenPage, recorded: Recorded) -> None:
    page = await live("/stage/")
    await page.patch("/stage/?page=2")
    assert recorded.names[-1] == "event StageView live_patch"


async def test_an_event_of_a_plain_page_is_recorded(
    open_tab: OpenTab, recorded: Recorded
) -> None:
    tab = await open_tab()
    await tab.clear_flash(key="info")
    points = recorded.points("liveflash.event.duration")
    assert points == {("{% liveflash %}", "lv:clear-flash", "ok"): 1}


async def test_a_callback_runs_in_the_span_of_its_event(
    live: OpenPage, recorded: Recorded
) -> None:
    spans.clear()
    page = await live("/traced/")
    await page.event("trace")
    [span] = spans
    assert span.name == "event TracedView handle_event"
    assert span.parent is None


async def test_what_follows_a_join_of_a_plain_page_is_not_part_of_it(
    open_tab: OpenTab, recorded: Recorded, user: User
) -> None:
    tab = await open_tab()
    await tab.clear_flash(key="info")
    join, event = recorded.spans.get_finished_spans()
    assert (join.parent, event.parent) == (None, None)


async def test_no_page_keeps_the_span_of_a_turn(
    live: OpenPage, open_tab: OpenTab, recorded: Recorded
) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Saved."})
    await open_tab()
    lasting = [each for each in holders_of_spans() if re.search("Hub|Monitor", each)]
    assert lasting == []


def holders_of_spans() -> list[str]:
    """Return the tasks and timers with a context in which a span is the current one."""
    gc.collect()
    contexts = [each for each in gc.get_objects() if type(each) is Context]
    return [
        repr(holder)
        for context in contexts
        if any(value for value in context.values() if type(value) is TraceContext)
        for holder in gc.get_referrers(context)
        if isinstance(holder, asyncio.Task | asyncio.Handle)
    ]


async def test_renders_and_frames_are_recorded(
    live: OpenPage, recorded: Recorded
) -> None:
    page = await live("/stage/")
    await page.event("note")
    assert recorded.points("liveflash.render.duration") == {("StageView",): 2}
    assert recorded.points("liveflash.frame.size") == {("received",): 2, ("sent",): 2}


async def test_open_pages_are_counted(
    live: OpenPage, open_tab: OpenTab, recorded: Recorded
) -> None:
    page = await live("/stage/")
    await live("/stage/")
    tab = await open_tab()
    await page.disconnect()
    assert recorded.points("liveflash.pages.open")[("StageView",)] == 1
    assert recorded.points("liveflash.pages.open")[("{% liveflash %}",)] == 1
    await tab.disconnect()
    assert recorded.points("liveflash.pages.open")[("{% liveflash %}",)] is None


async def test_messages_are_counted_by_their_level(
    live: OpenPage, recorded: Recorded
) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "saved", "text": "Saved.", "level": "success"})
    await page.event("put", {"key": "of a visitor", "text": "Hello."})
    await page.clear_flash(key="saved")
    await page.clear_flash(expired=True)
    levels = {("success",): 1, ("other",): 1}
    assert recorded.points("liveflash.flash.put") == levels
    assert recorded.points("liveflash.flash.shown") == levels
    assert recorded.points("liveflash.flash.dismissed") == {("success",): 1}
    assert recorded.points("liveflash.flash.expired") == {("other",): 1}


def test_an_outage_is_counted_once(recorded: Recorded) -> None:
    outage = Outage("inbox")
    outage.record_failure(outage.changes)
    outage.record_failure(outage.changes)
    assert recorded.points("liveflash.outages") == {("inbox",): 1}


async def test_waiting_messages_are_counted_in_the_background(
    recorded: Recorded, user: User
) -> None:
    await apush_flash("info", "Ready.", user=user)
    assert recorded.points("liveflash.inbox.waiting") == {}
    wait_for_signals()
    assert recorded.points("liveflash.inbox.waiting") == {(): 1}


async def test_waiting_messages_are_not_counted_at_each_observation(
    recorded: Recorded, user: User
) -> None:
    recorded.points("liveflash.inbox.waiting")
    await apush_flash("info", "Ready.", user=user)
    wait_for_signals()
    recorded.points("liveflash.inbox.waiting")
    wait_for_signals()
    assert recorded.points("liveflash.inbox.waiting") == {(): None}


async def test_a_page_that_is_open_when_recording_begins_is_served(
    live: OpenPage, recorded: Recorded
) -> None:
    telemetry.use(None)
    page = await live("/stage/")
    telemetry.use(OtelRecorder())
    await page.event("put", {"key": "info", "text": "Saved."})
    assert page.texts == ["Saved."]


class BrokenInstrument:
    """An instrument of an SDK that fails."""

    def fail(self, *_values: Any, **_named: Any) -> Any:
        raise RuntimeError("out of order")

    add = record = fail


class BrokenProcessor(SpanProcessor):
    """A processor of spans that fails."""

    def __init__(self, method: str) -> None:
        setattr(self, method, BrokenInstrument().fail)


@pytest.mark.parametrize("method", ["on_start", "on_end"])
async def test_a_page_is_served_although_a_span_processor_fails(
    live: OpenPage, method: str
) -> None:
    tracers = TracerProvider()
    tracers.add_span_processor(BrokenProcessor(method))
    telemetry.use(OtelRecorder(None, tracers))
    try:
        page = await live("/stage/")
        await page.event("put", {"key": "info", "text": "Saved."})
        assert page.texts == ["Saved."]
    finally:
        telemetry.use(None)


async def test_a_page_is_served_although_its_instruments_fail(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = OtelRecorder()
    broken: Any = BrokenInstrument()
    recorder._renders = recorder._sizes = recorder._pages = broken
    recorder._durations = dict.fromkeys(recorder._durations, broken)
    recorder._messages = dict.fromkeys(recorder._messages, broken)
    telemetry.use(recorder)
    try:
        page = await live("/stage/")
        await page.event("put", {"key": "info", "text": "Saved."})
        await page.event("put", {"key": "info", "text": "Saved again."})
        assert page.texts == ["Saved again."]
    finally:
        telemetry.use(None)
    assert caplog.text.count("Telemetry failed") == 1
