"""On which rungs of the ladder the cases stand: a projection of the histories (O7, O8.5)."""

from django.db import models
from django.db.models import Q


class Escalation(models.Model):
    """An open escalation, by the fact that it was taken with (a projection).

    `person` is the point person, None for nobody yet; `asks_at` is when the customer is next asked whether they are
    comfortable, `asked` how often they were without an answer, and `asked_of` whom of theirs, None where no name was
    kept; `findings` are still to be written.
    """

    case = models.ForeignKey("Case", models.CASCADE, db_index=False, related_name="escalations")
    seq = models.PositiveIntegerField()
    rung = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)
    asks_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_of = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    findings = models.BooleanField()

    class Meta:
        db_table = "escalation"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="escalation_once")]
        indexes = [models.Index(fields=["asks_at"], condition=Q(asks_at__isnull=False), name="escalation_asks")]

    def __str__(self) -> str:
        return f"{self.case_id} stands on rung {self.rung}"
