"""The wall of a customer on the desk: a restriction asked for, what it lacks, what has to be handed over, in force."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.account_team import could_be, may_set
from sundial.commands.errors import Refused
from sundial.commands.lifting_walls import lift_restriction, may_lift
from sundial.commands.moving_walls import (
    OVER,
    Successors,
    ask_restriction,
    close_wall,
    may_close,
    request_of,
    team_outside,
    withdraw_restriction,
    work_outside,
)
from sundial.commands.restrictions import AHEAD, missing_for, put_in_force
from sundial.commands.wall_check import is_fresh, want_check
from sundial.commands.wall_refusals import LeftOutside
from sundial.models import Case, Organization, Person, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.customers import TITLES, customer_or_404, regions_named
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.desk.successors import Heirs, heirs_of
from sundial.web.doing import do_once

PAGE = "desk/customers/wall.html"
STALE = "Choose what to do."
SHOWN = 100  # cases, each with who takes it over; the others go to one person
Verb = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Given:
    """One of the account team who stands outside, and who could be in their place."""

    role: str
    title: str
    person: Person
    choices: tuple[Person, ...]
    chosen: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def wall(request: SignedIn, organization: UUID) -> HttpResponse:
    """Show a manager where a customer's restriction stands, with all that it wants; or take the next step."""
    customer = customer_or_404(request, organization)
    if not may_set(request.user, customer) and not may_close(request.user, customer):
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _page(request, customer)
    left: list[str] = []
    problem = do_once(request, partial(_act, request, customer, left))
    if problem:
        return _page(request, customer, problem, tuple(left))
    lifted = request.POST.get("step") == "lift"  # then the page may be another region's
    return redirect("desk:customer" if lifted else "desk:customer-wall", customer.pk)


def _act(request: SignedIn, customer: Organization, left: list[str]) -> None:
    """Take the step that a form names; what would be left outside is put into `left`."""
    post = request.POST
    acting: dict[str, Any] = {"by": request.user, "now": request.now}
    steps: Mapping[str, Verb] = {
        "ask": partial(ask_restriction, customer, post.getlist("regions"), why=post.get("why", ""), **acting),
        "withdraw": partial(withdraw_restriction, customer, **acting),
        "put": partial(put_in_force, customer, **acting),
        "lift": partial(lift_restriction, customer, post.get("why-lift", ""), **acting),
        "close": lambda: close_wall(customer, _successors(request, customer), seen=post.get("seen", ""), **acting),
    }
    step = steps.get(post.get("step", ""))
    if step is None:
        raise Refused(STALE)
    try:
        step()
    except LeftOutside as refusal:
        left += refusal.left
        raise


def _successors(request: SignedIn, customer: Organization) -> Successors:
    """Return whom a form names; who is not known is nobody, and then refused by name of the case."""
    chosen = {name: str(text) for name, text in request.POST.items() if name.startswith(("case-", "team-", "others"))}
    people = {str(one.pk): one for one in Person.objects.filter(pk__in=_ids(chosen.values()))}
    owners: dict[UUID, Person | None] = {
        pk: people.get(chosen[f"case-{pk}"]) for pk in _ids(one[5:] for one in chosen if one[:5] == "case-")
    }
    if others := people.get(str(request.POST.get("others", ""))):
        for work in work_outside(customer, customer.asked_regions):
            owners.setdefault(work.case.pk, others)
    team = {role: people.get(chosen.get(f"team-{role}", "")) for role in TITLES}
    return Successors(owners, team)


def _ids(texts: Any) -> Iterator[UUID]:
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue


def _page(request: SignedIn, customer: Organization, problem: str = "", left: tuple[str, ...] = ()) -> HttpResponse:
    protocol = protocol_in_force(request.now)
    moving = bool(customer.asked_regions) and customer.asked_regions != customer.regions
    regions = customer.asked_regions or customer.regions
    lacks = missing_for(customer, regions, request.now) if regions else None
    context = {
        "customer": customer,
        "restricted": regions_named(customer.regions, protocol),
        "asked": regions_named(customer.asked_regions, protocol),
        "moving": moving,
        "seen": request_of(customer),
        "sets": may_set(request.user, customer),
        "closes": moving and may_close(request.user, customer),
        "missing": lacks,
        "looks": bool(customer.asked_regions) and not lacks and _wants_check(customer),
        "until": request.now + AHEAD,
        "left": left,
        "regions": list(protocol.regions.values()),
        "typed": {
            "regions": request.POST.getlist("regions"),
            "why": request.POST.get("why", ""),
            "lift": request.POST.get("why-lift", ""),
        },
        **(_outside(request, customer) if moving else {}),
        **({"hours": _hours(customer, regions, protocol)} if moving else {}),
        **(_beyond(customer, protocol) if not moving and may_lift(request.user, customer) else {}),
        "changes": [(one, regions_named(one.regions, protocol)) for one in customer.wall_changes.select_related("by")],
    }
    return page(request, PAGE, CUSTOMERS, context, ("", problem))


def _wants_check(customer: Organization) -> bool:
    """Say whether the worker has yet to find that it stands; then ask, so that it has when somebody presses."""
    if is_fresh(customer):
        return False
    want_check(customer)
    return True


def _beyond(customer: Organization, protocol: Protocol) -> dict[str, Any]:
    """Return what everybody would see once the restriction is lifted, and who does not see it now."""
    cases = Case.objects.filter(organization=customer)
    everybody = regions_named([key for key in protocol.regions if key not in customer.regions], protocol)
    return {
        "lifts": True,
        "cases": cases.count(),
        "open_cases": cases.exclude(state__in=OVER).count(),
        "beyond": everybody,
        "hours": _hours(customer, [], protocol),
    }


def _hours(customer: Organization, regions: Sequence[str], protocol: Protocol) -> tuple[str, str] | None:
    """Say on whose hours cases count until now and from now on (O6.6); None where these are the same."""
    before, after = (
        regions_named(protocol.counting_regions(customer.home_region, one), protocol)
        for one in (customer.regions, regions)
    )
    return None if before == after else (before, after)


def _outside(request: SignedIn, customer: Organization) -> dict[str, Any]:
    """Return what somebody outside has, each with who could take it over."""
    regions = customer.asked_regions
    works = list(work_outside(customer, regions))
    first, others = works[:SHOWN], [one for one in works[SHOWN:] if one.owner]
    heirs = Heirs(request, customer, [*first, *others[:1]])
    return {
        "work": [heirs_of(one, heirs) for one in first],
        "many": len(works),
        "others": (len(others), heirs_of(others[0], heirs).choices) if others else (),
        "others_to": request.POST.get("others", ""),
        "account": [
            Given(role, TITLES[role], one, tuple(could_be(role, regions)), request.POST.get(f"team-{role}", ""))
            for role, one in team_outside(customer, regions).items()
        ],
    }
