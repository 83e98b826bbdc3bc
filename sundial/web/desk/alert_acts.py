"""What is done about an alert that wants somebody to act: it is taken for a time, or passed on to a colleague."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.acknowledging import AlertRefused, HadAlready, acknowledge, pass_on, who_could_take
from sundial.models import Alert, Person, protocol_in_force
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.desk.alert_words import sentence
from sundial.web.desk.alerts import inbox
from sundial.web.desk.side import alerts_of
from sundial.web.doing import do_once, whole

PASSING = "desk/alerts/passing.html"


@require_POST
@for_staff
def acknowledgements(request: SignedIn, alert: UUID) -> HttpResponse:
    """Take one of one's own alerts for a time; the second who presses learns who has it."""
    one = _own_or_404(request, alert)
    minutes = whole(request.POST.get("minutes", ""))
    until = None if minutes is None else request.now + timedelta(minutes=minutes)
    problem = _do(request, partial(acknowledge, one, until, by=request.user, now=request.now))
    return inbox(request, problem, one.pk) if problem else redirect("desk:alerts")


@require_http_methods(["GET", "POST"])
@for_staff
def passings(request: SignedIn, alert: UUID) -> HttpResponse:
    """Show who could take it instead, and pass it on to them."""
    one = _own_or_404(request, alert)
    assert one.case is not None
    people = [person for person in who_could_take(one.case) if person.pk != request.user.pk]
    problem = ""
    if request.method == "POST":
        chosen = next((person for person in people if str(person.pk) == request.POST.get("to")), None)
        problem = _pass_on(request, one, chosen)
        if not problem:
            return redirect("desk:alerts")
    regions = protocol_in_force(request.now).regions
    listed = [(person, regions[person.region].name if person.region in regions else person.title) for person in people]
    context = {"alert": one, "says": sentence(one, request.now, request.zone), "people": listed}
    return act_page(request, one.case, PASSING, context, problem=problem)


def _pass_on(request: SignedIn, alert: Alert, to: Person | None) -> str:
    if to is None:
        return "Choose the colleague to whom it goes on."
    return _do(request, partial(pass_on, alert, to, by=request.user, now=request.now))


def _do(request: SignedIn, verb: Callable[[], object]) -> str:
    """Do it once; return why it was not done, in the reader's own time."""

    def said() -> object:
        try:
            return verb()
        except HadAlready as had:
            until = when.short(had.until, request.now, request.zone)
            raise AlertRefused(f"{had.name} has it until {until}.") from had

    return do_once(request, said)


def _own_or_404(request: SignedIn, alert: UUID) -> Alert:
    found = alerts_of(request.user).select_related("case__organization", "case__contact").filter(pk=alert).first()
    if found is None or found.case is None:
        raise Http404(NOT_FOUND)
    return found
