"""The configuration of the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The background jobs of the demo."""

    name = "demo_project.jobs"
    default_auto_field = "django.db.models.BigAutoField"
