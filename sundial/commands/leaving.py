"""Protocol 02, the wall: who moves out of a customer's regions, or leaves, leaves their cases there (O2.7)."""

from datetime import datetime

from django.db.models import Q

from sundial.commands.record import Entry, record_many
from sundial.models import Case, Person
from sundial.protocol.case import State
from sundial.protocol.facts import Messaged, OwnerSet

OVER = (State.CLOSED, State.MERGED)


def give_back_unseen(person: Person, *, by: Person | None, now: datetime) -> None:
    """Give back what somebody owns behind a wall and sees no more, as they are now; what they still see stays theirs.

    A note says so, and the manager in charge is told. It reaches what the viewer sees: the managers who let somebody
    go from a region see all that is theirs there.
    """
    theirs = Case.objects.filter(owner=person).exclude(Q(regions=[]) | Q(state__in=OVER))
    if person.is_active:
        theirs = theirs.exclude(regions__contains=[person.region])
    text = f"{person.name} sees this case no more, and has given it back: it waits for whoever takes it."
    note, nobodys = Messaged(public=False, automatic=True), OwnerSet(None)
    cases = list(theirs.order_by("pk").values_list("pk", flat=True))
    entries = [one for pk in cases for one in (Entry(pk, note, by, text=text), Entry(pk, nobodys))]
    if entries:
        record_many(entries, now=now)
