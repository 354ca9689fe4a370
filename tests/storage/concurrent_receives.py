"""Have several tabs receive one message in transit at once; print how many got it.

>>> LIVEFLASH_STORE=sqlite DJANGO_SETTINGS_MODULE=tests.storage.settings \\
...     python -m tests.storage.concurrent_receives
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - apps come first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from liveflash.flash.flash import Flash  # noqa: E402
from liveflash.storage import flash_cookie  # noqa: E402
from liveflash.storage.flash_store import FlashStore  # noqa: E402
from liveflash.storage.visitor import identify  # noqa: E402
from liveflash.views import incoming  # noqa: E402

ROUNDS = 30
TABS = 8
TARGET = "/live/other/"

Take = Callable[[str, int], Any]


def request_of(**cookies: str) -> HttpRequest:
    """A GET of the target by the visitor."""
    request = RequestFactory().get(TARGET)
    request.META["CSRF_COOKIE"] = "c" * 32
    request.COOKIES.update(cookies)
    return request


def store_of(request: HttpRequest, tab: int) -> FlashStore:
    """Return the flash store of a tab's page."""
    return FlashStore(request, identify(request), f"page-{tab}")


def sent() -> str:
    """Send a message to the target; return its token."""
    flash = Flash()
    flash.put("info", "Once")
    token = store_of(request_of(), 0).transfer(flash.messages, TARGET)
    assert token is not None
    return token


def carried() -> str:
    """Send a message with a redirect; return its cookie."""
    flash = Flash()
    flash.put("info", "Once")
    response = HttpResponse()
    store_of(request_of(), 0).set_flash_cookie(response, flash.messages)
    return str(response.cookies[flash_cookie.COOKIE].value)


def by_join(token: str, tab: int) -> Any:
    return store_of(request_of(), tab).receive(token)


def by_load(token: str, tab: int) -> Any:
    request = request_of(__phoenix_flash__=token)
    return incoming.collect_live(request, store_of(request, tab))


def by_plain_load(token: str, _tab: int) -> Any:
    return incoming.collect_plain(request_of(__phoenix_flash__=token))


def by_target(_token: str, tab: int) -> Any:
    request = request_of(theme="dark")
    return incoming.collect_live(request, store_of(request, tab))


def by_any(token: str, tab: int) -> Any:
    ways = (by_join, by_load, by_plain_load, by_target)
    return ways[tab % len(ways)](token, tab)


# Each way to take a message, and how that was sent.
WAYS: list[tuple[str, Callable[[], str], Take]] = [
    ("by join", sent, by_join),
    ("by load", sent, by_load),
    ("by plain load", sent, by_plain_load),
    ("by target", sent, by_target),
    ("by all of these", sent, by_any),
    ("from a cookie", carried, by_load),
    ("from a cookie, by plain load", carried, by_plain_load),
]


def take_all(pool: ThreadPoolExecutor, take: Callable[[int], Any]) -> int:
    """Have all tabs take what was sent at once; return how many got it."""
    barrier = Barrier(TABS)

    def run(tab: int) -> bool:
        barrier.wait()
        return bool(take(tab))

    return sum(pool.map(run, range(TABS)))


def main() -> None:
    """Print for each way how many tabs got the message in how many rounds."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    if "DatabaseCache" in settings.CACHES["default"]["BACKEND"]:
        call_command("createcachetable", verbosity=0)
    report = {}
    with ThreadPoolExecutor(TABS) as pool:
        for name, send, take in WAYS:
            counts = [take_all(pool, partial(take, send())) for _ in range(ROUNDS)]
            report[name] = dict(Counter(map(str, counts)))
        take_all(pool, lambda _tab: connections.close_all())
    connections.close_all()
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
