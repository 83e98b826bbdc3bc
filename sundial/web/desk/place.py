"""Why is it here: a case's place in a list as a sum, each step saying how many cases it puts before this one (O3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sundial.models import Case, Person
from sundial.protocol.document import Protocol
from sundial.protocol.triage import Decider, Weighed, decided_by
from sundial.web import when
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import lists
from sundial.web.desk.act_page import act_page
from sundial.web.desk.lists import View
from sundial.web.promises import Reading, read_one

PAGE = "desk/cases/place.html"
BESIDE = 3  # cases before it that are named, and as many after it
NEVER = Q(pk__isnull=True)
WORDS = {
    Decider.FLAG: "With a flagged entitlement, which triage looks at first",
    Decider.PROMISE: "With a promise that falls due earlier",
    Decider.RUNG: "Due at the same instant, and on a higher rung",
    Decider.SEVERITY: "Equal so far, and graver",
    Decider.PLAN: "Equal so far, and on a better plan",
    Decider.NUMBER: "Equal in all of that, with a smaller number",
}
OWES_NOTHING = "Owed something, and this one nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """How many cases one thing puts before this one, in words, and how this one stands in it."""

    count: int
    says: str
    own: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A case near this one in the list, and what decides between the two."""

    case: Case
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the case stands in a list, from 1, among those that the reader may see."""

    view: View
    position: int
    of: int
    steps: tuple[Step, ...]
    before: tuple[Beside, ...]
    after: tuple[Beside, ...]


@require_GET
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show why a case stands where it does in the list that is named, or else in that of all open cases."""
    case = case_or_404(request, number)
    asked = lists.VIEWS.get(request.GET.get("view", ""), lists.VIEWS["open"])
    view = next((view for view in (asked, lists.VIEWS["open"]) if _holds(view, case, request)), None)
    reading = read_one(case, request.now)
    context = {
        "reading": reading,
        "asked": asked,
        "place": place_of(case, reading, view, request) if view and view.banded else None,
        "listed": view,
    }
    return act_page(request, case, PAGE, context)


def place_of(case: Case, reading: Reading, view: View, request: SignedIn) -> Place:
    """Return the place of a case in a list, with the sum that comes to it."""
    found = lists.cases(view, request.user, request.now)
    tests = list(before(weighed(case), flags_first=view.flags_first))
    counts = found.aggregate(of=Count("pk"), **{f"by_{one}": Count("pk", filter=ahead) for one, ahead in tests})
    own = _own(case, reading, request)
    steps = tuple(Step(counts[f"by_{one}"], _words(one, case), own[one]) for one, _ in tests)
    at = sum(step.count for step in steps)
    first = max(at - BESIDE, 0)
    near = list(found.select_related("organization")[first : at + 1 + BESIDE])
    mark = _Beside(case, view, request)
    return Place(
        view,
        at + 1,
        counts["of"],
        steps,
        tuple(mark.before(one) for one in near[: at - first]),
        tuple(mark.after(one) for one in near[at - first + 1 :]),
    )


def weighed(case: Case) -> Weighed:
    """Return what decides the place of a case."""
    return Weighed(case.next_due_at, case.rung, case.severity, case.plan_rank, case.number, bool(case.flag))


def before(case: Weighed, *, flags_first: bool) -> Iterator[tuple[Decider, Q]]:
    """Yield for each thing that decides which cases it puts before this one: those that were equal until then."""
    tied = Q()
    for decider, ahead, equal in _tests(case):
        if decider is Decider.FLAG and not flags_first:
            continue
        yield decider, tied & ahead
        tied &= equal


def _tests(case: Weighed) -> Iterator[tuple[Decider, Q, Q]]:
    """Yield in the order of `triage.place` what comes before a case, and what is equal to it."""
    flagged = ~Q(flag="")
    yield (Decider.FLAG, NEVER, flagged) if case.flagged else (Decider.FLAG, flagged, Q(flag=""))
    if case.due is None:
        yield Decider.PROMISE, Q(next_due_at__isnull=False), Q(next_due_at__isnull=True)
    else:
        yield Decider.PROMISE, Q(next_due_at__lt=case.due), Q(next_due_at=case.due)
    yield Decider.RUNG, Q(rung__gt=case.rung), Q(rung=case.rung)
    yield Decider.SEVERITY, Q(severity__lt=case.severity), Q(severity=case.severity)
    yield Decider.PLAN, Q(plan_rank__lt=case.plan_rank), Q(plan_rank=case.plan_rank)
    yield Decider.NUMBER, Q(number__lt=case.number), NEVER


def _holds(view: View, case: Case, request: SignedIn) -> bool:
    return lists.cases(view, request.user, request.now).filter(pk=case.pk).exists()


def _words(decider: Decider, case: Case) -> str:
    return OWES_NOTHING if decider is Decider.PROMISE and case.next_due_at is None else WORDS[decider]


def _own(case: Case, reading: Reading, request: SignedIn) -> dict[Decider, str]:
    """Say how the case itself stands in each thing that decides."""
    line = reading.running
    owed = f"{line.name} due {when.short(line.due_at, request.now, request.zone)}" if line else "Nothing is owed"
    return {
        Decider.FLAG: f"Entitlement: {case.flag}" if case.flag else "Its entitlement is clear",
        Decider.PROMISE: owed,
        Decider.RUNG: f"Rung {case.rung}" if case.rung else "On no rung of the ladder",
        Decider.SEVERITY: f"Severity {case.severity}",
        Decider.PLAN: _plan(case, reading.protocol),
        Decider.NUMBER: case.number,
    }


def _plan(case: Case, protocol: Protocol) -> str:
    plan = protocol.plans.get(case.plan)
    return f"{plan.name if plan else case.plan}, table {case.plan_rank + 1} of {len(protocol.tables)}"


@dataclass(frozen=True, slots=True)
class _Beside:
    """Says what decides between a case and those beside it."""

    case: Case
    view: View
    request: SignedIn

    def before(self, other: Case) -> Beside:
        return Beside(other, self._says(other, self.case))

    def after(self, other: Case) -> Beside:
        return Beside(other, self._says(self.case, other))

    def _says(self, first: Case, second: Case) -> str:
        decider = decided_by(weighed(first), weighed(second), flags_first=self.view.flags_first)
        shown, against = (first, second) if second is self.case else (second, first)
        if decider is Decider.PROMISE:
            return self._apart(shown.next_due_at, against.next_due_at)
        values: dict[Decider, Any] = {
            Decider.FLAG: f"entitlement {shown.flag or 'clear'}",
            Decider.RUNG: f"same due time, rung {shown.rung}",
            Decider.SEVERITY: f"same due time, severity {shown.severity}",
            Decider.PLAN: f"same due time and severity, {shown.plan} plan",
            Decider.NUMBER: "equal in all of it, by number",
        }
        return str(values[decider])

    def _apart(self, due: datetime | None, against: datetime | None) -> str:
        """Say when another case is due, and how far from this one."""
        if due is None:
            return "nothing is owed"
        words = f"due {when.short(due, self.request.now, self.request.zone)}"
        if against is None:
            return words
        apart = (due - against).total_seconds()
        return f"{words}, {when.length(apart)} {'earlier' if apart < 0 else 'later'}"


def default_view(case: Case, person: Person) -> str:
    """Return the list in which somebody looks for a case first."""
    return lists.MINE.key if case.owner_id == person.pk else lists.VIEWS["open"].key
