"""What was done about word that wants somebody to act: who has it until when, and to whom it went on (O8.6)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from sundial.protocol.paging import Deed


class AlertAct(models.Model):
    """One thing done about a page, which is all the alerts of one fact and kind on a case; never changed or removed.

    `nth` counts what was done about it. `person` is who did it, None for the desk itself; of AGAIN whom it asks again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("Case", models.PROTECT, db_index=False, related_name="alert_acts")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    nth = models.PositiveIntegerField()
    deed = models.CharField(max_length=8, choices=[(deed.value, deed.value) for deed in Deed])
    person = models.ForeignKey("Person", models.PROTECT, db_index=False, null=True, related_name="+")
    to = models.ForeignKey("Person", models.PROTECT, db_index=False, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "alert_act"
        ordering = ("nth",)
        indexes = [models.Index(fields=["at"], name="alert_act_at")]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq", "kind", "nth"], name="alert_act_one_after_another"),
            models.CheckConstraint(
                condition=Q(deed="mine", person__isnull=False, until__isnull=False, to__isnull=True)
                | Q(deed="passed", person__isnull=False, until__isnull=True, to__isnull=False)
                | Q(deed="next", person__isnull=True, until__isnull=True, to__isnull=False)
                | Q(deed="again", person__isnull=False, until__isnull=True, to__isnull=True)
                | Q(deed="silence", person__isnull=True, until__isnull=True, to__isnull=True),
                name="alert_act_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed}: {self.kind} {self.seq} on {self.case_id}"
