"""Protocol 07, rung 4: a letter that was declined, or was said to be no customer's, is taken up again with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sundial.commands.leadership_letters import LetterRefused, check_coordinates, reason_of
from sundial.models import InboundLetter, LetterTakenUp, Person

ON_A_CASE = (
    "Its words stand on a case, where its customer has read them: that is not taken back. What belongs to another"
    " case is noted there, under “Take a call for the Duty Manager”, with when the letter came."
)


def take_up_again(letter: UUID, *, why: str, by: Person, now: datetime) -> None:
    """Let a letter wait again as it came: rung 4 counts from then, whatever became of it meanwhile (O7.4).

    How it had been settled is kept beside it, with who took it up and why. Raises LetterRefused.
    """
    check_coordinates(by)
    reason = reason_of("again", why, "Say why it is taken up again.")
    with transaction.atomic():
        settled = InboundLetter.objects.select_for_update(of=("self",)).filter(settled_at__isnull=False)
        found = settled.filter(pk=letter, leadership=True).first()
        if InboundLetter.objects.filter(pk=letter, case__isnull=False).exists():
            raise LetterRefused("", ON_A_CASE)  # and row security locks it for nobody
        if found is None or found.settled_by_id is None or found.settled_at is None:
            raise LetterRefused("", "It waits already.")
        LetterTakenUp.objects.create(
            letter=found,
            by=by,
            at=now,
            reason=reason,
            outcome=found.outcome,
            because=found.reason,
            settled_by_id=found.settled_by_id,
            settled_at=found.settled_at,
        )
        nothing = {"outcome": "", "reason": "", "settled_by": None, "settled_at": None, "reminded_at": None}
        InboundLetter.objects.filter(pk=found.pk).update(**nothing)
