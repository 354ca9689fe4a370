"""The app configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The jobs of the demo."""

    name = "demo_project.jobs"
    default_auto_field = "django.db.models.BigAutoField"
