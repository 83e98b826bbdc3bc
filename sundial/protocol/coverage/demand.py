"""Protocol 02, coverage: what must be answered, who could, and where nobody is there (O2.3, O2.7, O8.6)."""

from dataclasses import dataclass
from datetime import datetime

from sundial.protocol.document import Target
from sundial.protocol.promises import Promise
from sundial.protocol.rota import Duty, Shift
from sundial.protocol.stretches import Stretch


@dataclass(frozen=True, slots=True)
class Demand:
    """One promise of a plan on a severity that can fall due, and who may answer it.

    `regions` are the designated ones of a restricted customer, () for all (O2.7); `windows` the stretches of open time
    (UTC) in which it can fall due, None: day and night. `tier` is the lowest that will do, None for any; `language`
    what must be spoken, "" for none in particular. `name` is what a page calls it, `title` is the plan's, and
    `places` are the names of `regions`, or of the regions whose hours the windows are.
    """

    name: str
    plan: str
    severity: int
    promise: Promise
    regions: tuple[str, ...]
    home_region: str
    windows: tuple[Stretch, ...] | None
    tier: int | None = None
    language: str = ""
    target: Target | None = None
    title: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who is there from `since` until before `until` (UTC); shift and on call are alike.

    `region` is the person's own, for the wall goes by people and not by shifts (O2.7). A `tier` of None is nobody's
    tier. A Duty Manager counts only where no tier is asked for.
    """

    person: str
    region: str
    tier: int | None
    languages: tuple[str, ...]
    since: datetime
    until: datetime
    duty: Duty = Duty.SHIFT

    def answers(self, demand: Demand) -> bool:
        """Whether this person may and can answer such a promise."""
        if demand.regions and self.region not in demand.regions:
            return False
        if demand.language and demand.language not in self.languages:
            return False
        if demand.tier is None:
            return True
        return self.duty is not Duty.MANAGER and self.tier is not None and self.tier >= demand.tier


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch (UTC) in which promises can fall due and nobody who may answer them is there.

    `demands` are all that have this hole for the same cause: the same regions, tier and language, and all of them day
    and night or all in the same places' open time. Holes of a restricted customer are shown inside the wall alone:
    `regions` are theirs (O2.7).
    """

    demands: tuple[Demand, ...]
    since: datetime
    until: datetime

    @property
    def regions(self) -> tuple[str, ...]:
        """The designated regions of the customers that it concerns, () for all customers."""
        return self.demands[0].regions


def hand_of(shift: Shift, region: str, tier: int | None = None, languages: tuple[str, ...] = ()) -> Hand:
    """Return who is there for the length of a shift; `region` is the person's own."""
    return Hand(shift.person, region, tier, languages, shift.since, shift.until, shift.duty)
