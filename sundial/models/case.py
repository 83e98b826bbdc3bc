"""The case: where its history is summed up, for the queue and for the wall."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, OrderBy, Q

from sundial.models import among  # noqa: F401 - the lookup of that name
from sundial.models.restricted import restricted
from sundial.protocol.case import OPEN, State

IS_OPEN = Q(state__among=OPEN)
QUEUE_ORDER = (
    F("next_due_at").asc(nulls_last=True),
    F("rung").desc(),
    F("severity").asc(),
    F("plan_rank").asc(),
    F("number").asc(),
)  # as triage.place puts them
TRIAGE_ORDER = (
    OrderBy(ExpressionWrapper(Q(flag__among=("",)), output_field=BooleanField())),
    *QUEUE_ORDER,
)  # as triage.place_in_triage puts them
IS_UNTRIAGED = IS_OPEN & Q(triaged=False)
OPEN_IN_INDEX = Q(state__in=[str(state) for state in OPEN])  # the same, as the indexes were made
TRIAGE_ORDER_IN_INDEX = (OrderBy(ExpressionWrapper(Q(flag=""), output_field=BooleanField())), *QUEUE_ORDER)
WALL = ("restricted", "regions", "organization", "id")  # what the wall asks of a case
COUNTED = ["home_region", "severity", "triaged", "next_due_at", "state", "resolved_at", *WALL]  # what lists.counts asks
NO_HASH = ""

PROJECTED = (
    "state", "severity", "plan", "plan_rank", "rung", "revision", "owner_id", "waiting", "merged_into", "triaged",
    "pinned", "resolved_at", "changed_at", "told_at", "next_due_at", "head_seq", "head_hash", "product",
)  # fmt: skip


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, always within the wall of whoever is viewing."""

    def open(self) -> "CaseQuerySet":
        """Leave out what is resolved or closed."""
        return self.filter(IS_OPEN)

    def in_queue_order(self) -> "CaseQuerySet":
        """Put the nearest promise first, then the most impactful case (O3.3); an index holds this order."""
        return self.order_by(*QUEUE_ORDER)

    def in_triage_order(self) -> "CaseQuerySet":
        """Put what is flagged first, then in the order of the queue (O3.5); of untriaged cases an index holds this."""
        return self.order_by(*TRIAGE_ORDER)


class Case(models.Model):
    """A case of a customer; `number` is random with a check character, so that it tells nothing of others.

    What a later fact can change (PROJECTED) is a projection of the history. `home_region` and `flag` are what the
    history's first fact says, and so is `counts_on`, the designated regions on whose hours its promises count, None
    where these still are its `regions`: its customer's, at every moment (the database sees to it). `product` is
    what its contact said, until triage corrects it. `changed_at` moves with every fact that is recorded, be it that
    it happened earlier, and is the staff's; `told_at` moves only with what the customer can see: open pages hear of
    changes by these two. `revision` is the digest of the protocol document by which the case counts now; `rung` the
    highest rung of the ladder that is open, 0 for none; `waiting` a status of that document, "" for none;
    `merged_into` the number of the case as which it goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=16, unique=True)
    organization = models.ForeignKey("Organization", models.PROTECT, db_index=False, related_name="cases")
    entitlement = models.ForeignKey(
        "Entitlement", models.PROTECT, null=True, blank=True, db_index=False, related_name="cases"
    )
    contact = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="cases")
    subject = models.CharField(max_length=200)
    product = models.CharField(max_length=120, blank=True, default="")
    version = models.CharField(max_length=40, blank=True, default="", db_default="")
    flag = models.CharField(
        max_length=12, blank=True, default="", db_default=""
    )  # of the entitlement: expired, none, several, pending
    plan = models.CharField(max_length=32)
    home_region = models.CharField(max_length=32)
    regions = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    restricted = restricted()
    counts_on = ArrayField(models.CharField(max_length=32), null=True, blank=True)
    severity = models.PositiveSmallIntegerField()
    plan_rank = models.PositiveSmallIntegerField(default=0, db_default=0)
    rung = models.PositiveSmallIntegerField(default=0, db_default=0)
    revision = models.CharField(max_length=64, blank=True, default="", db_default="")
    waiting = models.CharField(max_length=40, blank=True, default="", db_default="")
    merged_into = models.CharField(max_length=16, blank=True, default="", db_default="")
    triaged = models.BooleanField(default=False, db_default=False)
    pinned = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=16, choices=[(str(s), str(s)) for s in State], default=State.NEW)
    owner = models.ForeignKey(
        "Person", models.PROTECT, null=True, blank=True, db_index=False, related_name="owned_cases"
    )
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    told_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, blank=True)
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True, default=NO_HASH)

    objects = CaseQuerySet.as_manager()

    class Meta:
        db_table = "support_case"  # "case" alone is a reserved word of SQL
        constraints = [
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="case_severity"),
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in State]), name="case_state"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(home_region=""), name="case_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(head_seq=0, head_hash=NO_HASH) | (Q(head_seq__gt=0) & ~Q(head_hash=NO_HASH)),
                name="case_head_is_whole",
            ),
        ]
        indexes = [
            models.Index(*QUEUE_ORDER, condition=OPEN_IN_INDEX, include=WALL, name="case_queue"),
            models.Index(*TRIAGE_ORDER_IN_INDEX, condition=OPEN_IN_INDEX & Q(triaged=False), name="case_untriaged"),
            models.Index(fields=["product", "-changed_at"], name="case_of_product"),
            models.Index(fields=["organization", "-told_at"], name="case_of_organization"),
            models.Index(fields=["owner"], condition=OPEN_IN_INDEX, include=COUNTED, name="case_of_owner"),
            models.Index(fields=["-changed_at"], name="case_changed"),
            models.Index(
                fields=["resolved_at"],
                condition=Q(resolved_at__isnull=False),
                include=["state", *WALL],
                name="case_resolved",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether anything can still be owed on it."""
        return self.state in OPEN

    @property
    def stays_with(self) -> list[str]:
        """The regions to whose people it may be given, [] for all: its own, of those that its customer asks for."""
        asked = self.organization.asked_regions
        if not asked or not self.regions:
            return asked or self.regions
        return [one for one in self.regions if one in asked] or self.regions

    @contextmanager
    def locked(self) -> Iterator["Case"]:
        """Hold the lock of this case for one transaction, brought up to date; raises DoesNotExist if it is not seen."""
        with transaction.atomic():
            row = Case.objects.select_for_update(no_key=True).filter(pk=self.pk).values(*PROJECTED, "regions").first()
            if row is None:
                raise Case.DoesNotExist("there is no such case")
            self.take_over(row)
            yield self

    def take_over(self, values: Mapping[str, object]) -> None:
        """Bring this object into line with what was just written of its row."""
        for name, value in values.items():
            setattr(self, name, value)
