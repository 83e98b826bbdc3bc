"""Protocol 08: which word wants somebody to act, who has it and until when, and when it is asked again (O8.1, O8.6).

What pages is one table. One answer is enough, except where both sides of a thing must see it: there each answers for
themselves, or as many who heard in their place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sundial.protocol import hours
from sundial.protocol.amounts import BusinessTime
from sundial.protocol.calendar import Calendar
from sundial.protocol.document.alerting import Alerting
from sundial.protocol.promises import Promise

URGENT = 1  # the severity of which already the warning pages
LONGEST = timedelta(hours=24)  # nobody has a page for longer without being asked again
GIVEN_UP = timedelta(days=4)  # after a silence: a weekend, and a working day on either side


class Wants(StrEnum):
    """How many of those who are told of a thing must answer."""

    NOBODY = "nobody"  # it is told, and that is all
    ONE = "one"
    EACH = "each"


class Deed(StrEnum):
    """What is done about a page; the last three are the desk's own."""

    MINE = "mine"  # somebody has it until an instant
    PASSED = "passed"  # to a colleague
    NEXT = "next"  # nobody answered in time: to the next in line
    AGAIN = "again"  # whoever had it is asked again
    SILENCE = "silence"  # the line is exhausted: the manager in charge decides


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done about a page, at an instant (UTC); people by their ids, "" for the desk itself or nobody.

    `until` is set of MINE alone; `to` is who hears of it next.
    """

    deed: Deed
    person: str
    at: datetime
    until: datetime | None = None
    to: str = ""


BY_KIND: Mapping[tuple[str, str], Wants] = {  # by the kind of the alert and its promise, "" for every other
    ("breached", Promise.HANDOVER): Wants.EACH,  # both Duty Managers
    ("breached", ""): Wants.ONE,
    ("escalated", ""): Wants.ONE,
    ("due-soon", Promise.ESCALATION): Wants.ONE,
}


def wants(kind: str, promise: str, severity: int) -> Wants:
    """Say whether an alert pages: whether it asks its hearers to act, and how many of them."""
    if kind == "due-soon" and severity == URGENT:
        return Wants.ONE
    return BY_KIND.get((kind, promise)) or BY_KIND.get((kind, "")) or Wants.NOBODY


def answered_by(at: datetime, severity: int, document: Alerting, office: Calendar | None = None) -> datetime:
    """Return until when a page that was told at an instant is to be answered (UTC); one that rests, in office hours."""
    within = document.urgent_acknowledged_within if severity == URGENT else document.acknowledged_within
    if office is None:
        return at + timedelta(seconds=within.seconds)
    return hours.add(at, BusinessTime(within.seconds), office)


def having(acts: Sequence[Act], now: datetime, gone: Iterable[str] = ()) -> tuple[Act, ...]:
    """Return by whom a page is had now: of each person the last word counts, and nobody has it who is `gone`."""
    last = {act.person: act for act in acts if act.person}
    away = set(gone)
    return tuple(
        act for person, act in last.items() if act.until is not None and act.until > now and person not in away
    )


def is_given_up(acts: Sequence[Act], now: datetime) -> bool:
    """Say whether nobody is asked any more: everybody in line was told, and for days nobody did anything about it."""
    return bool(acts) and acts[-1].deed is Deed.SILENCE and now - acts[-1].at >= GIVEN_UP


def is_answered(needs: Wants, told: Iterable[str], acts: Sequence[Act], held: Sequence[Act]) -> bool:
    """Say whether a page needs nobody more now: one has it, or as many as were told at first."""
    return len(held) >= (1 if needs is Wants.ONE else needed(told, acts))


def needed(told: Iterable[str], acts: Sequence[Act]) -> int:
    """Return how many must answer where each must: as many as were told at first."""
    later = {act.to for act in acts if act.to}
    return max(1, len(set(told) - later))
