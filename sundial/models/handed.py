"""What is offered from region to region and not accepted yet: a projection of the histories (O2.3)."""

from django.db import models


class Handover(models.Model):
    """A handover that is offered on a case, by the fact of the offer; at most one is open (a projection).

    `giver` owned the case when it was offered; `to` is whom it is meant for, None for whoever is on shift there.
    """

    case = models.OneToOneField("Case", models.CASCADE, related_name="handover")
    seq = models.PositiveIntegerField()
    giver = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    region = models.CharField(max_length=32)
    to = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        db_table = "handover"
        indexes = [models.Index(fields=["region", "due_at"], name="handover_to_region")]

    def __str__(self) -> str:
        return f"{self.case_id} is offered to {self.region}, to be accepted by {self.due_at:%Y-%m-%d %H:%M}"
