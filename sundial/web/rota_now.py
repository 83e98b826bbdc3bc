"""The rota as pages read it: who is on shift now, who follows, what lies ahead; one query, the rest is kept.

The rota is only ever added to, so its last rows name it whole: as long as they are the same, so is the reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from sundial.commands.rota_offers import is_meant_for, may_take
from sundial.models import Person, protocol_in_force, rota_head, rota_written
from sundial.models.rota import Head, Written
from sundial.protocol.document import Region
from sundial.protocol.rota import Duty, Shift, covered, shifts
from sundial.protocol.stretches import Stretch
from sundial.web import when

BEHIND, AHEAD = timedelta(days=1), timedelta(days=29)
SOON = timedelta(hours=12)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What bears upon the coming four weeks: as it was written, and the shifts as they are."""

    written: Written
    shifts: tuple[Shift, ...]
    regions: Mapping[str, Region]
    since: datetime
    until: datetime
    there: Mapping[tuple[str, Duty], tuple[Stretch, ...]] = field(default_factory=dict)  # for a region and duty
    asked: Mapping[tuple[str, Duty], tuple[Stretch, ...]] = field(default_factory=dict)  # by the patterns alone
    offers: tuple[Shift, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody has begun a rota here."""
        return not self.written.patterns and not self.written.changes


@dataclass(frozen=True, slots=True)
class Here:
    """Who is on shift, as a line (`words`; "" where there is no rota), whether anybody is; and how many offers wait."""

    words: str = ""
    is_on: bool = False
    offers: int = 0


NO_ROTA = Here()


def plan_at(now: datetime) -> Plan:
    """Return the plan around now; for whoever may not see the rota it is empty."""
    return _plan(rota_head(), now.replace(minute=0, second=0, microsecond=0))


def here(person: Person, now: datetime, zone: tzinfo) -> Here:
    """Say who is on shift now, in the reader's zone, and how many shifts wait for them to be taken."""
    plan = plan_at(now)
    if plan.is_empty:
        return NO_ROTA
    words, is_on = _on_shift(plan, now, zone)
    return Here(words, is_on, len(offers_for(person, plan, now)))


def there_now(now: datetime) -> frozenset[str]:
    """Return who is on shift or on call, by id; empty too where there is no rota."""
    running = (one for one in plan_at(now).shifts if one.since <= now < one.until)
    return frozenset(one.person for one in running if one.duty is not Duty.MANAGER)


def offers_for(person: Person, plan: Plan, now: datetime) -> tuple[Shift, ...]:
    """Return the offered shifts that somebody may take."""
    mine = (one for one in offered(plan, now) if may_take(plan.written, one, person, now))
    return tuple(one for one in mine if is_meant_for(plan.written, one, person))


def offered(plan: Plan, now: datetime) -> tuple[Shift, ...]:
    """Return every shift that is offered and not over, the next first."""
    return tuple(one for one in plan.offers if one.until > now)


@lru_cache(maxsize=4)
def _plan(head: Head, hour: datetime) -> Plan:
    since, until = hour - BEHIND, hour + AHEAD
    if head == (None, None):
        return Plan(Written((), ()), (), {}, since, until)
    written = rota_written(since, until)
    found = shifts(*written, since, until)
    regions = protocol_in_force(hour + HOUR).regions
    asked = shifts(written.patterns, (), since, until)
    there, wanted = (
        {(key, duty): covered(some, key, duty) for key in regions for duty in Duty} for some in (found, asked)
    )
    return Plan(written, found, regions, since, until, there, wanted, tuple(one for one in found if one.offered))


def _on_shift(plan: Plan, now: datetime, zone: tzinfo) -> tuple[str, bool]:
    on = sorted(_running(plan, Duty.SHIFT, now), key=lambda one: (one[1].since, one[1].until))
    if not on:
        return _nobody(plan, now, zone), False
    (first, stretch), *others = on
    words = [f"{first} on shift until {when.short(stretch.until, now, zone)}"]
    words += [f"{name} overlaps now" for name, _ in others]
    if not others and (follows := _next(plan, now, stretch.until)):
        words.append(f"{follows[0]} from {when.short(follows[1], now, zone)}")
    return " · ".join(words), True


def _nobody(plan: Plan, now: datetime, zone: tzinfo) -> str:
    words = ["Nobody on shift"]
    if on_call := [name for name, _ in _running(plan, Duty.ON_CALL, now)]:
        words.append(f"{_listed(on_call)} on call")
    if follows := _next(plan, now, now + SOON):
        words.append(f"{follows[0]} from {when.short(follows[1], now, zone)}")
    return " · ".join(words)


def _running(plan: Plan, duty: Duty, now: datetime) -> Iterable[tuple[str, Stretch]]:
    """Yield the regions in which somebody is there now, each with the stretch in which that is so without a gap."""
    for key, region in plan.regions.items():
        for stretch in plan.there[key, duty]:
            if stretch.since <= now < stretch.until:
                yield region.name, stretch


def _next(plan: Plan, now: datetime, until: datetime) -> tuple[str, datetime] | None:
    """Return the region whose engineers come on next, and when; None if none does until then."""
    coming = [
        (stretch.since, region.name)
        for key, region in plan.regions.items()
        for stretch in plan.there[key, Duty.SHIFT]
        if now < stretch.since <= until
    ]
    at, name = min(coming, default=(None, ""))
    return (name, at) if at else None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
