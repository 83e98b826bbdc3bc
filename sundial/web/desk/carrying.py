"""What each region carries: the owner's region does, and without an owner the customer's home region (O2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Case as If
from django.db.models import Count, F, Q, QuerySet, Value, When

from sundial.models import Case

NONE = Q(pk__in=[])
NOBODYS = Q(owner__isnull=True) | Q(owner__region="")
CARRIER = If(When(NOBODYS, then=F("home_region")), default=F("owner__region"))
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a region carries: open cases, those of severity 1, due before its hour; late now, and due within SOON."""

    cases: int = 0
    grave: int = 0
    due: int = 0
    late: int = 0
    soon: int = 0


def carried(seen: QuerySet[Case], before: Mapping[str, datetime | None], now: datetime) -> dict[str, Carried]:
    """Count what each region carries of these cases; `before` is the hour of each region that has one."""
    due = reduce(or_, [Q(carrier=Value(region), next_due_at__lt=at) for region, at in before.items() if at], NONE)
    counted = (
        seen.annotate(carrier=CARRIER)
        .values_list("carrier")
        .annotate(
            cases=Count("pk"),
            grave=Count("pk", filter=Q(severity=1)),
            due=Count("pk", filter=due),
            late=Count("pk", filter=Q(next_due_at__lt=now)),
            soon=Count("pk", filter=Q(next_due_at__gte=now, next_due_at__lt=now + SOON)),
        )
    )
    return {region: Carried(*counts) for region, *counts in counted}
