"""The bounded pool in which everything synchronous runs that a socket asks for.

asgiref's own thread for synchronous code is one for the whole process: a slow callback
there would hold up every page.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from liveflash import conf

P = ParamSpec("P")
R = TypeVar("R")


async def in_pool(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``func`` in the pool; context variables go there and come back with it."""
    run = sync_to_async(_as_in_a_request, thread_sensitive=False, executor=_pool())
    return await run(lambda: func(*args, **kwargs))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(conf.threads(), thread_name_prefix="liveflash")


def _as_in_a_request(func: Callable[[], R]) -> R:
    """Close database connections that are broken or too old, as Django does."""
    close_old_connections()
    try:
        return func()
    finally:
        close_old_connections()
