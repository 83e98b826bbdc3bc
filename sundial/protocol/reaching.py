"""Protocol 08, delivery: by which ways word reaches somebody, and when: at once, when quiet hours end, never (O8.6).

What wants somebody to act reaches them whatever they chose: if no other way takes it, mail does. Quiet hours silence
neither that nor anything that comes while they are on shift or on call, unless they named who has it instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sundial.protocol.paging import Wants

MAIL = "mail"  # the way that everybody has; every other is named by its id


class Event(StrEnum):
    """What word is about, as somebody chooses by which way they hear of it."""

    ACT = "act"
    PROMISES = "promises"
    ESCALATIONS = "escalations"
    CASES = "cases"
    RELEASES = "releases"
    GROUPS = "groups"
    SHIFTS = "shifts"
    DESK = "desk"


class Hears(StrEnum):
    """How a way is used for an event."""

    AT_ONCE = "at once"
    IN_DIGEST = "in a digest"  # of mail alone, and only what may wait (`protocol/digests.py`)
    NEVER = "never"


Choices = Mapping[str, Mapping[str, str]]  # of a way: of an event, how it is used; at once where nothing is said

BY_KIND: Mapping[str, Event] = {
    "asked-again": Event.ACT,
    "due-soon": Event.PROMISES,
    "breached": Event.PROMISES,
    "escalated": Event.ESCALATIONS,
    "comfort-asked": Event.ESCALATIONS,
    "comfort-said": Event.ESCALATIONS,
    "escalation-settled": Event.ESCALATIONS,
    "letter-came": Event.ESCALATIONS,
    "letter-waits": Event.ESCALATIONS,
    "letter-unseen": Event.ESCALATIONS,
    "release-rescheduled": Event.RELEASES,
    "fix-removed": Event.RELEASES,
    "fix-released": Event.RELEASES,
    "date-accepted": Event.RELEASES,
    "resource-asked": Event.GROUPS,
    "resource-answered": Event.GROUPS,
    "resource-withdrawn": Event.GROUPS,
    "handover-offered": Event.SHIFTS,
    "handover-questioned": Event.SHIFTS,
    "handover-accepted": Event.SHIFTS,
    "handover-withdrawn": Event.SHIFTS,
    "shift-offered": Event.SHIFTS,
    "waiver-asked": Event.DESK,
    "glass-asked": Event.DESK,
    "tier-raised": Event.DESK,
    "undelivered": Event.DESK,
}


def event_of(kind: str, needs: Wants) -> Event:
    """Return what an alert is about: first of all whether it wants somebody to act."""
    return Event.ACT if needs is not Wants.NOBODY else BY_KIND.get(kind, Event.CASES)


def taking(event: Event, ways: Iterable[str], choices: Choices) -> tuple[str, ...]:
    """Return which of somebody's ways take word of an event; mail is among their ways, and takes what must be heard."""
    found = tuple(way for way in ways if takes(event, choices.get(way, {})))
    return found or ((MAIL,) if event is Event.ACT else ())


def takes(event: Event, chosen: Mapping[str, str]) -> bool:
    """Say whether one way takes word of an event, by what was chosen for it."""
    return chosen.get(event, Hears.AT_ONCE) != Hears.NEVER


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody's quiet hours: each day from one local time to another (over midnight too), and whole days of the week.

    `since` and `until` that are the same are no hours at all; of `days` Monday is 0.
    """

    since: time
    until: time
    zone: ZoneInfo
    days: frozenset[int] = frozenset()

    def covers(self, at: datetime) -> bool:
        """Say whether an instant lies in them."""
        there = at.astimezone(self.zone)
        if there.weekday() in self.days:
            return True
        clock = there.time().replace(tzinfo=None)
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def ends(self, at: datetime) -> datetime:
        """Return when the quiet that covers an instant is over (UTC); the instant itself where none does.

        Someone who is quiet on all days and hours is heard of again after a week.
        """
        furthest = at + timedelta(days=7)
        while self.covers(at) and at < furthest:
            at = self._turn(at)
        return at

    def _turn(self, at: datetime) -> datetime:
        """Return the next instant at which quiet could end: midnight, or the end of the hours."""
        day = at.astimezone(self.zone).date()
        turns = [(day, self.until), (day + timedelta(days=1), time()), (day + timedelta(days=1), self.until)]
        instants = (datetime.combine(*turn, tzinfo=self.zone).astimezone(at.tzinfo) for turn in turns)
        return min(instant for instant in instants if instant > at)


class Word(StrEnum):
    """What becomes of word for somebody in their quiet hours."""

    NOW = "now"
    LATER = "later"  # when their quiet hours end
    INSTEAD = "instead"  # somebody else has it at once, and they when their quiet hours end


def hushed(event: Event, *, on_duty: bool, has_stand_in: bool) -> Word:
    """Say what becomes of word in quiet hours: on duty, and where somebody must act, nobody is silenced alone."""
    if event is not Event.ACT and not on_duty:
        return Word.LATER
    return Word.INSTEAD if has_stand_in else Word.NOW
