"""Protocol 05 and 06, notices: the drafts that a decision leaves, edited, sent alone or together, dropped (O6.4)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sundial.commands.errors import NothingSaid, NotStaff, Refused
from sundial.commands.grounds import reason_of
from sundial.commands.later import later
from sundial.commands.messages import taken
from sundial.commands.notice_standing import Standing, standings
from sundial.commands.record import Entry, Recorded, record_on
from sundial.models import Case, NoticeDraft, Person
from sundial.protocol.facts import DateGiven, Messaged

State = NoticeDraft.State
LONGEST_REASON = 300  # characters
SAID = {State.SENT: "was sent already", State.DROPPED: "was dropped", State.SENDING: "is on its way"}


class Settled(Refused):
    """A draft is sent or dropped once."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This notice {SAID[State(state)]}.")


class Moot(Refused):
    """What a draft says need not be told any more; the text says why."""


def send_notice(draft: NoticeDraft, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Send a draft to its customer, in these words or its own: the notice of its determinations (O6.4, O6.8b).

    The release date that it names is given by it, where another stands (O6.8c). Raises NotStaff, Settled, Moot,
    NothingSaid, and Case.DoesNotExist where its case is not seen.
    """
    return _send(draft, text, by, now, State.READY)


def send_chosen(draft: NoticeDraft, *, now: datetime) -> Recorded:
    """Send a draft that somebody has chosen to be sent with others, in their name; raises as `send_notice` does."""
    assert draft.settled_by is not None
    return _send(draft, "", draft.settled_by, now, State.SENDING)


def choose_notices(drafts: Sequence[UUID], *, by: Person, now: datetime) -> int:
    """Ask for drafts to be sent together, each in a transaction of its own; return how many those are.

    Left out is what need not be sent any more, and what wants to be looked at first. Raises NotStaff.
    """
    if not by.is_staff_member:
        raise NotStaff
    with transaction.atomic():
        rows = _locked().filter(pk__in=drafts, state=State.READY).order_by("pk")
        found = {draft.pk: draft for draft in rows}
        standing = standings(found.values(), now)
        chosen = [pk for pk in found if not (standing[pk].moot or standing[pk].wants)]
        NoticeDraft.objects.filter(pk__in=chosen).update(state=State.SENDING, settled_by=by, settled_at=now, reason="")
        if chosen:
            later("send_notices", drafts=[str(pk) for pk in chosen])
    return len(chosen)


def give_back(draft: NoticeDraft, reason: str) -> None:
    """Let a draft that could not be sent wait again, with the reason why."""
    rows = NoticeDraft.objects.filter(pk=draft.pk, state=State.SENDING)
    rows.update(state=State.READY, settled_by=None, settled_at=None, reason=reason[:LONGEST_REASON])


def edit_notice(draft: NoticeDraft, text: str, *, by: Person) -> None:
    """Keep other words for a draft. Raises NotStaff, Settled, NothingSaid."""
    if not text.strip():
        raise NothingSaid
    with _held(draft, by) as held:
        held.text, held.edited_by = text.strip(), by
        held.save(update_fields=["text", "edited_by"])


def drop_notice(draft: NoticeDraft, *, by: Person, now: datetime, reason: str) -> None:
    """Drop a draft: nothing is sent by it, and what is owed stays owed. Raises NotStaff, Settled, NoReason."""
    reason = reason_of(reason)[:LONGEST_REASON]
    with _held(draft, by) as held:
        held.state, held.settled_by, held.settled_at, held.reason = State.DROPPED, by, now, reason
        held.save(update_fields=["state", "settled_by", "settled_at", "reason"])


def _send(draft: NoticeDraft, text: str, by: Person, now: datetime, state: str) -> Recorded:
    if not by.is_staff_member:
        raise NotStaff
    with draft.case.locked() as case, _held(draft, by, state) as held:
        held.case = case
        standing = standings([held], now)[held.pk]
        if standing.moot:
            raise Moot(standing.moot)
        words = text.strip() or held.text
        if not words:
            raise NothingSaid
        recorded = record_on(case, _entries(held, standing, words, by), now=now)
        held.state, held.text, held.reason = State.SENT, words, ""
        held.settled_by, held.settled_at = by, recorded.facts[-1].at
        held.save(update_fields=["state", "text", "reason", "settled_by", "settled_at"])
        return recorded


def _entries(draft: NoticeDraft, standing: Standing, words: str, by: Person) -> list[Entry]:
    """Return what is recorded: the words, with the date that they give, and whoever takes a case of nobody's."""
    case: Case = draft.case
    *others, last = standing.gives or ("",)
    if draft.date is None or not last:
        what: Messaged | DateGiven = Messaged(public=True, notice=standing.marks)
        return [*taken(case, by), Entry(case.pk, what, by, text=words)]
    release = _release_of(draft)
    dates = [Entry(case.pk, DateGiven(draft.date, fix, release), by) for fix in others]
    what = DateGiven(draft.date, last, release, standing.marks)
    return [*taken(case, by), *dates, Entry(case.pk, what, by, text=words)]


def _release_of(draft: NoticeDraft) -> str:
    """Return the release for whose date it is: that of the event, or the one into which the fix was put instead."""
    event = draft.event
    if event.kind == event.Kind.REMOVED:
        return event.fix.release.name if event.fix and event.fix.release else ""
    return event.release.name if event.release else ""


def _locked() -> QuerySet[NoticeDraft]:
    rows = NoticeDraft.objects.select_related("case", "event__release", "event__fix__release")
    return rows.select_for_update(of=("self",), no_key=True)


@contextmanager
def _held(draft: NoticeDraft, by: Person, state: str = State.READY) -> Iterator[NoticeDraft]:
    """Hold the lock of a draft that is in this state. Raises NotStaff, Settled, NoticeDraft.DoesNotExist."""
    if not by.is_staff_member:
        raise NotStaff
    with transaction.atomic():
        held = _locked().get(pk=draft.pk)
        if held.state != state:
            raise Settled(held.state)
        yield held
