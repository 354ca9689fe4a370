"""A site whose telemetry Prometheus scrapes, and whose channel layer is down."""

from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "liveflash.contrib.otel"]
ROOT_URLCONF = "tests.telemetry.site"
ASGI_APPLICATION = "tests.asgi.application"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": ["unix:///nowhere/redis.sock"]},
    }
}

metrics.set_meter_provider(MeterProvider([PrometheusMetricReader()]))
