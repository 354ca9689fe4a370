"""Messages for everyone and for sessions."""

from typing import Any, ClassVar

from django.db import migrations, models


def keep_those_of_users(apps: Any, schema_editor: Any) -> None:
    """Remove what the former table would take for messages of users."""
    rows = apps.get_model("liveflash", "InboxMessage").objects
    rows.using(schema_editor.connection.alias).exclude(kind="user").delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("liveflash", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="InboxMessage",
            name="kind",
            field=models.CharField(db_default="user", default="user", max_length=16),
        ),
        migrations.CreateModel(
            name="InboxReceipt",
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
                ("shown", models.DateTimeField(null=True)),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message_id", "user"), name="liveflash_one_receipt"
                    )
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_those_of_users),
    ]
