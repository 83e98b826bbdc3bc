"""Protocol 02, the wall in the operator's file: set for who is new; it undoes nothing of the desk's (O2.7)."""

from collections.abc import Sequence
from datetime import datetime

from sundial.commands.errors import Refused
from sundial.models import Case, Organization, WallChange


class WallStands(Refused):
    """A restriction decides who may see the cases that are there; it does not change by the way (O2.7)."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has cases: its home region and its designated regions cannot be changed like this. Regions are "
            "changed on the desk (Customers, Restriction); then write them into the file."
        )


class ChangedOnTheDesk(Refused):
    """A file that says what was before does not undo what a manager did on the desk."""

    def __init__(self, name: str, regions: Sequence[str]) -> None:
        now = " and ".join(regions) or "none"
        super().__init__(
            f"{name}: its regions are changed on the desk (Customers, Restriction), and the file would undo that. "
            f"They are {now} now: write that into the file."
        )


def set_wall(organization: Organization, home: str, designated: Sequence[str], now: datetime) -> list[str]:
    """Set home and designated regions as a file names them; return the designated ones that were before.

    Raises WallStands, ChangedOnTheDesk.
    """
    regions, was = list(designated), list(organization.regions)
    if not organization._state.adding:
        regions = was if set(regions) == set(was) else regions
        _refuse_another_wall(organization, home, regions)
    organization.home_region, organization.regions = home, regions
    if was != regions:
        organization.asked_regions, organization.asked_at = regions, now if regions else None
    return was


def _refuse_another_wall(organization: Organization, home: str, regions: list[str]) -> None:
    stands = (organization.home_region, organization.regions)
    if stands != (home, regions) and Case.objects.filter(organization=organization).exists():
        raise WallStands(organization.name)
    if organization.regions != regions and _is_of_the_desk(organization):
        raise ChangedOnTheDesk(organization.name, organization.regions)


def _is_of_the_desk(organization: Organization) -> bool:
    """Say whether a manager asks for other regions, or brought about those that stand in the place of others."""
    if organization.asked_at is not None and organization.asked_regions != organization.regions:
        return True
    brought = (WallChange.Kind.IN_FORCE, WallChange.Kind.LIFTED)
    moved = organization.wall_changes.filter(kind__in=brought, regions=organization.regions)
    last = moved.exclude(was=organization.regions).first()
    return last is not None and last.by_id is not None
