"""Protocol 02, the rota: patterns begun and ended; one that has begun is never written anew (O2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from sundial.commands.rota import check_may_stand
from sundial.commands.rota_ground import RotaRefused, check_plans, said, written_under_lock
from sundial.models import Person, RotaPattern, protocol_in_force
from sundial.models.rota import Written
from sundial.protocol.rota import Duty, Pattern, RotaError, check_pattern, in_force, pattern_to_json

FURTHEST = timedelta(days=731)  # ahead: who plans further slips with the pen


@dataclass(frozen=True, slots=True)
class NewPattern:
    """A pattern as it is asked for: people instead of ids, and no key yet; as `Pattern` in all else."""

    region: str
    zone: str
    duty: Duty
    days: Sequence[int]
    starts: time
    ends: time
    first: date
    last: date | None
    crews: Sequence[Sequence[Person]]


def begin_pattern(new: NewPattern, *, by: Person, now: datetime) -> Pattern:
    """Begin a pattern, today or later on its own clock. Raises NotYourRota, RotaRefused."""
    check_plans(by, new.region, now)
    if new.region not in protocol_in_force(now).regions:
        raise RotaRefused("region", "The protocol has no such region.")
    for person in (person for crew in new.crews for person in crew):
        check_may_stand(person, new.duty, "crews")
    with transaction.atomic():
        written = written_under_lock()
        try:
            pattern = _pattern(_free_key(written, f"{new.region}-{new.duty}"), new)
            _check_days(pattern, now)
            check_pattern(*written, pattern, now)
        except RotaError as error:
            raise said(error, now) from None
        return _keep(pattern, by, now)


def end_pattern(key: str, last: date, *, by: Person, now: datetime) -> Pattern:
    """Let a pattern start for the last time on a day (its own): yesterday at the earliest, for what began is kept.

    Raises NotYourRota, RotaRefused.
    """
    with transaction.atomic():
        written = written_under_lock()
        pattern = next((one for one in in_force(written.patterns) if one.key == key), None)
        if pattern is None:
            raise RotaRefused("pattern", "There is no such pattern.")
        check_plans(by, pattern.region, now)
        if last < _today(pattern.zone, now) - timedelta(days=1):
            raise RotaRefused("last", "That day is over. Its shifts stay as they were.")
        if pattern.last is not None and pattern.last <= last:
            raise RotaRefused("last", f"It ends on {pattern.last:%A} {pattern.last.day} {pattern.last:%B} already.")
        try:
            ended = replace(pattern, last=last)
            check_pattern(*written, ended, now)
        except RotaError as error:
            raise said(error, now) from None
        return _keep(ended, by, now)


def _pattern(key: str, new: NewPattern) -> Pattern:
    crews = tuple(tuple(str(person.pk) for person in crew) for crew in new.crews)
    days = tuple(sorted(set(new.days)))
    return Pattern(key, new.region, new.zone, new.duty, days, new.starts, new.ends, new.first, new.last, crews)


def _check_days(pattern: Pattern, now: datetime) -> None:
    today = _today(pattern.zone, now)
    if pattern.first < today:
        raise RotaRefused("first", "That day is over. A pattern begins today or later.")
    if pattern.first > today + FURTHEST:
        raise RotaRefused("first", "That is more than two years ahead.")
    if pattern.last is not None and pattern.last < pattern.first:
        raise RotaRefused("last", "It would end before it begins.")
    if not any(pattern.crews):
        raise RotaRefused("crews", "Choose at least one person.")


def _today(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _free_key(written: Written, name: str) -> str:
    """Return a key that no pattern has; people never read it, shifts are named after it."""
    taken = sum(1 for one in in_force(written.patterns) if one.key.rpartition("-")[0] == name)
    return f"{name}-{taken + 1}"


def _keep(pattern: Pattern, by: Person, now: datetime) -> Pattern:
    seq = (RotaPattern.objects.aggregate(seq=Max("seq"))["seq"] or 0) + 1
    RotaPattern.objects.create(seq=seq, key=pattern.key, what=pattern_to_json(pattern), by=by, at=now)
    return pattern
