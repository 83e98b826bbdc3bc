"""All that could not be delivered, in one list: after an outage it is sent again, or put aside, together (O8.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sundial.commands.dead_letters import Dead, asked_already, dead_facts, may_see_to, put_aside, send_again
from sundial.models import AlertKind, Case
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn, for_staff, inside, wall_of
from sundial.web.desk.alert_words import sentence
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import ALERTS, alerts_of, side_of
from sundial.web.doing import do_once

PAGE = "desk/alerts/undelivered.html"
NOTHING = "Choose what it is about."
SHOWN = 100  # facts that stand on the page at once, the latest; the others come when these are seen to


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of a case, with whom it did not reach, and what was answered."""

    key: str
    case: Case
    seq: int
    says: str
    to: str
    problem: str
    at: str
    chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_see_to(request: SignedIn) -> HttpResponse:
    """List what could not be delivered to whoever sees to it, or see to what they chose of it."""
    if not may_see_to(request.user):
        raise Http404(NOT_FOUND)
    found = list(_rows(request))
    rows = found[:SHOWN]
    # later word may have pushed off the page what is ticked
    problem = _see_to(request, found) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("desk:undelivered")
    others = alerts_of(request.user).filter(kind=AlertKind.UNDELIVERED, case=None).unread().order_by("-at")
    context = {
        "rows": rows,
        "left": len(found) > SHOWN,
        "others": [(one, sentence(one, request.now, request.zone)) for one in others[:50]],
        "problem": problem,
        "typed": request.POST,
        "key": request.POST.get("key") or new_key(),
        "side": side_of(request.user, ALERTS, request.now, request.zone),
        "keys": EVERYWHERE,
    }
    return render(request, PAGE, context, status=422 if problem else 200)


def _rows(request: SignedIn) -> Iterator[Row]:
    """Yield what there is, of the cases that the reader may see by the app's own question too."""
    facts = dead_facts()
    cases = Case.objects.filter(inside(wall_of(request.user))).in_bulk({fact.case_id for fact in facts})
    typed, asked = request.POST.getlist("fact"), asked_already()
    for fact in facts:
        if (case := cases.get(fact.case_id)) and (fact.case_id, fact.seq) not in asked:
            key, says = f"{case.number}/{fact.seq}", f"{fact.text[:1].upper()}{fact.text[1:]}"
            to, problem = ", ".join(fact.to), "; ".join(filter(None, fact.problems))
            at = when.short(fact.at, request.now, request.zone)
            yield Row(key, case, fact.seq, says, to, problem, at, not typed or key in typed)


def _see_to(request: SignedIn, rows: list[Row]) -> str:
    """Do what the form names to what was chosen, all or nothing; return why it was not done, "" where it is."""
    chosen = [Dead(row.case, row.seq) for row in rows if row.key in request.POST.getlist("fact")]
    if not chosen:
        return NOTHING
    by, now = request.user, request.now
    verb = partial(send_again, by=by, now=now)
    if request.POST.get("step") != "again":
        verb = partial(put_aside, why=request.POST.get("why", ""), by=by, now=now)
    return do_once(request, lambda: [verb(dead) for dead in chosen])
