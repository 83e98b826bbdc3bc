"""A trial as a page shows it: late at once first, then who gains and who loses, of what the reader may see (O2.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.tally import LateAtOnce, Moved, Trial
from sundial.commands.trial import Among, try_on
from sundial.models import Case, Organization
from sundial.protocol.document import Protocol
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.promises import NAMES

MOST = 50  # rows of a list; the command line tells all


@dataclass(frozen=True, slots=True)
class LateRow:
    """A promise that would be late at once."""

    case: Case
    plan: str
    severity: int
    promise: str
    was: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How much moves under a heading: a promise of a plan and severity, or a customer."""

    name: str
    earlier: int
    later: int
    late: int
    sooner_by: str
    later_by: str


@dataclass(frozen=True, slots=True)
class Tried:
    """All of it; `more` counts what the lists have no room for."""

    trial: Trial
    late: tuple[LateRow, ...]
    cells: tuple[TallyRow, ...]
    customers: tuple[TallyRow, ...]

    @property
    def more_late(self) -> int:
        """How many would be late and are not in the list."""
        return self.trial.whole.late - len(self.late)

    @property
    def more_customers(self) -> int:
        """How many customers are not in the list."""
        return len(self.trial.customers) - len(self.customers)


def tried(request: SignedIn, digest: str, protocol: Protocol) -> Tried:
    """Try a document on the open cases that the reader sees."""
    trial = try_on(protocol, digest, now=request.now, among=Among(region=request.user.region))
    return Tried(trial, _late(request, trial.late, protocol), _cells(trial, protocol), _customers(trial))


def _late(request: SignedIn, late: Sequence[LateAtOnce], protocol: Protocol) -> tuple[LateRow, ...]:
    shown = sorted(late, key=lambda one: one[5])[:MOST]
    rows = Case.objects.select_related("organization").filter(inside(wall_of(request.user)))
    cases = {case.number: case for case in rows.filter(number__in=[one[0] for one in shown])}
    return tuple(
        LateRow(cases[number], protocol.plans[plan].name, severity, NAMES[Promise(promise)], was, now)
        for number, plan, severity, promise, was, now in shown
        if number in cases
    )


def _cells(trial: Trial, protocol: Protocol) -> tuple[TallyRow, ...]:
    places = {plan: place for place, plan in enumerate(protocol.plans)}
    cells = sorted(trial.cells.items(), key=lambda one: (places.get(one[0][0], len(places)), one[0][1]))
    return tuple(
        _row(f"{protocol.plans[plan].name}, severity {severity}, {NAMES[Promise(promise)].lower()}", moved)
        for (plan, severity, promise), moved in cells
    )


def _customers(trial: Trial) -> tuple[TallyRow, ...]:
    """Return the customers, those with most that is late first, then by how much moves."""
    found = sorted(trial.customers.items(), key=lambda one: (-one[1].late, -one[1].earlier - one[1].later))[:MOST]
    names = dict(Organization.objects.filter(pk__in=[key for key, _ in found]).values_list("pk", "name"))
    return tuple(_row(names[key], moved) for key, moved in found if key in names)


def _row(name: str, moved: Moved) -> TallyRow:
    by = (when.length(span.total_seconds()) if span else "" for span in (moved.sooner_by, moved.later_by))
    return TallyRow(name, moved.earlier, moved.later, moved.late, *by)
