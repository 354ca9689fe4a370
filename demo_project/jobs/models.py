"""The reports that the admin exports."""

from django.db import models


class Report(models.Model):
    """A report that can be exported in the admin."""

    name = models.CharField(max_length=80)
    rows = models.PositiveIntegerField(default=1200)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
