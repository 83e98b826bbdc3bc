"""When something happens in the demo, as its files write it: counted back from when it is made, or ahead of that.

| written | is |
|---|---|
| `3 d 2 h 10` | days, hours and minutes before |
| `+2 h 5` | the same, after |
| `5 bh 30` | business hours and minutes before, by the office of the customer's region, or of another: `10 bh emea` |
| `in 6 h` | ahead, at the next whole hour |
| `in 3 bd` | ahead, on the third business day after today, at 10:00 |

Business time makes a story hold at any hour of any day: half of a promise that counts office hours is over only then.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sundial.protocol import hours
from sundial.protocol.amounts import HOUR, MINUTE, BusinessDays, BusinessTime
from sundial.protocol.calendar import Calendar
from sundial.protocol.document import Protocol

SPAN = r"(?:(\d+) d ?)?(?:(\d+) h ?)?(\d+)?"
ELAPSED = re.compile(rf"(in |\+)?{SPAN}")
BUSINESS = re.compile(r"(\d+) bh(?: (\d+))?(?: ([a-z]+))?")
DAYS = re.compile(r"in (\d+) bd(?: ([a-z]+))?")
TEN = time(10)
WHOLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """Reads moments; `now` is when the demo is made, and the calendars are the document's."""

    now: datetime
    protocol: Protocol

    def at(self, text: str, region: str, since: datetime | None = None) -> datetime:
        """Return the instant that a text means, counted from `since` (now, unless said otherwise).

        Raises ValueError on other words.
        """
        since = since or self.now
        if found := BUSINESS.fullmatch(text):
            amount = BusinessTime(int(found[1]) * HOUR + int(found[2] or 0) * MINUTE)
            return hours.before(since, amount, self._office(found[3] or region))
        if found := DAYS.fullmatch(text):
            return self._on_day(int(found[1]), since, self._office(found[2] or region))
        return _elapsed(text, since)

    def _on_day(self, days: int, since: datetime, office: Calendar) -> datetime:
        tomorrow = datetime.combine(since.astimezone(office.zone) + timedelta(days=1), time(), office.zone)
        day = hours.add(tomorrow, BusinessDays(days), office).astimezone(office.zone)
        return datetime.combine(day, TEN, office.zone).astimezone(since.tzinfo)

    def _office(self, region: str) -> Calendar:
        return self.protocol.calendar((region,))


def whole_hour(at: datetime) -> datetime:
    """Return the whole hour at an instant, or the next one: people plan in whole hours."""
    start = at.replace(minute=0, second=0, microsecond=0)
    return start if start == at else start + WHOLE


def _elapsed(text: str, since: datetime) -> datetime:
    found = ELAPSED.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise ValueError(f"{text!r} is not a time like '3 d 2 h 10', '+2 h', '5 bh', 'in 6 h' or 'in 3 bd'")
    days, hour, minutes = (int(part or 0) for part in found.groups()[1:])
    span = timedelta(days=days, hours=hour, minutes=minutes)
    if found[1] == "in ":
        return whole_hour(since + span)
    return since + span if found[1] else since - span
