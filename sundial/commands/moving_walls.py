"""Protocol 02, the wall: a customer comes to be restricted, or to other regions, with work under way outside (O2.7).

All that somebody outside has is handed over first, then the wall closes; in one transaction, so that each case has at
every instant one owner who may see it. What is asked for is kept from the first moment, and nothing new goes out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sundial.commands.account_team import NotOfThatRole, NotYourCustomer, could_be, may_set
from sundial.commands.errors import Refused
from sundial.commands.people import ACCOUNT_TEAM
from sundial.commands.record import Entry, record, record_many
from sundial.commands.restrictions import NothingAsked, check_stands, keep, locked
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team import assign
from sundial.commands.wall_refusals import Apart, AskedMeanwhile, LeftOutside, NoRegions, OutOfSight
from sundial.models import Case, Handover, Kind, Organization, Person, ResourceRequest, WallChange, protocol_in_force
from sundial.models.organization import lock_wall
from sundial.models.person import hold_in_place
from sundial.protocol.case import State
from sundial.protocol.document import Protocol
from sundial.protocol.facts import HandoverWithdrawn, Messaged, ResourceOwned
from sundial.protocol.staffing import may_staff, outside

OVER = (State.CLOSED, State.MERGED)
LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Work:
    """What of one open case is outside the new regions: its owner, its handover, its requests to other groups."""

    case: Case
    owner: Person | None = None
    handover: Handover | None = None
    requests: tuple[ResourceRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Successors:
    """Who takes over: of each case by its id, and who is on the account team from now on by role, None for nobody."""

    owners: Mapping[UUID, Person | None] = field(default_factory=dict)
    team: Mapping[str, Person | None] = field(default_factory=dict)


def ask_restriction(
    customer: Organization, regions: Sequence[str], *, by: Person, now: datetime, why: str = ""
) -> None:
    """Ask for a customer to be restricted to regions: from now on no case of theirs is given to anybody outside these.

    Raises NotYourCustomer, NoRegions, Apart.
    """
    if not may_set(by, customer):
        raise NotYourCustomer(customer.name)
    wanted, protocol = sorted(set(regions)), protocol_in_force(now)
    with transaction.atomic():
        lock_wall(customer.pk, alone=True)
        locked(customer)
        if not wanted or not set(wanted) <= set(protocol.regions) or wanted == sorted(customer.regions):
            raise NoRegions
        if customer.regions and not set(wanted) & set(customer.regions):
            raise Apart(customer.name, named(customer.regions, protocol), named(wanted, protocol))
        Organization.objects.filter(pk=customer.pk).update(asked_regions=wanted, asked_at=now)
        keep(customer, WallChange.Kind.ASKED, wanted, by=by, now=now, why=why.strip()[:LONGEST])
        customer.asked_regions, customer.asked_at = wanted, now


def withdraw_restriction(customer: Organization, *, by: Person, now: datetime) -> None:
    """Ask no more for what is asked; a wall that stands already stays, and waits to be put in force if it did before.

    Raises NotYourCustomer, NothingAsked.
    """
    if not may_set(by, customer):
        raise NotYourCustomer(customer.name)
    with transaction.atomic():
        locked(customer)
        if customer.asked_at is None or customer.asked_regions == customer.regions:
            raise NothingAsked(customer.name)
        keep(customer, WallChange.Kind.WITHDRAWN, customer.asked_regions, by=by, now=now)
        waited = _waits_since(customer)
        customer.asked_regions, customer.asked_at = (customer.regions if waited else []), waited
        customer.save(update_fields=["asked_regions", "asked_at"])


def _waits_since(customer: Organization) -> datetime | None:
    """Return since when the wall that stands waits to be put in force; None if it is in force, or there is none."""
    about = customer.wall_changes.filter(regions=customer.regions).exclude(kind=WallChange.Kind.WITHDRAWN).first()
    return about.at if about and about.kind == WallChange.Kind.ASKED else None


def may_close(by: Person, customer: Organization) -> bool:
    """Say whether somebody closes the wall that is asked for: a manager inside it, who sees the customer already."""
    inside = not customer.regions or by.region in customer.regions
    return inside and may_staff(colleague_of(by), by.region) and by.region in customer.asked_regions


def work_outside(customer: Organization, regions: Sequence[str]) -> Iterator[Work]:
    """Yield what people outside these regions have of a customer's cases, in the order of the cases' numbers."""
    rows = Case.objects.filter(organization=customer).exclude(state__in=OVER).order_by("number")
    rows = rows.select_related("owner", "contact", "organization", "handover__giver", "handover__to")
    groups = set(_inside(regions).exclude(group="").values_list("group", flat=True))
    for case in rows.prefetch_related("requests__owner"):
        offer = getattr(case, "handover", None)
        work = Work(
            case,
            case.owner if _is_out(case.owner, regions) else None,
            offer if offer and _goes_out(offer, regions) else None,
            tuple(one for one in case.requests.all() if _waits_outside(one, regions, groups)),
        )
        if work.owner or work.handover or work.requests:
            yield work


def team_outside(customer: Organization, regions: Sequence[str]) -> dict[str, Person]:
    """Return who of a customer's account team stands outside these regions, by role."""
    named = {role: getattr(customer, role) for role in ACCOUNT_TEAM}
    return {role: one for role, one in named.items() if one is not None and _is_out(one, regions)}


