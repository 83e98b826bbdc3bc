"""The promise rail as numbers: what stands where on the strip, in percent of its width (LANGUAGE 5).

Pure geometry: marks, open hours, now and a zone in; frozen parts of a picture out. The words are set twice, for a wide
and for a narrow strip, and the style sheet shows one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from sundial.web.lanes import GLYPH, Line, Seat, Words, seat

SCALES = (("wide", 780.0), ("narrow", 330.0))  # class, and the least width in pixels at which it is shown
STEPS = (1, 2, 3, 4, 6, 12)
ORDER = {"next": 0, "kept": 1, "late": 2, "due": 3, "soon": 4}
LEAST_AHEAD, MOST_AHEAD, MOST_BEHIND = timedelta(hours=3), timedelta(days=5), timedelta(days=2)
MINI_BEHIND, MINI_AHEAD = timedelta(hours=4), timedelta(hours=20)

Sky = Iterable[tuple[datetime, datetime]]  # the open hours of a calendar, in UTC


@dataclass(frozen=True, slots=True)
class Mark:
    """A promise to be set on the strip: `shape` is resp, upd, fix or esc; `standing` due, soon, kept, late or next.

    `brief` is what a narrow strip says in the place of `label`.
    """

    at: datetime
    shape: str
    standing: str
    label: str = ""
    warn_at: datetime | None = None
    brief: str = ""

    @property
    def weight(self) -> int:
        return 1 << (2 * ORDER[self.standing])


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that a strip shows."""

    start: datetime
    end: datetime

    def share(self, at: datetime) -> float:
        return (at - self.start) / (self.end - self.start)

    def holds(self, at: datetime) -> bool:
        return self.start <= at <= self.end


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A marker on the strip; `off` is -1 or 1 where it lies before or beyond the window."""

    x: str
    shape: str
    standing: str
    off: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words at `x`; `dx` in pixels and `anchor` as SVG has them; `top` and `base` are the stem's head and the line."""

    x: str
    text: str
    anchor: str = "middle"
    dx: int = 0
    kind: str = ""
    top: int = 0
    base: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """The words of one width."""

    name: str
    labels: tuple[Text, ...]
    hours: tuple[Text, ...]
    days: tuple[Text, ...]
    now: Text | None


@dataclass(frozen=True, slots=True)
class Rail:
    """A strip, ready to be drawn."""

    days: tuple[Bar, ...]
    warns: tuple[Bar, ...]
    midnights: tuple[str, ...]
    dots: tuple[Dot, ...]
    now: str
    scales: tuple[Scale, ...] = ()


def frame(marks: Sequence[Mark], now: datetime) -> Window:
    """Choose the stretch to show: what is owed next with some air, and as much of the past as gives it scale."""
    coming = [m.at - now for m in marks if m.standing in ("due", "soon")]
    ahead = max([span for span in coming if timedelta(0) < span <= MOST_AHEAD], default=LEAST_AHEAD)
    ahead = max(ahead, LEAST_AHEAD) * 1.14
    past = [now - m.at for m in marks if timedelta(0) <= now - m.at <= MOST_BEHIND]
    late = max([now - m.at for m in marks if m.standing == "late" and now - m.at <= MOST_BEHIND], default=timedelta(0))
    behind = max(min(max(past, default=ahead * 0.16) * 1.1, ahead * 0.9), ahead * 0.16, late * 1.14)
    return Window(now - behind, now + ahead)


def draw(marks: Sequence[Mark], window: Window, now: datetime, sky: Sky, zone: tzinfo) -> Rail:
    """Draw the full strip with its words; hours and days are those of `zone`."""
    plain = _strip(marks, window, now, sky, zone)
    scales = tuple(_scale(name, width, marks, (window, now, zone)) for name, width in SCALES)
    return Rail(plain.days, plain.warns, plain.midnights, plain.dots, plain.now, scales)


def mini(marks: Sequence[Mark], now: datetime, sky: Sky) -> Rail:
    """Draw a queue row's strip, from four hours ago to twenty hours on: the same window for every row."""
    return _strip(marks, mini_window(now), now, sky, None)


def mini_window(now: datetime) -> Window:
    """Return the window of a queue row's strip."""
    return Window(now - MINI_BEHIND, now + MINI_AHEAD)


def axis(now: datetime, zone: tzinfo) -> Scale:
    """Write the hours over a queue's strips."""
    window, width = mini_window(now), 256.0
    line = Line(width)
    x = window.share(now) * width
    line.claim(x - 14, x + 14)
    words = []
    for at in _hours(window, 4, zone):
        there = at.astimezone(zone)
        text = f"{there:%H}" if there.hour else f"{there:%a} {there.day}"
        half = len(text) * 3.4
        if line.claim(window.share(at) * width - half, window.share(at) * width + half, gap=6):
            words.append(Text(_percent(window.share(at)), text, kind="h"))
    return Scale("axis", (), tuple(words), (), Text(_percent(window.share(now)), "now", kind="n"))


