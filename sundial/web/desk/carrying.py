"""What each region carries: the owner's region does, and without an owner the customer's home region (O2.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Case as If
from django.db.models import Count, F, Q, QuerySet, When

from sundial.models import Case, Person

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

    def plus(self, other: Carried) -> Carried:
        """Add what others carry."""
        sums = (getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        return Carried(*sums)


def carried(
    seen: QuerySet[Case], before: Mapping[str, datetime | None], now: datetime
) -> tuple[dict[str, Carried], Mapping[str, int]]:
    """Count what each region carries of these cases, and each owner; `before` is the hour of each region that has one.

    Cases are counted by owner and home, and then added up: to join each with its owner would read every person.
    """
    hours = {f"due_{nth}": at for nth, at in enumerate(sorted(set(filter(None, before.values()))))}
    counted = seen.values_list("owner_id", "home_region").annotate(
        cases=Count("pk"),
        grave=Count("pk", filter=Q(severity=1)),
        late=Count("pk", filter=Q(next_due_at__lt=now)),
        soon=Count("pk", filter=Q(next_due_at__gte=now, next_due_at__lt=now + SOON)),
        **{name: Count("pk", filter=Q(next_due_at__lt=at)) for name, at in hours.items()},
    )
    rows = list(counted.order_by())
    owners = {owner for owner, *_ in rows if owner}
    regions = dict(Person.objects.filter(pk__in=owners).values_list("pk", "region")) if owners else {}
    found: dict[str, Carried] = {}
    loads: Counter[str] = Counter()
    for owner, home, cases, grave, late, soon, *due in rows:
        region = regions.get(owner) or home
        at = before.get(region)
        there = dict(zip(hours.values(), due, strict=True))[at] if at else 0
        found[region] = found.get(region, Carried()).plus(Carried(cases, grave, there, late, soon))
        loads[str(owner or "")] += cases
    return found, loads
