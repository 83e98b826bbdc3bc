"""Protocol 02 and 08: who hears for a role, also when nobody holds it where it is meant (O8.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sundial.protocol.team import Role, Told

MANAGERS = (str(Role.DUTY_MANAGER), "director")  # who stands in for a role that nobody holds, in this order


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff who may be told: their id, name, role, the region in which they work, and their other group."""

    id: str
    name: str
    role: str
    region: str
    group: str = ""


def hearers(told: Told, staff: Iterable[Colleague], regions: Sequence[str]) -> tuple[Colleague, ...]:
    """Return the people who are told for a role, the wall first; () only if nobody inside it could stand in.

    A role that is empty in its region falls to whoever holds it in another, then to the Directors of Support; an
    owner who is gone, or a group with nobody inside, falls to the Duty Managers. `regions` are the designated ones, ()
    where there is no wall.
    """
    inside = [one for one in staff if not regions or one.region in regions]
    own = tuple(one for one in inside if told.person and one.id == told.person)
    if own:
        return own
    if told.role is Role.WORKING_GROUP:
        group = tuple(one for one in inside if one.group == told.group)
        if group:
            return group
    for role in MANAGERS:
        holders = tuple(one for one in inside if one.role == role)
        if holders:
            return tuple(one for one in holders if one.region == told.region) or holders
    return ()
