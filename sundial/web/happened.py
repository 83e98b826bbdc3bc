"""What a fact says in the line between two messages, after the name of whoever did it: for desk and portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sundial.protocol.document import Protocol
from sundial.protocol.facts import (
    AgreementDeclined,
    AgreementEnded,
    AgreementMade,
    AgreementProposed,
    Closed,
    Course,
    CourseSet,
    DateAccepted,
    DateGiven,
    DateWithdrawn,
    Fact,
    FixIdentified,
    FixReleased,
    FixRemoved,
    FixWithdrawn,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    Instead,
    MergedFrom,
    MergedInto,
    Opened,
    OwnerSet,
    PlanChanged,
    ProtocolMoved,
    ProtocolPinned,
    ReleaseRescheduled,
    Reopened,
    Resolved,
    ResourceAnswered,
    ResourceAsked,
    ResourceOwned,
    ResourceWithdrawn,
    SeverityAsked,
    SeverityChanged,
    SeverityDeclined,
    Side,
    SplitOff,
    TierRaised,
    Triaged,
    WaitingSet,
    Waived,
)
from sundial.protocol.promises import Promise
from sundial.web import climbed, when

NAMES = {
    Promise.FIRST_RESPONSE: "first response",
    Promise.DIAGNOSIS_UPDATE: "update",
    Promise.FIX_RELEASE: "word on the fix",
    Promise.RESOURCE_ANSWER: "answer of another group",
    Promise.HANDOVER: "handover",
    Promise.ESCALATION: "answer to the escalation",
}
CHANNELS = {
    "portal": "in the portal",
    "chat": "in chat",
    "phone": "by phone",
    "self-service": "in self-service",
    "email": "by mail",
    "mail": "by mail",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is said: the document by which the case counts, names by id, the zone, now, and on which side."""

    protocol: Protocol
    names: Mapping[str, str]
    zone: tzinfo
    now: datetime
    inside: bool

    def moment(self, at: datetime) -> str:
        return when.moment(at, self.now, self.zone)

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", "a colleague")

    def keyed(self, fix: str, otherwise: str = "the fix") -> str:
        """Name a fix by its key to the staff alone."""
        return f"fix {fix}" if self.inside and fix else otherwise


def says(fact: Fact, reader: Reader) -> str:
    """Say what happened; "" for what speaks for itself, such as a message."""
    tell = TELLING.get(type(fact.what))
    return tell(fact.what, fact, reader) if tell else ""


def _opened(what: Opened, fact: Fact, reader: Reader) -> str:
    if what.split_from:
        return f"wrote this on {what.split_from}; {reader.name(fact.by.id)} split it off, severity {what.severity}"
    channel = CHANNELS.get(what.channel, f"through {what.channel}")
    return f"opened the case {channel}, severity {what.severity}"


def _owned(what: OwnerSet, fact: Fact, reader: Reader) -> str:
    if what.owner is None:
        return "gave the case back: nobody owns it"
    return "took the case" if what.owner == fact.by.id else f"gave the case to {reader.name(what.owner)}"


def _waiting(what: WaitingSet, fact: Fact, reader: Reader) -> str:
    status = reader.protocol.statuses.get(what.status or "")
    return f"set the case to wait: {status.title.lower()}" if status else "ended the waiting"


def _triaged(what: Triaged, fact: Fact, reader: Reader) -> str:
    complexity = reader.protocol.complexities.get(what.complexity)
    skill = reader.protocol.skills.get(what.skill, what.skill)
    title = complexity.title.lower() if complexity else what.complexity
    was = f", not {what.product_was}" if what.product_was else ""
    product = f"; it is about {what.product}{was}" if what.product else ""
    return f"triaged the case: {title}, tier {what.tier}{f', {skill}' if skill else ''}{product}"


def _plan(what: PlanChanged, fact: Fact, reader: Reader) -> str:
    plan = reader.protocol.plans.get(what.plan)
    return f"changed the plan to {plan.name if plan else what.plan}"


def instead(what: Instead, reader: Reader) -> str:
    """Say what holds instead of a cadence: `an update every 1 business day until Friday 10:00`."""
    name = NAMES[what.promise]
    if what.every is not None:
        until = f" until {reader.moment(what.until)}" if what.until else ""
        a = "an" if name[0] in "aeiou" else "a"
        return f"{a} {name} every {str(what.every).removeprefix('1 ')}{until}"
    if what.due_by is not None:
        return f"the next {name} by {reader.moment(what.due_by)}"
    assert what.silent_until is not None
    return f"no {name} before {reader.moment(what.silent_until)}"


def _date(what: DateGiven, fact: Fact, reader: Reader) -> str:
    return f"gave the release date of {reader.keyed(what.fix)}: {reader.moment(what.date)}"


