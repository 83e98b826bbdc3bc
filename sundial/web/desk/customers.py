"""A customer on the desk, within the wall: plan, regions, contacts, account team, who answers for them on each rung."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from sundial.commands.account_team import could_be, may_set, set_account_team
from sundial.commands.people import ACCOUNT_TEAM
from sundial.commands.team_now import served, team_at
from sundial.models import Case, Kind, Organization, Person, protocol_in_force
from sundial.models.case import IS_OPEN, QUEUE_ORDER
from sundial.protocol.document import Protocol
from sundial.protocol.holders import Holder, Served, Team, applies, holders
from sundial.protocol.holders_said import says
from sundial.web import languages
from sundial.web.access import NOT_FOUND, SignedIn, for_staff, inside, wall_of, zone_of
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.doing import do_once
from sundial.web.sun import said_of

PAGE, TEAM = "desk/customers/customer.html", "desk/customers/team.html"
TITLES = {"csm": "Customer Success Manager", "tam": "Technical Account Manager", "sales": "Sales manager"}
SHOWN = 8  # open cases that a customer's page lists


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the ladder: who answers and who is told, each role with its people; () where it does not apply."""

    title: str
    answers: tuple["Roled", ...]
    told: tuple["Roled", ...]


@dataclass(frozen=True, slots=True)
class Roled:
    """A role of the protocol and who stands behind it; `applies` False: the customer has nobody like that."""

    title: str
    people: tuple[tuple[Holder, str], ...]
    applies: bool


@require_GET
@for_staff
def show(request: SignedIn, organization: UUID) -> HttpResponse:
    """Show one customer."""
    return _page(request, customer_or_404(request, organization))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def account_team(request: SignedIn, organization: UUID) -> HttpResponse:
    """Show who could be the CSM, TAM and sales manager of a customer, nobody outside its wall; or set them."""
    customer = customer_or_404(request, organization)
    if not may_set(request.user, customer):
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _ask(request, customer)
    try:
        team = {role: _named(request.POST.get(role, "")) for role in ACCOUNT_TEAM}
    except LookupError:
        return _ask(request, customer, "Choose somebody of the list.")
    problem = do_once(request, partial(set_account_team, customer, team, by=request.user, now=request.now))
    return _ask(request, customer, problem) if problem else redirect("desk:customer", customer.pk)


def customer_or_404(request: SignedIn, organization: UUID) -> Organization:
    """Return a customer whom the reader may see; one behind a wall is one that never was. Raises Http404."""
    found = visible(request).select_related(*ACCOUNT_TEAM).filter(pk=organization).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def visible(request: SignedIn) -> QuerySet[Organization]:
    """Return the customers whom the reader may see (O2.7)."""
    return Organization.objects.filter(inside(wall_of(request.user)))


def _page(request: SignedIn, customer: Organization) -> HttpResponse:
    protocol, zone = protocol_in_force(request.now), zone_of(customer)
    today = request.now.astimezone(zone).date()
    cases = Case.objects.filter(IS_OPEN, inside(wall_of(request.user)), organization=customer)
    contacts = Person.objects.filter(kind=Kind.CONTACT, organization=customer, is_active=True).order_by("name")
    context = {
        "customer": customer,
        "there": zone,
        "region": region_named(customer.home_region, protocol),
        "restricted": regions_named(customer.regions, protocol),
        "asked": regions_named(customer.asked_regions, protocol),
        "entitlements": [
            (one, protocol.plans.get(one.plan), one.until is not None and one.until < today)
            for one in customer.entitlements.order_by("-until", "plan")
        ],
        "contacts": [(one, languages.names(one.languages), zone_of(one)) for one in contacts],
        "account": [(TITLES[role], getattr(customer, role)) for role in ACCOUNT_TEAM],
        "sets": may_set(request.user, customer),
        "count": cases.count(),
        "cases": list(cases.select_related("owner").order_by(*QUEUE_ORDER)[:SHOWN]),
        **said_of(customer, request.user),
        "stages": list(_stages(served(customer), team_at(request.now), protocol)),
    }
    return page(request, PAGE, CUSTOMERS, context)


def _ask(request: SignedIn, customer: Organization, problem: str = "") -> HttpResponse:
    protocol = protocol_in_force(request.now)
    typed = request.POST if request.method == "POST" else {}
    choices = [
        (
            role,
            TITLES[role],
            list(could_be(role, customer.regions)),
            typed.get(role, str(getattr(customer, f"{role}_id") or "")),
        )
        for role in ACCOUNT_TEAM
    ]
    context = {"customer": customer, "choices": choices, "restricted": regions_named(customer.regions, protocol)}
    return page(request, TEAM, CUSTOMERS, context, ("", problem))


def _stages(whom: Served, team: Team, protocol: Protocol) -> Iterator[Stage]:
    """Yield who answers and who is told, from the opening of a case to the highest rung (O8.1)."""
    ladder = protocol.ladder
    told = {"told": ladder.opening.told, "answers": ladder.opening.answered_by}
    yield Stage("Case opened", *_both(told, whom, team, protocol))
    for rung in ladder.rungs.values():
        named = {"told": (*rung.informs, *rung.told), "answers": rung.answered_by}
        yield Stage(f"Rung {rung.number}", *_both(named, whom, team, protocol))


def _both(
    named: Mapping[str, tuple[str, ...]], whom: Served, team: Team, protocol: Protocol
) -> Iterator[tuple[Roled, ...]]:
    for part in ("answers", "told"):
        yield tuple(
            _roled(role, whom, team, protocol) for role in dict.fromkeys(named[part]) if _is_of_people(role, protocol)
        )


def _is_of_people(role: str, protocol: Protocol) -> bool:
    """Whether a role is somebody for the customer, whatever the case: its owner and its groups are not."""
    return protocol.roles[role].reach not in ("case", "groups")


def _roled(role: str, whom: Served, team: Team, protocol: Protocol) -> Roled:
    found = holders(role, whom, team, protocol)
    people = tuple((one, says(one, protocol)) for one in found)
    return Roled(protocol.roles[role].title, people, applies(role, whom, protocol))


def region_named(key: str, protocol: Protocol) -> str:
    """Return a region by name; one that no document in force has, by its key."""
    found = protocol.regions.get(key)
    return found.name if found else key


def regions_named(regions: Sequence[str], protocol: Protocol) -> str:
    """Return regions by name; "" for none."""
    return " and ".join(protocol.regions[key].name if key in protocol.regions else key for key in regions)


def _named(text: str) -> Person | None:
    """Return whom a field names, None for nobody. Raises LookupError for what is no person."""
    if not text:
        return None
    try:
        return Person.objects.get(pk=UUID(text), kind=Kind.STAFF)
    except (ValueError, Person.DoesNotExist):
        raise LookupError(text) from None
