"""The job queue, as a table. A real project would use Celery, RQ or Django tasks."""

from django.conf import settings
from django.db import models


class Export(models.Model):
    """A requested export."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    rows = models.PositiveIntegerField(default=1200)
    created = models.DateTimeField(auto_now_add=True)
    started = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Export {self.pk} of {self.rows} rows"


class Report(models.Model):
    """A report that can be exported in the admin."""

    name = models.CharField(max_length=80)
    rows = models.PositiveIntegerField(default=1200)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
