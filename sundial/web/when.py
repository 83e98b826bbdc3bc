"""Times in words: how far off, at what hour, on which day, in whose city.

Every function takes aware instants and the zone of the reader; nothing here asks for the time.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86400
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def city(zone: tzinfo) -> str:
    """Name a zone by its city, as people do: `Europe/Berlin` is Berlin."""
    key = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    return key.rsplit("/", 1)[-1].replace("_", " ")


def number(count: int) -> str:
    """Write a small count as a word, a greater one as figures."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def length(seconds: float) -> str:
    """Say how long, to the minute: `42 min`, `1 h 22`, `3 days`; what is under a minute says so."""
    whole = int(abs(seconds))
    if whole < MINUTE:
        return "less than a minute"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < 2 * DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE:02}" if whole % HOUR >= MINUTE else f"{whole // HOUR} h"
    return f"{whole // DAY} days"


def left(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say how a due time stands, for a chip: `in 42 min`, `in 1 h 22`, `Fri 10:00`, `18 min late`."""
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return f"{length(seconds)} late"
    if seconds >= HOUR and days_between(now, at, zone):
        return short(at, now, zone)
    return f"in {length(seconds)}"


def spoken(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say how far off, for a sentence: `in 42 minutes`, `in 1 h 22`; nothing for another day or the past."""
    seconds = (at - now).total_seconds()
    if seconds < 0 or (seconds >= HOUR and days_between(now, at, zone)):
        return ""
    if MINUTE <= seconds < HOUR:
        minutes = int(seconds) // MINUTE
        return f"in {minutes} minute{'s' if minutes > 1 else ''}"
    return f"in {length(seconds)}"


def short(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say when, in little room: `15:50` today, `Fri 10:00` within the week, `20 Mar 10:00` beyond."""
    return _moment(at, now, zone, names=("%a %H:%M", "{day} %b %H:%M", "{day} %b %Y %H:%M"))


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say when, in a sentence: `15:50` today, `Friday 10:00` within the week, `20 March, 10:00` beyond."""
    return _moment(at, now, zone, names=("%A %H:%M", "{day} %B, %H:%M", "{day} %B %Y, %H:%M"))


def by_when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say by when, with its day always named: `15:50 today`, `09:40 tomorrow`, `Friday 10:00`."""
    days = days_between(now, at, zone)
    if days in (0, 1):
        return f"{hour(at, zone)} {('today', 'tomorrow')[days]}"
    return moment(at, now, zone)


def since(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say since when: `08:14` today, `Tuesday` within the week, `3 March` before that."""
    days = days_between(at, now, zone)
    if days <= 0:
        return hour(at, zone)
    there = at.astimezone(zone)
    return f"{there:%A}" if days < 7 else f"{there.day} {there:%B}"


def hour(at: datetime, zone: tzinfo) -> str:
    """Say the hour alone: `15:50`."""
    return f"{at.astimezone(zone):%H:%M}"


def day(at: datetime, zone: tzinfo) -> str:
    """Say the day: `Thursday 12 March`."""
    there = at.astimezone(zone)
    return f"{there:%A} {there.day} {there:%B}"


def date(at: datetime, zone: tzinfo) -> str:
    """Say the date in full: `31 December 2026`."""
    there = at.astimezone(zone)
    return f"{there.day} {there:%B %Y}"


def full(at: datetime, zone: tzinfo) -> str:
    """Say everything, for a title or a total: `Thu 12 Mar 2026, 15:50 Hamburg`."""
    there = at.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M} {city(zone)}"


def offset(zone: tzinfo, reader: tzinfo, at: datetime) -> str:
    """Say how a zone's clocks stand to the reader's: `one hour behind you`, `the same as yours`."""
    apart = (at.astimezone(zone).utcoffset() or timedelta()) - (at.astimezone(reader).utcoffset() or timedelta())
    minutes = int(apart.total_seconds()) // MINUTE
    if not minutes:
        return "the same as yours"
    hours, rest = divmod(abs(minutes), 60)
    words = f"{hours} h {rest}" if rest else f"{number(hours)} hour{'s' if hours > 1 else ''}"
    return f"{words} {'ahead of' if minutes > 0 else 'behind'} you"


def greeting(now: datetime, zone: tzinfo) -> str:
    """Greet by the reader's own hour."""
    hours = now.astimezone(zone).hour
    return "Good morning" if 4 <= hours < 12 else "Good afternoon" if 12 <= hours < 18 else "Good evening"


def days_between(earlier: datetime, later: datetime, zone: tzinfo) -> int:
    """Count the midnights of a zone between two instants."""
    return (later.astimezone(zone).date() - earlier.astimezone(zone).date()).days


def _moment(at: datetime, now: datetime, zone: tzinfo, names: tuple[str, str, str]) -> str:
    days = days_between(now, at, zone)
    there = at.astimezone(zone)
    if not days:
        return f"{there:%H:%M}"
    within, beyond, years = names
    form = within if -7 < days < 7 else beyond if there.year == now.astimezone(zone).year else years
    return there.strftime(form.format(day=there.day))