def _rescheduled(what: ReleaseRescheduled, fact: Fact, reader: Reader) -> str:
    to = f"to {reader.moment(what.to)}" if what.to else "to a date that is not known yet"
    return f"moved the release {what.release} {to}; a notice is owed"


def _answered(what: ResourceAnswered | ResourceWithdrawn, fact: Fact, reader: Reader) -> str:
    return "answered the request" if isinstance(what, ResourceAnswered) else "withdrew the request"


def _group_owned(what: ResourceOwned, fact: Fact, reader: Reader) -> str:
    return f"gave the request to {reader.name(what.owner)}" if what.owner != fact.by.id else "took the request"


def _offered(what: HandoverOffered, fact: Fact, reader: Reader) -> str:
    region = reader.protocol.regions.get(what.region)
    to = f"{region.name if region else what.region}{f', to {reader.name(what.to)}' if what.to else ''}"
    mood = f"; the customer is {what.mood}" if what.mood else ""
    return f"offers the handover to {to}, to be accepted by {reader.moment(what.due_at)}{mood}"


COURSES = {
    Course.BY_PROTOCOL: "let the case follow the sun as its customer and the protocol say",
    Course.HOME: "lets the case stay at home",
    Course.ROUND: "lets the case go round with the sun",
}


def _waived(what: Waived, fact: Fact, reader: Reader) -> str:
    asked = f", asked by {reader.name(what.asked_by)}" if what.asked_by else ""
    return f"waived the {NAMES[what.promise]} that was due {reader.moment(what.due_at)}{asked}"


Telling = Callable[[Any, Fact, Reader], str]
TELLING: Mapping[type[Any], Telling] = {
    Opened: _opened,
    OwnerSet: _owned,
    WaitingSet: _waiting,
    Resolved: lambda what, fact, reader: "resolved the case",
    Reopened: lambda what, fact, reader: "reopened the case",
    Closed: lambda what, fact, reader: "closed the case",
    MergedInto: lambda what, fact, reader: f"merged this case into {what.case}, where it goes on",
    MergedFrom: lambda what, fact, reader: f"merged {what.case} into this case",
    SplitOff: lambda what, fact, reader: f"split {what.case} off this case",
    Triaged: _triaged,
    SeverityAsked: lambda what, fact, reader: f"asked for severity {what.severity}",
    SeverityChanged: lambda what, fact, reader: f"changed the severity to {what.severity}",
    SeverityDeclined: lambda what, fact, reader: "left the severity as it is",
    PlanChanged: _plan,
    AgreementProposed: lambda what, fact, reader: f"proposed {instead(what, reader)}",
    AgreementMade: lambda what, fact, reader: (
        f"{'agreed to' if fact.by.side is Side.CUSTOMER else 'noted what was agreed:'} {instead(what, reader)}"
    ),
    AgreementDeclined: lambda what, fact, reader: (
        "did not agree to what was proposed" if fact.by.side is Side.CUSTOMER else "took back what was proposed"
    ),
    AgreementEnded: lambda what, fact, reader: "withdrew what was agreed",
    DateAccepted: lambda what, fact, reader: (
        f"accepted the release date, {reader.moment(what.date)}, without updates until then"
    ),
    FixIdentified: lambda what, fact, reader: f"identified {reader.keyed(what.fix, 'a fix')}",
    FixWithdrawn: lambda what, fact, reader: f"withdrew {reader.keyed(what.fix)}: it does not mend this",
    DateGiven: _date,
    DateWithdrawn: lambda what, fact, reader: f"withdrew the release date of {reader.keyed(what.fix)}",
    ReleaseRescheduled: _rescheduled,
    FixRemoved: lambda what, fact, reader: (
        f"took {reader.keyed(what.fix)} out of the release {what.release}; a notice is owed"
    ),
    FixReleased: lambda what, fact, reader: f"released {reader.keyed(what.fix)}",
    Waived: _waived,
    ProtocolMoved: lambda what, fact, reader: f"moved the case to revision {what.protocol[:12]} of the protocol",
    ProtocolPinned: lambda what, fact, reader: f"pinned the case to revision {what.protocol[:12]} of the protocol",
    ResourceAsked: lambda what, fact, reader: (
        f"asked {reader.protocol.groups.get(what.group, what.group)}, for an answer by {reader.moment(what.due_at)}"
    ),
    ResourceOwned: _group_owned,
    ResourceAnswered: _answered,
    ResourceWithdrawn: _answered,
    HandoverOffered: _offered,
    HandoverQuestioned: lambda what, fact, reader: "asks back before the handover is accepted",
    HandoverAccepted: lambda what, fact, reader: "accepted the handover",
    HandoverWithdrawn: lambda what, fact, reader: "withdrew the handover",
    TierRaised: lambda what, fact, reader: f"raised the case to tier {what.tier}",
    CourseSet: lambda what, fact, reader: COURSES[what.course],
    **climbed.TELLING,
}
