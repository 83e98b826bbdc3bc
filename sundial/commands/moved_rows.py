"""The rows of plain clocks that are counted anew under another revision, as the fold would leave them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sundial.commands.by_rows import EPOCH, CaseRow, ClockRow, execute, most, said_before
from sundial.protocol.clock import Outcome
from sundial.protocol.document import Protocol
from sundial.protocol.instants import micros
from sundial.protocol.promises import BESIDE, INSIDE, Promise
from sundial.protocol.recount import recounted
from sundial.protocol.terms import Terms
from sundial.protocol.triage import plan_rank

MOVED = f"""
    UPDATE support_case SET revision = %(revision)s, changed_at = %(at)s, head_seq = new.seq, head_hash = new.hash,
        plan_rank = new.rank, next_due_at = {EPOCH.format("new.next_due")}
    FROM {{rows}} AS new (id, seq, hash, rank, next_due) WHERE support_case.id = new.id
"""  # noqa: S608 - ours
SUPERSEDED = """
    UPDATE clock SET ended_at = %(at)s, outcome = 'superseded', warn_at = NULL, check_at = NULL, plain = false
    FROM {rows} AS new (id) WHERE clock.id = new.id
"""
BEGUN = f"""
    INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said,
        about, plain, restricted)
    SELECT case_id, promise, new.cycle, started_at, {EPOCH.format("new.due")}, {EPOCH.format("new.warn")},
        {EPOCH.format("new.look")}, new.outcome, new.soon, new.said, about, true, clock.restricted
    FROM {{rows}} AS new (id, cycle, due, warn, look, outcome, soon, said) JOIN clock USING (id)
"""  # noqa: S608 - ours
WARNED = f"""
    UPDATE clock SET warn_at = {EPOCH.format("new.warn")}, check_at = {EPOCH.format("new.look")}
    FROM {{rows}} AS new (id, warn, look) WHERE clock.id = new.id
"""  # noqa: S608 - ours

PROMISES = {str(promise): promise for promise in Promise}
FIXES, RUNNING, BREACHED = str(Promise.FIX_RELEASE), str(Outcome.RUNNING), str(Outcome.BREACHED)


class Moved(NamedTuple):
    """A clock in the place of which another begins, and when that one is due, both in microseconds."""

    clock: ClockRow
    due: int
    warn: int


@dataclass(slots=True)
class Clocks:
    """What a move to a document does to the clocks of many cases, gathered to be written at once."""

    protocol: Protocol
    now: datetime
    moved: list[Moved] = field(default_factory=list)
    warned: list[tuple[int, int, int]] = field(default_factory=list)
    _known: dict[tuple[Any, ...], tuple[Terms, int]] = field(default_factory=dict)

    def recount(self, case: CaseRow, clocks: Iterable[ClockRow]) -> tuple[int, int | None] | None:
        """Count the clocks of one case anew; return the rank of its plan, and when it is due next, in microseconds.

        None where the rows alone do not tell how each clock is counted that the move could touch; it is not counted.
        """
        counted, dues = [], []
        for clock in clocks:
            if clock.promise in BESIDE or clock.is_late(self.now):
                if clock.promise not in INSIDE:
                    dues.append(clock.due_at)
            elif clock.plain:
                counted.append(clock)
            else:
                return None
        terms, rank = self._terms_of(case)
        dues += [self._recount(clock, case.severity, terms) for clock in counted]
        return rank, micros(min(dues)) if dues else None

    def write(self) -> None:
        """Write what ends first: in each slot one clock runs, at every moment."""
        begun = list(self._begun()) if self.moved else []
        execute(SUPERSEDED, _columns(("bigint",), [row[:1] for row in begun]), at=self.now)
        execute(BEGUN, _columns(("bigint", "int", "bigint", "bigint", "bigint", "text", "bool", "bool"), begun))
        execute(WARNED, _columns(("bigint", "bigint", "bigint"), self.warned))

    def _recount(self, clock: ClockRow, severity: int, terms: Terms) -> datetime:
        """Count a clock anew, note what that changes, and return when it is due."""
        due_at, warn_at = recounted(PROMISES[clock.promise], clock.started_at, severity, terms)
        if due_at != clock.due_at:
            self.moved.append(Moved(clock, micros(due_at), micros(warn_at)))
        elif (warn_at, due_at if clock.soon_said else warn_at) != (clock.warn_at, clock.check_at):
            warn = micros(warn_at)
            self.warned.append((clock.id, warn, micros(due_at) if clock.soon_said else warn))
        return due_at

    def _begun(self) -> Iterator[tuple[Any, ...]]:
        """Yield the clocks that take the place of others, each by the id of that one."""
        said, numbers, now = self._said_before(), self._numbers(), micros(self.now)
        for clock, due, warn in self.moved:
            if clock.promise == FIXES:
                number = numbers[clock.case_id] = numbers[clock.case_id] + 1
            else:
                number = clock.cycle + 1
            was_soon, was_late = said.get(clock.id, (False, False))
            late = was_late or now > due
            look = None if was_late else due if late or was_soon else warn
            yield clock.id, number, due, warn, look, BREACHED if late else RUNNING, was_soon, was_late

    def _said_before(self) -> dict[int, tuple[bool, bool]]:
        """Return what was said of the due times that come up, when a clock of that promise had them before."""
        asked = [(clock.id, clock.case_id, clock.promise, due) for clock, due, _ in self.moved]
        return said_before(_columns(("bigint", "uuid", "text", "bigint"), asked))

    def _numbers(self) -> dict[str, int]:
        """Return how many there were of what runs several times on a case; of the others the last one runs."""
        cases = {clock.case_id for clock, *_ in self.moved if clock.promise == FIXES}
        return most(cases, FIXES) if cases else {}

    def _terms_of(self, case: CaseRow) -> tuple[Terms, int]:
        """Return the terms of a case under the document, and the rank of its plan."""
        key = (case.plan, case.home_region, *case.regions)
        known = self._known.get(key)
        if known is None:
            terms = Terms(self.protocol, case.plan, case.home_region, tuple(case.regions))
            known = self._known[key] = terms, plan_rank(self.protocol, case.plan)
        return known


def _columns(kinds: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, Sequence[Any]]]:
    return list(zip(kinds, zip(*rows, strict=True), strict=True)) if rows else []
