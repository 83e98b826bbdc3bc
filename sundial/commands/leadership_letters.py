"""Protocol 07, rung 4: a coordinator says of a letter to leadership whose it is and which case it is about, or neither.

Mail proves nothing: until then a letter is nobody's, and moves nothing. Confirmed, the rung counts from when it came.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sundial.commands.errors import Refused
from sundial.commands.escalating import Wish, escalate
from sundial.commands.escalation_ground import NoSuchRung, OnThatRung
from sundial.commands.later import later
from sundial.commands.messages import note
from sundial.commands.rota_ground import colleague_of
from sundial.models import Case, InboundLetter, Organization, Person, history_of, protocol_of
from sundial.models.letters import Outcome
from sundial.protocol.climbing import anew_since
from sundial.protocol.letters import Fate
from sundial.protocol.letters.seeing import coordinates

EMAIL = "email"  # the way of the rung that a letter takes
LONGEST = 500  # characters of a reason
NO_PLAIN_WORDS = "(There are no plain words in it. It is kept as it came.)"


class LetterRefused(Refused):
    """It cannot be settled like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class NotACoordinator(LetterRefused):
    """Letters to leadership are looked after by a few."""

    def __init__(self) -> None:
        super().__init__("", "Only CX Coordinators, Duty Managers and Directors settle letters to leadership.")


class LetterSettled(LetterRefused):
    """Of two who settle the same letter the second learns who was quicker, and nothing is set off twice."""

    def __init__(self, who: str, outcome: str) -> None:
        super().__init__("", f"{who} was quicker: this letter is {outcome} already.")


def confirm(letter: UUID, case: Case, *, who: str, how: str, by: Person, now: datetime) -> Outcome:
    """Confirm that `who` wrote a letter, known by `how`, about a case: it goes to rung 4 from when the letter came.

    Where the case stands there already, by another letter or another press, no rung is set off: the words go to the
    case as a note. Raises LetterRefused, and what `escalate` raises.
    """
    if not who.strip() or len(who) > LONGEST:
        raise LetterRefused("who", "Say who wrote it: you confirm the sender.")
    reason = reason_of("how", how, "Say how you know that they wrote it.")
    with transaction.atomic():
        found = _open(letter, by)
        _stays_inside(found, case)
        text = words_for(found, who.strip())
        wish = Wish(rung=rung_of_letters(case), text=text, at=counts_from(found, case))
        outcome = Outcome.CONFIRMED
        try:
            escalate(case, wish, by=by, now=now)
        except OnThatRung:
            outcome = Outcome.JOINED
            note(
                case, by=by, text=f"One more letter to leadership came at {found.arrived_at:%H:%M} UTC. {text}", now=now
            )
        _settle(found, outcome, reason, case=case, by=by, now=now)
    return outcome


def decline(letter: UUID, *, why: str, by: Person, now: datetime) -> None:
    """Say that a letter asks for no escalation, and why; it stays in the list with that. Raises LetterRefused."""
    reason = reason_of("why", why, "Say why it asks for no escalation.")
    with transaction.atomic():
        _settle(_open(letter, by), Outcome.DECLINED, reason, case=None, by=by, now=now)


def no_customer(letter: UUID, *, by: Person, now: datetime) -> None:
    """Say that no customer wrote it: who is proved has the courteous reply of any other mail. Raises LetterRefused."""
    with transaction.atomic():
        _settle(_open(letter, by), Outcome.NO_CUSTOMER, "", case=None, by=by, now=now)
        later("answer_astray", letter=str(letter))


def counts_from(letter: InboundLetter, case: Case) -> datetime:
    """Return from when the rung counts: when the letter came, or since the case is open as it stands, where later."""
    return max(letter.arrived_at, anew_since(history_of(case.pk)))


def rung_of_letters(case: Case) -> int:
    """Return the rung that a letter takes by the case's own document; raises NoSuchRung."""
    rungs = protocol_of(case.revision).ladder.rungs
    number = next((one for one, rung in sorted(rungs.items()) if rung.way == EMAIL), None)
    if number is None:
        raise NoSuchRung
    return number


def words_for(letter: InboundLetter, who: str) -> str:
    """Return what the customer and the team read of a letter on the case."""
    subject = f"{letter.subject}\n\n" if letter.subject else ""
    return f"{who} wrote to support leadership.\n\n{subject}{letter.text or NO_PLAIN_WORDS}"


def check_coordinates(by: Person) -> None:
    """Raise NotACoordinator for whoever does not look after letters to leadership."""
    if not by.is_staff_member or not by.is_active or not coordinates(colleague_of(by)):
        raise NotACoordinator


def _open(letter: UUID, by: Person) -> InboundLetter:
    """Return a letter that nobody has settled, locked; raises NotACoordinator, LetterSettled."""
    check_coordinates(by)
    waits = InboundLetter.objects.select_for_update(of=("self",)).filter(settled_at__isnull=True, leadership=True)
    found = waits.filter(pk=letter, fate__in=(Fate.QUEUE, Fate.HELD)).first()
    if found is not None:
        return found
    settled = InboundLetter.objects.select_related("settled_by").filter(pk=letter, settled_by__isnull=False).first()
    if settled is None or settled.settled_by is None:
        raise LetterRefused("", "There is no such letter to settle.")
    raise LetterSettled(settled.settled_by.name, settled.get_outcome_display())


def _stays_inside(letter: InboundLetter, case: Case) -> None:
    """Refuse to put what may be a restricted customer's words to a case of somebody else (O2.7)."""
    theirs = Organization.objects.filter(pk__in=letter.about, restricted=True)
    if case.organization_id not in letter.about and theirs.exists():
        raise LetterRefused("case", "This may be a letter of a restricted customer: it goes to a case of theirs alone.")


def _settle(
    letter: InboundLetter, outcome: Outcome, reason: str, *, case: Case | None, by: Person, now: datetime
) -> None:
    settled = {"outcome": outcome, "reason": reason, "case": case, "settled_by": by, "settled_at": now}
    InboundLetter.objects.filter(pk=letter.pk).update(**settled)


def reason_of(field: str, text: str, missing: str) -> str:
    """Return a reason as it was written; raises LetterRefused where it is `missing`, or too long."""
    if not text.strip() or len(text.strip()) > LONGEST:
        raise LetterRefused(field, f"{missing} At most {LONGEST} characters, for the team alone.")
    return text.strip()
