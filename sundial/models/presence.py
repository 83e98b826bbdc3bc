"""Who is at the desk now: what they say of themselves, and when an open page or an act of theirs was last noticed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models

from sundial.models.person import Person
from sundial.protocol.presence import UNKNOWN, Said, Seen

AGAIN = timedelta(minutes=1)  # what was noticed is not written down more often
NOTICE = (
    "INSERT INTO presence (person_id, said, seen_at) VALUES (%s, %s, %s) ON CONFLICT (person_id)"
    " DO UPDATE SET seen_at = excluded.seen_at WHERE presence.seen_at IS NULL OR presence.seen_at < %s"
)
SAY = (
    "INSERT INTO presence (person_id, said, said_at, seen_at) VALUES (%s, %s, %s, %s) ON CONFLICT (person_id)"
    " DO UPDATE SET said = excluded.said, said_at = excluded.said_at, seen_at = excluded.seen_at"
)


class PresenceRow(models.Model):
    """One of the staff: `said` available, busy or away at `said_at`; noticed last at `seen_at`."""

    person = models.OneToOneField("Person", models.CASCADE, primary_key=True, related_name="presence")
    said = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in Said], default=Said.AVAILABLE)
    said_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "presence"

    def __str__(self) -> str:
        return f"{self.person_id}: {self.said}"


def presences(people: Iterable[UUID | str] | None = None) -> dict[str, Seen]:
    """Return what is known of some of the staff, or of all, by id; whoever was never noticed is not in it."""
    rows = PresenceRow.objects.all() if people is None else PresenceRow.objects.filter(person__in=list(people))
    found = rows.values_list("person_id", "said", "said_at", "seen_at")
    return {str(person): Seen(Said(said), said_at, seen_at) for person, said, said_at, seen_at in found}


def seen_with(person: Person) -> Seen:
    """Return what is known of somebody who was read together with it, as whoever has signed in is."""
    row: PresenceRow | None = getattr(person, "presence", None)  # there is none: an AttributeError too
    return Seen(Said(row.said), row.said_at, row.seen_at) if row else UNKNOWN


def presence_of(person: UUID | str) -> Seen:
    """Return what is known of one of the staff."""
    return presences([person]).get(str(person), UNKNOWN)


def notice_presence(person: UUID, now: datetime) -> None:
    """Write down that somebody was noticed, at most once a minute; it is theirs alone to be written."""
    with connection.cursor() as cursor:
        cursor.execute(NOTICE, [person, str(Said.AVAILABLE), now, now - AGAIN])


def say_presence(person: UUID, said: Said, now: datetime) -> None:
    """Write down what somebody says of themselves."""
    with connection.cursor() as cursor:
        cursor.execute(SAY, [person, str(said), now, now])
