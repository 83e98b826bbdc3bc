"""What somebody did about word that could not be delivered: each act is a row, and stays (O8.6)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class DeadLetterDeed(models.TextChoices):
    """What becomes of a dead letter."""

    AGAIN = "again", "sent again"
    ASIDE = "aside", "put aside"


class DeadLetterAct(models.Model):
    """Everything that could not be delivered of one fact is sent again, or put aside with a reason.

    It is named as its alarm is: by case and fact; of what has no case by the change of the rota, or by the letter that
    `about` names. `done_at` is when the worker carried it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("Case", models.PROTECT, db_index=False, null=True, related_name="dead_letter_acts")
    seq = models.PositiveIntegerField()
    about = models.CharField(max_length=36, blank=True, default="", db_default="")
    deed = models.CharField(max_length=8, choices=DeadLetterDeed.choices)
    reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dead_letter_act"
        constraints = [
            models.CheckConstraint(
                condition=Q(deed="again") | (Q(deed="aside") & ~Q(reason="")), name="dead_letter_act_has_a_reason"
            )
        ]
        indexes = [models.Index(fields=["case", "seq", "at"], name="dead_letter_act_of_fact")]

    def __str__(self) -> str:
        return f"{self.deed}: {self.case_id or self.about or self.seq}"
