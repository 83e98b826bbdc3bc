"""Protocol 02: at which tier a case is worked on, and whether it follows the sun (O2.2, O2.4, O8.7)."""

from dataclasses import dataclass
from enum import StrEnum


class Course(StrEnum):
    """How a case follows the sun: as the customer and the protocol say, never, or always."""

    BY_PROTOCOL = ""
    HOME = "home"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class TierRaised:
    """The case goes to a higher tier, inside the house; why is in the words beside it, and nothing owed changes."""

    tier: int


@dataclass(frozen=True, slots=True)
class CourseSet:
    """A manager lets the case stay at home or go round, or takes that back; why is in the words beside it."""

    course: Course
