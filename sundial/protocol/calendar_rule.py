"""What people write about opening hours: a zone, a week, holidays and single days, checked and frozen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sundial.protocol.instants import DAY, EPOCH_ORDINAL, SECOND
from sundial.protocol.openings import Span

Spans = Sequence[tuple[str, str]]
Week = Mapping[str, Spans]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


class CalendarError(ValueError):
    """A calendar that cannot be: `where` is the key at fault, the message says what was found and what is allowed."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(f"{where}: {found}")
        self.where = where


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """The opening hours of one place, in its own local time; equal rules are equal values.

    A span belongs to the day on which it starts, also when it ends at or after midnight. What `days` says of a date
    goes before the week; a date in `holidays` alone is closed, and its name is kept. Raises CalendarError.
    """

    name: str
    tz: str
    weekly: Week = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    days: Mapping[date, Spans] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_zone(self.tz)
        for day in self.weekly:
            if day not in WEEKDAYS:
                raise CalendarError(f"weekly.{day}", f"not a weekday; allowed are {', '.join(WEEKDAYS)}")
        weekly = {day: _spans(self.weekly[day], f"weekly.{day}") for day in WEEKDAYS if self.weekly.get(day)}
        days = {day: _spans(spans, f"days.{day}") for day, spans in sorted(self.days.items())}
        object.__setattr__(self, "weekly", MappingProxyType(weekly))
        object.__setattr__(self, "days", MappingProxyType(days))
        object.__setattr__(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))

    def __hash__(self) -> int:
        return hash((self.name, self.tz, *self.weekly.items(), *self.holidays, *self.days.items()))

    def spans_on(self, day: date) -> Spans:
        """Return the local spans that start on a date."""
        if day in self.days:
            return self.days[day]
        return () if day in self.holidays else self.weekly.get(WEEKDAYS[day.weekday()], ())


def minutes_of(time: str) -> int:
    """Return a local time such as "09:30" or "24:00" as minutes after midnight."""
    return int(time[:2]) * 60 + int(time[3:])


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to a date."""
    return day.toordinal() - EPOCH_ORDINAL


class Days:
    """A rule's spans by day number since 1970, in microseconds after the day's local midnight."""

    __slots__ = ("_set", "_week", "overnight")

    def __init__(self, rule: CalendarRule) -> None:
        self._week = [_lengths(rule.weekly.get(day, ())) for day in WEEKDAYS]
        self._set: dict[int, tuple[Span, ...]] = {day_number(day): () for day in rule.holidays}
        self._set.update((day_number(day), _lengths(spans)) for day, spans in rule.days.items())
        self.overnight = any(closes > DAY for spans in (*self._week, *self._set.values()) for _, closes in spans)

    def on(self, day: int) -> tuple[Span, ...]:
        """Return the spans that start on a day."""
        spans = self._set.get(day)
        return self._week[(day + 3) % 7] if spans is None else spans  # 1970 began on a Thursday

    def with_hours(self, first: int, last: int) -> list[int]:
        """Return the days from `first` to before `last` on which a span starts, in order."""
        if any(self._week):
            return [day for day in range(first, last) if self.on(day)]
        return sorted(day for day, spans in self._set.items() if spans and first <= day < last)


def _lengths(spans: Iterable[tuple[str, str]]) -> tuple[Span, ...]:
    return tuple(_length(minutes_of(opens), minutes_of(closes)) for opens, closes in spans)


def _length(opens: int, closes: int) -> Span:
    minute = 60 * SECOND
    return (opens * minute, closes * minute) if closes > opens else (opens * minute, closes * minute + DAY)


def _check_zone(tz: str) -> None:
    try:
        ZoneInfo(tz)
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise CalendarError("tz", f"{tz!r} is not a zone; allowed is an IANA name, as in Europe/Bucharest") from None


def _spans(spans: Spans, where: str) -> tuple[tuple[str, str], ...]:
    return tuple(_span(span, f"{where}[{at}]") for at, span in enumerate(spans))


def _span(span: Sequence[str], where: str) -> tuple[str, str]:
    allowed = 'allowed is a pair of times, as in ["09:00", "17:00"]'
    pair = isinstance(span, list | tuple) and len(span) == 2
    if not pair or not all(isinstance(time, str) for time in span):
        raise CalendarError(where, f"{span!r} is not a span; {allowed}")
    opens, closes = span
    if not TIME.fullmatch(opens):
        raise CalendarError(where, f"{opens!r} does not open a day; allowed are 00:00 to 23:59")
    if closes != "24:00" and not TIME.fullmatch(closes):
        raise CalendarError(where, f"{closes!r} does not close a day; allowed are 00:00 to 23:59, and 24:00")
    if opens == closes:
        raise CalendarError(where, f'opens and closes at {opens}; a whole day is ["00:00", "24:00"]')
    return opens, closes
