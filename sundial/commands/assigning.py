"""Protocol 02 and 03, assignment: what is weighed of everybody who could take a case, read as one viewer sees it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from sundial.commands.rota_ground import colleague_of
from sundial.models import Case, Person
from sundial.models.case import IS_OPEN
from sundial.models.presence import presences
from sundial.models.rota import Written
from sundial.protocol.assessed import assessed
from sundial.protocol.assigning import Candidate, Wanted, weight
from sundial.protocol.facts import Fact
from sundial.protocol.presence import UNKNOWN, presence
from sundial.protocol.rota import Away, Duty, Shift, holding, on_shift

LATELY = 200  # of the latest cases of a product


def wanted_by(case: Case, history: Sequence[Fact], region: str, tier: int) -> Wanted:
    """Return what a case wants of whoever takes it, while a region has it and it stands at a tier."""
    found = assessed(history)
    return Wanted(
        region=region,
        regions=tuple(case.regions),
        tier=tier,
        skill=found.what.skill if found else "",
        product=case.product,
        languages=tuple(case.contact.languages),
        owner=str(case.owner_id or ""),
    )


def candidates(
    people: Iterable[Person], rota: tuple[Written, Sequence[Shift]], cases: QuerySet[Case], product: str, now: datetime
) -> list[Candidate]:
    """Return what is weighed of some people, in three queries; `cases` are those that the viewer may see (O2.7).

    `rota` is what was written of it, and its shifts around now.
    """
    people = list(people)
    written, shifts = rota
    on = {duty: _ends(shifts, now, duty) for duty in (Duty.SHIFT, Duty.ON_CALL)}
    away = _away(written, now)
    known = presences()
    carried = _carried(cases, people)
    had = _had(cases, product)
    return [
        Candidate(
            person=colleague_of(one),
            tier=one.tier or 0,
            skills=tuple(one.skills),
            languages=tuple(one.languages),
            on_shift=on[Duty.SHIFT].get(key),
            on_call=on[Duty.ON_CALL].get(key),
            away=away.get(key),
            presence=presence(known.get(key, UNKNOWN), now),
            cases=len(carried.get(key, ())),
            load=weight(carried.get(key, ())),
            knows=had[key],
        )
        for one in people
        for key in [str(one.pk)]
    ]


def _ends(shifts: Sequence[Shift], now: datetime, duty: Duty) -> dict[str, datetime]:
    return {one.person: one.until for one in on_shift(shifts, now, duty=duty)}


def _away(written: Written, now: datetime) -> dict[str, datetime]:
    """Return until when each of those is away who is: of several times off the one written last."""
    off = [one.what for one in holding(written.changes) if isinstance(one.what, Away)]
    return {one.person: one.until for one in off if one.since <= now < one.until}


def _carried(cases: QuerySet[Case], people: Iterable[Person]) -> Mapping[str, list[int]]:
    """Return the severities of the open cases that each of them has."""
    found: dict[str, list[int]] = {}
    rows = cases.filter(IS_OPEN, owner__in=[one.pk for one in people]).order_by()
    for owner, severity in rows.values_list("owner_id", "severity"):
        found.setdefault(str(owner), []).append(severity)
    return found


def _had(cases: QuerySet[Case], product: str) -> Counter[str]:
    """Count of the latest cases of a product how many each has or had."""
    if not product:
        return Counter()
    latest = cases.filter(product=product).order_by("-changed_at").values_list("owner_id", flat=True)[:LATELY]
    return Counter(str(owner) for owner in latest if owner)
