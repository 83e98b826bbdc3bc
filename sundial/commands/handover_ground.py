"""Protocol 02, handover: on what each of its acts rests: who may, to whom, by when, and what stands by then (O2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sundial.commands.errors import NotOffered, NotStaff, Refused
from sundial.commands.grounds import check_open
from sundial.commands.team import IsAway, can_own, goes_out, is_away, leaves
from sundial.models import Case, Person, history_of, protocol_of
from sundial.protocol.facts import HandoverAccepted, HandoverOffered, Mood
from sundial.protocol.handed import Handed, handovers_of
from sundial.protocol.pledges import Pledge
from sundial.protocol.stand_in import MANAGERS
from sundial.protocol.team import Role, in_charge

FURTHEST = timedelta(days=2)  # from the offer: a shift and the night after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What is handed over with a case: to which region and for whom (None: whoever is on shift), by when (UTC).

    `text` is what the next engineer must know; `mood` how the customer is.
    """

    region: str
    due_at: datetime
    text: str
    to: Person | None = None
    mood: Mood = Mood.UNSAID


class EmptyPacket(Refused):
    """The next engineer needs to know what is known."""

    def __init__(self) -> None:
        super().__init__("Write down what the next engineer must know: a handover has words.")


class DueNever(Refused):
    """A limit that is over, or days ahead, is somebody's alarm too early or too late."""

    def __init__(self) -> None:
        super().__init__("Name a time that lies ahead, two days at most, by which it must be accepted.")


class NotYours(Refused):
    """A case is handed over by its owner, or by a manager of the owner's region."""

    def __init__(self) -> None:
        super().__init__("Only its owner, or a Duty Manager or Director of the owner's region, hands this case over.")


class CannotReceive(Refused):
    """It goes to a region of the document that may see the case, and to somebody there who can own it (O2.7)."""

    def __init__(self) -> None:
        super().__init__("This case cannot be handed over there: choose another region or person.")


class SameHands(Refused):
    """Within a region a handover has a receiver by name: the region itself has the case already."""

    def __init__(self) -> None:
        super().__init__("It is in this region already: name the colleague who is to accept it.")


class NotForYou(Refused):
    """A handover is accepted by support of the receiving region, by whom it is meant for, or by a Duty Manager."""

    def __init__(self) -> None:
        super().__init__("This handover is for another region. Its engineers, or a Duty Manager, accept it.")


class OwnOffer(Refused):
    """Nobody hands over to themselves."""

    def __init__(self) -> None:
        super().__init__("You hand this case over yourself. Withdraw the handover to keep it.")


class AcceptedMeanwhile(Refused):
    """Somebody else accepted first; the second learns who has it."""

    def __init__(self, by: str, owner: str) -> None:
        whose = f"{owner} has this case now" if owner else "nobody has this case now"
        super().__init__(f"Somebody was quicker: {by} accepted it, and {whose}.")


class HandedOtherwise(Refused):
    """What was on the page does not stand any more: offered anew, or withdrawn."""

    def __init__(self, *, anew: bool) -> None:
        super().__init__(
            "It was handed over anew meanwhile. Read the new packet first."
            if anew
            else "This handover does not stand any more: it was withdrawn, or replaced."
        )


class PledgesLeft(Refused):
    """What was promised by word for the shift is taken over by name, or asked about first."""

    def __init__(self, left: Sequence[Pledge]) -> None:
        says = "; ".join(one.says for one in left)
        super().__init__(f"Take over as well what was promised for your shift, or ask back: {says}.")


def check_may_give(person: Person, case: Case) -> None:
    """Refuse who does not hand this case over; raises NotStaff, NotYours."""
    if not person.is_staff_member:
        raise NotStaff
    if not may_give(person, case):
        raise NotYours


def may_give(person: Person, case: Case) -> bool:
    """Say whether somebody owns a case or manages whoever does; what nobody owns, any of support may hand over."""
    if not can_own(person, case):
        return False
    if case.owner is None or case.owner_id == person.pk:
        return True
    theirs = {case.owner.region, in_charge(case.home_region, tuple(case.regions)), ""}
    return person.role in MANAGERS and person.region in theirs


def may_accept(person: Person, case: Case, offer: HandoverOffered) -> bool:
    """Say whether somebody can own the case and is of the receiving region, meant by name, or a Duty Manager."""
    theirs = person.region == offer.region or str(person.pk) == offer.to or person.role == Role.DUTY_MANAGER
    return theirs and can_own(person, case) and not goes_out(person, case)


def check_packet(case: Case, packet: Packet, now: datetime) -> None:
    """Refuse what cannot be offered; raises EmptyPacket, DueNever, NotOffered, CannotReceive, SameHands, IsAway."""
    if not packet.text.strip():
        raise EmptyPacket
    if not now < packet.due_at <= now + FURTHEST:
        raise DueNever
    if packet.region not in protocol_of(case.revision).regions:
        raise NotOffered("The protocol has no such region.")
    _check_receiver(case, packet)
    if packet.to is not None and is_away(packet.to, now):
        raise IsAway(packet.to.name)


def _check_receiver(case: Case, packet: Packet) -> None:
    if (case.regions and packet.region not in case.regions) or leaves(packet.region, case):
        raise CannotReceive
    if packet.to is not None and (packet.to.region != packet.region or not can_own(packet.to, case)):
        raise CannotReceive
    is_here = case.owner is not None and case.owner.region == packet.region
    if is_here and (packet.to is None or packet.to.pk == case.owner_id):
        raise SameHands


def open_offer(case: Case) -> Handed | None:
    """Return the handover that is offered on a case, under its lock; raises what `check_open` raises."""
    check_open(case)
    return next((one for one in handovers_of(history_of(case.pk)) if one.is_open), None)


def offer_named(case: Case, offer: int) -> Handed:
    """Return the open handover of this `seq`; raises AcceptedMeanwhile, HandedOtherwise for what does not stand."""
    check_open(case)
    found = handovers_of(history_of(case.pk))
    named = next((one for one in found if one.seq == offer), None)
    if named is not None and named.is_open:
        return named
    if named is not None and named.ended_by and isinstance(named.ended_by.what, HandoverAccepted):
        raise AcceptedMeanwhile(name_of(named.ended_by.by.id), name_of(str(case.owner_id or "")))
    raise HandedOtherwise(anew=any(one.is_open for one in found))


def name_of(person: str) -> str:
    """Return the name of one of the staff by their id; "" for nobody."""
    return Person.objects.filter(pk=person).values_list("name", flat=True).first() or "" if person else ""
