"""Protocol 02, the rota: who may stand where, and who may change what others have (O2.3)."""

from sundial.protocol.rota import Duty
from sundial.protocol.stand_in import MANAGERS, Colleague
from sundial.protocol.team import OF_OTHERS


def of_support(person: Colleague) -> bool:
    """Whether somebody is of support itself: the other groups and the leaders of them have no shifts here."""
    return not person.group and person.role not in OF_OTHERS


def may_stand(person: Colleague, duty: Duty) -> bool:
    """Whether somebody may be there for a duty: as Support Duty Manager a manager, otherwise all of support."""
    return of_support(person) and (duty is not Duty.MANAGER or person.role in MANAGERS)


def may_plan(person: Colleague, region: str) -> bool:
    """Whether somebody may change what others have in a region: its Duty Managers and Directors, and those of none."""
    return of_support(person) and person.role in MANAGERS and person.region in (region, "")
