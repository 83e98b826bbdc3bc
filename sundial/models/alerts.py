"""The outbox: what the team is owed word of, and how the word was sent."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q


class AlertKind(models.TextChoices):
    """What an alert is about."""

    OPENED = "opened", "a case was opened"
    MESSAGED = "messaged", "a message came"
    OWNED = "owner-set", "a case has a new owner"
    REOPENED = "reopened", "a case was reopened"
    SEVERITY_ASKED = "severity-asked", "another severity is asked for"
    SEVERITY_DECLINED = "severity-declined", "another severity is not wanted"
    AGREED = "agreement-made", "the customer agreed otherwise"
    NOT_AGREED = "agreement-declined", "the customer did not agree"
    WITHDRAWN = "agreement-ended", "an agreement was withdrawn"
    DATE_ACCEPTED = "date-accepted", "the customer accepted a release date"
    RESCHEDULED = "release-rescheduled", "a release moved, and a notice is owed"
    FIX_REMOVED = "fix-removed", "a fix was taken out of its release, and a notice is owed"
    FIX_RELEASED = "fix-released", "a fix is out"
    MERGED = "merged-from", "another case was merged into this one"
    ASKED = "resource-asked", "a group is asked for something"
    GROUP_ANSWERED = "resource-answered", "a group has answered"
    GROUP_WITHDRAWN = "resource-withdrawn", "a request to a group is withdrawn"
    HANDOVER_OFFERED = "handover-offered", "a case is handed over"
    HANDOVER_QUESTIONED = "handover-questioned", "a question about a handover"
    HANDOVER_ACCEPTED = "handover-accepted", "a handover was accepted"
    HANDOVER_WITHDRAWN = "handover-withdrawn", "a handover was withdrawn"
    ESCALATED = "escalated", "a case was escalated"
    COMFORT_ASKED = "comfort-asked", "are you comfortable with the progress?"
    COMFORT_SAID = "comfort-said", "the customer said whether they are comfortable"
    SETTLED = "escalation-settled", "an escalation is settled"
    TIER_RAISED = "tier-raised", "a case waits for a higher tier"
    WAIVER_ASKED = "waiver-asked", "a waiver is asked for"
    GLASS_ASKED = "glass-asked", "somebody outside asks to read a case"
    SHIFT_OFFERED = "shift-offered", "a shift is offered"
    LETTER_CAME = "letter-came", "a letter to leadership came"
    LETTER_WAITS = "letter-waits", "a letter to leadership still waits"
    LETTER_UNSEEN = "letter-unseen", "a letter to leadership waits that cannot be shown here"
    DUE_SOON = "due-soon", "a promise falls due soon"
    BREACHED = "breached", "a promise was missed"
    ASKED_AGAIN = "asked-again", "what you took is still open"
    UNDELIVERED = "undelivered", "an alert could not be mailed"


NOBODYS = "a case has no owner any more"  # the text of an owner-set that names nobody
BACK = "the escalation is settled, and the case is yours alone again"
BACK_TO_NOBODY = "the escalation is settled, and nobody has the case now"


LETTERS = (AlertKind.LETTER_CAME, AlertKind.LETTER_WAITS)  # of these `about` is the letter, which their person sees
OF_LETTERS = (*LETTERS, AlertKind.LETTER_UNSEEN)
OF_NO_CASE = ("shift-offered", "undelivered", "letter-came", "letter-waits", "letter-unseen")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts; the web sees its viewer's own alone."""

    def unread(self) -> "AlertQuerySet":
        """Keep what has not been read."""
        return self.filter(read_at__isnull=True)


