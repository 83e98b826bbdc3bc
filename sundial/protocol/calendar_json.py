"""A calendar rule as JSON: {"name"?, "tz", "weekly", "holidays", "days"}, the form of `sundial hours`."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sundial.protocol.calendar_rule import CalendarError, CalendarRule

KEYS = ("name", "tz", "weekly", "holidays", "days")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def rule_from_json(obj: object) -> CalendarRule:
    """Read a rule; `holidays` is a list of dates or an object from date to name. Raises CalendarError by key."""
    calendar = _object(obj, "calendar")
    for key in calendar:
        if key not in KEYS:
            raise CalendarError(key, f"unknown key; allowed are {', '.join(KEYS)}")
    if "tz" not in calendar:
        raise CalendarError("tz", "missing; allowed is an IANA name, as in Europe/Bucharest")
    tz = _name(calendar["tz"], "tz")
    weekly = {day: _list(spans, f"weekly.{day}") for day, spans in _object(calendar.get("weekly"), "weekly").items()}
    days = {
        _date(day, f"days.{day}"): _list(spans, f"days.{day}")
        for day, spans in _object(calendar.get("days"), "days").items()
    }
    return CalendarRule(_name(calendar.get("name", tz)), tz, weekly, _holidays(calendar.get("holidays")), days)


def rule_to_json(rule: CalendarRule) -> dict[str, Any]:
    """Write a rule, dates in order, holidays with their names; `rule_from_json` reads it back as an equal rule."""
    return {
        "name": rule.name,
        "tz": rule.tz,
        "weekly": {day: [list(span) for span in spans] for day, spans in rule.weekly.items()},
        "holidays": {day.isoformat(): name for day, name in rule.holidays.items()},
        "days": {day.isoformat(): [list(span) for span in spans] for day, spans in rule.days.items()},
    }


def _holidays(holidays: object) -> dict[date, str]:
    if isinstance(holidays, Mapping):
        return {_date(day, "holidays"): _name(name, f"holidays.{day}") for day, name in holidays.items()}
    return {_date(day, "holidays"): "" for day in _list(holidays, "holidays")}


def _date(text: object, where: str) -> date:
    try:
        if isinstance(text, str) and DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CalendarError(where, f"{text!r} is not a date; allowed is the form 2026-12-24")


def _name(name: object, where: str = "name") -> str:
    if not isinstance(name, str):
        raise CalendarError(where, f"{name!r} is not a name; allowed is text")
    return name


def _object(obj: object, where: str) -> Mapping[str, Any]:
    if obj is None:
        return {}
    if not isinstance(obj, Mapping):
        raise CalendarError(where, f"{obj!r:.60} is not an object")
    return obj


def _list(obj: object, where: str) -> list[Any]:
    if obj is None:
        return []
    if not isinstance(obj, list):
        raise CalendarError(where, f"{obj!r:.60} is not a list")
    return obj
