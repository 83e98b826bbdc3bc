"""What a form of the calendar asks for, as changes of the document; every fault is named by its field (O6.6)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from sundial.protocol.calendar_edit import (
    Another,
    Closure,
    Edit,
    Holiday,
    OtherHours,
    Refusal,
    Weeks,
    accepting,
    refusing,
    spans_of,
)
from sundial.protocol.document import DocumentError, Problem
from sundial.protocol.document.regions import WEEK
from sundial.protocol.proposals import Proposal

A_DATE = "a date, such as 2026-12-24"
LONGEST_NAME = 80
NOTHING_TICKED = Problem("dates", "none ticked", "one or more that are still proposed")
ANSWERS = {"accept": accepting, "accept-all": accepting, "refuse": refusing, "refuse-all": refusing}


def edits_of(said: QueryDict, found: Sequence[Proposal]) -> list[Edit]:
    """Read which changes are asked for, of what is proposed also; raises DocumentError for what is none."""
    act = said.get("act", "")
    return list(_answers(said, act, found)) if act in ANSWERS else [_edit(said, act)]


def another(said: QueryDict) -> Another:
    """Read which further office a form asks for; raises DocumentError where it has no name."""
    return Another(_name(said, "where it is"), said.get("zone", "").strip(), said.get("country", "").strip().upper())


def _answers(said: QueryDict, act: str, found: Sequence[Proposal]) -> Iterator[Edit]:
    ticked = set(said.getlist("proposal"))
    chosen = [one for one in found if act.endswith("-all") or one.key in ticked]
    if not chosen:
        raise DocumentError("calendar", [NOTHING_TICKED])
    for one in chosen:
        yield from ANSWERS[act](one)


def _edit(said: QueryDict, act: str) -> Edit:
    if act == "week":
        return Weeks({day: spans_of(said.get(f"hours-{day}", ""), f"hours on {day}") for day in WEEK})
    return ON_A_DAY.get(act, _as_usual)(said, _date(str(said.get("day", ""))))


def _as_usual(_said: QueryDict, day: date) -> Edit:
    return OtherHours(day, None)


def _closure(said: QueryDict, day: date) -> Edit:
    until = _date(str(said["until"]), "until") if said.get("until") else day
    return Closure(day, until, _name(said, "why the office is closed"))


ON_A_DAY: Mapping[str, Callable[[QueryDict, date], Edit]] = {
    "holiday": lambda said, day: Holiday(day, _name(said, "how the holiday is called")),
    "no-holiday": lambda _said, day: Holiday(day, ""),
    "closure": _closure,
    "open-again": lambda _said, day: Closure(day, day, ""),
    "hours": lambda said, day: OtherHours(day, spans_of(said.get("hours", ""))),
    "propose-again": lambda _said, day: Refusal(day, again=True),
}


def _name(said: QueryDict, allowed: str) -> str:
    name = " ".join(said.get("name", "").split())[:LONGEST_NAME]
    if not name:
        raise DocumentError("calendar", [Problem("name", "nothing", allowed)])
    return name


def _date(text: str, field: str = "date") -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise DocumentError("calendar", [Problem(field, f'"{text}"' if text else "nothing", A_DATE)])
    return found
