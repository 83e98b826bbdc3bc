"""What somebody hands over at the end of their shift: each case with the packet that its history has already (O2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from sundial.models import Case, FactRow, Handover
from sundial.protocol.case import OPEN
from sundial.protocol.facts import Mood
from sundial.protocol.packet import prefilled
from sundial.protocol.rota import Duty
from sundial.protocol.stand_in import MANAGERS
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.promises import Reading, read
from sundial.web.rota_now import plan_at
from sundial.web.sky import handovers

MOST = 60
SPOKEN = ("opened", "messaged", "date-given", "resource-asked")  # beside which the words stand that a packet tells
MOODS = tuple((str(mood), str(mood) or "not said") for mood in Mood)


@dataclass(frozen=True, slots=True)
class Giving:
    """One case to be handed over: its packet as it is typed or prefilled, and what it is offered as already.

    One that no other region may see `stays` (O2.7).
    """

    case: Case
    text: str
    mood: str
    ticked: bool
    offered: Handover | None
    stays: bool = False
    problem: str = ""

    @property
    def seen(self) -> int:
        """The offer that stands on the page, by its `seq`; 0 for none."""
        return self.offered.seq if self.offered else 0


def givings(request: SignedIn, problems: dict[UUID, str] | None = None) -> list[Giving]:
    """Return what the reader hands over, the nearest due time first; what was typed and refused stands as it was."""
    cases = list(own_cases(request).select_related("organization", "owner").order_by(*NEXT)[:MOST])
    readings, words = read(cases, request.now, inside=True), _words([case.pk for case in cases])
    offered = {row.case_id: row for row in Handover.objects.filter(case__in=cases).select_related("to")}
    return [
        _giving(request, case, readings[case.pk], words.get(case.pk, {}), offered.get(case.pk), problems)
        for case in cases
    ]


def next_receiver(request: SignedIn) -> str:
    """Return the region to which the reader's own hands over next, by the rota; "" where it says nothing (O2.3)."""
    plan, now = plan_at(request.now), request.now
    engineers = [shift for shift in plan.shifts if shift.duty is Duty.SHIFT]
    coming = (one for one in handovers(list(plan.regions), engineers) if one[0].until > now)
    return next((receiver for _, giver, receiver in coming if giver == request.user.region), "")


def own_cases(request: SignedIn) -> QuerySet[Case]:
    """Return the reader's own open cases; a manager's are those of all who work in their region."""
    person = request.user
    rows = Case.objects.filter(inside(wall_of(person)), state__in=[str(state) for state in OPEN])
    if person.role in MANAGERS and person.region:
        return rows.filter(owner__region=person.region)
    return rows.filter(owner=person)


NEXT = (F("next_due_at").asc(nulls_last=True), "severity", "number")


def _giving(
    request: SignedIn,
    case: Case,
    reading: Reading,
    words: dict[int, str],
    offered: Handover | None,
    problems: dict[UUID, str] | None,
) -> Giving:
    problem = (problems or {}).get(case.pk, "")
    stays = bool(case.regions) and set(case.regions) <= {request.user.region}
    if problem:
        post = request.POST
        text, mood = post.get(f"text-{case.number}", ""), post.get(f"mood-{case.number}", "")
        return Giving(case, text, mood, ticked=True, offered=offered, stays=stays, problem=problem)
    clocks = [line.clock for line in reading.lines]
    text = prefilled(reading.history, clocks, reading.state, words, reading.protocol)
    return Giving(case, text, "", ticked=offered is None and not stays, offered=offered, stays=stays)


def _words(case_ids: Sequence[UUID]) -> dict[UUID, dict[int, str]]:
    """Return what was said on each case, by the `seq` of the fact."""
    found: dict[UUID, dict[int, str]] = {}
    rows = FactRow.objects.filter(case__in=case_ids, kind__in=SPOKEN).values_list("case_id", "seq", "text")
    for case_id, seq, text in rows:
        found.setdefault(case_id, {})[seq] = text
    return found
