"""The app that records telemetry."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured

from liveflash import telemetry

try:
    from liveflash.contrib.otel.recorder import OtelRecorder
except ModuleNotFoundError as error:
    msg = (
        f"'liveflash.contrib.otel' needs OpenTelemetry ({error}): "
        "pip install 'liveflash[otel]'."
    )
    raise ImproperlyConfigured(msg) from error


class OtelConfig(AppConfig):
    """The app ``liveflash.contrib.otel``; the project configures OpenTelemetry."""

    name = "liveflash.contrib.otel"
    label = "liveflash_otel"

    def ready(self) -> None:
        """Record from now on."""
        telemetry.use(OtelRecorder())
