"""The reports, and three to begin with."""

from typing import Any, ClassVar

from django.db import migrations, models

REPORTS = {"Customers": 1200, "Invoices": 3480, "Stock": 560}


def create_reports(apps: Any, _editor: Any) -> None:
    """Create the reports of a new demo."""
    report = apps.get_model("jobs", "Report")
    for name, rows in REPORTS.items():
        report.objects.create(name=name, rows=rows)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("jobs", "0002_rename_fields")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("rows", models.PositiveIntegerField(default=1200)),
            ],
            options={"ordering": ("name",)},
        ),
        migrations.RunPython(create_reports, migrations.RunPython.noop),
    ]
