"""How many cases there are of each kind, kept by the database with each change of a case, behind the wall of theirs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Sum

from sundial.models.fetch import fetch
from sundial.models.viewer import CLOCKWORK, viewing

BY_CUSTOMER = "customer"


class CaseSum(models.Model):
    """A sum, or a change of one: what is counted is all that stands under a key together. It is only read.

    Keys: `open`, `new`, `grave`, `region:`, `owner:` and `customer` of open cases, `over:` of those of a day of UTC.
    """

    key = models.CharField(max_length=48, primary_key=True)  # of many rows: none is ever told from another
    organization = models.ForeignKey(
        "Organization", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    regions = ArrayField(models.CharField(max_length=32))
    restricted = models.BooleanField()
    n = models.IntegerField()

    class Meta:
        managed = False
        db_table = "case_sum"

    def __str__(self) -> str:
        return f"{self.n:+} {self.key}"


def add_up() -> None:
    """Make one row of many, for whoever reads; for the desk's own hands."""
    with transaction.atomic(), viewing(CLOCKWORK):
        fetch("SELECT sundial_add_up()")


def open_by_customer(inside: models.Q) -> dict[object, int]:
    """Return how many open cases each customer has, of those on this side of the wall."""
    rows: models.QuerySet[CaseSum] = models.QuerySet(CaseSum)
    rows = rows.filter(inside, key=BY_CUSTOMER).order_by()
    return dict(rows.values_list("organization_id").annotate(Sum("n")))
