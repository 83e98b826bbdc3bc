"""The rows of plain clocks that are counted anew under another revision, as the fold would leave them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sundial.commands.by_rows import EPOCH, CaseRow, ClockRow, execute
from sundial.protocol.clock import Outcome
from sundial.protocol.document import Protocol
from sundial.protocol.instants import micros
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.recount import Counted, recounted
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
        about, plain)
    SELECT case_id, promise, new.cycle, started_at, {EPOCH.format("new.due")}, {EPOCH.format("new.warn")},
        {EPOCH.format("new.look")}, new.outcome, new.soon, new.said, about, true
    FROM {{rows}} AS new (id, cycle, due, warn, look, outcome, soon, said) JOIN clock USING (id)
"""  # noqa: S608 - ours
WARNED = f"""
    UPDATE clock SET warn_at = {EPOCH.format("new.warn")}, check_at = {EPOCH.format("new.look")}
    FROM {{rows}} AS new (id, warn, look) WHERE clock.id = new.id
"""  # noqa: S608 - ours


@dataclass(slots=True)
class Clocks:
    """What a move to a document does to the clocks of many cases, gathered to be written at once."""

    protocol: Protocol
    now: datetime
    superseded: list[tuple[int]] = field(default_factory=list)
    begun: list[tuple[Any, ...]] = field(default_factory=list)
    warned: list[tuple[Any, ...]] = field(default_factory=list)
    _terms: dict[tuple[Any, ...], Terms] = field(default_factory=dict)

    def explain(self, clocks: Iterable[ClockRow]) -> bool:
        """Say whether the rows alone tell how each clock is counted that the move could touch."""
        return all(clock.plain or clock.promise in INSIDE or clock.is_late(self.now) for clock in clocks)

    def recount(self, case: CaseRow, clocks: Iterable[ClockRow]) -> tuple[int, int | None]:
        """Count the clocks of one case anew; return the rank of its plan, and when it is due next, in microseconds."""
        terms = self._terms_of(case)
        more: Counter[str] = Counter()
        dues = []
        for clock in clocks:
            if clock.promise in INSIDE:
                continue
            due_at = clock.due_at
            if not clock.is_late(self.now):
                counted = recounted(Promise(clock.promise), clock.started_at, case.severity, terms)
                due_at = counted.due_at
                if due_at != clock.due_at:
                    more[clock.promise] += 1
                self._stands(clock, counted, clock.most + more[clock.promise])
            dues.append(due_at)
        return plan_rank(self.protocol, case.plan), micros(min(dues)) if dues else None

    def write(self) -> None:
        """Write what ends first: in each slot one clock runs, at every moment."""
        execute(SUPERSEDED, _columns(("bigint",), self.superseded), at=self.now)
        execute(BEGUN, _columns(("bigint", "int", "bigint", "bigint", "bigint", "text", "bool", "bool"), self.begun))
        execute(WARNED, _columns(("bigint", "bigint", "bigint"), self.warned))

    def _stands(self, clock: ClockRow, counted: Counted, cycle: int) -> None:
        """Note what stands in the place of a clock: another one, or itself with another warning."""
        due, warn = micros(counted.due_at), micros(counted.warn_at)
        if counted.due_at == clock.due_at:
            self.warned.append((clock.id, warn, due if clock.soon_said else warn))
            return
        said = counted.due_at in (clock.said or ())
        soon = counted.due_at in (clock.warned or ())
        late = said or self.now > counted.due_at
        look = None if said else due if late or soon else warn
        outcome = Outcome.BREACHED if late else Outcome.RUNNING
        self.superseded.append((clock.id,))
        self.begun.append((clock.id, cycle, due, warn, look, str(outcome), soon, said))

    def _terms_of(self, case: CaseRow) -> Terms:
        key = (case.plan, case.home_region, *case.regions)
        if key not in self._terms:
            self._terms[key] = Terms(self.protocol, case.plan, case.home_region, tuple(case.regions))
        return self._terms[key]


def _columns(kinds: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, Sequence[Any]]]:
    return list(zip(kinds, zip(*rows, strict=True), strict=True)) if rows else []
