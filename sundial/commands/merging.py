"""Protocol 06, merging: two cases go on as one, with the stricter of what both owed (O6.10)."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.chain import moment_after
from sundial.commands.errors import NotStaff, Refused
from sundial.commands.grounds import check_not_over
from sundial.commands.record import Entry, Recorded, record_many
from sundial.commands.team import can_own, goes_out
from sundial.models import Case, Escalation, Person, histories_of, protocol_of, protocols_of
from sundial.models.case import PROJECTED
from sundial.protocol.case import State, named_protocols
from sundial.protocol.clock import Clock
from sundial.protocol.facts import Fact, MergedInto, OwnerSet, PlanChanged, SeverityChanged, What
from sundial.protocol.merging import taken_over
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.terms import Terms
from sundial.protocol.triage import plan_rank

Clocks = tuple[Clock, ...]


class CannotMerge(Refused):
    """These two cannot go on as one; the text says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cases: its history with what the merging records on it, and the clocks before and after."""

    case: Case
    history: tuple[Fact, ...]
    added: tuple[tuple[What, str], ...]
    terms: Terms
    before: Clocks
    after: Clocks

    def entries(self, by: Person, at: datetime) -> list[Entry]:
        """Return what is to be recorded on it."""
        return [Entry(self.case.pk, what, by, at, text) for what, text in self.added]


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merging would do at an instant: to the case that ends, and to the one as which it goes on."""

    at: datetime
    ends: Side
    goes_on: Side


def merge(case: Case, into: Case, *, by: Person, now: datetime) -> Recorded:
    """Let a case go on as another of the same customer, which then owes the stricter of each; return that one.

    Every clock of the first ends; what ran there in time is owed on the second, a graver severity or a better plan
    raises it, and the owner comes along where the second has none. Raises NotStaff, CaseClosed, CaseMerged,
    CannotMerge, and Case.DoesNotExist where the viewer sees only one of the two.
    """
    with _locked(case, into):
        found = foreseen(case, into, by=by, now=now)
        entries = [*found.ends.entries(by, found.at), *found.goes_on.entries(by, found.at)]
        recorded = {one.case.pk: one for one in record_many(entries, now=now)}
        for one in (case, into):
            one.take_over({name: getattr(recorded[one.pk].case, name) for name in PROJECTED})
        return recorded[into.pk]


def foreseen(case: Case, into: Case, *, by: Person, now: datetime) -> Merging:
    """Fold what a merging would record, and record nothing; refuses what `merge` refuses."""
    _check(case, into, by)
    histories = histories_of([case.pk, into.pk])
    here, there = histories[case.pk], histories[into.pk]
    at = max(moment_after(now, here), moment_after(now, there))
    ends = _side(case, here, ((MergedInto(into.number), ""),), by, at)
    clocks, state = fold(ends.history, ends.terms)
    taken = taken_over(case.number, clocks, state, ends.history[-1].seq)
    raised = (*_raised(case, into), *_better(case, into))
    added = ((what, text) for what, text in (*raised, (taken, ""), *_owner(case, into)))
    return Merging(at, ends, _side(into, there, tuple(added), by, at))


def _side(case: Case, history: Sequence[Fact], added: tuple[tuple[What, str], ...], by: Person, at: datetime) -> Side:
    terms = terms_of(history, protocols_of(named_protocols(history)))
    facts = [Fact(seq, at, at, by.by, what) for seq, (what, _) in enumerate(added, start=len(history) + 1)]
    whole = (*history, *facts)
    return Side(case, whole, added, terms, fold(history, terms)[0], fold(whole, terms)[0])


def _raised(case: Case, into: Case) -> Iterator[tuple[What, str]]:
    """Yield the change of severity where the merged case is the graver one and the survivor's protocol knows it."""
    if case.severity < into.severity and case.severity in protocol_of(into.revision).severities:
        reason = f"{case.number}, which goes on here, has severity {case.severity}."
        yield SeverityChanged(case.severity), reason


def _better(case: Case, into: Case) -> Iterator[tuple[What, str]]:
    """Yield the change of plan where the merged case has the better one: the survivor owes by the stricter (O6.10)."""
    protocol = protocol_of(into.revision)
    if case.plan in protocol.plans and plan_rank(protocol, case.plan) < plan_rank(protocol, into.plan):
        reason = f"{case.number}, which goes on here, has plan {protocol.plans[case.plan].name}."
        yield PlanChanged(case.plan), reason


def _owner(case: Case, into: Case) -> Iterator[tuple[What, str]]:
    """Yield the owner who comes along, if they may have it: a promise without an owner is nobody's."""
    owner = case.owner
    if into.owner_id is None and owner is not None and can_own(owner, into) and not goes_out(owner, into):
        yield OwnerSet(str(owner.pk)), ""


def _check(case: Case, into: Case, by: Person) -> None:
    if not by.is_staff_member:
        raise NotStaff
    if case.pk == into.pk:
        raise CannotMerge("A case cannot be merged into itself.")
    check_not_over(case)
    if case.organization_id != into.organization_id:
        raise CannotMerge("The two cases belong to two customers; only cases of one customer go on as one.")
    if reason := _ended(into) or _escalated(case, into):
        raise CannotMerge(reason)


def _escalated(case: Case, into: Case) -> str:
    """Say why a case with an escalation stays the case that it is; "" where it has none."""
    found = set(Escalation.objects.filter(case__in=(case, into)).values_list("case_id", flat=True))
    if len(found) == 2:
        both = f"{case.number} and {into.number} are both escalated, and each owes its answer itself."
        return f"{both} One can go on as the other once its escalation is settled."
    words = f"{case.number} is escalated, and its answer is owed there. Merge the other one into it."
    return words if case.pk in found else ""


def _ended(into: Case) -> str:
    """Say why nothing can be merged into a case that has ended; "" into one that is open."""
    return {
        State.CLOSED: f"{into.number} is closed and takes nothing more.",
        State.RESOLVED: f"{into.number} is resolved. Reopen it first.",
        State.MERGED: f"{into.number} goes on as {into.merged_into}. Merge into that one.",
    }.get(State(into.state), "")


@contextmanager
def _locked(*cases: Case) -> Iterator[None]:
    """Hold the locks of some cases, always in the same order."""
    with ExitStack() as held:
        for case in sorted({one.pk: one for one in cases}.values(), key=lambda one: one.pk):
            held.enter_context(case.locked())
        yield
