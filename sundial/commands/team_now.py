"""The team as it stands at an instant: who is active, who is away and who has their roles, who manages a shift now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sundial.commands.people import ACCOUNT_TEAM
from sundial.commands.rota_ground import colleague_of
from sundial.models import Case, Kind, Organization, Person, rota_written, viewing
from sundial.protocol.facts import Fact
from sundial.protocol.holders import Served, Team
from sundial.protocol.requested import at_work
from sundial.protocol.rota import Away, Duty, Shift, holding, on_shift, shifts
from sundial.protocol.stand_in import MANAGERS, Colleague
from sundial.protocol.team import Role

MOMENT = timedelta(minutes=1)
OWNER = str(Role.OWNER)


def team_at(now: datetime, people: Iterable[Person] | None = None) -> Team:
    """Return the team of an instant, for one of the staff; to a contact the rota tells nothing (see below)."""
    staff = colleagues(people)
    written = rota_written(now, now + MOMENT)
    away = tuple(one.what for one in holding(written.changes) if isinstance(one.what, Away))
    ends = {one.person: one.until for one in managing(shifts(*written, now, now + MOMENT), now)}
    return Team(staff, now, away, tuple(ends), ends)


def team_for_contacts(now: datetime, served: Served) -> Team:
    """Return the team while a customer looks or acts: the rota is read with the eyes of one of those who serve them.

    A contact sees nothing of the rota. Who is their Duty Manager now is promised to them all the same (O2.6), and
    nothing else of it leaves this function but whom an escalation of theirs reaches.
    """
    people = active_staff()
    inside = (one for one in people if not served.regions or one.region in served.regions)
    eyes = min(inside, key=lambda one: (one.role not in MANAGERS, one.region != served.region), default=None)
    if eyes is None:
        return Team(colleagues(people), now)
    with viewing(eyes):
        return team_at(now, people)


def managing(found: Iterable[Shift], now: datetime) -> tuple[Shift, ...]:
    """Return the shifts of the Duty Managers who are on at an instant."""
    return on_shift(found, now, duty=Duty.MANAGER)


def active_staff() -> list[Person]:
    """Return the staff as they are now, by name."""
    return list(Person.objects.filter(kind=Kind.STAFF, is_active=True).order_by("name"))


def colleagues(people: Iterable[Person] | None = None) -> tuple[Colleague, ...]:
    """Return people as the rules know them; the active staff, where nobody is named."""
    return tuple(map(colleague_of, active_staff() if people is None else people))


def served(organization: Organization, regions: Sequence[str] | None = None) -> Served:
    """Return for whom roles are held: the customer with its wall, or these regions, and whom it has (O8.1)."""
    own = {role: str(one) for role in ACCOUNT_TEAM if (one := getattr(organization, f"{role}_id"))}
    wall = organization.regions if regions is None else regions
    return Served(organization.home_region, tuple(wall), own)


def served_on(case: Case, history: Sequence[Fact], owner: str) -> Served:
    """Return for whom roles are held on a case: with its owner (by id, "" for none), and the groups at work on it."""
    whom = served(case.organization, case.regions)
    own = {**whom.own, OWNER: owner} if owner else whom.own
    return replace(whom, home_region=case.home_region, own=own, groups=at_work(history))
