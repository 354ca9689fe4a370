"""Event listeners of a page, counted to find leaks."""

from typing import Any

from playwright.async_api import CDPSession

# What stays when a library replaces the page.
_LASTING = "[window, document, visualViewport]"


async def count_lasting_listeners(session: CDPSession) -> int:
    """Return the number of listeners of the window, the document and its nodes."""
    found = await session.send("Runtime.evaluate", {"expression": _LASTING})
    properties = await session.send(
        "Runtime.getProperties",
        {"objectId": found["result"]["objectId"], "ownProperties": True},
    )
    targets = [
        each["value"]["objectId"]
        for each in properties["result"]
        if each["name"].isdigit()
    ]
    count = 0
    for target in targets:
        found = await session.send(
            "DOMDebugger.getEventListeners", {"objectId": target, "depth": -1}
        )
        count += len(found["listeners"])
    return count


async def count_listeners(session: CDPSession) -> int:
    """Return the number of event listeners, without those of garbage."""
    await session.send("Performance.enable")
    await session.send("HeapProfiler.collectGarbage")
    metrics = await session.send("Performance.getMetrics")
    values: dict[str, Any] = {
        each["name"]: each["value"] for each in metrics["metrics"]
    }
    return int(values["JSEventListeners"])
