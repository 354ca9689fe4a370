"""Rename the fields of the queue."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("jobs", "0001_initial")]

    operations: ClassVar = [
        migrations.RenameField("export", "asked", "created"),
        migrations.RenameField("export", "begun", "started"),
    ]
