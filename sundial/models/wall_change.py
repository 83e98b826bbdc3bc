"""What became of a customer's restriction: asked for, put in force, changed; by whom and why, kept for ever (O2.7)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Func

from sundial.models.now import ITS_CLOCK, WHEN_WRITTEN

CHECK_HOLDS = timedelta(minutes=15)


class WallChange(models.Model):
    """One step of a customer's wall: which regions it had before, and which it is about; by nobody: by the operator."""

    class Kind(models.TextChoices):
        """What was done."""

        ASKED = "asked", "asked for"
        IN_FORCE = "in-force", "put in force"
        WITHDRAWN = "withdrawn", "not asked for any more"
        LIFTED = "lifted", "lifted"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey("Organization", models.PROTECT, related_name="wall_changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    was = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    why = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "wall_change"
        ordering = ("-at", "pk")
        indexes = [models.Index(fields=["organization", "-at"], name="wall_change_of")]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.regions)}"


class WallCheck(models.Model):
    """The desk's own word that a restriction which is asked for stands: the worker writes it, the web reads it.

    `at` is the database's time, and `ground` names all that it was read off. What comes in force wants one that is no
    older than CHECK_HOLDS, and whose ground is still the same (sundial_wall_is_checked).
    """

    organization = models.OneToOneField("Organization", models.CASCADE, primary_key=True, related_name="wall_check")
    regions = ArrayField(models.CharField(max_length=32))
    at = models.DateTimeField(db_default=WHEN_WRITTEN)
    ground = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        db_table = "wall_check"

    def __str__(self) -> str:
        return f"{self.organization_id} stands in {', '.join(self.regions)}"


def ground_of(customer: UUID) -> str:
    """Return what names all that ladder and coverage of a customer are read off now: shift plan, staff, document."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sundial_wall_ground(%s)", [customer])
        return str(cursor.fetchone()[0])


def is_checked(customer: UUID, regions: Sequence[str], within: timedelta = CHECK_HOLDS) -> bool:
    """Say whether the worker has found of late that a restriction to these regions stands, and nothing moved since."""
    same = Func(F("organization"), function="sundial_wall_ground", output_field=models.CharField())
    found = WallCheck.objects.filter(pk=customer, regions=list(regions), at__gt=ITS_CLOCK - within, ground=same)
    return found.exists()
