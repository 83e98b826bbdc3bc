"""When an amount has run, for starts by the million: what holds for a stretch of starts is found out once."""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sundial.protocol.amounts import Amount, BusinessDays, Elapsed
from sundial.protocol.instants import FIRST, LAST, SECOND, instant, micros
from sundial.protocol.openings import Alike

if TYPE_CHECKING:
    from sundial.protocol.calendar import Calendar

MOST = 2_000  # stretches that are kept: of business hours, four years of starts

Stretches = tuple[list[datetime], list[datetime], list[timedelta | datetime]]


class Reckoning:
    """One amount on one calendar. In a stretch of starts it runs out as long after each, or at one instant for all.

    The stretches that are known are put in the place of those before in one go, so that two threads may ask at once.
    Of too many it begins again.
    """

    __slots__ = ("_amount", "_calendar", "_known")

    def __init__(self, amount: Amount, calendar: "Calendar") -> None:
        self._amount, self._calendar = amount, calendar
        self._known: Stretches = ([], [], [])
        if isinstance(amount, Elapsed) and amount.seconds * SECOND <= LAST - FIRST:
            self._known = ([instant(FIRST)], [instant(LAST)], [timedelta(seconds=amount.seconds)])

    def due(self, start: datetime) -> datetime:
        """Return what `hours.add` returns for a start in UTC."""
        since, until, then = self._known
        at = bisect_right(since, start) - 1
        if at < 0 or start >= until[at]:
            return self._find_out(start)
        found = then[at]
        return start + found if isinstance(found, timedelta) else found

    def _find_out(self, start: datetime) -> datetime:
        at = micros(start)
        due = instant(self._run(at))
        alike = self._alike(at)
        if alike is not None:
            since, until, then = self._known if len(self._known[0]) < MOST else ([], [], [])
            place, found = bisect_right(since, start), due - start if alike.moves else due
            self._known = (
                [*since[:place], instant(alike.low), *since[place:]],
                [*until[:place], instant(alike.high), *until[place:]],
                [*then[:place], found, *then[place:]],
            )
        return due

    def _run(self, at: int) -> int:
        amount, calendar = self._amount, self._calendar
        if isinstance(amount, BusinessDays):
            return calendar.first.after_days(at, amount.days) if amount.days else at
        run = amount.seconds * SECOND
        return at + run if isinstance(amount, Elapsed) else calendar.forward(at, run)

    def _alike(self, at: int) -> Alike | None:
        amount, calendar = self._amount, self._calendar
        if isinstance(amount, BusinessDays):
            return calendar.first.days_alike(at, amount.days) if amount.days else None
        if isinstance(amount, Elapsed) or not amount.seconds:
            return None
        return calendar.around(at).alike(at, amount.seconds * SECOND)
