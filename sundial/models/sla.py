"""Protocol 05 and 06: the clocks of the cases, as the fold of their histories says."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from sundial.protocol.clock import Outcome
from sundial.protocol.promises import INSIDE, Promise

RUNS = Q(ended_at__isnull=True)
NOTICE_IS_OWED = RUNS & Q(promise=str(Promise.FIX_RELEASE), about__gt=0)
WANTS_ATTENTION = Q(check_at__isnull=False)


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks, always within the wall of whoever is viewing."""

    def running(self) -> "ClockQuerySet":
        """Keep what has not ended."""
        return self.filter(RUNS)

    def for_the_customer(self) -> "ClockQuerySet":
        """Leave out what is owed inside the house, which no customer is ever shown."""
        return self.exclude(promise__in=[str(promise) for promise in INSIDE])

    def due(self, now: datetime) -> "ClockQuerySet":
        """Keep those whose time to be looked at has come."""
        return self.filter(check_at__lte=now)

    def unrestricted(self) -> "ClockQuerySet":
        """Leave out what is behind a wall: of how much there is nobody outside may learn anything."""
        return self.filter(case__restricted=False)

    def of_severity(self, severity: int, *, after: datetime | None = None) -> "ClockQuerySet":
        """Keep those of cases of a severity; `after` leaves out whose time had come by then."""
        rows = self.filter(case__severity=severity)
        return rows.filter(check_at__gt=after) if after else rows

    def wanting_attention(self, now: datetime) -> "ClockQuerySet":
        """Take the clocks whose time to be looked at has come, earliest first, with their cases locked.

        The case is locked and not the clock, because every change of a clock holds the lock of its case: one
        order of locks, so no deadlock. A case in somebody else's hands is left for the next look.
        """
        due = self.due(now).order_by("check_at", "id")
        lean = due.select_related("case").only("case_id", "case__id")
        return lean.select_for_update(skip_locked=True, no_key=True, of=("case",))


class Clock(models.Model):
    """One cycle of one promise on one case, as the fold of its history says (a projection)."""

    case = models.ForeignKey("Case", models.CASCADE, db_index=False, related_name="clocks")
    promise = models.CharField(max_length=24, choices=[(str(p), str(p)) for p in Promise])
    cycle = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)  # None: there is nothing left to say
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=[(str(o), str(o)) for o in Outcome], default=Outcome.RUNNING)
    soon_said = models.BooleanField(default=False)
    breach_said = models.BooleanField(default=False)
    about = models.PositiveIntegerField(default=0, db_default=0)  # the fact of its determination or request; 0: none
    paused = models.BooleanField(default=False, db_default=False)
    plain = models.BooleanField(default=False, db_default=False)  # counted once, by the table (protocol/recount.py)
    restricted = models.BooleanField(default=True, db_default=True)  # as its case: kept by the database, for its wall

    objects = ClockQuerySet.as_manager()

    class Meta:
        db_table = "clock"
        constraints = [
            models.UniqueConstraint(fields=["case", "promise", "cycle"], name="clock_once"),
            models.UniqueConstraint(fields=["case", "promise", "about"], condition=RUNS, name="clock_one_runs"),
            models.CheckConstraint(condition=Q(due_at__gte=models.F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(condition=Q(outcome__in=[str(o) for o in Outcome]), name="clock_outcome"),
        ]
        indexes = [
            models.Index(fields=["check_at", "id"], condition=WANTS_ATTENTION, name="clock_check_at"),
            models.Index(fields=["due_at"], condition=RUNS, name="clock_due_at"),
            models.Index(fields=["case"], condition=NOTICE_IS_OWED, name="clock_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} {self.cycle} of {self.case_id}, due {self.due_at:%Y-%m-%d %H:%M}"
