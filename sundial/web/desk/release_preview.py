"""Every case that a decision would touch, before it is made: its customer, its plan, and by when its notice is owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict

from sundial.commands.foreseeing import Foreseen, foresee
from sundial.models import AwaitedFix, Case, protocol_in_force
from sundial.protocol.document import Plan
from sundial.protocol.releases import Decision
from sundial.protocol.states import State
from sundial.web import when
from sundial.web.access import SignedIn, inside, wall_of

PER_PAGE = 100
PASSES = {
    State.DIAGNOSIS: "back to diagnosis",
    State.RELEASED: "the fix is out, nothing more is owed",
    State.FIX: "waits for what is left",
}


@dataclass(frozen=True, slots=True)
class Touched:
    """One case, and what would come to it."""

    foreseen: Foreseen
    plan: str
    besides: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of the cases, how many there are of how many customers, and the addresses beside it ("" for none)."""

    rows: tuple[Touched, ...]
    cases: int
    customers: int
    earlier: str
    later: str


def preview(request: SignedIn, decision: Decision, at: datetime, page: int) -> Preview:
    """Fold what would happen on the cases that the reader sees, a page of them."""
    cases = _cases(request, decision)
    start = (page - 1) * PER_PAGE
    found = list(cases.order_by("severity", "plan_rank", "number")[start : start + PER_PAGE + 1])
    rows, plans = foresee(decision, found[:PER_PAGE], at), protocol_in_force(request.now).plans
    return Preview(
        tuple(Touched(one, plan_name(one.case, plans), _besides(one, request)) for one in rows),
        cases.count(),
        cases.order_by().values("organization").distinct().count(),
        _url(request.GET, page - 1) if page > 1 else "",
        _url(request.GET, page + 1) if len(found) > PER_PAGE else "",
    )


def _cases(request: SignedIn, decision: Decision) -> QuerySet[Case]:
    states = [str(state) for state in State if decision.reaches(state)]
    waiting = AwaitedFix.objects.filter(fix__in=decision.fixes).values("case")
    cases = Case.objects.filter(inside(wall_of(request.user)), pk__in=waiting, state__in=states)
    return cases.select_related("organization")


def _besides(foreseen: Foreseen, request: SignedIn) -> str:
    """Say what else would change; "" for nothing."""
    if foreseen.slips and foreseen.update_at:
        at = when.short(foreseen.update_at, request.now, request.zone)
        return f"the accepted date slips: updates begin again, the next by {at}"
    return PASSES.get(foreseen.passes_to, "") if foreseen.passes_to else ""


def _url(query: QueryDict, page: int) -> str:
    changed = query.copy()
    changed["page"] = str(page)
    return f"?{changed.urlencode()}"


def plan_name(case: Case, plans: Mapping[str, Plan]) -> str:
    """Return what the protocol calls the plan of a case."""
    return plans[case.plan].name if case.plan in plans else case.plan.title()
