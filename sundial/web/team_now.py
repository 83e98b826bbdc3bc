"""The team as it stands at an instant: who is active, who is away and who has their roles, who manages a shift now."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sundial.commands.rota_ground import colleague_of
from sundial.models import Kind, Organization, Person, rota_written, viewing
from sundial.protocol.holders import Served, Team
from sundial.protocol.rota import Away, Duty, Shift, holding, on_shift, shifts
from sundial.protocol.stand_in import MANAGERS

MOMENT = timedelta(minutes=1)


def team_at(now: datetime, people: Iterable[Person] | None = None) -> Team:
    """Return the team of an instant, for one of the staff; to a contact the rota tells nothing (see below)."""
    staff = tuple(map(colleague_of, active_staff() if people is None else people))
    written = rota_written(now, now + MOMENT)
    away = tuple(one.what for one in holding(written.changes) if isinstance(one.what, Away))
    ends = {one.person: one.until for one in managing(shifts(*written, now, now + MOMENT), now)}
    return Team(staff, now, away, tuple(ends), ends)


def team_for_contacts(now: datetime, served: Served) -> Team:
    """Return the team for a page of a customer: the rota is read with the eyes of one of those who serve them.

    A contact sees nothing of the rota. Who is their Duty Manager now is promised to them all the same (O2.6), and
    nothing else of it leaves this function.
    """
    people = active_staff()
    eyes = next((one for role in MANAGERS for one in people if one.role == role and one.region == served.region), None)
    if eyes is None:
        return Team(tuple(map(colleague_of, people)), now)
    with viewing(eyes):
        return team_at(now, people)


def managing(found: Iterable[Shift], now: datetime) -> tuple[Shift, ...]:
    """Return the shifts of the Duty Managers who are on at an instant."""
    return on_shift(found, now, duty=Duty.MANAGER)


def active_staff() -> list[Person]:
    """Return the staff as they are now, by name."""
    return list(Person.objects.filter(kind=Kind.STAFF, is_active=True).order_by("name"))


def served(organization: Organization) -> Served:
    """Return for whom roles are held: the customer with its wall, and whom it has of its own (O8.1)."""
    own = {"csm": organization.csm_id, "tam": organization.tam_id, "sales": organization.sales_id}
    known = {role: str(one) for role, one in own.items() if one}
    return Served(organization.home_region, tuple(organization.regions), known)
