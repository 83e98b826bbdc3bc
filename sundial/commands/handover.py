"""Protocol 02, handover: a case is offered to another region, questioned, accepted or withdrawn; all inside (O2.3)."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.handover_ground import (
    AcceptedMeanwhile,
    CannotReceive,
    DueNever,
    EmptyPacket,
    HandedOtherwise,
    NotForYou,
    NotYours,
    OwnOffer,
    Packet,
    PledgesLeft,
    SameHands,
    check_may_give,
    check_packet,
    may_accept,
    may_give,
    offer_named,
    open_offer,
)
from sundial.commands.pledged import pledged
from sundial.commands.record import Entry, Recorded, record, record_on
from sundial.models import Case, Person, history_of
from sundial.protocol.facts import (
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    OwnerSet,
)
from sundial.protocol.handed import Handed

__all__ = [
    "AcceptedMeanwhile", "CannotReceive", "DueNever", "EmptyPacket", "HandedOtherwise", "NotForYou", "NotYours",
    "OwnOffer", "Packet", "PledgesLeft", "SameHands", "accept_handover", "each", "may_accept", "may_give",
    "offer_handover", "question_handover", "withdraw_handover",
]  # fmt: skip
Verb = Callable[[Case], object]


def offer_handover(case: Case, packet: Packet, *, by: Person, now: datetime, seen: int | None = None) -> Recorded:
    """Offer a case to a region; it is owed an answer by then, and the case stays whose it is until it is accepted.

    `seen` is the `seq` of the handover that stood on the page, 0 for none: another one is not replaced unseen. Raises
    NotStaff, NotYours, HandedOtherwise, what `check_packet` raises, and where the case has ended what `check_open`
    raises.
    """
    with case.locked():
        stands = open_offer(case)
        check_may_give(by, case)
        check_packet(case, packet, now)
        if seen is not None and seen != (stands.seq if stands else 0):
            raise HandedOtherwise(anew=stands is not None)
        to = str(packet.to.pk) if packet.to else ""
        offered = HandoverOffered(packet.region, to, packet.due_at, packet.mood)
        return record(case, offered, by=by, now=now, text=packet.text.strip())


def accept_handover(case: Case, offer: int, *, by: Person, now: datetime, taken: Collection[str] = ()) -> Recorded:
    """Accept a handover by its `seq`: from now on it is one's own case, in the same transaction.

    `taken` names what was promised by word for the shift, all of which is taken over with it and kept in words. Of two
    who accept, one does and the other learns who has it. Raises NotStaff, NotForYou, OwnOffer, PledgesLeft,
    AcceptedMeanwhile, HandedOtherwise, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        words = _taken_over(_may_answer(by, case, offer), case, taken)
        entries = [Entry(case.pk, HandoverAccepted(offer), by, text=words)]
        if case.owner_id != by.pk:
            entries.append(Entry(case.pk, OwnerSet(str(by.pk)), by))
        return record_on(case, entries, now=now)


def question_handover(case: Case, offer: int, *, by: Person, text: str, now: datetime) -> Recorded:
    """Ask back before a handover is accepted; who gave it hears of it, and its clock runs on.

    Raises EmptyPacket without words, and what `accept_handover` raises.
    """
    with case.locked():
        _may_answer(by, case, offer)
        if not text.strip():
            raise EmptyPacket
        return record(case, HandoverQuestioned(offer), by=by, now=now, text=text.strip())


def withdraw_handover(case: Case, offer: int, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Take a handover back, and say why if there is more to say; the case stays whose it is.

    Raises NotStaff, NotYours, AcceptedMeanwhile, HandedOtherwise, and what `check_open` raises.
    """
    with case.locked():
        handed = offer_named(case, offer)
        if not (by.is_staff_member and str(by.pk) in (handed.giver, handed.fact.by.id)):
            check_may_give(by, case)
        return record(case, HandoverWithdrawn(offer), by=by, now=now, text=text.strip())


def each(cases: Iterable[Case], verb: Verb) -> dict[Case, str]:
    """Do something to many cases, each in a transaction of its own; return why it was not done, by the case.

    What one refuses holds up no other. They are taken in one order, so that two who do so wait and do not lock up.
    """
    left: dict[Case, str] = {}
    for case in sorted(cases, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                verb(case)
        except Refused as refusal:
            left[case] = str(refusal)
        except Case.DoesNotExist:
            left[case] = "There is no such case."
    return left


def _taken_over(handed: Handed, case: Case, taken: Collection[str]) -> str:
    """Return in words what is taken over by name; raises PledgesLeft."""
    found = pledged(history_of(case.pk), handed)
    if left := [one for one in found if one.name not in taken]:
        raise PledgesLeft(left)
    return f"Takes over: {'; '.join(one.says for one in found)}." if found else ""


def _may_answer(by: Person, case: Case, offer: int) -> Handed:
    """Return the open handover that somebody may accept or ask about, under the lock of its case."""
    if not by.is_staff_member:
        raise NotStaff
    handed = offer_named(case, offer)
    if str(by.pk) == handed.giver and case.owner_id == by.pk:
        raise OwnOffer
    if not may_accept(by, case, handed.what):
        raise NotForYou
    return handed
