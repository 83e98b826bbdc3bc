"""Protocol 02, follow the sun: which region owns a case now and next, and why (O2.2).

The region whose engineers are on shift owns what goes round, and where two overlap the one that began before: it is
the one that hands over. The rest stays in the customer's home region. Of a restricted customer nothing leaves the
designated regions (O2.7). At every instant there is exactly one region, with a rota or without.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sundial.protocol.amounts import Elapsed
from sundial.protocol.clock import AtInstant, Clock
from sundial.protocol.counting import deciding, measure_of
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Course
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.rota import Duty, Shift, covered
from sundial.protocol.stretches import Stretch
from sundial.protocol.team import in_charge
from sundial.protocol.terms import Terms

LONG = timedelta(days=1)
DUTIES = (Duty.SHIFT, Duty.ON_CALL)


class Told(StrEnum):
    """Who says whether a case goes round: somebody for this case, for this customer, or the protocol."""

    CASE = "case"
    CUSTOMER = "customer"
    PROTOCOL = "protocol"


class Why(StrEnum):
    """Why a region owns a case at an instant."""

    HOME = "home"  # it stays there
    ON_SHIFT = "on-shift"
    ON_CALL = "on-call"  # nobody of a region that may see it is on shift
    NOBODY = "nobody"  # nor on call: the home region answers for it


@dataclass(frozen=True, slots=True)
class Path:
    """How one case follows the sun: from `home`, among `regions`, going round or not.

    `told` is who says so. `promise` is what runs day and night on it, where that is why the protocol lets it go round.
    """

    home: str
    regions: tuple[str, ...]
    goes_round: bool
    told: Told = Told.PROTOCOL
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A region owns a case from `since` until before `until` (UTC)."""

    region: str
    since: datetime
    until: datetime
    why: Why


def path_of(
    terms: Terms,
    within: Sequence[str],
    protocol: Protocol,
    clocks: Iterable[Clock],
    of_case: Course,
    of_customer: Course = Course.BY_PROTOCOL,
) -> Path:
    """Return how a case follows the sun: as told for the case, else for its customer, else as the protocol reads.

    It goes `within` the regions that may see it now, () for all; those of the terms only say how it is counted.
    """
    regions = tuple(within) or tuple(dict.fromkeys((terms.home_region, *protocol.regions)))
    home = in_charge(terms.home_region, tuple(within))
    for course, told in ((of_case, Told.CASE), (of_customer, Told.CUSTOMER)):
        if course is not Course.BY_PROTOCOL:
            return Path(home, regions, course is Course.ROUND, told)
    reading = protocol.readings.follow_the_sun
    if reading != "elapsed-promises":
        return Path(home, regions, reading == "every-case")
    promise = next((one.promise for one in clocks if _runs_day_and_night(one, terms)), None)
    return Path(home, regions, promise is not None, promise=promise)


def holding(path: Path, shifts: Sequence[Shift], since: datetime, until: datetime) -> tuple[Held, ...]:
    """Return which region owns a case from one instant until another, in order, without a gap.

    `shifts` should begin a day before `since`, so that it is known which of two regions came first; those that have
    both been there for longer are alike, and home comes first.
    """
    if not path.goes_round:
        return (Held(path.home, since, until, Why.HOME),)
    there = [(duty, key, _within(covered(shifts, key, duty), since - LONG)) for duty in DUTIES for key in path.regions]
    edges = {edge for _, _, spans in there for span in spans for edge in span if since < edge < until}
    found: list[Held] = []
    for at, end in pairwise([since, *sorted(edges), until]):
        region, why = _owner(path, there, at)
        if found and (found[-1].region, found[-1].why) == (region, why):
            found[-1] = Held(region, found[-1].since, end, why)
        else:
            found.append(Held(region, at, end, why))
    return tuple(found)


def moves(held: Sequence[Held]) -> tuple[Held, Held | None]:
    """Return the first, and the next that lies in another region; None where it stays."""
    return held[0], next((one for one in held if one.region != held[0].region), None)


def _within(spans: Sequence[Stretch], first: datetime) -> list[Stretch]:
    """Return stretches as if none had begun before an instant: who has been there for ever did not come first."""
    return [Stretch(max(since, first), until) for since, until in spans if until > first]


def _owner(path: Path, there: Sequence[tuple[Duty, str, Sequence[Stretch]]], at: datetime) -> tuple[str, Why]:
    for wanted, why in ((Duty.SHIFT, Why.ON_SHIFT), (Duty.ON_CALL, Why.ON_CALL)):
        began = [
            (span.since, key != path.home, key)
            for duty, key, spans in there
            if duty is wanted
            for span in spans
            if span.since <= at < span.until
        ]
        if began:
            return min(began)[2], why
    return path.home, Why.NOBODY


def _runs_day_and_night(clock: Clock, terms: Terms) -> bool:
    """Say whether a promise to the customer runs on elapsed time; a due time that was agreed as an instant does."""
    if clock.promise not in PHASES or clock.ended_at is not None or clock.paused:
        return False
    because = clock.because
    count, _ = deciding(because.counts, clock.promise, terms, because.pauses)
    return type(count) is AtInstant or isinstance(measure_of(count, clock.promise, terms).amount, Elapsed)
