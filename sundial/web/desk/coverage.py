"""Coverage: each stretch of the next weeks in which a promise can fall due and nobody is there to answer it (O2.3).

The promises are those of the customers whom the reader may see, so a page tells of no hole behind a wall (O2.7).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sundial.commands.coverage import find_holes
from sundial.commands.restrictions import thin_ladders
from sundial.protocol.coverage import Hole, said
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import COVERAGE, side_of
from sundial.web.rail import Bar, Window

PAGE = "desk/coverage/index.html"
WEEKS = (2, 4, 8)
DAY = timedelta(days=1)
OF_A_DAY = (6, 12, 18)  # hours that a strip of a single day marks


@dataclass(frozen=True, slots=True)
class Stretch:
    """One hole: its sentence, the reader's own time of it ("" where that is UTC), and its place in the day."""

    hole: Hole
    says: str
    yours: str
    bar: Bar
    ticks: tuple[str, ...]

    @property
    def length(self) -> str:
        """How long it is: `4 h`, `2 h 30`, `3 days 4 h`."""
        minutes = int((self.hole.until - self.hole.since).total_seconds()) // 60
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        words = [f"{days} day{'s' if days > 1 else ''}"] if days else []
        words += [f"{hours} h"] if hours else []
        return " ".join([*words, *([f"{rest:02}" if hours else f"{rest} min"] if rest else [])])


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show every hole of so many weeks, the nearest first; the sentences are those of `sundial coverage`."""
    asked = request.GET.get("weeks", "")
    weeks = next((one for one in WEEKS if str(one) == asked), WEEKS[0])
    until = request.now + timedelta(weeks=weeks)
    holes = find_holes(request.now, until, inside(wall_of(request.user)))
    context = {
        "side": side_of(request.user, COVERAGE, request.now, request.zone),
        "keys": EVERYWHERE,
        "ladders": thin_ladders(request.now, inside(wall_of(request.user))),
        "stretches": list(_stretches(holes, request.zone)),
        "until": until,
        "weeks": weeks,
        "choices": WEEKS,
    }
    return render(request, PAGE, context)


def _stretches(holes: Sequence[Hole], zone: tzinfo) -> Iterator[Stretch]:
    for hole in holes:
        window = _days_of(hole)
        yield Stretch(hole, said(hole), _yours(hole, zone), _bar(window, hole), _ticks(window))


def _days_of(hole: Hole) -> Window:
    """Return the whole days (UTC) in which a hole lies."""
    first, last = hole.since.date(), (hole.until - timedelta(microseconds=1)).date()
    return Window(datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC) + DAY)


def _bar(window: Window, hole: Hole) -> Bar:
    low, high = window.share(hole.since), window.share(hole.until)
    return Bar(f"{low:.2%}", f"{max(high - low, 0.01):.2%}")


def _ticks(window: Window) -> tuple[str, ...]:
    days = (window.end - window.start) // DAY
    steps = [timedelta(hours=hour) for hour in OF_A_DAY] if days == 1 else [DAY * day for day in range(1, days)]
    return tuple(f"{window.share(window.start + step):.2%}" for step in steps)


def _yours(hole: Hole, zone: tzinfo) -> str:
    """Say when it is on the reader's own clock."""
    since, until = (at.astimezone(zone) for at in (hole.since, hole.until))
    if since.utcoffset() == until.utcoffset() == timedelta():
        return ""
    ends = f"{until:%H:%M}" if until.date() == since.date() else f"{until:%a %H:%M}"
    return f"{since:%a %H:%M} to {ends} on your clock"
