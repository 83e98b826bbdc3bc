"""Digests: one letter that holds many alerts of one person."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from sundial.models.alerts import DeliveryState


class Digest(models.Model):
    """One letter to one person; its id is its key for ever, and what it holds are the deliveries that name it.

    Lease and attempts are as those of a delivery (`models/alerts.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="digests")
    state = models.CharField(max_length=24, choices=DeliveryState.choices, default=DeliveryState.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    trying_until = models.DateTimeField(null=True)
    unclear = models.BooleanField(default=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "digest"
        indexes = [models.Index(fields=["at"], condition=Q(state="owed"), name="digest_owed")]

    def __str__(self) -> str:
        return f"digest of {self.person_id} of {self.at:%Y-%m-%d %H:%M}: {self.state}"
