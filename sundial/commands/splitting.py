"""Protocol 06, splitting: what a customer wrote on one case becomes a case of its own (O6.10)."""

from datetime import datetime

from django.db import transaction

from sundial.commands.cases import NewCase, open_case
from sundial.commands.errors import NotStaff, Refused
from sundial.commands.grounds import check_not_over
from sundial.commands.record import Recorded, record
from sundial.models import Case, FactRow, Kind, Person, history_of
from sundial.models.organization import lock_wall
from sundial.protocol.case import opening
from sundial.protocol.facts import SplitOff


class NoSubject(Refused):
    """A case says in one line what it is about."""

    def __init__(self) -> None:
        super().__init__("Say in one line what the new case is about.")


class NotSplittable(Refused):
    """Only the customer's own public words begin a case of theirs."""

    def __init__(self) -> None:
        super().__init__("Choose a public message of the customer; it becomes the first words of the new case.")


class SplitAlready(Refused):
    """One message begins one case."""

    def __init__(self, number: str) -> None:
        super().__init__(f"This message begins a case already: {number}.")


def split(case: Case, seq: int, *, subject: str, severity: int, by: Person, now: datetime) -> Recorded:
    """Open a new case with the words of a public message of the customer, by its `seq`, for whoever wrote it.

    Returns what came of it on the new case, which counts from its own opening; the old one owes what it owed. Raises
    NotStaff, CaseClosed, CaseMerged, NoSubject, NotSplittable, SplitAlready, and NotOffered for a severity that the
    protocol does not have.
    """
    if not by.is_staff_member:
        raise NotStaff
    if not subject.strip():
        raise NoSubject
    with transaction.atomic():
        lock_wall(case.organization_id)  # before the case, in the order of whoever moves the wall
        return _split_off(case, seq, subject=subject, severity=severity, by=by, now=now)


def _split_off(case: Case, seq: int, *, subject: str, severity: int, by: Person, now: datetime) -> Recorded:
    with case.locked():
        check_not_over(case)
        message = _message(case, seq)
        new = NewCase(
            subject=subject,
            text=message.text,
            severity=severity,
            product=case.product,
            version=case.version,
            channel=opening(history_of(case.pk))[1].channel,
            split_from=case.number,
        )
        assert message.by is not None
        opened = open_case(new, contact=message.by, by=by, now=now)
        record(case, SplitOff(opened.case.number), by=by, now=now)
        return opened


def splittable(case: Case) -> list[FactRow]:
    """Return the messages that can begin a case of their own, the latest first."""
    rows = FactRow.objects.filter(case=case, public=True, kind="messaged", by__kind=Kind.CONTACT)
    return [row for row in rows.select_related("by").order_by("-seq") if row.text and not row.what.get("automatic")]


def _message(case: Case, seq: int) -> FactRow:
    message = next((row for row in splittable(case) if row.seq == seq), None)
    if message is None:
        raise NotSplittable
    begun = FactRow.objects.filter(case__number__in=split_off(case), seq=1, text=message.text)
    if number := begun.values_list("case__number", flat=True).first():
        raise SplitAlready(number)
    return message


def split_off(case: Case) -> list[str]:
    """Return the numbers of the cases that were split off from one."""
    facts = FactRow.objects.filter(case=case, kind="split-off").order_by("seq")
    return [what["case"] for what in facts.values_list("what", flat=True)]
