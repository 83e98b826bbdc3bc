"""A week of the rota as a table: a row for each person and duty, a cell for each day, with bars in the day's hours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from sundial.models import Person
from sundial.protocol.document import Protocol
from sundial.protocol.rota import Away, Duty, Shift, holding
from sundial.web.rail import Window
from sundial.web.rota_now import Plan

DUTIES = (Duty.MANAGER, Duty.SHIFT, Duty.ON_CALL)
TITLES = {Duty.MANAGER: "Duty Manager", Duty.ON_CALL: "On call"}
AWAY = "away"
BAND = 'y="0" height="12"'


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the reader's week: from midnight to midnight of their zone, which is not always 24 hours."""

    date: date
    window: Window
    is_today: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One shift in a cell, in words; `more` says what else is so."""

    words: str
    url: str
    says: str
    more: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one row."""

    day: Day
    picture: SafeString
    lines: tuple[Line, ...]
    away: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one duty."""

    name: str
    says: str
    is_me: bool
    sum: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One region: its rows, and whom it has besides."""

    key: str
    name: str
    office: str
    rows: tuple[Row, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What is shown, to whom and when; `plan` holds the shifts of the week itself."""

    days: tuple[Day, ...]
    plan: Plan
    protocol: Protocol
    people: Mapping[str, Person]
    me: Person
    now: datetime
    zone: tzinfo


def days_of(monday: date, now: datetime, zone: tzinfo) -> tuple[Day, ...]:
    """Return the seven days that begin on a Monday."""
    midnights = [datetime.combine(monday + timedelta(days=at), time(), zone).astimezone(UTC) for at in range(8)]
    dates = [monday + timedelta(days=at) for at in range(7)]
    today = now.astimezone(zone).date()
    return tuple(
        Day(one, Window(start, end), one == today)
        for one, start, end in zip(dates, midnights, midnights[1:], strict=False)
    )


def groups(week: Week, wanted: str) -> Iterator[Group]:
    """Yield the regions of a week, the reader's own first, or the one that is wanted."""
    for key, region in sorted(week.protocol.regions.items(), key=lambda one: one[0] != week.me.region):
        if wanted not in ("", key):
            continue
        sky = tuple(week.protocol.calendar([key]).windows(week.days[0].window.start, week.days[-1].window.end))
        rows = tuple(_row(week, person, duty, found, sky) for person, duty, found in _rows(week, key))
        there = {row.name for row in rows}
        rest = [one.name for one in week.people.values() if one.region == key and one.name not in there]
        yield Group(key, region.name, region.office, rows, tuple(sorted(rest)))


def _rows(week: Week, region: str) -> Iterator[tuple[Person, Duty, list[Shift]]]:
    """Yield who has which duty in a region, managers first, then by tier and name."""
    found: dict[tuple[int, int, str, str], list[Shift]] = {}
    for shift in week.plan.shifts:
        person = week.people.get(shift.person)
        if shift.region == region and person is not None:
            place = DUTIES.index(shift.duty), -(person.tier or 0), person.name, shift.person
            found.setdefault(place, []).append(shift)
    for (duty, _, _, person_id), theirs in sorted(found.items()):
        yield week.people[person_id], DUTIES[duty], theirs


def _row(week: Week, person: Person, duty: Duty, found: list[Shift], sky: Sequence[tuple[datetime, datetime]]) -> Row:
    says = TITLES.get(duty) or (f"Tier {person.tier}" if person.tier else "On shift")
    away = [one.what for one in holding(week.plan.written.changes) if isinstance(one.what, Away)]
    mine = [(one.since, one.until) for one in away if one.person == str(person.pk)]
    cells = tuple(_cell(week, day, found, mine, sky) for day in week.days)
    return Row(person.name, says, person == week.me, _sum(cells), cells)


def _cell(
    week: Week,
    day: Day,
    found: Iterable[Shift],
    away: Iterable[tuple[datetime, datetime]],
    sky: Iterable[tuple[datetime, datetime]],
) -> Cell:
    start, end = day.window.start, day.window.end
    first = week.days[0].window.start
    there = [one for one in found if one.overlaps(start, end)]
    told = [one for one in there if one.since >= start or start == first]
    gone = [one for one in away if one[0] < end and start < one[1]]
    bars = [_rect("day", *one, day) for one in sky if one[0] < end and start < one[1]]
    bars += [_rect(f"off {AWAY}", *one, day) for one in gone]
    bars += [_rect(f"on in-{one.duty}{' offered' if one.offered else ''}", one.since, one.until, day) for one in there]
    if day.window.holds(week.now):
        x = f"{day.window.share(week.now):.2%}"
        bars.append(f'<line class="now" x1="{x}" x2="{x}" y1="0" y2="100%"/>')
    drawn = f'<svg class="rail" aria-hidden="true"><rect class="dusk" width="100%" {BAND}/>{"".join(bars)}</svg>'
    lines = tuple(_line(one, day, week.zone) for one in told)
    return Cell(day, mark_safe(drawn), lines, AWAY if gone and not there else "")  # noqa: S308 (numbers and our words)


def _line(shift: Shift, day: Day, zone: tzinfo) -> Line:
    """Say a shift on the day on which it starts; on the first of the week also until when one goes on from before."""
    since, until = shift.since.astimezone(zone), shift.until.astimezone(zone)
    starts, ends = shift.since >= day.window.start, shift.until <= day.window.end
    words = f"{since:%H:%M}–{until:%H:%M}" if starts else f"until {until:%H:%M}" if ends else "all day"
    says = f"{since:%A} {since.day} {since:%B} {since:%H:%M} to {until:%H:%M}"
    url = f"{reverse('desk:rota-shift')}?shift={quote(shift.name)}"
    return Line(words, url, says, "offered" if shift.offered and starts else "")


def _sum(cells: Sequence[Cell]) -> str:
    """Say a week in a line: `Mon to Fri 08:00–17:00, Sat away`; days on which the same is so are told together."""
    said = [(cell.day, ", ".join(line.words for line in cell.lines) or cell.away) for cell in cells]
    runs = [(words, [day for day, _ in run]) for words, run in groupby(said, key=itemgetter(1)) if words]
    return "; ".join(f"{_days(days)} {words}" for words, days in runs)


def _days(days: Sequence[Day]) -> str:
    first, last = days[0].date, days[-1].date
    return f"{first:%a}" if len(days) == 1 else f"{first:%a} {'to' if len(days) > 2 else 'and'} {last:%a}"


def _rect(kind: str, since: datetime, until: datetime, day: Day) -> str:
    x, end = (min(max(day.window.share(at), 0.0), 1.0) for at in (since, until))
    return f'<rect class="{kind}" x="{x:.2%}" width="{end - x:.2%}" {BAND}/>'
