"""The ways by which word reaches a person or a role beside app and mail, and how each wants to be reached (O8.6)."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

ONE_S_OWN = Q(person__isnull=False, role="", region="")
A_ROLE_S = Q(person__isnull=True) & ~Q(role="") & ~Q(region="")


class WayKind(models.TextChoices):
    """What a way is."""

    SERVICE = "service", "service"
    WEBHOOK = "webhook", "webhook"


class WayQuerySet(models.QuerySet["Way"]):
    """Ways; the web sees its viewer's own, and those of the roles of their region."""

    def live(self) -> "WayQuerySet":
        """Keep what was not ended."""
        return self.filter(ended_at__isnull=True)


class Way(models.Model):
    """A way of one of the staff, or of a role in a region, to a service or a webhook.

    A role's way has quiet hours of its own, on the clock of its region: `since` to `until`, and whole `days` (Monday
    is 0); a person's own have those of their person.
    `scheme` says which service; `shown` is the address as it may be read, without what opens it. `hears` says of an
    event how the way is used for it (`protocol/reaching.py`), at once where it says nothing. `failing` counts the
    attempts that failed one after the other, and until `again_at` no other is made.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.PROTECT, db_index=False, null=True, related_name="ways")
    role = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=32, blank=True, default="")
    kind = models.CharField(max_length=8, choices=WayKind.choices)
    name = models.CharField(max_length=60)
    scheme = models.CharField(max_length=20)
    shown = models.CharField(max_length=200)
    hears = models.JSONField(default=dict, db_default={})
    made_by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey("Person", models.PROTECT, db_index=False, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    failing = models.PositiveSmallIntegerField(default=0, db_default=0)
    again_at = models.DateTimeField(null=True)
    since = models.TimeField(null=True)
    until = models.TimeField(null=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])

    objects = WayQuerySet.as_manager()

    class Meta:
        db_table = "way"
        constraints = [
            models.CheckConstraint(condition=ONE_S_OWN | A_ROLE_S, name="way_is_a_persons_or_a_roles"),
            models.CheckConstraint(condition=~Q(name=""), name="way_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="way_is_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True) | Q(since__isnull=False, until__isnull=False),
                name="way_has_both_hours",
            ),
            models.CheckConstraint(
                condition=~Q(role="") | Q(since__isnull=True, days=[]), name="way_of_a_role_alone_is_quiet"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="way_of_person"),
            models.Index(fields=["role", "region"], condition=Q(ended_at__isnull=True), name="way_of_role"),
        ]

    def __str__(self) -> str:
        return self.name


class WayAddress(models.Model):
    """Where a way leads, and the secret with which a webhook is signed: written once, and read by the worker alone."""

    way = models.OneToOneField(Way, models.CASCADE, primary_key=True, related_name="whole")
    address = models.CharField(max_length=600)
    secret = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "way_address"

    def __str__(self) -> str:
        return f"of {self.way_id}"


class WayTrial(models.Model):
    """A test that somebody sent by a way (None: by mail to themselves), and what came of it."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", "on its way"
        SENT = "sent", "arrived"
        FAILED = "failed", "did not arrive"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    way = models.ForeignKey(Way, models.CASCADE, null=True, related_name="trials")
    by = models.ForeignKey("Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED, db_default=State.ASKED)
    problem = models.CharField(max_length=300, blank=True, default="", db_default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "way_trial"

    def __str__(self) -> str:
        return f"{self.state}: {self.way_id or 'mail'}"


class Reaching(models.Model):
    """How one of the staff wants to be reached: what is mailed to them, when they are quiet, who has it instead then.

    `mail` says of an event whether it is mailed, at once or in a digest at one of the `times` (none: the desk's). Of
    `days` (Monday is 0) each is quiet as a whole, and the hours are of their own time zone; `since` and `until` are
    None together, where no hours are quiet.
    """

    person = models.OneToOneField("Person", models.PROTECT, primary_key=True, related_name="reaching")
    mail = models.JSONField(default=dict, db_default={})
    times = ArrayField(models.TimeField(), default=list, db_default=[])
    since = models.TimeField(null=True)
    until = models.TimeField(null=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])
    stand_in = models.ForeignKey("Person", models.PROTECT, db_index=False, null=True, related_name="+")

    class Meta:
        db_table = "reaching"
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True) | Q(since__isnull=False, until__isnull=False),
                name="reaching_has_both_hours",
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("person")), name="reaching_stand_in_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"of {self.person_id}"
