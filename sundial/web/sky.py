"""The sky of the board as numbers: a row for each region on one day, in percent of its width (LANGUAGE, sky board).

Pure geometry: shifts, open hours, now and a zone in; frozen parts of a picture out. The words below it say all of it
again, for whoever does not see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise

from sundial.protocol.rota import Duty, Shift, covered, on_shift, overlaps
from sundial.protocol.stretches import Stretch
from sundial.web.rail import Bar, Window

TOP, STEP = 30, 60  # pixels: where the first row begins, and from one to the next
BAR, SHIFT = 4, 26  # pixels: from the top of a row to its shift, and the shift's height
HOURS = range(0, 25, 2)
ROOM = {"wide": 0.16, "narrow": 0.22}  # of the day: a narrower shift says nothing, there is no room for it
LATE = 0.9  # of the day
NEAR = (-0.035, 0.075)  # of the day: an hour so near before or behind now is not named, for its clock stands there
NARROW = (-0.09, 0.17)  # so near on a narrow strip
Sky = Iterable[tuple[datetime, datetime]]  # the open hours of a calendar, in UTC


@dataclass(frozen=True, slots=True)
class Shown:
    """One stretch of a region's shift: where it stands, whether somebody is there now, what it says, and in short."""

    bar: Bar
    on: bool
    says: str
    brief: str


@dataclass(frozen=True, slots=True)
class Row:
    """One region: the y of its ground and of its shifts, its daylight and its shifts."""

    y: int
    at: int
    days: tuple[Bar, ...]
    shifts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """A handover window: a dashed box over the rows of both regions, and its hours in words."""

    bar: Bar
    y: int
    height: int
    says: str


@dataclass(frozen=True, slots=True)
class Hour:
    """A line of the scale; on a narrow strip every third is named."""

    x: str
    says: str
    anchor: str
    is_major: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The whole sky."""

    rows: tuple[Row, ...]
    hands: tuple[Hand, ...]
    hours: tuple[Hour, ...]
    now: str
    clock: str
    anchor: str  # of the clock's words: they turn back before the end of the day
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """A region as the sky needs it: its key, its name, and its open hours."""

    key: str
    name: str
    open: Sky


def day_of(now: datetime, zone: tzinfo) -> Window:
    """Return the day in which `now` lies on a zone's clock; it has 23 or 25 hours where the clocks change."""
    today = now.astimezone(zone).date()
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (today, today + timedelta(days=1)))
    return Window(start, end)


def draw(places: Sequence[Place], shifts: Sequence[Shift], window: Window, now: datetime, zone: tzinfo) -> Drawn:
    """Draw the regions, in this order, with the engineers' shifts of a day (O2.3)."""
    engineers = [shift for shift in shifts if shift.duty is Duty.SHIFT]
    rows = tuple(_row(number, place, engineers, window, now) for number, place in enumerate(places))
    hands = tuple(hand for pair in _pairs(places) for hand in _hands(*pair, engineers, window, zone))
    hours, clock = tuple(_hours(window, now, zone)), f"{now.astimezone(zone):%H:%M}"
    anchor = "end" if window.share(now) > LATE else "start"
    return Drawn(rows, hands, hours, _x(window, now), clock, anchor, TOP + STEP * len(places))


def handovers(places: Sequence[str], shifts: Sequence[Shift]) -> list[tuple[Stretch, str, str]]:
    """Return when work is handed over, from which region to which: the one that began before gives (O2.3)."""
    found = []
    for one, other in {(a, b) for a in places for b in places if a < b}:
        for window in overlaps(shifts, one, other):
            giver, receiver = sorted((one, other), key=lambda region: _began(shifts, region, window.since))
            found.append((window, giver, receiver))
    return sorted(found)


def _began(shifts: Sequence[Shift], region: str, at: datetime) -> datetime:
    return next(one.since for one in covered(shifts, region) if one.since <= at < one.until)


def _row(number: int, place: Place, shifts: Sequence[Shift], window: Window, now: datetime) -> Row:
    y = TOP + STEP * number
    days = tuple(_bar(window, Stretch(*span)) for span in place.open)
    mine = [shift for shift in shifts if shift.region == place.key]
    shown = tuple(_shown(place, mine, span, window, now) for span in covered(mine, place.key) if _lies_in(window, span))
    return Row(y, y + BAR, days, shown)


def _shown(place: Place, mine: Sequence[Shift], span: Stretch, window: Window, now: datetime) -> Shown:
    people = len({shift.person for shift in mine if shift.overlaps(*span)})
    bar = _bar(window, span)
    room = float(bar.width.rstrip("%")) / 100
    says = f"{place.name} shift, {people} {'person' if people == 1 else 'people'}" if room >= ROOM["wide"] else ""
    on = bool(on_shift(mine, now)) and span.since <= now < span.until
    return Shown(bar, on, says, place.name if room >= ROOM["narrow"] else "")


def _pairs(places: Sequence[Place]) -> list[tuple[tuple[int, Place], tuple[int, Place]]]:
    rows = list(enumerate(places))
    return [*pairwise(rows), *([(rows[0], rows[-1])] if len(rows) > 2 else [])]


def _hands(
    upper: tuple[int, Place], lower: tuple[int, Place], shifts: Sequence[Shift], window: Window, zone: tzinfo
) -> Iterable[Hand]:
    (top, one), (bottom, other) = upper, lower
    y = TOP + STEP * top + BAR
    for span in overlaps(shifts, one.key, other.key):
        if _lies_in(window, span):
            since, until = (at.astimezone(zone) for at in span)
            yield Hand(_bar(window, span), y, STEP * (bottom - top) + SHIFT, f"{since:%H:%M} to {until:%H:%M}")


def _hours(window: Window, now: datetime, zone: tzinfo) -> Iterable[Hour]:
    today = window.start.astimezone(zone).date()
    for hour in HOURS:
        at = window.end if hour == 24 else datetime.combine(today, time(hour), zone)
        anchor = {0: "start", 24: "end"}.get(hour, "middle")
        behind = window.share(at) - window.share(now)
        says = "" if NEAR[0] < behind < NEAR[1] else f"{hour:02}"
        yield Hour(_x(window, at), says, anchor, hour % 6 == 0 and not NARROW[0] < behind < NARROW[1])


def _lies_in(window: Window, span: Stretch) -> bool:
    return span.since < window.end and window.start < span.until


def _bar(window: Window, span: Stretch) -> Bar:
    low, high = (min(max(window.share(at), 0.0), 1.0) for at in span)
    return Bar(f"{low:.3%}", f"{high - low:.3%}")


def _x(window: Window, at: datetime) -> str:
    return f"{min(max(window.share(at), 0.0), 1.0):.3%}"
