"""Event listeners of a page, counted to find leaks."""

from typing import Any

from playwright.async_api import CDPSession


async def count_listeners(session: CDPSession) -> int:
    """Return the number of event listeners, without those of garbage."""
    await session.send("Performance.enable")
    await session.send("HeapProfiler.collectGarbage")
    metrics = await session.send("Performance.getMetrics")
    values: dict[str, Any] = {
        each["name"]: each["value"] for each in metrics["metrics"]
    }
    return int(values["JSEventListeners"])
