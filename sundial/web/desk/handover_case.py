"""The handover of one case: what waits beside its talk, and the page on which it is given, accepted or asked about."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from sundial.commands.handover import may_accept, may_give
from sundial.commands.pledged import pledged
from sundial.models import Case, FactRow, Handover
from sundial.protocol.handed import Handed, handovers_of
from sundial.protocol.pledges import Pledge
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import new_key
from sundial.web.desk.handover_give import MOODS, giving, hand_over
from sundial.web.desk.handover_whither import choices, proposed
from sundial.web.desk.requests import moment
from sundial.web.desk.thread import drawn_words
from sundial.web.doing import do_once
from sundial.web.promises import Reading, read_one

PAGE = "desk/handover/case.html"
NO_TIME = "That is no time: give a date and an hour, such as 2026-03-12T15:30."


@dataclass(frozen=True, slots=True)
class Waiting:
    """The offer that stands on a case, and what its reader may do about it."""

    row: Handover
    region: str
    mood: str
    packet: SafeString
    questions: tuple[SafeString, ...]
    pledges: tuple[Pledge, ...]
    is_late: bool
    may_accept: bool
    may_withdraw: bool

    @property
    def name(self) -> str:
        """What names it in a form: the case and the `seq` of the offer."""
        return f"{self.row.case.number}:{self.row.seq}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_offer(request: SignedIn, number: str) -> HttpResponse:
    """Show how a case is handed over, with its packet; or offer it."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    due_at = moment(request.POST.get("due", ""), request)
    if due_at is None:
        return _page(request, case, NO_TIME)
    problem = do_once(request, lambda: hand_over(request, case, due_at))
    return _page(request, case, problem) if problem else redirect("desk:case-handover", case.number)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return the handover that waits on this case."""
    waits = _waiting(request, case, reading)
    return {"handover": waits, "handover_key": new_key() if waits else ""}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to hand it over."""
    if not case.is_open or not may_give(request.user, case):
        return ()
    return (Act("Hand it over", reverse("desk:case-handover", args=[case.number]), "To another region or a colleague"),)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    region, due = proposed(request)
    context = {
        "reading": reading,
        "one": giving(request, case),
        "handover": _waiting(request, case, reading),
        "may_give": case.is_open and may_give(request.user, case),
        "choices": choices(request),
        "to": request.POST.get("to", "") or region,
        "moods": MOODS,
        "due": request.POST.get("due") or due,
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _waiting(request: SignedIn, case: Case, reading: Reading) -> Waiting | None:
    """Return what is offered; most cases have nothing, and then nothing is asked."""
    handed = next((one for one in handovers_of(reading.history) if one.is_open), None)
    row = Handover.objects.filter(case=case).select_related("giver", "to").first() if handed else None
    if handed is None or row is None:
        return None
    row.case = case
    words = dict(FactRow.objects.filter(case=case, kind__startswith="handover-").values_list("seq", "text"))
    region = reading.protocol.regions.get(row.region)
    return Waiting(
        row=row,
        region=region.name if region else row.region,
        mood=str(handed.what.mood),
        packet=drawn_words(words.get(handed.seq, "")),
        questions=tuple(drawn_words(words.get(one.seq, "")) for one in handed.questions),
        pledges=pledged(reading.history, handed),
        is_late=row.due_at < request.now,
        may_accept=case.is_open and _may_accept(request, case, handed),
        may_withdraw=case.is_open and (may_give(request.user, case) or _gave(request, handed)),
    )


def _may_accept(request: SignedIn, case: Case, handed: Handed) -> bool:
    own = str(request.user.pk) == handed.giver and case.owner_id == request.user.pk
    return not own and may_accept(request.user, case, handed.what)


def _gave(request: SignedIn, handed: Handed) -> bool:
    return str(request.user.pk) in (handed.giver, handed.fact.by.id)
