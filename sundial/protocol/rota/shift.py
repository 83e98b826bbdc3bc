"""Protocol 02, the rota: one stretch in which one person is there (O2.3)."""

from dataclasses import dataclass
from datetime import datetime

from sundial.protocol.rota.pattern import Duty


@dataclass(frozen=True, slots=True)
class Shift:
    """One person there for one region, from `since` until before `until` (UTC); `offered`: somebody may take it.

    `name` is `<pattern>/<local date>/<person of the pattern>`, or `+<seq>` of the change that added it; it stays
    when the shift passes to somebody else. Where a cut left several parts the first keeps it and the others are
    `<name>/2`, `/3` ..., numbered as they came to be; no part ever gets the name of another.
    """

    name: str
    person: str
    region: str
    duty: Duty
    since: datetime
    until: datetime
    offered: bool = False

    def overlaps(self, since: datetime, until: datetime) -> bool:
        """Whether any of it lies between two instants; to touch is not to overlap."""
        return self.since < until and since < self.until


def in_place(shift: Shift) -> tuple[datetime, datetime, str, str, str, str]:
    """Return what shifts are put in order by: when, then where, as what, who."""
    return shift.since, shift.until, shift.region, shift.duty, shift.person, shift.name
