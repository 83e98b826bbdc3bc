"""Protocol 06, notices: how a draft stands by what became of its case since it was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sundial.models import AwaitedFix, Clock, NoticeDraft, ReleaseEvent
from sundial.protocol.case import State
from sundial.protocol.clock import Outcome
from sundial.protocol.promises import Promise

Kind = ReleaseEvent.Kind
TOLD = (Outcome.MET, Outcome.BREACHED)  # how a notice ends that was given


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands.

    `moot` says why it need not be sent any more, `wants` why it wants to be looked at before it is ("" for no). `marks`
    are the determinations whose notice it would be, by `seq`, and `gives` the fixes for which its date would be given.
    """

    moot: str = ""
    wants: str = ""
    marks: tuple[int, ...] = ()
    gives: tuple[str, ...] = ()


@dataclass(slots=True)
class _Beside:
    """What is known of the cases of some drafts: their notices, what they wait for, their other drafts."""

    running: set[tuple[UUID, int]] = field(default_factory=set)
    told: set[tuple[UUID, int]] = field(default_factory=set)
    awaited: dict[UUID, dict[str, datetime | None]] = field(default_factory=dict)
    drafts: dict[UUID, list[NoticeDraft]] = field(default_factory=dict)


def standings(drafts: Iterable[NoticeDraft], now: datetime) -> Mapping[UUID, Standing]:
    """Return how drafts stand that wait to be sent, in three queries however many they are."""
    drafts = list(drafts)
    beside = _beside({draft.case_id for draft in drafts})
    return {draft.pk: _standing(draft, beside, now) for draft in drafts}


def _beside(case_ids: set[UUID]) -> _Beside:
    found = _Beside()
    clocks = Clock.objects.filter(case__in=case_ids, promise=Promise.FIX_RELEASE, about__gt=0)
    for case, about, ended_at, outcome in clocks.values_list("case_id", "about", "ended_at", "outcome"):
        if ended_at is None:
            found.running.add((case, about))
        elif outcome in TOLD:
            found.told.add((case, about))
    for case, fix, date in AwaitedFix.objects.filter(case__in=case_ids).values_list("case_id", "fix", "date"):
        found.awaited.setdefault(case, {})[fix] = date
    others = NoticeDraft.objects.filter(case__in=case_ids).exclude(state=NoticeDraft.State.DROPPED)
    for draft in others.select_related("event").order_by("event__recorded_at"):
        found.drafts.setdefault(draft.case_id, []).append(draft)
    return found


def _standing(draft: NoticeDraft, beside: _Beside, now: datetime) -> Standing:
    awaited = beside.awaited.get(draft.case_id, {})
    waits = [fix for fix in draft.event.fixes if fix in awaited]
    ahead = draft.date if draft.date and draft.date > now else None
    return Standing(
        _moot(draft, beside),
        _wants(draft, waits=bool(waits), passed=bool(draft.date and not ahead)),
        tuple(sorted(_marks(draft, beside))),
        tuple(fix for fix in waits if ahead and awaited[fix] != ahead),
    )


def _moot(draft: NoticeDraft, beside: _Beside) -> str:
    """Say why a draft need not be sent any more; "" while it should be."""
    case = draft.case
    if case.state == State.MERGED:
        return f"The case goes on as {case.merged_into}, and what was owed is owed there."
    if case.state == State.CLOSED:
        return "The case is closed."
    if case.state == State.RESOLVED and draft.event.kind != Kind.SHIPPED:
        return "The case is resolved, so nothing is owed on it any more."
    if _later(draft, beside):
        return "A later decision has overtaken it, whose notice tells both."
    own = [(draft.case_id, seq) for seq in draft.seqs]
    if not own or any(one in beside.running for one in own):
        return ""
    return "The customer was told already." if any(one in beside.told for one in own) else "The fix is out by now."


def _wants(draft: NoticeDraft, *, waits: bool, passed: bool) -> str:
    """Say why a draft should be looked at before it is sent; "" if it need not."""
    if passed:
        return "The date that it names has passed. Write what holds now."
    if not waits and draft.event.kind in (Kind.RESCHEDULED, Kind.REMOVED, Kind.DROPPED):
        return "The case does not wait for the fix any more. Write what holds now."
    return ""


def _marks(draft: NoticeDraft, beside: _Beside) -> Iterator[int]:
    """Yield the determinations that it tells: its own, and those that it has overtaken."""
    if not draft.seqs:
        return
    for one in beside.drafts.get(draft.case_id, ()):
        if one.pk == draft.pk or (_before(one, draft) and _share(one, draft)):
            yield from (seq for seq in one.seqs if (draft.case_id, seq) in beside.running)


def _later(draft: NoticeDraft, beside: _Beside) -> bool:
    return any(_before(draft, one) and _share(draft, one) for one in beside.drafts.get(draft.case_id, ()))


def _before(one: NoticeDraft, other: NoticeDraft) -> bool:
    return one.event.recorded_at < other.event.recorded_at


def _share(one: NoticeDraft, other: NoticeDraft) -> bool:
    return not set(one.event.fixes).isdisjoint(other.event.fixes)
