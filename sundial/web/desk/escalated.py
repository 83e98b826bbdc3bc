"""The escalations that are open: the highest rung first, whose they are, what is owed, how comfort stands (O8.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from sundial.commands.escalation_ground import rung_of
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team_now import served_on
from sundial.models import Clock, Escalation, protocol_of
from sundial.models.sla import ClockQuerySet
from sundial.protocol.climbing import may_answer
from sundial.protocol.comfort import OFTEN
from sundial.protocol.ladder_told_said import stage_of
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.chip import chip
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.marks import Run
from sundial.web.desk.side import ESCALATIONS, side_of

PAGE = "desk/escalation/index.html"
MOST = 100  # that are listed; what the reader may answer is found among them
ESCALATION = str(Promise.ESCALATION)


@dataclass(frozen=True, slots=True)
class Open:
    """One case on the highest of its rungs; `needs`: it waits for an answer that the reader may give."""

    number: str
    url: str
    severity: int
    subject: str
    customer: str
    pin: str
    rung: int
    of: int
    title: str
    at: datetime
    owner: str
    answered: bool
    chip: SafeString | None
    comfort: str
    needs: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of them, and how many there are in all."""

    rows: tuple[Open, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.rows)

    @property
    def needing(self) -> tuple[Open, ...]:
        """Those that the reader may answer, and nobody else has."""
        return tuple(one for one in self.rows if one.needs)


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show every escalation that is open, of the cases that the reader may see."""
    side = side_of(request.user, ESCALATIONS, request.now, request.zone)
    return render(request, PAGE, {"side": side, "keys": EVERYWHERE, "escalations": listed(request)})


def standing(request: SignedIn) -> QuerySet[Escalation]:
    """Return the highest open rung of each case that the reader may see, with the due time of an answer still owed."""
    owed: ClockQuerySet = Clock.objects.running()
    owed = owed.filter(case=OuterRef("case"), about=OuterRef("seq"), promise=ESCALATION)
    found = Escalation.objects.filter(inside(wall_of(request.user), "case__"), rung=F("case__rung"))
    return found.annotate(
        due_at=Subquery(owed.values("due_at")[:1]),
        warn_at=Subquery(owed.values("warn_at")[:1]),
    )


def listed(request: SignedIn) -> Listed:
    """Return them with one query: the highest rung first, of each rung what is due first, and then the answered."""
    found = standing(request).select_related("case__organization", "case__owner", "person")
    rows = list(found.order_by("-rung", F("due_at").asc(nulls_last=True), "at", "case__number")[: MOST + 1])
    count = len(rows) if len(rows) <= MOST else standing(request).count()
    return Listed(tuple(_open(one, request) for one in rows[:MOST]), count)


def _open(one: Any, request: SignedIn) -> Open:
    case, protocol = one.case, protocol_of(one.case.revision)
    run = Run(ESCALATION, one.due_at, one.warn_at, None, "", one.at, paused=False) if one.due_at else None
    return Open(
        number=case.number,
        url=reverse("desk:escalation", args=[case.number]),
        severity=case.severity,
        subject=case.subject,
        customer=case.organization.name,
        pin=" and ".join(protocol.regions[key].name for key in case.regions if key in protocol.regions),
        rung=one.rung,
        of=len(protocol.ladder.rungs),
        title=stage_of(one.rung, protocol),
        at=one.at,
        owner="You" if one.person_id == request.user.pk else one.person.name if one.person else "",
        answered=one.answered_at is not None,
        chip=chip(run, case.state, request.now, request.zone, "Answer") if run else None,
        comfort=_comfort(one, request),
        needs=one.answered_at is None and _is_for(one, request),
    )


def _comfort(one: Any, request: SignedIn) -> str:
    """Say how comfort stands, in few words; "" before the answer."""
    if one.answered_at is None:
        return ""
    if one.asked >= OFTEN:
        return "Asked and reminded, no word"
    if one.asks_at is None:
        return "Comfortable, findings owed"
    at = when.short(one.asks_at, request.now, request.zone)
    return f"Asked, reminder {at}" if one.asked else f"Comfort check {at}"


def _is_for(one: Any, request: SignedIn) -> bool:
    """Say whether it waits for the reader: it is theirs; or nobody's, in their region, on a rung that they answer."""
    person, case = request.user, one.case
    if one.person_id is not None:
        return bool(one.person_id == person.pk)
    carrier = case.owner.region if case.owner and case.owner.region else case.home_region
    if person.region not in ("", carrier):
        return False
    whom = served_on(case, (), str(case.owner_id or ""))
    return may_answer(colleague_of(person), rung_of(case, one.rung), whom, protocol_of(case.revision))
