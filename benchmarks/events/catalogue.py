"""The measured servers by name."""

from dataclasses import replace

from benchmarks.events.peers import DjangoLiveviewTab, DjustTab
from benchmarks.events.servers import Server
from benchmarks.events.tabs import EchoTab, PhoenixTab, StackTab

RAW = Server("raw ASGI echo", "echo", "echo", EchoTab, path="/")
CONSUMER = Server(
    "Channels consumer echo", "echo", "channels_echo", EchoTab, path="/channels/"
)
UNHOPPED = replace(
    CONSUMER, name="the same, without the thread hop per frame", path="/unhopped/"
)
PLAIN_LOOP = replace(
    CONSUMER, name="the same, with a plain receive loop", path="/plain/"
)
LIVEFLASH = Server(
    "liveflash", "liveflash", "liveflash_site", PhoenixTab, has_plain_page=True
)
TELEMETRY = replace(
    LIVEFLASH,
    name="liveflash with OpenTelemetry",
    variables={"BENCH_TELEMETRY": "1"},
)
STACK = replace(LIVEFLASH, name="liveflash, plain page", tab=StackTab, path="/stack/")
PLAIN = Server(
    "plain page with liveflash", "liveflash", "plain_site", StackTab, path="/page/"
)
PLAIN_WITHOUT = replace(
    PLAIN, name="plain page without liveflash", variables={"BENCH_WITHOUT": "1"}
)
PYVIEW = Server(
    "pyview",
    "pyview",
    "pyview_site",
    PhoenixTab,
    variables={"PYVIEW_SECRET": "only-for-the-benchmarks"},
)
DJANGO_LIVEVIEW = Server(
    "django-liveview, flash block re-sent",
    "django-liveview",
    "django_liveview_site",
    DjangoLiveviewTab,
    path="/settings/20/",
    has_heartbeat=False,
)
DJUST_COMMAND = Server(
    "djust `put_flash`", "djust", "djust_site", DjustTab, path="/command/"
)
DJUST = replace(DJUST_COMMAND, name="djust, flash in the template", path="/template/")


def under_daphne(server: Server) -> Server:
    """Return the same server with daphne."""
    return replace(server, name=f"{server.name}, daphne", program="daphne")


RAW_DAPHNE = under_daphne(RAW)
LIVEFLASH_DAPHNE = under_daphne(LIVEFLASH)

ECHOES = (RAW, CONSUMER, UNHOPPED, PLAIN_LOOP)
PEERS = (DJANGO_LIVEVIEW, PYVIEW, DJUST_COMMAND, DJUST)
ON_DAPHNE = (RAW_DAPHNE, under_daphne(CONSUMER), LIVEFLASH_DAPHNE)

LIVE_PAGE_SERVERS = (RAW, LIVEFLASH, STACK)
WITH_TELEMETRY = (LIVEFLASH, TELEMETRY)
QUICK = (RAW, LIVEFLASH, PYVIEW)
ALL = (*ECHOES, LIVEFLASH, *PEERS, *ON_DAPHNE)
