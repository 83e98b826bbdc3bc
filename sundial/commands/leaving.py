"""Protocol 02, the wall: who moves out of a customer's regions, or leaves, leaves their cases there (O2.7)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sundial.commands.record import Entry, record_many
from sundial.models import Case, Person
from sundial.protocol.case import State
from sundial.protocol.facts import Messaged, OwnerSet

OVER = (State.CLOSED, State.MERGED)


class GivenMeanwhile(Exception):
    """Somebody was given a case behind a wall after their cases were held: they are to be held anew."""


def hold_theirs(*people: Person) -> frozenset[UUID]:
    """Hold the open cases behind walls that people own, until the transaction or savepoint ends; return their ids.

    Cases are held before whoever owns them, by everybody, so that no two lock each other up.
    """
    theirs = _walled(*people).select_for_update(no_key=True).order_by("pk")
    return frozenset(theirs.values_list("pk", flat=True))


def give_back_unseen(person: Person, held: Collection[UUID], *, by: Person | None, now: datetime) -> None:
    """Give back what somebody owns behind a wall and sees no more, as they are now; what they still see stays theirs.

    `held` are their cases, held before the person was. Raises GivenMeanwhile for one that is not among them.

    A note says so, and the manager in charge is told. It reaches what the viewer sees: the managers who let somebody
    go from a region see all that is theirs there.
    """
    theirs = _walled(person)
    if person.is_active:
        theirs = theirs.exclude(regions__contains=[person.region])
    text = f"{person.name} sees this case no more, and has given it back: it waits for whoever takes it."
    note, nobodys = Messaged(public=False, automatic=True), OwnerSet(None)
    cases = list(theirs.order_by("pk").values_list("pk", flat=True))
    if not set(cases) <= set(held):
        raise GivenMeanwhile
    entries = [one for pk in cases for one in (Entry(pk, note, by, text=text), Entry(pk, nobodys))]
    if entries:
        record_many(entries, now=now)


def _walled(*people: Person) -> QuerySet[Case]:
    return Case.objects.filter(owner__in=people).exclude(Q(regions=[]) | Q(state__in=OVER))
