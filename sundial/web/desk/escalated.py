"""The escalations that are open: the highest rung first, whose they are, what is owed, how comfort stands (O8.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from sundial.commands.escalation_ground import rung_of
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team_now import served_on, team_at
from sundial.models import Clock, Escalation, FactRow, protocol_of
from sundial.models.sla import ClockQuerySet
from sundial.protocol.climbing import answers_now, may_answer
from sundial.protocol.comfort import OFTEN
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import Rung
from sundial.protocol.holders import Served
from sundial.protocol.ladder_told_said import stage_of
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.chip import chip
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.marks import Run
from sundial.web.desk.side import ESCALATIONS, side_of
from sundial.web.desk.side_counts import counted
from sundial.web.doing import page_in

PAGE = "desk/escalation/index.html"
PER_PAGE = 50
MOST = 200  # that wait for an answer in the reader's region, among which is found what they may answer
ESCALATION = str(Promise.ESCALATION)
CARRIER_OF = Coalesce(NullIf("case__owner__region", Value("")), "case__home_region")  # the region that carries a case
Words = tuple[bool, datetime]  # whether the customer was comfortable when they said so last, and when (UTC)


@dataclass(frozen=True, slots=True)
class Open:
    """One case on the highest of its rungs."""

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


@dataclass(frozen=True, slots=True)
class Listed:
    """Those of one page, and how many there are in all."""

    rows: tuple[Open, ...]
    count: int
    page: int = 1

    @property
    def earlier(self) -> int:
        """The page before, 0 where this is the first."""
        return self.page - 1

    @property
    def later(self) -> int:
        """The page after, 0 where this is the last."""
        return self.page + 1 if self.count > self.page * PER_PAGE else 0


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show every escalation that is open, of the cases that the reader may see."""
    side = side_of(request.user, ESCALATIONS, request.now, request.zone)
    found = listed(request, page_in(request.GET))
    return render(request, PAGE, {"side": side, "keys": EVERYWHERE, "escalations": found})


def standing(request: SignedIn) -> QuerySet[Escalation]:
    """Return the highest open rung of each case that the reader may see, with the due time of an answer still owed."""
    owed: ClockQuerySet = Clock.objects.running()
    owed = owed.filter(case=OuterRef("case"), about=OuterRef("seq"), promise=ESCALATION)
    found = Escalation.objects.filter(inside(wall_of(request.user), "case__"), rung=F("case__rung"))
    return found.annotate(
        due_at=Subquery(owed.values("due_at")[:1]),
        warn_at=Subquery(owed.values("warn_at")[:1]),
    )


def listed(request: SignedIn, page: int = 1) -> Listed:
    """Return a page of them: the highest rung first, of each rung what is due first, and then the answered."""
    start, found = (page - 1) * PER_PAGE, standing(request)
    return _page(list(_in_order(found)[start : start + PER_PAGE]), found, request, page)


def listed_and_needing(request: SignedIn) -> tuple[Listed, tuple[Open, ...]]:
    """Return their first page, and in the same order those that wait for the reader: an answer which they may give.

    Where all are on that page, these are chosen out of it. Where the side column counts none, none is asked for.
    """
    if counted(request.user, request.now).escalated[0] == 0:
        return Listed((), 0), ()
    found = standing(request)
    rows = list(_in_order(found)[:PER_PAGE])
    whole_page = len(rows) == PER_PAGE
    waiting = _waiting(found, request) if whole_page else [one for one in rows if _waits_for(one, request)]
    theirs = _theirs(waiting, request)
    return _page(rows, found, request), _rows([one for one in waiting if one.pk in theirs], request)


def _page(rows: Sequence[Any], found: QuerySet[Escalation], request: SignedIn, page: int = 1) -> Listed:
    is_last = 0 < len(rows) < PER_PAGE or (page == 1 and not rows)
    count = (page - 1) * PER_PAGE + len(rows) if is_last else found.count()
    return Listed(_rows(rows, request), count, page)


def _waiting(found: QuerySet[Escalation], request: SignedIn) -> list[Any]:
    """Return those that wait for an answer of the reader, or of somebody of their region whom nobody has named yet."""
    person = request.user
    of_region = Q(carrier=person.region) if person.region else Q()
    still = found.filter(answered_at__isnull=True).annotate(carrier=CARRIER_OF)
    return list(_in_order(still.filter(Q(person=person) | Q(of_region, person=None)))[:MOST])


def _waits_for(one: Any, request: SignedIn) -> bool:
    """Say of one that is at hand what `_waiting` asks for."""
    person, owner = request.user, one.case.owner
    carrier = (owner.region if owner else "") or one.case.home_region
    nobodys = one.person_id is None and person.region in ("", carrier)
    return one.answered_at is None and (one.person_id == person.pk or nobodys)


def _in_order(found: QuerySet[Escalation]) -> QuerySet[Escalation]:
    found = found.select_related("case__organization", "case__owner", "person")
    return found.order_by("-rung", F("due_at").asc(nulls_last=True), "at", "case__number")


def _rows(found: Iterable[Any], request: SignedIn) -> tuple[Open, ...]:
    rows = list(found)
    said = _said(rows) if rows else {}
    return tuple(_open(one, said.get(one.case_id), request) for one in rows)


def _said(rows: Sequence[Any]) -> Mapping[UUID, Words]:
    """Return what the customer said last on each of these cases about a rung that stands still, and when (O8.5)."""
    cases = [one.case_id for one in rows]
    still = set(Escalation.objects.filter(case__in=cases).values_list("case_id", "seq"))
    facts = FactRow.objects.filter(case__in=cases, kind="comfort-said").order_by("at", "seq")
    found = facts.values_list("case_id", "what__escalation", "what__comfortable", "at")
    return {case: (comfortable, at) for case, seq, comfortable, at in found if (case, seq) in still}


def _open(one: Any, said: Words | None, request: SignedIn) -> Open:
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
        comfort=_comfort(one, said, request),
    )


def _comfort(one: Any, said: Words | None, request: SignedIn) -> str:
    """Say how comfort stands, in few words; "" while they were not asked and have said nothing."""
    comfortable, since = said or (None, request.now)
    before = f"Not comfortable, {when.short(since, request.now, request.zone)}" if comfortable is False else ""
    if one.answered_at is None or (before and not one.asked and one.asks_at is None):
        return before
    if one.asked >= OFTEN:
        return "Asked and reminded, no word"
    if one.asks_at is None:
        return "Comfortable, findings owed" if comfortable else "Silence decided, findings owed"
    at = when.short(one.asks_at, request.now, request.zone)
    if one.asked:
        return f"Asked, reminder {at}"
    return f"{before}; asked again {at}" if before else f"Comfort check {at}"


def _theirs(rows: Sequence[Any], request: SignedIn) -> set[int]:
    """Return which wait for the reader: their own, and nobody's on a rung that they answer, be it as a deputy."""
    person = colleague_of(request.user)
    theirs = {one.pk for one in rows if one.person_id == request.user.pk}
    nobodys = {one.pk: (person, *_rung_and_customer(one)) for one in rows if one.person_id is None}
    theirs |= {pk for pk, meant in nobodys.items() if may_answer(*meant)}
    left = {pk: meant for pk, meant in nobodys.items() if pk not in theirs}
    team = team_at(request.now) if left else None
    return theirs | {pk for pk, meant in left.items() if team and answers_now(*meant, team)}


def _rung_and_customer(one: Any) -> tuple[Rung, Served, Protocol]:
    case = one.case
    whom = served_on(case, (), str(case.owner_id or ""))
    return rung_of(case, one.rung), whom, protocol_of(case.revision)
