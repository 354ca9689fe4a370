"""Messages that users keep."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("liveflash", "0002_everyone_and_sessions")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="KeptMessage",
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
                ("message_id", models.CharField(max_length=32, unique=True)),
                ("revision", models.PositiveIntegerField()),
                ("contents", models.TextField()),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="KeptCopy",
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
                ("created", models.DateTimeField(db_index=True)),
                ("read", models.DateTimeField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.DO_NOTHING,
                        related_name="copies",
                        to="liveflash.keptmessage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-id"], name="liveflash_kept_order"),
                    models.Index(
                        condition=models.Q(("read", None)),
                        fields=["user"],
                        name="liveflash_kept_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "user"), name="liveflash_one_copy"
                    )
                ],
            },
        ),
    ]
