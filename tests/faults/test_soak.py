"""The soak, for some seconds: what ``make soak`` does for ten minutes."""

from tests.faults.server import Server
from tests.faults.soak import soak

TABS = 60
SECONDS = 8


async def test_many_pages_leave_nothing_behind(uvicorn: Server) -> None:
    if not uvicorn.is_running:
        uvicorn.start()
    report = await soak(uvicorn, TABS, SECONDS, pause=0.5)
    before, after = report["before"], report["after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    # What has been closed just before may still be held then.
    left = {name: after[name] > before[name] for name in ("files", "tasks")}
    assert (report["errors"], left) == ({}, {"files": False, "tasks": False})
