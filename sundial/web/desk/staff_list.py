"""People: the staff by region, found by skill, language and name; and the directory of the leadership (O2.1, O2.5)."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sundial.commands.rota_ground import colleague_of
from sundial.commands.team_now import active_staff, team_at
from sundial.models import Kind, Person, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.protocol.languages import speaks
from sundial.protocol.leaders import directory
from sundial.protocol.staffing import may_staff
from sundial.web import languages, office
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk.staff_rows import DIRECTORY, PEOPLE, groups_of, page


@require_GET
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show the staff by region, or those whom a search finds."""
    protocol, people = protocol_in_force(request.now), active_staff()
    skill, language = request.GET.get("skill", ""), request.GET.get("language", "")
    text = request.GET.get("name", "").strip()[:80]
    shown = [one for one in people if _is_wanted(one, skill, language, text)]
    context = {
        "groups": list(groups_of(shown, protocol, team_at(request.now, people))),
        "found": len(shown),
        "wanted": {"skill": skill, "language": language, "name": text},
        "skills": protocol.skills,
        "spoken": _spoken(people),
        "enters": may_staff(colleague_of(request.user), request.user.region),
        "left": Person.objects.filter(_left(request.user), kind=Kind.STAFF, is_active=False).order_by("name"),
    }
    return page(request, "desk/people/index.html", PEOPLE, context)


@require_GET
@for_staff
def leaders(request: SignedIn) -> HttpResponse:
    """Show the five leadership roles with who holds them, their mailbox and where they sit (O2.5)."""
    protocol, people = protocol_in_force(request.now), active_staff()
    listed = list(directory(protocol, map(colleague_of, people)))
    return page(
        request,
        "desk/people/directory.html",
        DIRECTORY,
        {"listed": listed, "portal": protocol.portal, "offices": _offices(protocol, request)},
    )


def _offices(protocol: Protocol, request: SignedIn) -> list[tuple[str, str, str]]:
    """Return each region and office with its hours, on its own clock and on the reader's."""
    today = request.now.astimezone(request.zone).date()
    found = office.with_offices(protocol.regions.values())
    return [(region.name, office.week(one), office.week_in(one, request.zone, today)) for region, one in found]


def _is_wanted(person: Person, skill: str, language: str, text: str) -> bool:
    knows = not skill or skill in person.skills
    said = not language or speaks(person.languages, language)
    return knows and said and text.casefold() in f"{person.name} {person.email} {person.title}".casefold()


def _spoken(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Return the languages that somebody speaks, by name."""
    tags = {tag.partition("-")[0] for person in people for tag in person.languages}
    return sorted(((tag, languages.name(tag)) for tag in tags), key=lambda one: one[1])


def _left(person: Person) -> Q:
    """Those who left a region are of interest to whoever may let them come back."""
    return Q(region=person.region) if may_staff(colleague_of(person), person.region) else Q(pk__in=())
