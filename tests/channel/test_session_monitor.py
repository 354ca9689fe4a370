"""Sessions that end, or change hands, while their pages are open."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import AsyncClient

from liveflash.channel import session_monitor, subrequest
from tests import unreliable_sessions
from tests.conftest import OpenPage
from tests.permissions import permit_adding_groups
from tests.protocol_client.frames import event_payload
from tests.protocol_client.page import LivePage

pytestmark = pytest.mark.django_db(transaction=True)

ENDED = 4401
UNAUTHORIZED = {"status": "error", "response": {"reason": "unauthorized"}}
SOON = 0.05


@pytest.fixture
async def member() -> AsyncClient:
    """A client that has logged in as ada."""
    return await logged_in()


async def logged_in() -> AsyncClient:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    return client


@pytest.fixture
async def guest() -> AsyncClient:
    """Return a client with an anonymous session."""
    client = AsyncClient()
    await client.get("/send/?put=info")
    return client


async def is_alive(page: LivePage) -> bool:
    return bool((await page.event("echo"))["status"] == "ok")


# --- at once --------------------------------------------------------------------------


@pytest.mark.parametrize("has_layer", [True, False], ids=["layer", "no layer"])
async def test_a_log_out_closes_the_pages_of_its_session(
    live: OpenPage, member: AsyncClient, settings: Any, has_layer: bool
) -> None:
    if not has_layer:
        settings.CHANNEL_LAYERS = {}
    pages = [await live("/stage/", member) for _ in range(2)]
    await member.get("/logout/")
    assert [await page.close_code() for page in pages] == [ENDED, ENDED]


async def test_an_async_log_out_closes_the_pages_too(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/stage/", member)
    await member.get("/alogout/")
    assert await page.close_code() == ENDED


async def test_a_return_after_a_log_out_loads_the_page(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/members/", member)
    await member.get("/logout/")
    await page.close_code()
    assert await page.reconnect() == UNAUTHORIZED


async def test_no_event_is_carried_out_after_a_log_out(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/sync/", member)
    await member.get("/logout/")
    await page.close_code()
    await page.post("event", event_payload("count"), "9")
    assert await page.socket.receive_nothing(0.1)


async def test_a_log_out_leaves_the_users_other_sessions_open(
    live: OpenPage, member: AsyncClient
) -> None:
    elsewhere = await live("/stage/", await logged_in())
    page = await live("/stage/", member)
    await member.get("/logout/")
    await page.close_code()
    assert await is_alive(elsewhere)


async def test_a_log_in_closes_the_pages_from_before(
    live: OpenPage, guest: AsyncClient
) -> None:
    page = await live("/stage/", guest)
    await guest.get("/login/?name=ada")
    assert await page.close_code() == ENDED


async def test_another_user_who_logs_in_closes_the_pages_of_the_first(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/members/", member)
    await member.get("/login/?name=grace")
    assert await page.close_code() == ENDED


async def test_a_page_that_was_opened_after_the_log_in_stays(
    live: OpenPage, guest: AsyncClient
) -> None:
    await guest.get("/login/?name=ada")
    page = await live("/members/", guest)
    await guest.get("/login/?name=ada")
    assert await is_alive(page)


async def test_a_log_out_without_a_session_is_nothing(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.client.get("/logout/")
    assert await is_alive(page)


# --- fixation -------------------------------------------------------------------------


@pytest.fixture
async def planted(guest: AsyncClient) -> AsyncClient:
    """A victim's client, in which an attacker has planted the session of ``guest``."""
    victim = AsyncClient()
    victim.cookies["sessionid"] = guest.cookies["sessionid"].value
    return victim


async def test_a_planted_session_is_not_the_one_that_logs_in(
    guest: AsyncClient, planted: AsyncClient
) -> None:
    await planted.get("/login/?name=ada")
    keys = {each.cookies["sessionid"].value for each in (guest, planted)}
    assert len(keys) == 2


async def test_a_page_that_was_open_on_a_planted_session_is_closed(
    live: OpenPage, guest: AsyncClient, planted: AsyncClient
) -> None:
    page = await live("/stage/", guest)
    await planted.get("/login/?name=ada")
    assert await page.close_code() == ENDED


async def test_a_page_of_a_planted_session_does_not_become_the_users(
    live: OpenPage, guest: AsyncClient, planted: AsyncClient
) -> None:
    page = await live("/stage/", guest)
    await planted.get("/login/?name=ada")
    await page.close_code()
    assert await page.reconnect() == UNAUTHORIZED


async def test_a_page_token_from_before_the_log_in_is_not_the_users(
    live: OpenPage, guest: AsyncClient, planted: AsyncClient
) -> None:
    page = await live("/stage/", guest)
    await planted.get("/login/?name=ada")
    await page.close_code()
    page.client = planted
    assert await page.reconnect() == UNAUTHORIZED


# --- every so often -------------------------------------------------------------------

End = Callable[[User], Awaitable[Any]]


async def delete_the_sessions(_user: User) -> None:
    await Session.objects.all().adelete()


async def delete_the_user(user: User) -> None:
    await user.adelete()


async def lock_the_user_out(user: User) -> None:
    user.is_active = False
    await user.asave()


async def change_the_password(user: User) -> None:
    user.set_password("another")
    await user.asave()


endings = pytest.mark.parametrize(
    "end",
    [delete_the_sessions, delete_the_user, lock_the_user_out, change_the_password],
)


