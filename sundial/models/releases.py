"""Protocol 05 and 06: releases with their whole history, fixes, and drafts of notices (O5.3, O6.4)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Release(models.Model):
    """A release of a product, with its owner; `planned_at` is the announced date (UTC), None while there is none."""

    class State(models.TextChoices):
        """How far it has come."""

        PLANNED = "planned", "planned"
        SHIPPED = "shipped", "shipped"
        DROPPED = "dropped", "dropped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    product = models.CharField(max_length=120)
    name = models.CharField(max_length=40)
    owner = models.ForeignKey("Person", models.PROTECT, related_name="releases")
    planned_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    shipped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "release"
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="release_once"),
            models.CheckConstraint(condition=~Q(product="") & ~Q(name=""), name="release_is_named"),
            models.CheckConstraint(
                condition=Q(state="shipped", shipped_at__isnull=False) | (~Q(state="shipped") & Q(shipped_at=None)),
                name="release_shipped_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.name}"


class Fix(models.Model):
    """What mends a fault of a product, by its key; in at most one release. Its title is read by all of the staff."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    product = models.CharField(max_length=120)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="fixes")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fix"
        constraints = [models.CheckConstraint(condition=~Q(key="") & ~Q(title=""), name="fix_is_named")]

    def __str__(self) -> str:
        return self.key


class ReleaseEvent(models.Model):
    """One thing that was decided about a release or a fix; never changed. A determination owes notices (O6.4).

    `at` is when it was decided, which may be before it was recorded. The staff read the `reason`; no customer does.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        PLANNED = "planned", "planned"
        RESCHEDULED = "rescheduled", "rescheduled"
        ASSIGNED = "assigned", "a fix was assigned"
        REMOVED = "removed", "a fix was taken out"
        WITHDRAWN = "withdrawn", "a fix was withdrawn"
        SHIPPED = "shipped", "shipped"
        DROPPED = "dropped", "dropped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="events")
    fix = models.ForeignKey(Fix, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    fixes = models.JSONField(default=list)  # the keys of the fixes that it concerns
    was = models.DateTimeField(null=True)
    to = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "release_event"
        indexes = [models.Index(fields=["release", "-recorded_at"], name="release_event_of_release")]

    def __str__(self) -> str:
        return f"{self.release or self.fix}: {self.kind}"


class FanOut(models.Model):
    """Machinery: an event that has still to be told to every case that waits; gone when it has been."""

    event = models.OneToOneField(ReleaseEvent, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "fan_out"

    def __str__(self) -> str:
        return f"{self.event_id} is being told"


class NoticeDraft(models.Model):
    """What is to be said to a customer after a decision, ready to be edited and sent; one a case and event.

    `seqs` are the determinations on the case whose notice it is, [] where the decision was none; `date` is the release
    date that its words name (UTC, None where they name none), which is given by being told. `settled_by` is who sent
    or dropped it, or asked for its being sent; `reason` is why it was dropped, or why it could not be sent.
    """

    class State(models.TextChoices):
        """How far it has come."""

        READY = "ready", "ready"
        SENDING = "sending", "on its way"
        SENT = "sent", "sent"
        DROPPED = "dropped", "dropped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("Case", models.CASCADE, db_index=False, related_name="notice_drafts")
    event = models.ForeignKey(ReleaseEvent, models.PROTECT, related_name="drafts")
    seqs = models.JSONField(default=list)
    date = models.DateTimeField(null=True)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    edited_by = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        db_table = "notice_draft"
        constraints = [models.UniqueConstraint(fields=["case", "event"], name="notice_draft_once")]

    def __str__(self) -> str:
        return f"notice of {self.event_id} on {self.case_id}: {self.state}"
