"""Protocol 02, the team: who enters and changes the staff, and who sets the account team of a customer (O2.1, O2.7).

To come into a region is to see its restricted customers. So a manager takes people into their own region alone, and
lets people of their own region go; nobody is moved from one region to another by one hand, and nobody moves themselves.
"""

from collections.abc import Sequence

from sundial.protocol.document import Protocol
from sundial.protocol.on_duty import of_support
from sundial.protocol.stand_in import MANAGERS, Colleague

ENGINEER = "engineer"  # the one role that the ladder never names
DIRECTOR = MANAGERS[1]
HELD = ("region", "customer", "groups")  # how far roles reach that a region's managers may give
NOT_YOURS = "Only Duty Managers and Directors of {} enter and change people there."
NOT_ONESELF = "Nobody changes their own role, region or tier: another manager of your region does."
NOT_BY_ONE = "You take people into {} and let people of it go. Where somebody goes next, the managers there decide."
NOT_DIRECTORS = "Only a Director of Support makes a Director, or changes one."
NOT_HERE = "{} is entered by the operator, with sundial enrol."


def may_staff(by: Colleague, region: str) -> bool:
    """Say whether somebody enters and changes the people of a region: its own Duty Managers and Directors."""
    return bool(region) and of_support(by) and by.role in MANAGERS and by.region == region


def refusal(by: Colleague, before: Colleague | None, after: Colleague, protocol: Protocol) -> str:
    """Return why somebody may not make `after` of `before` (None: of nobody), as a sentence; "" where they may."""
    places = [one for one in (before, after) if one]
    if before is not None and before.id == by.id:
        return NOT_ONESELF
    if not may_staff(by, by.region):
        return NOT_YOURS.format(_named(protocol, (before or after).region))
    if before and before.region not in (by.region, ""):
        return NOT_YOURS.format(_named(protocol, before.region))
    if after.region not in ((by.region, "") if before else (by.region,)):
        return NOT_BY_ONE.format(_named(protocol, by.region))
    if by.role != DIRECTOR and any(one.role == DIRECTOR for one in places):
        return NOT_DIRECTORS
    strangers = [one for one in places if one.role not in roles_of_people(protocol)]
    return NOT_HERE.format(_titled(protocol, strangers[0].role)) if strangers else ""


def roles_of_people(protocol: Protocol) -> dict[str, str]:
    """Return the roles that a region's managers may give, with their titles; what a case or a shift decides is none."""
    held = {key: role.title for key, role in protocol.roles.items() if role.reach in HELD}
    return {ENGINEER: "Support engineer", **held}


def is_of_a_group(role: str, protocol: Protocol) -> bool:
    """Say whether a role is that of another group, which then has to be named."""
    return role in protocol.roles and protocol.roles[role].reach == "groups"


def may_set_account_team(by: Colleague, home_region: str, regions: Sequence[str]) -> bool:
    """Say whether somebody sets a customer's CSM, TAM and sales manager: a manager of a region that serves them."""
    return may_staff(by, by.region) and by.region in (tuple(regions) or (home_region,))


def outside(person: Colleague, regions: Sequence[str]) -> bool:
    """Say whether somebody stands outside the designated regions, () for no wall (O2.7)."""
    return bool(regions) and person.region not in regions


def _named(protocol: Protocol, region: str) -> str:
    found = protocol.regions.get(region)
    return found.name if found else "a region"


def _titled(protocol: Protocol, role: str) -> str:
    found = protocol.roles.get(role)
    return found.title if found else role
