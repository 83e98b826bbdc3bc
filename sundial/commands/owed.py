"""Word that is owed to the team: who hears of a fact, in which words, once each, in the transaction of the fact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q

from sundial.commands.later import asking_for_delivery
from sundial.commands.statements import Write, insert
from sundial.models import AlertKind, Case, Person
from sundial.models.alerts import NOBODYS
from sundial.models.person import Kind
from sundial.protocol.document.alerting import Alerting
from sundial.protocol.facts import Breached, ComfortSaid, DueSoon, Escalated, Fact, FindingsWritten, OwnerSet
from sundial.protocol.paging import Wants, answered_by, wants
from sundial.protocol.stand_in import MANAGERS, Colleague, hearers
from sundial.protocol.team import Heard, Member, Told, told

INSERT = insert(
    "alert",
    {
        "id": "uuid", "case_id": "uuid", "seq": "int", "person_id": "uuid", "kind": "text", "promise": "text",
        "cycle": "int", "due_at": "timestamptz", "text": "text", "at": "timestamptz", "asks_at": "timestamptz",
    },
    tail="ON CONFLICT DO NOTHING",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owed:
    """One alert before it is a row; its id is made here, because the writer may not read it back."""

    id: UUID
    case_id: UUID
    fact: Fact
    hearer: Colleague
    text: str
    kind: str = ""  # that of the fact, unless it says otherwise
    asks_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """When the promise is due that it is about; None of everything else."""
        what = self.fact.what
        return what.due_at if isinstance(what, DueSoon | Breached) else None

    @property
    def columns(self) -> tuple[Any, ...]:
        """The row, in the order of the statement."""
        what, fact = self.fact.what, self.fact
        clock: tuple[Any, ...] = ("", None, None)
        if isinstance(what, DueSoon | Breached):
            clock = (str(what.promise), what.cycle, what.due_at)
        return (
            self.id,
            self.case_id,
            fact.seq,
            id_of(self.hearer),
            self.kind or fact.kind,
            *clock,
            self.text,
            fact.at,
            self.asks_at,
        )


@lru_cache(maxsize=4096)
def id_of(hearer: Colleague) -> UUID:
    """Return a colleague's id; of hundreds thousands are told."""
    return UUID(hearer.id)


@dataclass(frozen=True, slots=True)
class Staff:
    """Those of the staff who could be told in one transaction, read once."""

    people: tuple[Colleague, ...]

    @classmethod
    def for_(cls, people: Iterable[UUID | None], groups: Iterable[str] = ()) -> "Staff":
        """Read the active holders of the roles that are told, these people, and those of these groups."""
        wanted = Q(role__in=MANAGERS) | Q(pk__in={one for one in people if one})
        if groups := set(groups):
            wanted |= Q(group__in=groups)
        rows = Person.objects.filter(wanted, kind=Kind.STAFF, is_active=True).order_by("name", "pk")
        columns = rows.values_list("pk", "name", "role", "region", "group")
        return cls(tuple(Colleague(str(pk), *rest) for pk, *rest in columns))

    def member(self, person: str | None) -> Member | None:
        """Return the owner as the rules of the team know them; None if they are gone."""
        return next((Member(one.id, one.region) for one in self.people if one.id == person), None)


def paging(alerts: Iterable[Owed], severity: int, document: Alerting) -> list[Owed]:
    """Return alerts with when they are looked at again: those that want somebody to act (`protocol/paging.py`)."""
    return [_paging(one, severity, document) for one in alerts]


def _paging(one: Owed, severity: int, document: Alerting) -> Owed:
    at = asks_at(one.fact, severity, document, one.kind)
    return replace(one, asks_at=at) if at else one


def asks_at(fact: Fact, severity: int, document: Alerting, kind: str = "") -> datetime | None:
    """Return when it is looked again at what is told of a fact; None of what wants nobody to act."""
    what = fact.what
    promise = str(what.promise) if isinstance(what, DueSoon | Breached) else ""
    if wants(kind or fact.kind, promise, severity) is Wants.NOBODY:
        return None
    return answered_by(fact.recorded_at, severity, document)


def who_hears(case: Case, fact: Fact, heard: Heard, staff: Staff) -> tuple[list[Owed], list[Told]]:
    """Return the alerts that a fact owes, and the roles for which nobody was found. Nobody hears of what they did."""
    regions = tuple(case.regions)
    roles = told(fact.what, fact.by.side, heard)
    found = {role: hearers(role, staff.people, regions) for role in roles}
    people = {one.id: one for some in found.values() for one in some if one.id != fact.by.id}
    text = words(fact)
    alerts = [Owed(uuid4(), case.pk, fact, one, text) for one in people.values()]
    return alerts, [role for role, some in found.items() if not some]


def words(fact: Fact) -> str:
    """Say what an alert says: the promise and the time, and nothing of whose it is."""
    what = fact.what
    if isinstance(what, OwnerSet) and what.owner is None:
        return NOBODYS
    if isinstance(what, Escalated):
        return f"escalated to rung {what.rung}"
    if isinstance(what, ComfortSaid):
        return f"the customer is {'comfortable with the progress' if what.comfortable else 'not comfortable yet'}"
    if isinstance(what, FindingsWritten):
        return AlertKind.SETTLED.label
    if not isinstance(what, DueSoon | Breached):
        return AlertKind(fact.kind).label
    promise = what.promise.replace("-", " ")
    verb = "missed, was due" if isinstance(what, Breached) else "due"
    return f"{promise} {verb} {_clock_time(what.due_at, fact.at)} UTC"


def nobody(role: Told, fact: Fact) -> str:
    """Say on the case that a role is empty; a silence would be worse."""
    where = f"in {role.region}" if role.region else f"for {role.group}"
    name = role.role.replace("-", " ")
    return f"Nobody could be told ({words(fact)}): there is no {name} {where}, nor anybody to stand in."


def owe(alerts: Sequence[Owed]) -> list[Write]:
    """Return what writes the alerts, each once, and asks for their delivery."""
    return [
        Write(INSERT, [alert.columns for alert in alerts]),
        asking_for_delivery(alert.id for alert in alerts),
    ]


def _clock_time(due_at: datetime, at: datetime) -> str:
    if due_at.date() == at.date():
        return f"{due_at:%H:%M}"
    return f"{due_at:%a} {due_at.day} {due_at:%b %H:%M}"
