"""Messages that wait for a user until one of the user's pages has shown them."""

from django.db import models


class InboxMessage(models.Model):
    """One message for one user.

    ``user`` is the user's primary key as text, so that a project without Django's own
    users needs none. ``contents`` is a message as ``deliveries.dump`` gives it: text,
    as not every database takes all that JSON can hold. ``shown`` is when a page of the
    user has shown it: it stays a little longer for pages that have lost their
    connection just then.
    """

    user = models.CharField(max_length=255)
    message_id = models.CharField(max_length=32)
    revision = models.PositiveIntegerField()
    contents = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    shown = models.DateTimeField(null=True)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "message_id"], name="liveflash_once_per_user"
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} for {self.user}"