def close_wall(
    customer: Organization, successors: Successors, *, by: Person, now: datetime, seen: str | None = None
) -> None:
    """Hand over all that is outside, and close the wall that is asked for; `seen` names the request that was read.

    Raises NothingAsked, OutOfSight, AskedMeanwhile, NotChecked, Incomplete with all that the restriction lacks,
    LeftOutside with all that would be left with somebody outside; then nothing is changed.
    """
    protocol = protocol_in_force(now)
    _check_closes(by, customer, protocol)
    with transaction.atomic():
        lock_wall(customer.pk, alone=True)
        locked(customer)
        _check_closes(by, customer, protocol)
        regions = list(customer.asked_regions)
        if seen is not None and seen != request_of(customer):
            raise AskedMeanwhile(named(regions, protocol))
        check_stands(customer, regions, by=by, now=now)
        every = Case.objects.filter(organization=customer).exclude(state__in=OVER).order_by("pk")
        open_cases = list(every.select_for_update(no_key=True).values_list("pk", flat=True))
        successors = _in_place(every, successors)  # people after cases, as everywhere: nobody locks another up
        left = [line for work in work_outside(customer, regions) for line in _hand_over(work, successors, by, now)]
        team = {role: successors.team.get(role) for role in team_outside(customer, regions)}
        left += _unfit(team, regions)
        if left:
            raise LeftOutside(left)
        keep(customer, WallChange.Kind.IN_FORCE, regions, by=by, now=now)
        Organization.objects.filter(pk=customer.pk).update(regions=regions, asked_regions=[], asked_at=None, **team)
        tell_inside(
            open_cases, f"From now on {named(regions, protocol)} alone sees this case and works on it.", by, now
        )
        customer.refresh_from_db()


def _in_place(every: QuerySet[Case], successors: Successors) -> Successors:
    """Let nobody move those who own these cases or take them over until the wall has; return the latter anew."""
    chosen = [one.pk for one in (*successors.owners.values(), *successors.team.values()) if one]
    hold_in_place({*_owners(every), *chosen})
    people = Person.objects.in_bulk(chosen)
    taking = {case: people.get(one.pk) if one else None for case, one in successors.owners.items()}
    return Successors(taking, {role: people.get(one.pk) if one else None for role, one in successors.team.items()})


def _owners(cases: QuerySet[Case]) -> Iterable[UUID]:
    return cases.exclude(owner=None).order_by("owner").values_list("owner", flat=True).distinct()


def request_of(customer: Organization) -> str:
    """Name what is asked for, and when: another request has another name."""
    return f"{customer.asked_at:%Y-%m-%dT%H:%M:%S.%f} {' '.join(customer.asked_regions)}" if customer.asked_at else ""


def _unfit(team: Mapping[str, Person | None], regions: Sequence[str]) -> Iterator[str]:
    """Yield who cannot be on the account team of a customer of these regions, a line each."""
    for role, one in team.items():
        if one is not None and _is_out(one, regions):
            yield f"{one.name} is outside too: choose somebody else."
        elif one is not None and not could_be(role, regions).filter(pk=one.pk).exists():
            yield str(NotOfThatRole(one.name, role))


def _check_closes(by: Person, customer: Organization, protocol: Protocol) -> None:
    if not customer.asked_regions or customer.asked_regions == customer.regions:
        raise NothingAsked(customer.name)
    if not may_close(by, customer):
        raise OutOfSight(named(customer.asked_regions, protocol))


def _hand_over(work: Work, successors: Successors, by: Person, now: datetime) -> Iterator[str]:
    """Hand one case over; yield what is left of it."""
    case, regions = work.case, case_regions(work.case)
    if work.handover:
        what = HandoverWithdrawn(work.handover.seq)
        record(case, what, by=by, now=now, text="The case stays with those of its customer's regions.")
    for request in work.requests:
        taker = _inside(regions).filter(group=request.group).order_by("name").first() or by
        record(case, ResourceOwned(request.seq, str(taker.pk)), by=by, now=now)
    if work.owner is None:
        return
    heir = successors.owners.get(case.pk)
    if heir is None or _is_out(heir, regions):
        yield f"{case.number}: {work.owner.name} owns it and is outside. Choose who takes it over."
        return
    try:
        assign(case, to=heir, by=by, now=now)
    except Refused as refusal:
        yield f"{case.number}, to {heir.name}: {refusal}"


def case_regions(case: Case) -> list[str]:
    """Return the regions in which a case will be, once what is asked for is in force."""
    return case.organization.asked_regions or case.regions


def tell_inside(cases: Sequence[UUID], words: str, by: Person, now: datetime) -> None:
    """Write a note on each of some cases that their customer does not read."""
    note = Messaged(public=False, automatic=True)
    if cases:
        record_many([Entry(pk, note, by, text=words) for pk in cases], now=now)


def _inside(regions: Sequence[str]) -> QuerySet[Person]:
    return Person.objects.filter(region__in=list(regions), kind=Kind.STAFF, is_active=True)


def _is_out(person: Person | None, regions: Sequence[str]) -> bool:
    return person is not None and outside(colleague_of(person), regions)


def _goes_out(offer: Handover, regions: Sequence[str]) -> bool:
    return offer.region not in regions or _is_out(offer.giver, regions) or _is_out(offer.to, regions)


def _waits_outside(request: ResourceRequest, regions: Sequence[str], groups: set[str]) -> bool:
    """Whether a request is with somebody outside, or with a group of which nobody is inside."""
    return _is_out(request.owner, regions) if request.owner else request.group not in groups


def named(regions: Sequence[str], protocol: Protocol) -> str:
    """Return the names of regions as a sentence has them."""
    return " and ".join(protocol.regions[one].name if one in protocol.regions else one for one in regions)
