"""Protocol 02, the team: who is told, the wall always first (O8.6)."""

from dataclasses import dataclass
from enum import StrEnum

from sundial.protocol.facts import Breached, DueSoon, What


class Role(StrEnum):
    """Who is told, by the role's key in the protocol document; people hold roles, the protocol knows roles alone."""

    OWNER = "owner"
    DUTY_MANAGER = "duty-manager"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff: their id and the region in which they work."""

    id: str
    region: str


@dataclass(frozen=True, slots=True)
class Told:
    """A role in a region that is told; `person` is the owner's id, "" where whoever holds the role is meant."""

    role: Role
    region: str
    person: str = ""


def told(what: What, *, home_region: str, regions: tuple[str, ...], owner: Member | None) -> tuple[Told, ...]:
    """Return who hears of a fact: of due soon the owner, of a breach the owner and the Support Duty Manager.

    Without an owner the Duty Manager of the home region hears of both. `regions` are the designated regions,
    () where there is no wall. The wall goes first: an owner outside it is not told, nor is a manager outside;
    a designated region's own Duty Manager stands in (O2.7, O8.6). Of other facts nobody is told.
    """
    manager = Told(Role.DUTY_MANAGER, in_charge(home_region, regions))
    own = _inside(owner, regions)
    if isinstance(what, DueSoon):
        return (own or manager,)
    if isinstance(what, Breached):
        return (own, manager) if own else (manager,)
    return ()


def in_charge(home_region: str, regions: tuple[str, ...]) -> str:
    """Return the region whose own managers answer for a case: the home region, unless the wall shuts it out.

    Of several designated regions the one on whose calendar business days count: the first by name.
    """
    return home_region if not regions or home_region in regions else min(regions)


def _inside(owner: Member | None, regions: tuple[str, ...]) -> Told | None:
    if owner is None or (regions and owner.region not in regions):
        return None
    return Told(Role.OWNER, owner.region, owner.id)
