"""The forms that were sent, so that one sent twice is one act."""

from uuid import uuid4

from django.db import models


class Sent(models.Model):
    """The hidden key of a form that a person has sent: a second click, or Back and send again, finds it here."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.CASCADE, related_name="+")
    key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sent"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="sent_once")]

    def __str__(self) -> str:
        return str(self.key)
