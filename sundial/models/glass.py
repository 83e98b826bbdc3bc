"""Break-glass: who asked to read a case behind its wall, who let them, until when, and what they opened (O2.7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.models import Q

FURTHEST = timedelta(hours=24)  # the database lets nobody in for longer, whatever a setting says


class GlassRequest(models.Model):
    """Somebody asks to read the case of a number, for so many minutes; whether there is such a case is not said."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "glass_request"
        ordering = ("-at", "pk")
        indexes = [models.Index(fields=["number"], name="glass_request_number")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="glass_request_says_why")]

    def __str__(self) -> str:
        return self.number


class GlassAnswer(models.Model):
    """A manager inside lets them in until an instant (UTC), or not: `until` is None."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.OneToOneField(GlassRequest, models.PROTECT, related_name="answer")
    case = models.ForeignKey("Case", models.PROTECT, related_name="glass")
    person = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "glass_answer"
        ordering = ("-at", "pk")
        indexes = [models.Index(fields=["person", "case", "until"], name="glass_answer_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("at"), until__lte=models.F("at") + FURTHEST),
                name="glass_answer_for_a_time",
            ),
            models.CheckConstraint(condition=~Q(by=models.F("person")), name="glass_answer_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} until {self.until}"


class GlassEnd(models.Model):
    """It was ended before its time."""

    answer = models.OneToOneField(GlassAnswer, models.PROTECT, primary_key=True, related_name="end")
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "glass_end"

    def __str__(self) -> str:
        return f"of {self.answer_id}"


class GlassLook(models.Model):
    """Something that was opened through the glass."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.ForeignKey(GlassAnswer, models.PROTECT, related_name="looks")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "glass_look"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.what


def glass_open(person: UUID, number: str, now: datetime) -> GlassAnswer | None:
    """Return by what somebody may read the case of a number at an instant; None: they may not."""
    mine = GlassAnswer.objects.filter(person=person, request__number=number, end__isnull=True)
    return mine.filter(at__lte=now, until__gt=now).order_by("-until").first()


@contextmanager
def looking_through(case: UUID) -> Iterator[None]:
    """Look at one case through the glass, where it is open, until the block ends; nothing can be written in it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            setting = "SELECT set_config('sundial.glass', %s, true), set_config('transaction_read_only', 'on', true)"
            cursor.execute(setting, [str(case)])
        yield
        transaction.set_rollback(True)  # whereby both settings are as they were