class Alert(models.Model):
    """A message owed to one of the team, written with the fact that owes it, once for each person.

    `text` holds nothing that the person could not see elsewhere: no subject, no customer's name. `about` names what
    beside the fact it is about, by its id: a request to read the case. Where a shift is offered there is no case, and
    `seq` is that of the change of the rota; where a letter came, which `about` names, there is neither. `asks_at` is
    when clockwork looks whether somebody has answered, of what pages (`protocol/paging.py`) and is still open; None of
    everything else.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("Case", models.CASCADE, db_index=False, null=True, related_name="alerts")
    seq = models.PositiveIntegerField()  # of the fact or change that owes it
    person = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="alerts")
    kind = models.CharField(max_length=32, choices=AlertKind.choices)
    promise = models.CharField(max_length=24, blank=True, default="")
    cycle = models.PositiveIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    text = models.CharField(max_length=300)
    about = models.CharField(max_length=36, blank=True, default="", db_default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    asks_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        db_table = "alert"
        constraints = [
            models.UniqueConstraint(fields=["case", "seq", "kind", "person", "about"], name="alert_once_for_a_fact"),
            models.UniqueConstraint(
                fields=["case", "promise", "due_at", "kind", "person"],
                condition=~Q(promise=""),
                name="alert_once_for_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(promise="", due_at__isnull=True) | (~Q(promise="") & Q(due_at__isnull=False)),
                name="alert_names_a_clock_or_none",
            ),
            models.UniqueConstraint(
                fields=["seq", "kind", "person", "about"],
                condition=Q(case__isnull=True),
                name="alert_once_for_a_change",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(kind__in=OF_NO_CASE),
                name="alert_names_a_case_or_a_shift",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="alert_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="alert_unread"),
            models.Index(fields=["asks_at"], condition=Q(asks_at__isnull=False), name="alert_asks"),
        ]

    def __str__(self) -> str:
        return self.text


class Channel(models.TextChoices):
    """A way by which word leaves the house."""

    MAIL = "mail", "mail"
    SERVICE = "service", "service"
    WEBHOOK = "webhook", "webhook"


class DeliveryState(models.TextChoices):
    """How far the sending of one alert has come; "sent, maybe twice" is a server that fell silent after the text."""

    OWED = "owed", "owed"
    QUIET = "quiet", "waits for the end of quiet hours"
    IN_DIGEST = "in digest", "waits for a digest"
    SENT = "sent", "sent"
    MAYBE_TWICE = "sent, maybe twice", "sent, maybe twice"
    NOT_NEEDED = "not needed", "not needed"
    GIVEN_UP = "given up", "given up"
    PUT_ASIDE = "put aside", "given up, and put aside by somebody"


class Delivery(models.Model):
    """The sending of one alert by one way, at least once, under a key that never changes.

    `way` is None for mail to the person. The key is the alert's id; by a role's way, which hears of a thing once
    however many of its holders are told, it is `shared`. What is quiet is owed again at `send_at`.
    `trying_until` is the lease of the attempt that runs, and `attempts` its number: an attempt that comes home
    after its lease was taken over changes nothing. `unclear` says that an attempt ended without an answer.
    One that is in a digest waits until `send_at`, and is then gathered into the letter `digest`, which says the rest.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    alert = models.ForeignKey(Alert, models.CASCADE, db_index=False, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    way = models.ForeignKey("Way", models.PROTECT, db_index=False, null=True, related_name="deliveries")
    shared = models.UUIDField(null=True)
    state = models.CharField(max_length=24, choices=DeliveryState.choices, default=DeliveryState.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    trying_until = models.DateTimeField(null=True)
    unclear = models.BooleanField(default=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)
    digest = models.ForeignKey("Digest", models.PROTECT, db_index=False, null=True, related_name="deliveries")

    class Meta:
        db_table = "delivery"
        constraints = [
            models.UniqueConstraint(fields=["alert", "way"], name="delivery_once", nulls_distinct=False),
            models.UniqueConstraint(
                fields=["way", "shared"], condition=Q(shared__isnull=False), name="delivery_once_for_a_role"
            ),
            models.CheckConstraint(
                condition=Q(channel="mail", way__isnull=True) | (~Q(channel="mail") & Q(way__isnull=False)),
                name="delivery_goes_by_its_way",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("quiet", "in digest")) | Q(send_at__isnull=False),
                name="delivery_that_waits_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state="quiet"), name="delivery_quiet"),
            models.Index(fields=["way", "trying_until"], condition=Q(state="owed"), name="delivery_tried_by_way"),
            models.Index(fields=["at"], condition=Q(state="owed"), name="delivery_owed"),
            models.Index(fields=["at"], condition=Q(state="given up"), name="delivery_given_up"),
            models.Index(fields=["send_at"], condition=Q(state="in digest", digest=None), name="delivery_waits"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="delivery_of_digest"),
        ]

    @property
    def key(self) -> UUID:
        """The name of what is sent, the same at every attempt."""
        key: UUID = self.shared or self.alert_id
        return key

    def __str__(self) -> str:
        return f"{self.channel} of {self.alert_id}: {self.state}"
