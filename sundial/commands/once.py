"""One form, one act: the key that a form carries is taken in the transaction of what it does."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sundial.models import Person, Sent


def first_time(person: Person, key: UUID, *, now: datetime) -> bool:
    """Take the hidden key of a form; False if this person has sent it before.

    A second click waits here until the first one's transaction is over: if it failed, the key is free again.
    """
    kept = Sent.objects.bulk_create([Sent(person=person, key=key, at=now)], ignore_conflicts=True)
    return Sent.objects.filter(pk=kept[0].pk).exists()


def done_of(person: Person, keys: Collection[UUID]) -> list[UUID]:
    """Return which of some keys this person's forms have taken, in the order in which they did."""
    return list(
        Sent.objects.filter(person=person, key__in=list(keys)).order_by("at", "key").values_list("key", flat=True)
    )


def is_sent(person: Person, key: UUID) -> bool:
    """Say whether this person has sent the form of this key, and it was done."""
    return Sent.objects.filter(person=person, key=key).exists()


def sent_at(person: Person, key: UUID) -> datetime:
    """Return the `now` of the act that a key was taken for; raises Sent.DoesNotExist if it never was."""
    return Sent.objects.get(person=person, key=key).at
