"""The instants at which a document is tried: three that people name first, then every half hour of four weeks.

The weeks are those around the end of November 2026: Thanksgiving, Saint Andrew's Day and the first Sundays of Advent
lie in them, so each region meets a holiday beside a weekend.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from sundial.protocol import hours
from sundial.protocol.amounts import Amount
from sundial.protocol.calendar import Calendar
from sundial.protocol.document import Protocol

NAMED_FIRST = (datetime(2026, 11, 21, 10), datetime(2026, 11, 23, 9), datetime(2026, 11, 20, 16))  # noqa: DTZ001  local
FIRST_DAY, HALF_HOURS = datetime(2026, 11, 16), 28 * 48  # noqa: DTZ001  local time of each region


class Sample:
    """One document under trial: instants in each region, and when an amount that starts there has run."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.regions = tuple(protocol.regions)
        self._dues: dict[tuple[str, Amount], Sequence[datetime]] = {}

    def calendar(self, region: str) -> Calendar:
        """Return the calendar on which a customer of this home region counts."""
        return self.protocol.calendar(self.protocol.counting_regions(region))

    def zone(self, region: str) -> ZoneInfo:
        """Return the zone in which people of this region read a clock."""
        return ZoneInfo(self.protocol.regions[region].zone)

    def starts(self, region: str) -> Sequence[datetime]:
        """Return the instants of the sample, on the region's own clock."""
        return _starts(self.protocol.regions[region].zone)

    def dues(self, region: str, amount: Amount) -> Sequence[datetime]:
        """Return for each start when this amount has run."""
        key = (region, amount)
        if key not in self._dues:
            self._dues[key] = _dues(self.calendar(region), amount, self.protocol.regions[region].zone)
        return self._dues[key]

    def later(self, amount: Amount, than: Amount) -> "Later | None":
        """Return where and when the first amount falls due after the second, or None if it never does."""
        found = ((region, self._share(region, amount, than)) for region in self.regions)
        return next((Later(self, region, (amount, than), hits) for region, hits in found if hits), None)

    def _share(self, region: str, amount: Amount, than: Amount) -> list[int]:
        pairs = zip(self.dues(region, amount), self.dues(region, than), strict=True)
        return [place for place, (one, other) in enumerate(pairs) if one > other]

    def say(self, at: datetime, region: str) -> str:
        """Return an instant as people of a region read it: "Sat 21 Nov 2026 10:00 America/New_York"."""
        return f"{full(at.astimezone(self.zone(region)))} {self.zone(region).key}"


class Later:
    """Where one amount falls due after another: the first example, and how much of the sample is like it."""

    def __init__(self, sample: Sample, region: str, amounts: tuple[Amount, Amount], hits: list[int]) -> None:
        first = hits[0]
        self.region, self.zone = region, sample.zone(region)
        self.start = sample.starts(region)[first]
        self.due, self.other = (sample.dues(region, amount)[first] for amount in amounts)
        self.share = len(hits) / len(sample.starts(region))
        self._sample = sample

    def told(self, one: str, other: str) -> str:
        """Return the example in words: when it starts, when `one` falls due, when `other` does, and how often."""
        due, before = (
            short(at.astimezone(self.zone), self.start.astimezone(self.zone)) for at in (self.due, self.other)
        )
        began = self._sample.say(self.start, self.region)
        return f"{began}: {one} due {due}, {other} due {before} ({self.share:.0%} of all half hours)"


@lru_cache(maxsize=64)  # twice what one document asks; the next that is tried has most of its hours and amounts
def _dues(calendar: Calendar, amount: Amount, zone: str) -> tuple[datetime, ...]:
    return tuple(hours.add(start, amount, calendar) for start in _starts(zone))


@cache
def _starts(zone: str) -> tuple[datetime, ...]:
    half_hours = (FIRST_DAY + timedelta(minutes=30) * count for count in range(HALF_HOURS))
    return tuple(_in_utc((*NAMED_FIRST, *half_hours), ZoneInfo(zone)))


def _in_utc(local: Sequence[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    return (at.replace(tzinfo=zone).astimezone(UTC) for at in local)


def full(local: datetime) -> str:
    """Return a local instant with its date: "Sat 21 Nov 2026 10:00"."""
    return f"{local:%a} {local.day} {local:%b %Y %H:%M}"


def short(local: datetime, start: datetime) -> str:
    """Return a local instant as it reads after a start: the weekday alone within six days, else with its date."""
    near = local.date() - start.date() < timedelta(days=6)
    return f"{local:%a %H:%M}" if near else f"{local:%a} {local.day} {local:%b %H:%M}"
