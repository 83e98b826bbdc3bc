"""The demo's shift plan, begun and changed by verbs at its own past times; who is on shift is read out of it."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sundial.commands.rota import offer_shift, take_shift, take_time_off
from sundial.commands.rota_patterns import NewPattern, begin_pattern, end_pattern
from sundial.management.demo.moments import Moments
from sundial.management.demo.stories import DATA
from sundial.models import Person, rota_written
from sundial.protocol.rota import Duty, in_force, shifts

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOOK = timedelta(days=24)  # every turn of on call comes round within it
People = Mapping[str, Person]


def plan_rota(people: People, moments: Moments, began: datetime) -> None:
    """Begin the patterns at an instant."""
    for one in _written()["pattern"]:
        _begin(one, people, moments, began)


def change_rota(people: People, moments: Moments) -> None:
    """Change the plan since, up to now: one pattern gives way to another, somebody is away, shifts are offered."""
    written = _written()
    for one in written["pattern"]:
        if "ends" in one:
            _give_way(one, people, moments)
    for one in written["away"]:
        _away(one, people, moments.now)
    for one in written["offer"]:
        _offer(one, people, moments.now)


def _written() -> dict[str, Any]:
    return tomllib.loads((DATA / "rota.toml").read_text())


def _begin(one: Mapping[str, Any], people: People, moments: Moments, began: datetime) -> None:
    zone = moments.protocol.regions[one["region"]].zone
    starts, ends = (_on_the_wall(hour, zone, moments.now) for hour in one["hours"])
    first = began.astimezone(ZoneInfo(zone)).date()
    crews = [[people[key] for key in crew] for crew in one["crews"]]
    new = NewPattern(one["region"], zone, Duty(one["duty"]), one["days"], starts, ends, first, None, crews)
    begin_pattern(new, by=people[one["by"]], now=began)


def _give_way(one: Mapping[str, Any], people: People, moments: Moments) -> None:
    """Let a pattern have its last day some days ago, and another with other hours follow it, crew by crew."""
    at = moments.now - one["ends"] * DAY
    by = people[one["by"]]
    alike = (one["region"], tuple(one["days"]), Duty(one["duty"]))
    there = in_force(rota_written().patterns)
    old = next(each for each in there if (each.region, each.days, each.duty) == alike)
    last = at.astimezone(ZoneInfo(old.zone)).date()
    end_pattern(old.key, last, by=by, now=at)
    first = last + DAY
    turn = (_monday(first) - _monday(old.first)).days // 7 % len(one["crews"])
    crews = [[people[key] for key in crew] for crew in one["crews"][turn:] + one["crews"][:turn]]
    starts, ends = (_on_the_wall(hour, old.zone, moments.now) for hour in one["then"])
    new = NewPattern(old.region, old.zone, old.duty, old.days, starts, ends, first, None, crews)
    begin_pattern(new, by=by, now=at)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _on_the_wall(hour: str, zone: str, now: datetime) -> time:
    """Return what the clock of a zone shows on this day at an hour of UTC."""
    at = datetime.combine(now.date(), time.fromisoformat(hour), now.tzinfo)
    return at.astimezone(ZoneInfo(zone)).time()


def _away(one: Mapping[str, Any], people: People, now: datetime) -> None:
    who = people[one["who"]]
    today = now.astimezone(ZoneInfo(who.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today + one["from"] * DAY
    until = since + one["days"] * DAY
    at = now - one["ago"] * HOUR
    take_time_off(who, since, until, deputy=people.get(one.get("deputy", "")), by=people[one["by"]], now=at)


def _offer(one: Mapping[str, Any], people: People, now: datetime) -> None:
    who, to = people[one["who"]], people.get(one.get("to", ""))
    name = _shift_of(who, now + one["shift"] * DAY)
    offer_shift(name, to, by=who, now=now - one["ago"] * HOUR)
    if to is not None and "taken" in one:
        take_shift(name, by=to, now=now - one["taken"] * HOUR)


def _shift_of(person: Person, since: datetime) -> str:
    """Return the name of the first time on call of somebody that begins at an instant or later."""
    found = shifts(*rota_written(), since, since + LOOK)
    mine = (one for one in found if one.person == str(person.pk) and one.duty is Duty.ON_CALL)
    return next(one.name for one in mine if one.since >= since)
