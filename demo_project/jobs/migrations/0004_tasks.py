"""The queue is that of Django's tasks."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("jobs", "0003_report")]

    operations: ClassVar = [migrations.DeleteModel("Export")]
