"""The inbox."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="InboxMessage",
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
                ("user", models.CharField(max_length=255)),
                ("message_id", models.CharField(max_length=32)),
                ("revision", models.PositiveIntegerField()),
                ("contents", models.TextField()),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("shown", models.DateTimeField(null=True)),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "message_id"), name="liveflash_once_per_user"
                    )
                ],
            },
        ),
    ]
