"""Protocol 02, the rota: who is there, where regions overlap, where nobody is, who is in two places (O2.2, O2.3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sundial.protocol.rota.pattern import Duty
from sundial.protocol.rota.shift import Shift, in_place
from sundial.protocol.stretches import Stretch, common, joined, less

BESIDE_A_SHIFT = ({Duty.SHIFT, Duty.MANAGER}, {Duty.SHIFT, Duty.ON_CALL})


def on_shift(
    shifts: Iterable[Shift], at: datetime, region: str | None = None, duty: Duty | None = None
) -> tuple[Shift, ...]:
    """Return the shifts that cover an instant, in a region, of a duty; None: of all. One that ends then is over."""
    return tuple(
        shift
        for shift in shifts
        if shift.since <= at < shift.until and region in (None, shift.region) and duty in (None, shift.duty)
    )


def covered(shifts: Iterable[Shift], region: str, duty: Duty = Duty.SHIFT) -> tuple[Stretch, ...]:
    """Return the stretches in which somebody is there for a region and duty."""
    return joined((one.since, one.until) for one in shifts if one.region == region and one.duty is duty)


def overlaps(shifts: Iterable[Shift], giver: str, receiver: str) -> tuple[Stretch, ...]:
    """Return the stretches in which engineers of two regions are on shift: there work is handed over (O2.3)."""
    found = tuple(shifts)
    return tuple(common(covered(found, giver), covered(found, receiver)))


def gaps_ahead(
    shifts: Iterable[Shift], region: str, duty: Duty, since: datetime, until: datetime
) -> tuple[Stretch, ...]:
    """Return the stretches between two instants in which nobody is there for a region and duty (O2.3)."""
    return tuple(less([Stretch(since, until)], covered(shifts, region, duty))) if since < until else ()


def clashes(shifts: Iterable[Shift]) -> Iterator[tuple[Shift, Shift]]:
    """Yield each pair of one person's shifts that overlap in two regions, or in duties that nobody can have at once.

    In one region a Duty Manager may have a shift beside it, and so may whoever is on call; the same duty there twice
    is one place.
    """
    people: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=in_place):
        running = [one for one in people.get(shift.person, ()) if shift.since < one.until]
        yield from ((one, shift) for one in running if _clash(one, shift))
        people[shift.person] = [*running, shift]


def _clash(one: Shift, other: Shift) -> bool:
    if one.region != other.region:
        return True
    return one.duty is not other.duty and {one.duty, other.duty} not in BESIDE_A_SHIFT
