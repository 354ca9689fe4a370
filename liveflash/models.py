"""The tables of pushed messages that wait, of who has seen them, and of kept ones."""

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


class KeptMessage(models.Model):
    """The contents of a kept message, which all its recipients share.

    ``message_id`` has 32 hexadecimal digits, unlike the id of a message that is not
    kept. ``contents`` is the message as ``serialization.dump_text`` returns it.
    """

    message_id = models.CharField(max_length=32, unique=True)
    revision = models.PositiveIntegerField()
    contents = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.message_id


class KeptCopy(models.Model):
    """A kept message of one user: the user's primary key as text.

    ``read`` is the time when the user has read it, None before. The copies are deleted
    first, in the same transaction as a message that has no others.
    """

    user = models.CharField(max_length=255)
    message = models.ForeignKey(  # the constraint below has an index
        KeptMessage, models.DO_NOTHING, related_name="copies", db_index=False
    )
    created = models.DateTimeField(db_index=True)
    read = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["message", "user"], name="liveflash_one_copy"
            ),
        )
        indexes = (
            models.Index(fields=["user", "-id"], name="liveflash_kept_order"),
            models.Index(
                fields=["user"],
                condition=models.Q(read=None),
                name="liveflash_kept_unread",
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} for {self.user}"
