"""The inbox: the table of messages that were pushed to users."""

from django.db import models


class InboxMessage(models.Model):
    """A message for one user.

    ``user`` is the user's primary key as text, so that a project needs no user model.
    ``contents`` is the message as ``envelopes.dump`` returns it: text, because not
    every database takes all that JSON can hold. ``shown`` is the time when a page
    showed the message, which then stays a little longer for pages that had just lost
    their connection.
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
