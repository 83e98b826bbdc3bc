"""Decisions about the protocol that count from a day ahead: one at a time waits, until its day or until called off.

It is carried out on its day by whatever hand is there then: a row says when, and clockwork reads the rows (O12.1).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sundial.commands.errors import Refused
from sundial.commands.later import later
from sundial.models import Person, ProtocolMove
from sundial.models.fetch import fetch

JOB = "carry_out_moves"
FURTHEST = timedelta(days=731)
LINE = 0x5D1A_F0D1


class StartsBefore(Refused):
    """What counts from a day ahead counts from one that has not begun, and not from one far off."""

    def __init__(self) -> None:
        super().__init__("Counts from: a day ahead, two years at most; nothing, and it counts at once.")


class AnotherWaits(Refused):
    """What waits was written before what is decided now, and would undo it on its day."""

    def __init__(self, since: datetime) -> None:
        super().__init__(
            f"Another document waits to come into force on {since:%Y-%m-%d, %H:%M} UTC, and would undo this one then."
            " Call it off first, and change it further."
        )


class AnotherComes(Refused):
    """The day of another has come: it was asked for, and whoever carries it out may not have come to it."""

    def __init__(self) -> None:
        super().__init__(
            "Another document is coming into force just now, and this one was written on what it replaces. Try again in"
            " a moment, on what is in force then."
        )


class WaitsForItsDay(Refused):
    """A document that waits for its day is kept until then."""

    def __init__(self) -> None:
        super().__init__("The document waits to come into force, or its day has come. Call it off first, if it waits.")


class NothingWaits(Refused):
    """Its day has come, or somebody called it off before."""

    def __init__(self) -> None:
        super().__init__("It does not wait any more: its day has come, or it was called off.")


def waiting() -> QuerySet[ProtocolMove]:
    """Return the decisions that wait for their day, the next first; not those that somebody has called off."""
    drops = ProtocolMove.objects.filter(kind=ProtocolMove.Kind.DROP, digest=OuterRef("digest"), at__gte=OuterRef("at"))
    return _unfinished().exclude(Exists(drops)).order_by("counts_from", "pk")


def is_coming(digest: str) -> bool:
    """Say whether a document has a day on which it comes into force, also one that has come and is not carried out."""
    return waiting().filter(digest=digest).exists() or _begun().filter(digest=digest).exists()


def _begun() -> QuerySet[ProtocolMove]:
    """Return what was asked for on its day and is not carried out."""
    return ProtocolMove.objects.filter(counts_from__isnull=False, check_at=None, finished_at=None)


def _unfinished() -> QuerySet[ProtocolMove]:
    return ProtocolMove.objects.filter(check_at__isnull=False, finished_at=None)


def check_starts(counts_from: datetime | None, now: datetime) -> None:
    """Refuse what would come beside another that waits, or from a day that cannot be; one who decides at a time.

    It stands in line until the transaction ends. Raises StartsBefore, AnotherComes, AnotherWaits.
    """
    if counts_from is not None and not now < counts_from <= now + FURTHEST:
        raise StartsBefore
    fetch("SELECT pg_advisory_xact_lock(%s)", LINE)
    if other := waiting().first():
        assert other.counts_from
        raise AnotherWaits(other.counts_from)
    if _begun().exists():
        raise AnotherComes  # asked for, and looked for last: what waited a moment ago may have begun


def ask_for_what_is_due(now: datetime) -> int:
    """Ask for the job of each decision whose day has come, once, as clockwork; return of how many.

    What was called off is ended here where the worker has not come to it: nobody is woken by it again.
    """
    with transaction.atomic():
        for drop in ProtocolMove.objects.filter(kind=ProtocolMove.Kind.DROP, finished_at=None).select_related("by"):
            call_off(drop, now=now)
        due = waiting().filter(check_at__lte=now).select_for_update(skip_locked=True, of=("self",))
        called = ProtocolMove.objects.filter(pk__in=[one.pk for one in due]).update(check_at=None)
        if called:
            later(JOB)
    return called


def note_calling_off(digest: str, *, by: Person, now: datetime) -> None:
    """Write down that what waits of a document shall not come. Raises NothingWaits."""
    if not waiting().filter(digest=digest).exists():
        raise NothingWaits
    with transaction.atomic():
        ProtocolMove.objects.create(kind=ProtocolMove.Kind.DROP, digest=digest, by=by, at=now)
        later(JOB)


def call_off(drop: ProtocolMove, *, now: datetime) -> None:
    """End what waits of a document, as the desk itself; what has begun meanwhile goes on."""
    who = drop.by.name if drop.by else "the command line"
    _unfinished().filter(digest=drop.digest, at__lte=drop.at).update(
        finished_at=now, check_at=None, refusal=f"Called off by {who} before its day."
    )
