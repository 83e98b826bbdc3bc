"""One of the staff: what they are, how to reach them, what they have in hand; leaving, coming back, giving it on."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundial.commands.account_team import give_all
from sundial.commands.staff import let_leave, let_return, may_change
from sundial.commands.team_now import active_staff, team_at
from sundial.models import Case, Kind, Organization, Person, PersonChange, protocol_in_force
from sundial.models.case import QUEUE_ORDER
from sundial.protocol.document import Protocol
from sundial.web import languages
from sundial.web.access import NOT_FOUND, SignedIn, for_staff, inside, wall_of
from sundial.web.desk.staff_rows import PEOPLE, line_of, page
from sundial.web.doing import do_once

PAGE, LEAVING = "desk/people/person.html", "desk/people/leaving.html"
MOST = 200
FIELDS = {
    "name": "Name", "role": "Role", "region": "Region", "tier": "Tier", "group": "Group", "title": "Title",
    "zone": "Time zone", "languages": "Languages", "skills": "Skills", "phone": "Phone", "chat": "Chat",
}  # fmt: skip


@require_GET
@for_staff
def show(request: SignedIn, person: UUID) -> HttpResponse:
    """Show one of the staff."""
    return _page(request, staff_or_404(person))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def departures(request: SignedIn, person: UUID) -> HttpResponse:
    """Say what it means that somebody leaves, or let them leave: signed out at once, their cases to be given on."""
    one = staff_or_404(person)
    if not may_change(request.user, one, request.now) or not one.is_active:
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _page(request, one, template=LEAVING)
    problem = do_once(request, partial(let_leave, one, by=request.user, now=request.now))
    return _page(request, one, problem, LEAVING) if problem else redirect("desk:person", one.pk)


@require_POST
@for_staff
def returns(request: SignedIn, person: UUID) -> HttpResponse:
    """Let somebody who left come back."""
    one = staff_or_404(person)
    problem = do_once(request, partial(let_return, one, by=request.user, now=request.now))
    return _page(request, one, problem) if problem else redirect("desk:person", one.pk)


@require_POST
@for_staff
def reassignments(request: SignedIn, person: UUID) -> HttpResponse:
    """Give every open case of somebody, as far as the giver sees them, to one of their colleagues."""
    one = staff_or_404(person)
    to = _named(request.POST.get("to", ""))
    if to is None:
        return _page(request, one, "Choose to whom they go.")
    verb = partial(give_all, list(_open_cases(request, one)), to, by=request.user, now=request.now)
    problem = do_once(request, verb)
    return _page(request, one, problem) if problem else redirect("desk:person", one.pk)


def staff_or_404(person: UUID) -> Person:
    """Return one of the staff by their id; raises Http404, for contacts as well."""
    found = Person.objects.filter(pk=person, kind=Kind.STAFF).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _page(request: SignedIn, one: Person, problem: str = "", template: str = PAGE) -> HttpResponse:
    protocol, people = protocol_in_force(request.now), active_staff()
    changes = one.is_active and may_change(request.user, one, request.now)
    context: dict[str, Any] = {
        "line": line_of(one, protocol, team_at(request.now, people)),
        "one": one,
        "region": protocol.regions.get(one.region),
        "changes": changes or one.pk == request.user.pk,
        "lets_go": changes,
        "lets_return": not one.is_active and may_change(request.user, one, request.now),
        "cases": list(_open_cases(request, one)),
        "gives": changes or not one.is_active or one.pk == request.user.pk,
        "colleagues": [other for other in people if other.region and not other.group and other.pk != one.pk],
        "customers": list(_customers(request, one)),
        "history": [_told(change, protocol) for change in one.changes.select_related("by")[:20]],
    }
    return page(request, template, PEOPLE, context, ("", problem))


def _open_cases(request: SignedIn, one: Person) -> Any:
    """Return the open cases that somebody owns, and the reader may see (O2.7)."""
    mine = Case.objects.open().filter(inside(wall_of(request.user)), owner=one)
    return mine.select_related("organization").order_by(*QUEUE_ORDER)[:MOST]


def _customers(request: SignedIn, one: Person) -> Iterator[tuple[Organization, str]]:
    """Yield the customers whose CSM, TAM or sales manager somebody is, as far as the reader may see them."""
    theirs = Q(csm=one) | Q(tam=one) | Q(sales=one)
    for customer in Organization.objects.filter(theirs, inside(wall_of(request.user))).order_by("name"):
        held = {"CSM": customer.csm_id, "TAM": customer.tam_id, "sales manager": customer.sales_id}
        yield customer, " and ".join(title for title, person in held.items() if person == one.pk)


def _told(change: PersonChange, protocol: Protocol) -> dict[str, Any]:
    """Say what was changed, each field as it was and as it is."""
    return {
        "by": change.by,
        "at": change.at,
        "says": [_said(field, values, protocol) for field, values in change.what.items()],
    }


def _said(field: str, values: list[Any], protocol: Protocol) -> str:
    if field == "entered":
        return f"Entered in {_word('region', values[1], protocol)}"
    if field == "is_active":
        return "Came back" if values[1] else "Left"
    was, now = (_word(field, value, protocol) for value in values)
    return f"{FIELDS.get(field, field)}: {was} → {now}"


def _word(field: str, value: Any, protocol: Protocol) -> str:
    if field == "languages":
        return languages.names(value) or "none"
    if field == "skills":
        return ", ".join(protocol.skills.get(one, one) for one in value) or "none"
    if field == "region":
        found = protocol.regions.get(value)
        return found.name if found else "no region"
    return str(value) if value not in ("", None) else "none"


def _named(text: str) -> Person | None:
    try:
        return Person.objects.filter(pk=UUID(text), kind=Kind.STAFF, is_active=True).first()
    except ValueError:
        return None
