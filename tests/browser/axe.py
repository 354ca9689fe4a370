"""The judge of accessibility, axe-core, in a page."""

from typing import Any

from playwright.async_api import Page

from tests.browser.daphne import ROOT

AXE = ROOT / "demo_project" / "npm" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page, selector: str = "html") -> list[Any]:
    """Return the violations that axe finds: the rule and the elements."""
    found: Any = await page.evaluate("selector => axe.run(selector)", selector)
    return [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
