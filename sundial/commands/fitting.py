"""Whether a document knows all that open cases, customers and the document in force have (O12.1)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from sundial.models import Case, Entitlement, Escalation, Organization, Person, protocol_in_force
from sundial.protocol.document import Protocol

PARTS = (("plan", "plans"), ("severity", "severities"), ("home_region", "regions"), ("waiting", "statuses"))
NAMES = {
    "plan": "the plan",
    "severity": "severity",
    "home_region": "the region",
    "waiting": "the status",
    "rung": "rung",
}


def what_is_lacking(protocol: Protocol, person: Person | None = None) -> str:
    """Name the first thing that an open case has and a document lacks; "" where there is none.

    `person` is one of the staff, of whose cases alone is spoken; None: whatever the viewer sees.
    """
    cases = Case.objects.open().filter(_seen_by(person))
    for column, part in PARTS:
        known = [*getattr(protocol, part), *([""] if column == "waiting" else [])]
        found = cases.exclude(**{f"{column}__in": known}).order_by(column)
        if (value := found.values_list(column, flat=True).first()) is not None:
            return _named(column, value)
    stood_on = Escalation.objects.filter(case__in=cases).exclude(rung__in=protocol.ladder.rungs).order_by("rung")
    if (rung := stood_on.values_list("rung", flat=True).first()) is not None:
        return _named("rung", rung)
    return _lacking_region(protocol, cases)


def what_is_held(protocol: Protocol, now: datetime) -> str:
    """Name the first plan to which a customer is entitled, or region in which one is at home, that a document lacks.

    "" where there is none. It asks as the viewer, and is for whoever sees every customer.
    """
    entitled = Entitlement.objects.filter(Q(until=None) | Q(until__gte=now.date())).exclude(plan__in=protocol.plans)
    if (plan := entitled.order_by("plan").values_list("plan", flat=True).first()) is not None:
        return _named("plan", plan)
    homes = Organization.objects.exclude(home_region__in=protocol.regions).order_by("home_region")
    region = homes.values_list("home_region", flat=True).first()
    return _named("home_region", region) if region is not None else ""


def what_it_leaves_out(protocol: Protocol, now: datetime) -> str:
    """Name the first thing that the document in force has and another lacks; "" where there is none.

    No case is asked: a refusal that came of one behind the wall would tell of it (O2.7).
    """
    in_force = protocol_in_force(now)
    parts = [(column, getattr(in_force, part), getattr(protocol, part)) for column, part in PARTS]
    parts.append(("rung", in_force.ladder.rungs, protocol.ladder.rungs))
    return next((_named(column, key) for column, had, has in parts for key in had if key not in has), "")


def _seen_by(person: Person | None) -> Q:
    return Q(restricted=False) | Q(regions__contains=[person.region]) if person else Q()


def _lacking_region(protocol: Protocol, cases: QuerySet[Case]) -> str:
    """Find a designated region that a document lacks, of now or of when a case was opened."""
    for column in ("regions", "counts_on"):
        has = {f"{column}__contained_by": list(protocol.regions)}
        designated = cases.exclude(Q(**{column: []}) | Q(**{f"{column}__isnull": True})).exclude(**has)
        regions = designated.values_list(column, flat=True).first() or ()
        for region in regions:
            if region not in protocol.regions:
                return _named("home_region", region)
    return ""


def _named(column: str, value: object) -> str:
    return f"{NAMES[column]} {value}"
