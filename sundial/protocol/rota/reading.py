"""Protocol 02, the rota: who is on shift, read out of patterns and changes; nothing is written out ahead (O2.3)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sundial.protocol.instants import FIRST_YEAR, LAST_YEAR
from sundial.protocol.rota.change import Added, Change, holding
from sundial.protocol.rota.changed import Changed
from sundial.protocol.rota.error import RotaError, in_utc
from sundial.protocol.rota.pattern import Pattern, in_force
from sundial.protocol.rota.shift import Shift, in_place
from sundial.protocol.rota.turns import DAY, turns


def shifts(
    patterns: Iterable[Pattern], changes: Iterable[Change], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """Return the shifts that overlap [since, until), in order, each whole: one may start before and end after (O2.3).

    The answer depends on the arguments alone, and a longer reading has the same shifts. Of several patterns with one
    key the last holds. A change that names a shift that is not there has no effect. Nobody is on shift in their time
    off, whichever was written first. Raises RotaError on instants without a zone or out of order.
    """
    found = read(patterns, changes, since, until).shifts
    return tuple(sorted((shift for shift in found if shift.overlaps(since, until)), key=in_place))


def read(patterns: Iterable[Pattern], changes: Iterable[Change], since: datetime, until: datetime) -> Changed:
    """Return the shifts that overlap [since, until) and what became of them, as `shifts` does, in no order."""
    since, until = in_utc("since", since), in_utc("until", until)
    if until < since:
        raise RotaError("until", f"{until.isoformat()} is before {since.isoformat()}")
    rota = Changed(turn for pattern in in_force(patterns) for turn in turns(pattern, since, until))
    for change in holding(changes):
        rota.apply(change, since, until)
    return rota


def shift_named(patterns: Iterable[Pattern], changes: Iterable[Change], name: str) -> Shift | None:
    """Return the shift, or the part of one, that has a name; None where there is none (any more)."""
    found = tuple(changes)
    span = span_of(found, name)
    return read(patterns, found, *span).named(name) if span else None


def span_of(changes: Iterable[Change], name: str) -> tuple[datetime, datetime] | None:
    """Return two instants (UTC) between which the shift lies that has a name, None if no shift can have it."""
    if name.startswith("+"):
        whole = name.split("/", maxsplit=1)[0]
        added = [one.what for one in changes if f"+{one.seq}" == whole]
        return next(((what.since, what.until) for what in added if isinstance(what, Added)), None)
    day = _day_of(name)
    return (day - 2 * DAY, day + 4 * DAY) if day else None


def _day_of(name: str) -> datetime | None:
    """Return the local date in the name of a shift, as if it were in UTC; None if there is none that can be."""
    parts = name.split("/")
    try:
        day = date.fromisoformat(parts[1])
    except (IndexError, ValueError):
        return None
    in_reach = FIRST_YEAR <= day.year < LAST_YEAR
    return datetime.combine(day, time(), UTC) if in_reach else None
