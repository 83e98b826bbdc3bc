"""Break-glass on the desk: ask to read one case behind a wall, answer those who ask, and read it meanwhile (O2.7)."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sundial.commands.errors import Refused
from sundial.commands.glass import LEAST, GlassRefused, ask_to_read, end_reading, let_in, may_answer, turn_down
from sundial.models import Case, GlassAnswer, GlassRequest
from sundial.web.access import SignedIn, for_staff, inside, through_the_glass, wall_of, zone_of
from sundial.web.desk.case import conversation
from sundial.web.desk.drawn import drawn
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.doing import do_once, number_in
from sundial.web.promises import read_one

PAGE, READING = "desk/glass/index.html", "desk/glass/case.html"
SHOWN = 20  # requests of one's own
GONE = "That is not there any more. Look again."


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show what one asked for and who asks for cases that one sees; ask, answer or end."""
    if request.method != "POST":
        return _page(request)
    wrong: list[str] = []
    problem = do_once(request, partial(_act, request, wrong))
    return _page(request, (wrong[0] if wrong else "", problem)) if problem else redirect("desk:glass")


@require_GET
@for_staff
def case(request: SignedIn, number: str) -> HttpResponse:
    """Show one case to whoever was let in, to be read and no more; that they looked is kept."""
    with through_the_glass(request, number) as (found, answer):
        reading, zone = read_one(found, request.now, inside=True), zone_of(found.organization)
        context = {
            "case": found,
            "answer": answer,
            "there": zone,
            "reading": reading,
            "conversation": [drawn(entry, zone) for entry in conversation(found, reading, zone)],
            "side": side_of(request.user, CUSTOMERS, request.now, request.zone),
            "keys": EVERYWHERE,
        }
        return render(request, READING, context)


def _act(request: SignedIn, wrong: list[str]) -> None:
    """Take the step that a form names; the field at fault is put into `wrong`."""
    try:
        _step(request)()
    except GlassRefused as refusal:
        wrong.append(refusal.field)
        raise


def _step(request: SignedIn) -> Callable[[], object]:
    post, minutes = request.POST, number_in(request, "minutes")
    by: dict[str, Any] = {"by": request.user, "now": request.now}
    step = post.get("step", "")
    if step == "ask":
        return partial(ask_to_read, post.get("number", ""), post.get("reason", ""), minutes, **by)
    try:
        named = UUID(post.get("named", ""))
    except ValueError:
        raise Refused(GONE) from None
    if step == "end":
        answer = GlassAnswer.objects.select_related("case").filter(pk=named, until__isnull=False).first()
        if answer is not None:
            return partial(end_reading, answer, **by)
    asked = GlassRequest.objects.select_related("person").filter(pk=named).first()
    if asked is None or step not in ("let-in", "turn-down"):
        raise Refused(GONE)
    return partial(let_in, asked, minutes, **by) if step == "let-in" else partial(turn_down, asked, **by)


def _page(request: SignedIn, problem: tuple[str, str] = ("", "")) -> HttpResponse:
    mine = GlassRequest.objects.filter(person=request.user).select_related("answer__end")[:SHOWN]
    context = {
        "mine": [(one, _standing(one, request)) for one in mine],
        "waiting": [(one, case, _minutes(one, request)) for one, case in _waiting(request)],
        "within": _within(request),
        "most": settings.GLASS_MINUTES,
        "least": LEAST,
        "typed": request.POST if request.POST.get("step") == "ask" else {"minutes": "60"},
        "answered": request.POST.get("named", ""),
    }
    return page(request, PAGE, CUSTOMERS, context, problem)


def _minutes(asked: GlassRequest, request: SignedIn) -> str:
    """Return for how many minutes the form of a request stands: what was typed there, else what was asked for."""
    mine = request.POST.get("named") == str(asked.pk)
    return str(request.POST.get("minutes", "")) if mine else str(asked.minutes)


def _standing(asked: GlassRequest, request: SignedIn) -> str:
    """Say how one's own request stands; of one that was turned down nothing else than of one that nobody read."""
    answer = getattr(asked, "answer", None)
    if answer is None or answer.until is None:
        return "asked"
    if getattr(answer, "end", None) or answer.until <= request.now:
        return "over"
    return "open"


def _cases(request: SignedIn, numbers: list[str]) -> dict[str, Case]:
    seen = Case.objects.filter(inside(wall_of(request.user)), number__in=numbers).exclude(regions=[])
    return {one.number: one for one in seen.select_related("organization")}


def _waiting(request: SignedIn) -> list[tuple[GlassRequest, Case]]:
    """Return who asks for cases for which the reader may answer."""
    rows = GlassRequest.objects.filter(~Q(person=request.user), answer__isnull=True).select_related("person")
    asked = list(rows.order_by("-at")[:100])
    cases = _cases(request, [one.number for one in asked])
    return [
        (one, cases[one.number])
        for one in asked
        if one.number in cases and may_answer(request.user, cases[one.number], one.person_id)
    ]


def _within(request: SignedIn) -> list[tuple[GlassAnswer, bool]]:
    """Return who reads cases of the reader's regions at this moment, and whether the reader may end it."""
    rows = GlassAnswer.objects.filter(~Q(person=request.user), until__gt=request.now, end__isnull=True)
    rows = rows.filter(inside(wall_of(request.user), "case__")).select_related("case", "person", "by")
    return [(one, may_answer(request.user, one.case, one.person_id)) for one in rows]
