"""Protocol 02, the rota: who is on shift, read out of patterns and changes; nothing is written out ahead (O2.3)."""

from collections.abc import Iterable
from datetime import datetime

from sundial.protocol.rota.change import Change, holding
from sundial.protocol.rota.changed import Changed
from sundial.protocol.rota.error import RotaError, in_utc
from sundial.protocol.rota.pattern import Pattern, in_force
from sundial.protocol.rota.shift import Shift, in_place
from sundial.protocol.rota.turns import turns


def shifts(
    patterns: Iterable[Pattern], changes: Iterable[Change], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """Return the shifts that overlap [since, until), in order, each whole: one may start before and end after (O2.3).

    The answer depends on the arguments alone, and a longer reading has the same shifts. Of several patterns with one
    key the last holds. A change that names a shift that is not there has no effect. Nobody is on shift in their time
    off, whichever was written first. Raises RotaError on instants without a zone or out of order.
    """
    since, until = in_utc("since", since), in_utc("until", until)
    if until < since:
        raise RotaError("until", f"{until.isoformat()} is before {since.isoformat()}")
    rota = Changed(turn for pattern in in_force(patterns) for turn in turns(pattern, since, until))
    for change in holding(changes):
        rota.change(change, since, until)
    return tuple(sorted((shift for shift in rota.shifts if shift.overlaps(since, until)), key=in_place))
