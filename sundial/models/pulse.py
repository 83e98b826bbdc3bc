"""Machinery, no case content: the sign of life of clockwork, and the cases that it could not read."""

from django.db import models


class Pulse(models.Model):
    """The one row that says when clockwork last looked, and how things stood then.

    `waiting_since` is when the oldest alert still on its way was written, None if none is; `parked` counts the
    cases that could not be read; `worker_at` is the last sign of life of any worker. `synthetic` is the key of the
    last synthetic alert and `job` what sends it; it is on its way while it was asked for later than the last one
    arrived, and `problem` says what the mail server answered. `unheard`: word was given up, and nobody has seen to it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    looked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    worker_at = models.DateTimeField(null=True)
    parked = models.PositiveIntegerField(default=0)
    unheard = models.BooleanField(default=False, db_default=False)
    synthetic = models.UUIDField(null=True)
    job = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        db_table = "pulse"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="pulse_is_one_row")]

    def __str__(self) -> str:
        return f"looked at {self.looked_at:%Y-%m-%d %H:%M:%S}"

    @property
    def on_its_way(self) -> bool:
        """Whether a synthetic alert was asked for and has not arrived."""
        return self.asked_at is not None and (self.arrived_at is None or self.arrived_at < self.asked_at)


class Parked(models.Model):
    """A case that clockwork could not read, set aside with growing patience so that it stops no other."""

    case = models.OneToOneField("Case", models.CASCADE, primary_key=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField()
    error = models.CharField(max_length=80)  # the kind of error alone: its text may quote the case

    class Meta:
        db_table = "parked"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.error}, {self.tries} tries"