@endings
async def test_a_visit_that_has_ended_is_found_out(
    live: OpenPage, member: AsyncClient, settings: Any, end: End
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", member)
    await end(await User.objects.aget())
    assert await page.close_code() == ENDED


@endings
async def test_a_visit_is_looked_at_before_every_event_where_that_is_said(
    live: OpenPage, member: AsyncClient, settings: Any, end: End
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    page = await live("/stage/", member)
    await end(await User.objects.aget())
    await page.post("event", event_payload("echo"), "9")
    # Not even an answer comes before it.
    assert await page.socket.receive_output(5) == {
        "type": "websocket.close",
        "code": ENDED,
    }


@pytest.mark.parametrize("period", [0, SOON])
async def test_a_visit_that_holds_goes_on(
    live: OpenPage, member: AsyncClient, settings: Any, period: float
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = period
    page = await live("/stage/", member)
    await asyncio.sleep(3 * SOON)
    assert await is_alive(page)


async def test_a_guests_session_that_expires_is_found_out(
    live: OpenPage, guest: AsyncClient, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", guest)
    await delete_the_sessions(User())
    assert await page.close_code() == ENDED


UseEngine = Callable[[str], None]


@pytest.fixture
def use_engine(settings: Any) -> Iterator[UseEngine]:
    """Keep the visitors' sessions elsewhere; the middleware asks once where."""

    def use(engine: str) -> None:
        settings.SESSION_ENGINE = engine
        settings.LIVEFLASH_SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        subrequest._handler.cache_clear()

    yield use
    subrequest._handler.cache_clear()


async def test_a_password_is_looked_at_where_sessions_are_cookies(
    live: OpenPage, settings: Any, use_engine: UseEngine
) -> None:
    use_engine("django.contrib.sessions.backends.signed_cookies")
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", await logged_in())
    await change_the_password(await User.objects.aget())
    assert await page.close_code() == ENDED


async def test_a_rotated_secret_key_ends_no_visit(
    live: OpenPage, member: AsyncClient, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    page = await live("/stage/", member)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-one"
    assert await is_alive(page)


async def test_a_backend_that_is_no_longer_there_ends_a_visit(
    live: OpenPage, member: AsyncClient, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", member)
    settings.AUTHENTICATION_BACKENDS = []
    assert await page.close_code() == ENDED


@pytest.fixture
def _unsteady_store(use_engine: UseEngine) -> Iterator[None]:
    use_engine("tests.unreliable_sessions")
    yield
    unreliable_sessions.away.clear()


@pytest.mark.usefixtures("_unsteady_store")
async def test_a_store_that_is_away_ends_no_visit(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    page = await live("/stage/", await logged_in())
    unreliable_sessions.away.set()
    assert await is_alive(page)


@pytest.mark.usefixtures("_unsteady_store")
async def test_a_visit_is_found_to_have_ended_when_the_store_is_back(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", await logged_in())
    unreliable_sessions.away.set()
    await is_alive(page)
    await delete_the_sessions(User())
    unreliable_sessions.away.clear()
    assert await page.close_code() == ENDED


@pytest.mark.usefixtures("_unsteady_store")
async def test_a_failing_store_is_logged_once(
    live: OpenPage, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    page = await live("/stage/", await logged_in())
    unreliable_sessions.away.set()
    for _ in range(2):
        await is_alive(page)
    unreliable_sessions.away.clear()
    await is_alive(page)
    assert caplog.messages == [
        "The visitors' session store does not answer: pages stay open even if their "
        "session has ended.",
        "The visitors' session store answers again.",
    ]


async def test_a_session_that_was_said_to_have_ended_is_closed_all_the_same(
    live: OpenPage, member: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_monitor, "LOGOUT_CHECK_DELAYS_SECONDS", (0.0,))
    page = await live("/stage/", member)
    key = member.cookies["sessionid"].value
    session_monitor._announce_end(key)
    assert await page.close_code() == ENDED


# --- what the user may do now ---------------------------------------------------------


async def ask(page: LivePage) -> Any:
    """Return the user as a handler sees it."""
    return (await page.event("who"))["response"]["diff"]["r"]


@pytest.fixture
async def staff(settings: Any) -> AsyncClient:
    """A client of ada, who is staff and may add groups."""
    settings.ROOT_URLCONF = "tests.permitted"
    client = await logged_in()
    ada = await User.objects.aget()
    ada.is_staff = True
    await ada.asave()
    await permit_adding_groups(ada)
    return client


async def demote() -> None:
    """Take away what ada may do."""
    ada = await User.objects.aget()
    await ada.user_permissions.aclear()
    await User.objects.aupdate(is_staff=False, first_name="Augusta")


@pytest.mark.parametrize("url", ["/permitted/", "/permitted-plain/"])
@pytest.mark.parametrize("period", [0, SOON])
async def test_a_handler_sees_what_its_user_may_do_now(
    live: OpenPage, staff: AsyncClient, settings: Any, period: float, url: str
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = period
    page = await live(url, staff)
    before = await ask(page)
    await demote()
    await asyncio.sleep(4 * SOON)
    assert (before, await ask(page)) == (
        {"staff": True, "may": True, "name": "", "verified": True},
        {"staff": False, "may": False, "name": "Augusta", "verified": True},
    )


async def test_a_template_sees_what_its_user_may_do_now(
    live: OpenPage, staff: AsyncClient, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/permitted/", staff)
    before = "may add" in page.html
    await demote()
    await asyncio.sleep(4 * SOON)
    await page.event("who")
    assert (before, "may add" in page.html) == (True, False)


async def test_a_relation_that_was_loaded_stays_loaded(
    live: OpenPage, staff: AsyncClient, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/permitted/", staff)
    await asyncio.sleep(4 * SOON)
    assert (await page.event("relation"))["response"]["diff"]["r"] == {"key": True}
