"""The fix on a case: what it waits for, beside the talk; identified and withdrawn on its own page (O5.3, O6.8c)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.errors import Refused
from sundial.commands.fixes import identify_fix, name_fix, withdraw_date, withdraw_fix
from sundial.models import Case, Fix, NoticeDraft, Release
from sundial.models.written import Written
from sundial.protocol.facts import DateWithdrawn, FixIdentified, FixWithdrawn, Side
from sundial.protocol.releases import loose_date
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.notice_marks import marks
from sundial.web.desk.notices import Row, rows_of
from sundial.web.desk.releases import fix_or_404
from sundial.web.doing import do_once
from sundial.web.effects import Shift, shifts
from sundial.web.promises import Reading, read_one

PAGE = "desk/fixes/page.html"
NEW = "new"
State = NoticeDraft.State


@dataclass(frozen=True, slots=True)
class Waited:
    """A fix that the case waits for, by its key; `fix` is what is known of it, None where nothing is."""

    key: str
    fix: Fix | None
    date: datetime | None
    withdrawn: tuple[Shift, ...] = ()
    undated: tuple[Shift, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether its release is planned for another date than the customer was given."""
        planned = self.fix.release.planned_at if self.fix and self.fix.release else None
        return bool(self.date and planned and planned != self.date)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the case waits for, its dates, the drafts that wait to be sent, and the notices that are owed."""
    return {
        "fixes_waited": _waited(reading),
        "fixes_drafts": _drafts(request, case, reading),
        "fixes_loose": _loose(reading),
        "fixes_owed": marks(reading, zone_of(case.organization)),
    }


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the ways to identify a fix and to give its date."""
    if not case.is_open:
        return ()
    return (
        Act("Fix", reverse("desk:fixes", args=[case.number]), "what mends it: identified, withdrawn"),
        Act("Release date", reverse("desk:dates", args=[case.number]), "by when, told to the customer in words"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def index(request: SignedIn, number: str) -> HttpResponse:
    """Show what the case waits for, or identify a fix: one that is there, or a new one."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    problem = do_once(request, partial(_identify, request, case))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


@require_POST
@for_staff
def withdrawals(request: SignedIn, number: str) -> HttpResponse:
    """Say that a fix does not mend the case after all."""
    case = case_or_404(request, number)
    fix = request.POST.get("fix", "")
    problem = do_once(request, partial(withdraw_fix, case, fix, by=request.user, now=request.now))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


@require_POST
@for_staff
def undatings(request: SignedIn, number: str) -> HttpResponse:
    """Let a date stand no more."""
    case = case_or_404(request, number)
    fix = request.POST.get("fix", "")
    problem = do_once(request, partial(withdraw_date, case, fix, by=request.user, now=request.now))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _identify(request: SignedIn, case: Case) -> None:
    chosen = request.POST.get("fix", "")
    if chosen == NEW:
        key, title = request.POST.get("new_key", ""), request.POST.get("title", "")
        fix = name_fix(key, title, case.product or request.POST.get("product", ""), by=request.user)
    elif chosen:
        fix = fix_or_404(chosen)
    else:
        raise Refused("Choose a fix, or name a new one.")
    identify_fix(case, fix, by=request.user, now=request.now)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    case = case_or_404(request, case.number)
    reading = read_one(case, request.now)
    zone = zone_of(case.organization)
    waited = _waited(reading)
    context = {
        "waited": [_with_shifts(one, reading, request, case) for one in waited],
        "loose": _loose(reading),
        "offered": _offered(case, [one.key for one in waited]),
        "identified": shifts(reading, FixIdentified("\N{MIDDLE DOT}"), Side.STAFF, request.now, zone),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _waited(reading: Reading) -> tuple[Waited, ...]:
    known = Fix.objects.select_related("release").in_bulk([key for key, _ in reading.state.fixes], field_name="key")
    return tuple(Waited(key, known.get(key), date) for key, date in reading.state.fixes)


def _loose(reading: Reading) -> datetime | None:
    """Return a date that stands although no fix has it as its own yet; None where there is none."""
    return loose_date(reading.history)


def _with_shifts(one: Waited, reading: Reading, request: SignedIn, case: Case) -> Waited:
    """Say what would move if the fix, or its date, were withdrawn."""
    zone = zone_of(case.organization)
    gone = shifts(reading, FixWithdrawn(one.key), Side.STAFF, request.now, zone)
    undated = shifts(reading, DateWithdrawn(one.key), Side.STAFF, request.now, zone) if one.date else ()
    return Waited(one.key, one.fix, one.date, gone, undated)


def _offered(case: Case, waited: list[str]) -> list[Fix]:
    """Return the fixes that could mend the case: of its product, not given up, not out, not waited for yet."""
    of_product = Q(product=case.product) if case.product else Q()
    still = Q(release=None) | ~Q(release__state=Release.State.SHIPPED)
    rows = Fix.objects.filter(of_product, still, withdrawn_at=None).exclude(key__in=waited)
    return list(rows.select_related("release").order_by("product", "key"))


def _waiting(case: UUID) -> QuerySet[NoticeDraft]:
    rows = NoticeDraft.objects.filter(case_id=case, state__in=[State.READY, State.SENDING])
    return rows.select_related("case", "event__release", "event__fix", "event__by").order_by("event__recorded_at")


DRAFTS = Written(_waiting, uuid4())


def _drafts(request: SignedIn, case: Case, reading: Reading) -> list[Row]:
    """Return the drafts; there is none for a case that never waited for a fix, and it is not asked for."""
    waited = any(isinstance(fact.what, FixIdentified) for fact in reading.history)
    found = DRAFTS(case.pk) if waited else []
    return rows_of(found, request, zone_of(case.organization)) if found else []
