"""The queue: a table. A real project would have Celery, RQ or Django's own tasks."""

from django.conf import settings
from django.db import models


class Export(models.Model):
    """An export that somebody wants."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    rows = models.PositiveIntegerField(default=1200)
    asked = models.DateTimeField(auto_now_add=True)
    begun = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Export {self.pk} of {self.rows} rows"
