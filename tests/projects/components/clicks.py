"""Click on pages of components; print what they show and what was sent, as JSON.

>>> python -m tests.projects.components.clicks
"""

import asyncio
import json
import os
import re
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.components.settings"
django.setup()

from django.core.management import call_command  # noqa: E402 - apps come first
from django.test import AsyncClient  # noqa: E402

from liveflash.rendering.component_markup import _IDS  # noqa: E402
from tests.asgi import application  # noqa: E402
from tests.protocol_client.in_process import InProcessServer  # noqa: E402
from tests.protocol_client.page import LivePage  # noqa: E402

REGION = re.compile(r'<div id="v"[^>]*>(.*)</div><div id="liveflash-ann', re.DOTALL)


def region(response: Any) -> str:
    """Return the live part of an HTTP response, without the ids of components."""
    found = REGION.search(response.content.decode())
    assert found is not None
    return _IDS.sub("", found[1])


async def play(url: str) -> dict[str, Any]:
    """Return the live part of a page at the join and after clicks, and as loaded."""
    page = LivePage(InProcessServer(application), url, AsyncClient())
    await page.open()
    shown, loaded = [_IDS.sub("", page.html)], [region(page.response)]
    for count in (1, 2):
        await page.event("click")
        shown.append(_IDS.sub("", page.html))
        loaded.append(region(await page.client.get(f"{url}?count={count}")))
    unchanged = await page.event("nothing")
    await page.event("put")
    texts = page.texts
    await page.disconnect()
    diff = unchanged["response"].get("diff", {})
    return {"shown": shown, "loaded": loaded, "unchanged": diff, "texts": texts}


def main() -> None:
    call_command("migrate", verbosity=0)
    played = {url: asyncio.run(play(url)) for url in ("/page/", "/inside/")}
    print(json.dumps(played))  # noqa: T201


if __name__ == "__main__":
    main()
