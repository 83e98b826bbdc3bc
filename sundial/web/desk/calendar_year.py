"""One year of a region's calendar as a picture in tables: what each day is, and what is proposed for it (O6.6)."""

from calendar import Calendar as Weeks
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sundial.protocol.calendar_rule import WEEKDAYS
from sundial.protocol.diff_change import spans
from sundial.protocol.document.regions import Keeper
from sundial.protocol.proposals import Proposal

MONDAY = 0
OPEN, CLOSED, HOLIDAY, CLOSURE, EXTRA, OTHER = "open", "closed", "holiday", "closure", "extra", "other"
LEGEND = (
    (OPEN, "open"),
    (CLOSED, "weekend"),
    (HOLIDAY, "holiday"),
    (CLOSURE, "office closed"),
    (EXTRA, "extra day"),
    (OTHER, "other hours"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: what it is, what it says ("" for a usual one), whether something is proposed for it."""

    day: date
    state: str
    says: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its first day, how many days are open, its weeks from Monday; None is a day of another month."""

    first: date
    open_days: int
    weeks: tuple[tuple[Cell | None, ...], ...]


def year_of(region: Keeper, year: int, found: Sequence[Proposal]) -> tuple[Month, ...]:
    """Return the twelve months of a year."""
    named: dict[date, str] = {one.day: one.name for one in found}
    return tuple(_month(region, year, month, named) for month in range(1, 13))


def _month(region: Keeper, year: int, month: int, named: Mapping[date, str]) -> Month:
    weeks = tuple(
        tuple(_cell(region, day, named.get(day)) if day.month == month else None for day in week)
        for week in Weeks(MONDAY).monthdatescalendar(year, month)
    )
    open_days = sum(1 for week in weeks for cell in week if cell and region.rule.spans_on(cell.day))
    return Month(date(year, month, 1), open_days, weeks)


def _cell(region: Keeper, day: date, proposed: str | None) -> Cell:
    state, says = _state(region, day)
    more = f"proposed: {proposed}" if proposed else ""
    return Cell(day, state, "; ".join(filter(None, (says, more))), proposed is not None)


def _state(region: Keeper, day: date) -> tuple[str, str]:
    usual = region.rule.weekly.get(WEEKDAYS[day.weekday()], ())
    name = region.rule.holidays.get(day, "")
    if day in region.days:
        own = region.days[day]
        if not own:
            return CLOSURE, "; ".join(filter(None, ("closed", name)))
        says = f"open {spans(own)}" + (f"; {name}" if name else "")
        return (EXTRA if name or not usual else OTHER), says
    if day in region.closures:
        return CLOSURE, f"office closed: {name}"
    if name:
        return HOLIDAY, name
    return (OPEN, "") if usual else (CLOSED, "")
