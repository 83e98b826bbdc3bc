"""The customers: who they are, where their home is, and what they are entitled to."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from sundial.models.restricted import restricted

LOCK = 0x57_61_6C  # of the advisory locks: whoever moves a wall, and who opens a case behind it


class Organization(models.Model):
    """A customer.

    `regions` are the designated regions of a restricted customer, empty where there is no wall (O2.7): they
    stand here and not on an entitlement, because the wall hides the customer as a whole: name, people, plan.
    The CSM, the TAM and the sales contact are told "where the customer has such a person" (O8.1).
    A restriction that is asked for and not in force has `asked_at` and `asked_regions`; whoever came with one stands
    behind its wall from the first moment, so that `regions` is the same then.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=160)
    city = models.CharField(max_length=120, blank=True, default="")
    home_region = models.CharField(max_length=32)
    zone = models.CharField(max_length=64, default="UTC")
    regions = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    restricted = restricted()
    asked_regions = ArrayField(models.CharField(max_length=32), default=list, blank=True, db_default=[])
    asked_at = models.DateTimeField(null=True, blank=True)
    csm = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")
    tam = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")
    sales = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "organization"
        constraints = [
            models.CheckConstraint(condition=~models.Q(home_region=""), name="organization_has_a_home_region"),
            models.CheckConstraint(
                condition=models.Q(asked_at__isnull=True, asked_regions=[])
                | (models.Q(asked_at__isnull=False) & ~models.Q(asked_regions=[])),
                name="organization_asks_for_regions",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entitlement(models.Model):
    """What a customer is entitled to: a plan, for some products (empty: all), until a date (None: no end)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="entitlements")
    plan = models.CharField(max_length=32)
    products = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "entitlement"
        constraints = [models.CheckConstraint(condition=~models.Q(plan=""), name="entitlement_names_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan} of {self.organization_id}"


def lock_wall(organization: UUID, *, alone: bool = False) -> None:
    """Hold a customer's wall until this transaction ends: `alone` to move it, with others to open a case behind it."""
    with connection.cursor() as cursor:
        how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        cursor.execute(f"SELECT {how}(%s, hashtext(%s))", [LOCK, str(organization)])
