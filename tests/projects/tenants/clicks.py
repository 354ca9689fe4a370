"""Click at the hosts of two tenants at once; print what each page shows as JSON.

>>> LIVEFLASH_STORE_ADDRESS=… python -m tests.projects.tenants.clicks
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.tenants.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - apps come first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import AsyncClient  # noqa: E402
from django_tenants.utils import schema_context  # noqa: E402

from liveflash.push import inbox  # noqa: E402
from tests.asgi import application  # noqa: E402
from tests.projects.tenants.models import Domain, Tenant  # noqa: E402
from tests.protocol_client.in_process import InProcessServer  # noqa: E402
from tests.protocol_client.page import LivePage  # noqa: E402

NAMES = ("ada", "ben")
CLICKS = 6


@dataclass
class Host(InProcessServer):
    """The server at the host of a tenant."""

    host: str = ""
    timeout_seconds: float = 30

    async def connect(self, headers: Mapping[str, str]) -> Any:
        return await super().connect({**headers, "host": self.host})


class Browser(AsyncClient):
    """A browser that asks one host."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host = host.encode()

    def _base_scope(self, **request: Any) -> Any:
        scope = super()._base_scope(**request)  # type: ignore[misc]
        others = [pair for pair in scope["headers"] if pair[0] != b"host"]
        return {**scope, "headers": [(b"host", self._host), *others]}


def make_tenants() -> None:
    """Make a schema for each name, with a user of this name."""
    call_command("migrate_schemas", shared=True, verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Tenant)
        editor.create_model(Domain)
    for name in NAMES:
        tenant = Tenant(schema_name=name, name=name)
        tenant.save(verbosity=0)
        Domain.objects.create(domain=f"{name}.test", tenant=tenant, is_primary=True)
        with schema_context(name):
            get_user_model().objects.create(username=name)


async def open_page(name: str, url: str) -> LivePage:
    """Open a page of a tenant as its user."""
    host = f"{name}.test"
    client = Browser(host)
    await client.get("/login/")
    page = LivePage(Host(application, f"http://{host}", host=host), url, client)
    await page.open()
    return page


async def click(page: LivePage) -> None:
    for _ in range(CLICKS):
        await page.event("click")


async def click_everywhere(url: str) -> list[str]:
    """Return what the page of each tenant shows at the end."""
    pages = [await open_page(name, url) for name in NAMES]
    await asyncio.gather(*map(click, pages))
    await pages[0].client.get("/push/")
    await pages[0].receive_push()
    ben = await open_page(NAMES[1], url)
    shown = [*(page.html for page in pages), ben.html]
    for page in [*pages, ben]:
        await page.disconnect()
    return shown


def waiting(name: str) -> int:
    """Return the number of messages in the inbox of a tenant's user."""
    with schema_context(name):
        return len(inbox.find("1"))


def main() -> None:
    make_tenants()
    shown = {url: asyncio.run(click_everywhere(url)) for url in ("/sync/", "/async/")}
    print(json.dumps([shown, [waiting(name) for name in NAMES]]))  # noqa: T201


if __name__ == "__main__":
    main()
