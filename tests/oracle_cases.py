"""Random cases on which the engine of hours and the minute-walking oracle must agree."""

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar, rule_from_json
from sundial.protocol.hours import add, before, between
from tests.oracle import DAY, WEEKDAYS, Oracle, Place

ZONES = sorted(available_timezones())
SPANS = [
    [["09:00", "17:00"]],
    [["09:00", "17:00"]],
    [["08:30", "12:00"], ["13:00", "17:30"]],
    [["00:00", "24:00"]],
    [["22:00", "06:00"]],
    [["00:00", "03:00"], ["02:30", "05:00"], ["23:00", "24:00"]],
    [["01:30", "02:30"]],
    [["18:00", "00:00"]],
]
CASES_A_CALENDAR = 100

Case = tuple[int, Oracle]
Engine = tuple[Calendar, list[tuple[datetime, datetime]]]


def compare(count: int, seed: int) -> list[str]:
    """Compare engine and oracle on random cases; return what they disagree about, one line each."""
    rng = random.Random(seed)
    found: list[str] = []
    for _ in range(max(1, count // CASES_A_CALENDAR)):
        middle = _middle(rng)
        rules = [_rule(rng, middle) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        places, calendar = [Place(rule) for rule in rules], Calendar.of(*map(rule_from_json, rules))
        for _ in range(CASES_A_CALENDAR):
            start, pauses = middle + rng.randrange(-6 * DAY, 6 * DAY), _pauses(rng, middle)
            oracle = Oracle(places, pauses)
            found += [f"{problem}: {json.dumps(rules)}" for problem in _one(rng, start, oracle, calendar)]
    return found


def _one(rng: random.Random, start: int, oracle: Oracle, calendar: Calendar) -> Iterator[str]:
    pauses = [(_instant(since), _instant(until)) for since, until in oracle.pauses]
    asked = f"start {start} pauses {oracle.pauses}"
    ask = rng.choice((_add, _before, _between, _days, _elapsed))
    yield from ask(rng, asked, (start, oracle), (calendar, pauses))


def _add(rng: random.Random, asked: str, case: Case, engine: Engine) -> Iterator[str]:
    (start, oracle), seconds = case, _seconds(rng)
    found = add(_instant(start), BusinessTime(seconds), *engine)
    yield from _differ(f"add {seconds} {asked}", found, oracle.add(start, seconds))


def _before(rng: random.Random, asked: str, case: Case, engine: Engine) -> Iterator[str]:
    (start, oracle), seconds = case, _seconds(rng)
    found = before(_instant(start), BusinessTime(seconds), *engine)
    yield from _differ(f"before {seconds} {asked}", found, oracle.before(start, seconds))


def _between(rng: random.Random, asked: str, case: Case, engine: Engine) -> Iterator[str]:
    start, oracle = case
    end = start + rng.randrange(5 * DAY)
    found, expected = between(_instant(start), _instant(end), *engine), oracle.between(start, end)
    if found != expected:
        yield f"between {end} {asked}: engine {found}, oracle {expected}"


def _elapsed(rng: random.Random, asked: str, case: Case, engine: Engine) -> Iterator[str]:
    (start, oracle), seconds = case, _seconds(rng)
    walk = Oracle([], oracle.pauses, day_and_night=True)
    yield from _differ(
        f"elapsed {seconds} {asked}", add(_instant(start), Elapsed(seconds), *engine), walk.add(start, seconds)
    )


def _days(rng: random.Random, asked: str, case: Case, engine: Engine) -> Iterator[str]:
    (start, oracle), (calendar, pauses) = case, engine
    days = rng.randrange(5)
    found = add(_instant(start), BusinessDays(days), calendar, pauses)
    yield from _differ(f"days {days} {asked}", found, oracle.add_days(start, days))
    if not pauses:
        latest = round(before(_instant(start), BusinessDays(days), calendar).timestamp())
        if not oracle.add_days(latest, days) <= start < oracle.add_days(latest + 1, days):
            yield f"before {days} days {asked}: {latest} is not the latest start"


def _differ(case: str, found: datetime, expected: int) -> Iterator[str]:
    if found != _instant(expected):
        yield f"{case}: engine {found}, oracle {_instant(expected)}"


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _middle(rng: random.Random) -> int:
    return rng.randrange(
        round(datetime(1975, 1, 1, tzinfo=UTC).timestamp()), round(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
    )


def _rule(rng: random.Random, middle: int) -> dict:
    """Make up a rule, half of them in a zone that changes its offset near the middle."""
    tz = rng.choice(ZONES)
    if rng.random() < 0.7:
        tz = next((zone for zone in rng.sample(ZONES, 60) if _changes_near(zone, middle)), tz)
    weekly = {day: rng.choice(SPANS) for day in WEEKDAYS if rng.random() < 0.75} or {"wed": SPANS[0]}
    day = datetime.fromtimestamp(middle, UTC).date()
    near = [(day + timedelta(days=offset)).isoformat() for offset in range(-9, 10)]
    special = [[], [["09:00", "12:00"]], [["10:00", "02:00"]]]
    return {
        "tz": tz,
        "weekly": weekly,
        "holidays": sorted(rng.sample(near, rng.randrange(4))),
        "days": {day: rng.choice(special) for day in rng.sample(near, rng.randrange(3))},
    }


def _changes_near(tz: str, middle: int) -> bool:
    zone = ZoneInfo(tz)
    days = (datetime.fromtimestamp(middle + day * DAY, zone).utcoffset() for day in (-4, 0, 4))
    return len(set(days)) > 1


def _seconds(rng: random.Random) -> int:
    return 60 * rng.choice((0, 1, rng.randrange(120), rng.randrange(3000)))


def _pauses(rng: random.Random, middle: int) -> list[tuple[int, int]]:
    if rng.random() < 0.6:
        return []
    starts = [(middle + rng.randrange(-7 * DAY, 8 * DAY)) // 60 * 60 for _ in range(rng.randrange(1, 5))]
    return [(at, at + 60 * rng.choice((0, 1, 30, 600, 4000))) for at in starts]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    began, seed = time.monotonic(), int(sys.argv[2]) if len(sys.argv) > 2 else date.today().toordinal()
    found = compare(count, seed)
    for line in (*found[:20], f"{count:,} cases, seed {seed}: {len(found)} disagreements"):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    sys.exit(1 if found else 0)
