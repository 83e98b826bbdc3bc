"""What was changed of the staff: who came into a region or left it, by whose hand; kept for ever (O2.7)."""

from uuid import uuid4

from django.db import models


class PersonChange(models.Model):
    """One change of one of the staff; `what` holds each field that changed with its values before and after."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.PROTECT, related_name="changes")
    what = models.JSONField()
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "person_change"
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return f"of {self.person_id}, {', '.join(self.what)}"
