"""What the portal says of a case, as sentences to a customer (LANGUAGE 1.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sundial.models import Clock, Organization
from sundial.protocol.case import State
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Outcome
from sundial.web import when
from sundial.web.promises import Line, Reading

STATES = {
    State.NEW: "New",
    State.DIAGNOSIS: "In diagnosis",
    State.FIX: "Fix in release",
    State.RELEASED: "Fix released",
    State.RESOLVED: "Resolved",
    State.CLOSED: "Closed",
    State.MERGED: "Goes on as another case",
}
DOES = {
    Promise.FIRST_RESPONSE: "answers you",
    Promise.DIAGNOSIS_UPDATE: "updates you",
    Promise.FIX_RELEASE: "tells you of the hotfix",
    Promise.ESCALATION: "answers your escalation",
}
TELLS_OF_THE_MOVE = "tells you of the moved release"
NOUNS = {
    Promise.FIRST_RESPONSE: "first answer",
    Promise.DIAGNOSIS_UPDATE: "update",
    Promise.FIX_RELEASE: "word on the fix",
    Promise.ESCALATION: "answer to your escalation",
}
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Item:
    """An open case on the home page; `points` names the point persons of its escalations, by id (`point_persons`)."""

    reading: Reading
    points: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return STATES[State(self.reading.case.state)]

    @property
    def next(self) -> Line | None:
        return self.reading.running

    @property
    def who(self) -> str:
        """Who does what: `Ioana Petrescu updates you`; a person, where nobody has the case yet."""
        running = self.reading.running
        owner = self.reading.case.owner
        if running and running.clock.promise is Promise.ESCALATION:
            one = next(one for one in self.reading.state.escalations if one.seq == running.clock.about)
            return f"{self.points.get(one.person, 'Somebody of the team')} {DOES[Promise.ESCALATION]}"
        does = DOES[running.clock.promise] if running else "works for you"
        if running and running.is_notice:
            does = TELLS_OF_THE_MOVE
        return f"{owner.name if owner else 'A person'} {does}"

    @property
    def noun(self) -> str:
        """What is late, where something is."""
        running = self.reading.running
        return NOUNS[running.clock.promise] if running else ""


def answers(count: int) -> str:
    """Say how many answers are owed: `five answers`."""
    return f"{when.number(count)} answer{'' if count == 1 else 's'}"


def record(organization: Organization, now: datetime) -> str:
    """Say what came of the promises of the last 90 days, counted from the clocks; "" where there were none."""
    ended = Clock.objects.for_the_customer().filter(case__organization=organization, due_at__gte=now - LATELY)
    kept = ended.filter(outcome=Outcome.MET).count()
    late = list(ended.filter(outcome=Outcome.BREACHED).values_list("promise", "due_at", "ended_at"))
    if not kept and not late:
        return ""
    if not late:
        return f"All {kept} kept." if kept > 1 else "The one that fell due was kept."
    return f"{kept} of {kept + len(late)} kept. {_late(late, now)}"


def _late(late: Sequence[tuple[str, datetime, datetime | None]], now: datetime) -> str:
    kinds = {NOUNS[Promise(promise)] for promise, _, _ in late}
    what = kinds.pop() if len(kinds) == 1 else "answer"
    spans = sorted((ended or now) - due for _, due, ended in late)
    if len(spans) == 1:
        return f"One {what} was late, by {_span(spans[0])}; the case says why."
    subject = "Both late ones were" if len(spans) == 2 else f"{when.number(len(spans)).capitalize()} were late:"
    if len(spans) == 2:
        return f"{subject} {what}s, by {_span(spans[0])} and {_span(spans[1])}; each case says why."
    return f"{subject} {what}s, by {_span(spans[0])} to {_span(spans[-1])}; each case says why."


def _span(span: timedelta) -> str:
    return when.length(span.total_seconds())
