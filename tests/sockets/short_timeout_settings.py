"""Settings with timeouts that are short enough for tests."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.guarded"
LIVEFLASH_JOIN_TIMEOUT = 1
LIVEFLASH_HEARTBEAT_TIMEOUT = 2
LIVEFLASH_SEND_BURST = 1_000_000
LIVEFLASH_SEND_RATE = 50_000
LIVEFLASH_MAX_MAILBOX_SIZE = 1_000_000
