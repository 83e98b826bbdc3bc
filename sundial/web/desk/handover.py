"""The change of shifts on one page: hand over what is ticked, accept what is ticked, ask back about one (O2.3)."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sundial.commands.handover import accept_handover, question_handover, withdraw_handover
from sundial.models import Case
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.composer import LONGEST, new_key
from sundial.web.desk.handover_give import MOODS, givings, grouped, hand_over, own_cases
from sundial.web.desk.handover_receive import receivings
from sundial.web.desk.handover_whither import choices, proposed
from sundial.web.desk.keys import HANDOVER_KEYS
from sundial.web.desk.requests import moment
from sundial.web.desk.side import side_of
from sundial.web.doing import do_each, done_by, key_of, whole

PAGE, HERE = "desk/handover/index.html", "handover"
Problems = Mapping[Case, str]


@require_safe
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show what the reader gives and what they are to receive."""
    return _page(request)


@transaction.non_atomic_requests
@require_POST
@for_staff
def offer(request: SignedIn) -> HttpResponse:
    """Offer every case that is ticked, each with its own packet; what cannot be offered is named and stays as typed."""
    due_at = moment(request.POST.get("due", ""), request)
    if due_at is None:
        return _page(request, problem="That is no time: give a date and an hour, such as 2026-03-12T15:30.")
    ticked = set(request.POST.getlist("case"))
    cases = [case for case in own_cases(request).select_related("owner") if case.number in ticked]
    return _done(request, cases, lambda case: hand_over(request, case, due_at), "Tick the cases that you hand over.")


@transaction.non_atomic_requests
@require_POST
@for_staff
def accept(request: SignedIn) -> HttpResponse:
    """Accept what is ticked, or the one that is pressed; of two who do so the other learns who has it."""
    named = request.POST.getlist("one") or request.POST.getlist("offer")
    return _answer(
        request,
        named,
        lambda case, seq: accept_handover(
            case, seq, by=request.user, now=request.now, taken=request.POST.get(f"pledge-{case.number}", "").split("|")
        ),
        "Tick what you accept.",
    )


@transaction.non_atomic_requests
@require_POST
@for_staff
def question(request: SignedIn) -> HttpResponse:
    """Ask back about one case before it is accepted."""

    def asks(case: Case, seq: int) -> object:
        text = request.POST.get(f"question-{case.number}", "")[:LONGEST]
        return question_handover(case, seq, by=request.user, text=text, now=request.now)

    return _answer(request, request.POST.getlist("one"), asks, "Choose the case that you ask about.")


@transaction.non_atomic_requests
@require_POST
@for_staff
def withdraw(request: SignedIn) -> HttpResponse:
    """Take one offer back; the case stays whose it is."""

    def withdraws(case: Case, seq: int) -> object:
        text = request.POST.get(f"reason-{case.number}", "")[:LONGEST]
        return withdraw_handover(case, seq, by=request.user, text=text, now=request.now)

    return _answer(request, request.POST.getlist("one"), withdraws, "Choose the handover that you withdraw.")


def _answer(request: SignedIn, named: list[str], verb: Callable[[Case, int], object], nothing: str) -> HttpResponse:
    """Do something to offers, each named by its case and `seq`; a case that the reader may not see is none (O2.7)."""
    pairs = [(number, whole(seq)) for number, _, seq in (one.partition(":") for one in named)]
    offers = {number: seq for number, seq in pairs if seq is not None}
    seen = Case.objects.filter(inside(wall_of(request.user)), number__in=offers)
    cases = list(seen.select_related("owner"))
    return _done(request, cases, lambda case: verb(case, offers[case.number]), GONE if offers else nothing)


GONE = "What you chose is not there any more."


def _done(request: SignedIn, cases: list[Case], verb: Callable[[Case], object], nothing: str) -> HttpResponse:
    """Do it to each, once however often the form arrives, and say to which it was done and to which not."""
    problem, left = do_each(request, cases, verb) if cases else (nothing, {})
    if problem or left:
        return _page(request, left, problem)
    if request.POST.get("back") == "case":
        return redirect("desk:case-handover", cases[0].number)
    return redirect(f"{reverse('desk:handover')}?key={key_of(request)}")


def _page(request: SignedIn, left: Problems | None = None, problem: str = "") -> HttpResponse:
    post = request.POST
    gives = "to" in post and "one" not in post  # what is refused stands with what was asked for
    reasons = {case.pk: why for case, why in (left or {}).items()}
    region, due = proposed(request)
    context = {
        "side": side_of(request.user, HERE, request.now, request.zone),
        "keys": HANDOVER_KEYS,
        "groups": grouped(givings(request, reasons if gives else None)),
        "receiving": receivings(request, None if gives else reasons),
        "choices": choices(request),
        "to": post.get("to", "") or region,
        "moods": MOODS,
        "due": post.get("due") or due,
        "problem": problem,
        "done": _done_by_the_last(request),
        "left": [(case.number, why) for case, why in (left or {}).items()],
        "key": new_key(),
    }
    return render(request, PAGE, context, status=422 if problem or left else 200)


def _done_by_the_last(request: SignedIn) -> list[Case]:
    """Return with which cases of the reader's the last press was done, also one that was cut off and pressed again."""
    key = key_of(request)
    return done_by(request, key, own_cases(request)) if key else []
