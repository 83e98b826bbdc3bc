"""What is certainly still true by its rows, asked of many alerts at once; of all else `relevance.why_not` is asked."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sundial.jobs.relevance import OF_ITS_KIND
from sundial.models import Alert, AlertAct, AlertKind, Clock, Escalation, Person
from sundial.protocol.case import State


class Told(NamedTuple):
    """One alert with its case, as far as its truth hangs on them; `state` is None where there is no case."""

    alert: UUID
    person: Person
    seq: int
    kind: str
    promise: str
    due_at: datetime | None
    case_id: UUID | None
    state: str | None
    regions: Sequence[str] | None

    @classmethod
    def of(cls, alert: Alert) -> "Told":
        """Read it from an alert that has its case and its person with it."""
        case = alert.case
        of_case = (case.pk, case.state, case.regions) if case else (None, None, None)
        return cls(alert.pk, alert.person, alert.seq, alert.kind, alert.promise, alert.due_at, *of_case)


def certain(told: Sequence[Told], now: datetime) -> Collection[UUID]:
    """Return those of the alerts that are true, so that nobody needs to ask; they went on to nobody, nor came so."""
    there = [one for one in told if one.person.is_active and one.person.is_staff_member and _stands(one)]
    open_still, went_on = _open_still(there), _went_on(there)
    return {
        one.alert
        for one in there
        if (one.case_id, one.seq, one.kind, one.person.pk) not in went_on
        and (one.kind not in OF_ITS_KIND or _is_open(one, now, open_still))
    }


def _stands(one: Told) -> bool:
    """Whether the case is there, not closed, and the person inside its wall."""
    return one.state not in (None, State.CLOSED) and (not one.regions or one.person.region in one.regions)


def _open_still(told: Sequence[Told]) -> set[object]:
    """Return the promises that run, and the rungs on which a case stands, of those that are told."""
    warned = {one.case_id for one in told if one.case_id and one.kind == AlertKind.DUE_SOON}
    climbed = {one.case_id for one in told if one.case_id and one.kind == AlertKind.ESCALATED}
    running = Clock.objects.running().filter(case_id__in=warned).values_list("case_id", "promise", "due_at")
    standing = Escalation.objects.filter(case_id__in=climbed).values_list("case_id", "seq")
    return {*(running if warned else ()), *(standing if climbed else ())}


def _went_on(told: Iterable[Told]) -> set[object]:
    cases = {one.case_id for one in told if one.case_id}
    acts = AlertAct.objects.filter(case_id__in=cases, to__isnull=False)
    return set(acts.values_list("case_id", "seq", "kind", "to_id")) if cases else set()


def _is_open(one: Told, now: datetime, open_still: Collection[object]) -> bool:
    """Whether it is a warning of what is still owed, or word of a rung on which the case stands."""
    if one.kind == AlertKind.ESCALATED:
        return (one.case_id, one.seq) in open_still
    ahead = one.kind == AlertKind.DUE_SOON and one.due_at is not None and now < one.due_at
    return ahead and (one.case_id, one.promise, one.due_at) in open_still