def _strip(marks: Sequence[Mark], window: Window, now: datetime, sky: Sky, zone: tzinfo | None) -> Rail:
    days = tuple(_bar(window, opens, closes) for opens, closes in sky if opens < window.end and closes > window.start)
    warned = [m for m in marks if m.warn_at and m.standing in ("due", "soon")]
    warns = tuple(
        _bar(window, m.warn_at, m.at) for m in warned if m.warn_at and m.warn_at < window.end and m.at > window.start
    )
    midnights = tuple(_percent(window.share(at)) for at in _hours(window, 24, zone)) if zone else ()
    dots = tuple(_dot(m, window) for m in sorted(marks, key=lambda m: ORDER[m.standing]) if _shown(m, window))
    return Rail(days, warns, midnights, dots, _percent(window.share(now)))


def _shown(mark: Mark, window: Window) -> bool:
    return window.holds(mark.at) or mark.standing in ("due", "soon", "late")


def _dot(mark: Mark, window: Window) -> Dot:
    if mark.at > window.end:
        return Dot("99%", mark.shape, mark.standing, off=1)
    if mark.at < window.start:
        return Dot("1%", mark.shape, mark.standing, off=-1)
    return Dot(_percent(window.share(mark.at)), mark.shape, mark.standing)


def _scale(name: str, width: float, marks: Sequence[Mark], place: tuple[Window, datetime, tzinfo]) -> Scale:
    window, now, zone = place
    line = Line(width)
    said = _now(window, now, zone, line)
    days = tuple(_days(window, zone, line))
    hours = tuple(_hour_words(window, zone, line))
    worded = [replace(m, label=m.brief or m.label) for m in marks] if name == "narrow" else marks
    return Scale(name, tuple(_labels(worded, window, now, width)), hours, days, said)


def _labels(marks: Sequence[Mark], window: Window, now: datetime, width: float) -> Iterator[Text]:
    named = sorted((m for m in marks if m.label and window.holds(m.at)), key=lambda m: m.at)
    words = [Words(window.share(m.at) * width, m.label, m.weight) for m in named]
    for mark, place in zip(named, seat(words, width, window.share(now) * width), strict=True):
        if place:
            yield _label(mark, place, _percent(window.share(mark.at)))


def _label(mark: Mark, place: Seat, x: str) -> Text:
    kind = {"due": "b", "soon": "b", "late": "late"}.get(mark.standing, "")
    anchor = "start" if place.side > 0 else "end"
    return Text(x, mark.label, anchor, 5 * place.side, kind, top=6 + 16 * place.lane, base=14 + 16 * place.lane)


def _now(window: Window, now: datetime, zone: tzinfo, line: Line) -> Text:
    text, half = f"now {now.astimezone(zone):%H:%M}", 33.0
    share = window.share(now)
    x = share * line.width
    anchor, low = ("start", x) if x < half else ("end", x - 2 * half) if x > line.width - half else ("middle", x - half)
    line.claim(max(low - 8, 0), min(low + 2 * half + 8, line.width))
    return Text(_percent(share), text, anchor, kind="n")


def _days(window: Window, zone: tzinfo, line: Line) -> Iterator[Text]:
    for at in _hours(window, 24, zone):
        there = at.astimezone(zone)
        long, brief = f"{there:%a} {there.day} {there:%b}", f"{there:%a}"
        x = window.share(at) * line.width
        for text, side in ((long, 1), (long, -1), (brief, 1)):
            low, high = sorted((x + 4 * side, x + side * (4 + len(text) * GLYPH)))
            if line.claim(low, high, gap=4):
                yield Text(_percent(window.share(at)), text, "start" if side > 0 else "end", 4 * side, kind="d")
                break


def _hour_words(window: Window, zone: tzinfo, line: Line) -> Iterator[Text]:
    length = (window.end - window.start) / timedelta(hours=1)
    step = next((s for s in STEPS if line.width * s / length >= 46), None)
    for at in _hours(window, step, zone) if step else ():
        x, there = window.share(at) * line.width, at.astimezone(zone)
        if there.hour and line.claim(x - 7, x + 7):
            yield Text(_percent(window.share(at)), f"{there:%H}", kind="h")


def _hours(window: Window, step: int, zone: tzinfo) -> Iterator[datetime]:
    """Yield every `step`th hour of the day in a zone that lies within the window."""
    day, last = window.start.astimezone(zone).date(), window.end.astimezone(zone).date()
    while day <= last:
        for hour in range(0, 24, step):
            at = datetime.combine(day, time(hour), tzinfo=zone)
            if window.start < at < window.end:
                yield at
        day += timedelta(days=1)


def _bar(window: Window, start: datetime, end: datetime) -> Bar:
    low, high = max(window.share(start), 0.0), min(window.share(end), 1.0)
    return Bar(_percent(low), _percent(high - low))


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"
