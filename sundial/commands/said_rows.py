"""Say of many clocks what is true of them by their rows alone: after an outage that is most of what there is to say.

What is written is what `record` would write of the same facts (tests hold every case to its fold); no history is read,
and it takes as many statements for a thousand clocks as for one. What the rows do not explain is left to `record`:
two things to say of one case, a case that has ended, a fact from later than now, what is owed inside the house or to
an escalation, and a role that nobody fills, of which the case must say so.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sundial.commands import chain
from sundial.commands.chain import Link
from sundial.commands.owed import Owed, Staff, asks_at, words
from sundial.commands.statements import Statement, Write, update
from sundial.models import protocols_of
from sundial.models.fetch import fetch
from sundial.protocol.case import OPEN
from sundial.protocol.document.alerting import Alerting
from sundial.protocol.facts import SYSTEM, Breached, DueSoon, Fact, Side, What
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.stand_in import Colleague, hearers
from sundial.protocol.team import Heard, told

ALONE = """
    SELECT clock.id, c.id::text, clock.promise, clock.cycle, clock.due_at, clock.soon_said, c.severity,
        c.home_region, c.regions, c.owner_id::text, c.revision, c.head_seq, c.head_hash
    FROM clock JOIN support_case c ON c.id = clock.case_id
    WHERE clock.id = ANY (%s) AND clock.promise = ANY (%s) AND clock.check_at <= %s AND clock.ended_at IS NULL
        AND NOT clock.paused AND NOT clock.breach_said AND c.state = ANY (%s) AND c.changed_at < %s
        AND NOT EXISTS (
            SELECT FROM clock other WHERE other.case_id = c.id AND other.id <> clock.id AND (other.check_at <= %s
                OR (other.ended_at IS NULL AND NOT other.paused AND other.outcome = 'running' AND other.due_at < %s))
        )
    ORDER BY c.id
"""  # alone: nothing else on the case wants attention, or is late and not yet known to be
CASE = update("support_case", {"id": "uuid"}, {"changed_at": "timestamptz", "head_seq": "int", "head_hash": "text"})
OF_A_NAME = {"case_id": "uuid", "promise": "text", "due_at": "timestamptz"}  # what is said of a clock names it so
NAMED = "clock.case_id = new.case_id AND clock.promise = new.promise AND clock.due_at = new.due_at"
BREACH_SAID = Statement(
    f"""
    UPDATE clock SET breach_said = true, check_at = NULL,
        outcome = CASE WHEN ended_at IS NULL AND NOT paused THEN 'breached' ELSE outcome END
    FROM {{rows}} WHERE {NAMED}
    """,  # noqa: S608 - ours
    OF_A_NAME,
)
SOON_SAID = Statement(
    f"""
    UPDATE clock SET soon_said = true, check_at = CASE
        WHEN ended_at IS NULL AND NOT paused AND NOT breach_said AND outcome = 'running' THEN clock.due_at
        ELSE check_at END
    FROM {{rows}} WHERE {NAMED}
    """,  # noqa: S608 - ours
    OF_A_NAME,
)
STATES = [str(state) for state in OPEN]


class Row(NamedTuple):
    """A clock of which there is something to say, with its case."""

    clock: int
    case_id: str
    promise: str
    cycle: int
    due_at: datetime
    soon_said: bool
    severity: int
    home_region: str
    regions: Sequence[str]
    owner: str | None
    revision: str
    head_seq: int
    head_hash: str

    def finding(self, now: datetime) -> DueSoon | Breached | None:
        """Return what is to be said: the breach once the due time is reached, the warning only while it is true."""
        what = (Promise(self.promise), self.cycle, self.due_at)
        if now >= self.due_at:
            return Breached(*what)
        return None if self.soon_said else DueSoon(*what)


@dataclass
class SaidRows:
    """What is said of some clocks at an instant (UTC), gathered to be written at once."""

    now: datetime
    said: dict[UUID, list[Owed]] = field(default_factory=dict)  # the alerts, by the case
    clocks: set[int] = field(default_factory=set)  # of which it is said
    severities: dict[UUID, int] = field(default_factory=dict)  # of those cases
    _links: list[Link] = field(default_factory=list)
    _names: dict[type[What], list[tuple[UUID, str, datetime]]] = field(default_factory=dict)
    _documents: dict[str, Alerting] = field(default_factory=dict)
    _hearing: dict[tuple[object, ...], Sequence[Colleague]] = field(default_factory=dict)

    def gather(self, clock_ids: Collection[int]) -> None:
        """Find what is to be said of those of the clocks that their rows explain; their cases are locked."""
        now, promises = self.now, [str(promise) for promise in PHASES]
        found = fetch(ALONE, list(clock_ids), promises, now, STATES, now, now, now)
        rows = list(map(Row._make, found))
        staff = Staff.for_({UUID(row.owner) for row in rows if row.owner})
        protocols = protocols_of({row.revision for row in rows})
        self._documents = {digest: protocol.alerts for digest, protocol in protocols.items()}
        for row in rows:
            if (what := row.finding(now)) is not None and row.revision in self._documents:
                self._say(row, what, staff)

    @property
    def writes(self) -> Iterator[Write]:
        """What writes the facts, their cases and their clocks; the alerts are owed by whoever asks."""
        heads = [(one.case_id, one.fact.at, one.fact.seq, one.hash) for one in self._links]
        yield Write(CASE, heads)
        yield chain.append(self._links)
        yield Write(BREACH_SAID, self._names.get(Breached, ()))
        yield Write(SOON_SAID, self._names.get(DueSoon, ()))

    def _say(self, row: Row, what: DueSoon | Breached, staff: Staff) -> None:
        """Put a fact behind the others, with the alerts that it owes; not where a role is empty."""
        people = self._people(row, what, staff)
        if not people:
            return
        case_id = UUID(row.case_id)
        fact = Fact(row.head_seq + 1, self.now, self.now, SYSTEM, what)
        text = words(fact)
        at = asks_at(fact, row.severity, self._documents[row.revision])
        self.said[case_id] = [Owed(uuid4(), case_id, fact, one, text, asks_at=at) for one in people]
        self.severities[case_id] = row.severity
        self.clocks.add(row.clock)
        self._links.append(Link.of(case_id, row.head_hash, fact, ""))
        self._names.setdefault(type(what), []).append((case_id, row.promise, row.due_at))

    def _people(self, row: Row, what: DueSoon | Breached, staff: Staff) -> Sequence[Colleague]:
        """Return who hears, found once for all that are alike; () where a role is empty."""
        key = (type(what), row.home_region, *row.regions, row.owner)
        if key not in self._hearing:
            self._hearing[key] = _each(_hearers(row, what, staff))
        return self._hearing[key]


def _hearers(row: Row, what: What, staff: Staff) -> Iterator[Sequence[Colleague]]:
    regions = tuple(row.regions)
    heard = Heard(row.home_region, regions, staff.member(row.owner))
    for role in told(what, Side.SYSTEM, heard):
        yield hearers(role, staff.people, regions)


def _each(roles: Iterable[Sequence[Colleague]]) -> Sequence[Colleague]:
    """Return each of those who hear once; () if one of the roles is nobody's."""
    found = list(roles)
    return tuple({one.id: one for some in found for one in some}.values()) if all(found) else ()
