"""The demo's shift plan, begun and changed by verbs at its own past times; who is on shift is read out of it."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sundial.commands.rota import offer_shift, take_shift, take_time_off
from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.management.demo.moments import Moments
from sundial.management.demo.stories import DATA
from sundial.models import Person, rota_written
from sundial.protocol.rota import Duty, shifts

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOOK = timedelta(days=24)  # every turn of on call comes round within it
People = Mapping[str, Person]


def plan_rota(people: People, moments: Moments, began: datetime) -> None:
    """Begin the patterns at an instant, and change the plan since, up to now."""
    written = tomllib.loads((DATA / "rota.toml").read_text())
    for one in written["pattern"]:
        _begin(one, people, moments, began)
    for one in written["away"]:
        _away(one, people, moments.now)
    for one in written["offer"]:
        _offer(one, people, moments.now)


def _begin(one: Mapping[str, Any], people: People, moments: Moments, began: datetime) -> None:
    zone = moments.protocol.regions[one["region"]].zone
    starts, ends = (_on_the_wall(hour, zone, moments.now) for hour in one["hours"])
    first = began.astimezone(ZoneInfo(zone)).date()
    crews = [[people[key] for key in crew] for crew in one["crews"]]
    new = NewPattern(one["region"], zone, Duty(one["duty"]), one["days"], starts, ends, first, None, crews)
    begin_pattern(new, by=people[one["by"]], now=began)


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
