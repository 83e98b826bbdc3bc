"""Mail that came in: as it came, what was read of it, and how far each mailbox was looked through (O1.6, O7.4)."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sundial.protocol.letters import Fate, Proven, Why


class InboundRaw(models.Model):
    """A letter as it came, byte for byte; nobody but the worker reads it. `source` names it for ever: by it, once.

    `size` is what it had, where no more than its head was taken in. `tries` counts how often its reading was begun;
    `trying_until` is the lease of the reading that runs.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=320, unique=True)
    mailbox = models.CharField(max_length=254)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    arrived_at = models.DateTimeField(null=True)  # where the mailbox says so; None: the mail server's own line may
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    trying_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_raw"
        indexes = [
            models.Index(fields=["at"], condition=Q(read_at__isnull=True), name="inbound_raw_unread"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="inbound_raw_read"),
        ]

    def __str__(self) -> str:
        return self.source


class Outcome(models.TextChoices):
    """What a coordinator made of a letter to leadership."""

    CONFIRMED = "confirmed", "confirmed"
    JOINED = "joined", "put to the escalation that stood already"
    DECLINED = "declined", "declined"
    NO_CUSTOMER = "no-customer", "no customer's"


class Reply(models.TextChoices):
    """How the courteous reply of O1.6 stands; "unclear" is a worker that was killed, and it is not sent again."""

    NONE = "", "none"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    UNCLEAR = "unclear", "perhaps sent"
    NOT_SENT = "not sent", "not sent: they had one within a day, or too many were sent"
    REFUSED = "refused", "refused by the mail server"


WAITING = Q(settled_at__isnull=True, fate__in=("queue", "held"))
SETTLED = Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")


class InboundLetter(models.Model):
    """What was read of a letter: all of it is what somebody wrote, and nothing of it is known until it is confirmed.

    `region` is that of the leader whose mailbox it came to ("" for none); `contact` has the very address, and `about`
    are the organizations whose it may be, by address or host: whoever does not see all of these does not see it.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # that of the letter as it came
    mailbox = models.CharField(max_length=254)
    leadership = models.BooleanField()
    region = models.CharField(max_length=32, blank=True, default="")
    digest = models.CharField(max_length=64)
    fate = models.CharField(max_length=8, choices=[(str(one), str(one)) for one in Fate])
    why = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in Why])
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    proven = models.CharField(max_length=8, choices=[(str(one), str(one)) for one in Proven])
    proof = models.CharField(max_length=300, blank=True)
    garbled = models.BooleanField(default=False)
    answerable = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField()
    contact = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    about = ArrayField(models.UUIDField(), default=list)
    arrived_at = models.DateTimeField()
    at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    case = models.ForeignKey("Case", models.PROTECT, null=True, db_index=False, related_name="letters")
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True, default="")
    reply_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_letter"
        ordering = ("arrived_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="inbound_letter_once"),
            models.CheckConstraint(
                condition=SETTLED | Q(settled_at__isnull=True, settled_by__isnull=True, outcome="", case__isnull=True),
                name="inbound_letter_is_settled_or_not",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(outcome__in=("confirmed", "joined")),
                name="inbound_letter_has_a_case_once_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["arrived_at"], condition=WAITING, name="inbound_letter_waiting"),
            models.Index(fields=["reply_at"], condition=Q(reply_at__isnull=False), name="inbound_letter_replied"),
            models.Index(fields=["sender", "at"], name="inbound_letter_sender"),
            models.Index(fields=["mailbox", "at"], name="inbound_letter_mailbox"),
        ]

    def __str__(self) -> str:
        return f"{self.fate} at {self.mailbox}"


class LetterTakenUp(models.Model):
    """A settled letter that somebody took up again, and why; with how it had been settled, which is settled no more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    letter = models.ForeignKey(InboundLetter, models.PROTECT, related_name="taken_up")
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    because = models.CharField(max_length=500, blank=True, default="")
    settled_by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        db_table = "letter_taken_up"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="letter_taken_up_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.letter_id}, {self.outcome} before"


class MailAccount(models.Model):
    """How far a mailbox was looked through, and what is wrong with it ("" for nothing); machinery, and no letter."""

    mailbox = models.CharField(max_length=254, primary_key=True)
    validity = models.BigIntegerField(default=0)  # UIDVALIDITY, RFC 3501: with another one the numbers begin anew
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "mail_account"

    def __str__(self) -> str:
        return self.mailbox
