"""The inbox: the tables of pushed messages that wait, and of who has seen them."""

from django.db import models


class InboxMessage(models.Model):
    """A message for one user, for one session or for everyone.

    ``kind`` is ``"user"``, ``"session"`` or ``"everyone"``. ``user`` names the
    recipient: the user's primary key as text, so that a project needs no user model; a
    digest of the session key; the namespace, such as a tenant, of a message for
    everyone. ``contents`` is the message as ``envelopes.dump`` returns it: text,
    because not every database takes all that JSON can hold. ``shown`` is the time when
    a page showed the message, which then stays a little longer for pages that had just
    lost their connection. A message for everyone has an ``InboxReceipt`` per user
    instead.
    """

    kind = models.CharField(max_length=16, default="user", db_default="user")
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
        return f"{self.message_id} for {self.user or self.kind}"


class InboxReceipt(models.Model):
    """A user's receipt of a message for everyone, up to ``revision``.

    ``shown`` is the time when a page of the user showed the message, None if the user
    has dismissed it. A receipt expires with its message.
    """

    user = models.CharField(max_length=255)
    message_id = models.CharField(max_length=32)
    revision = models.PositiveIntegerField()
    shown = models.DateTimeField(null=True)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["message_id", "user"], name="liveflash_one_receipt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} seen by {self.user}"
