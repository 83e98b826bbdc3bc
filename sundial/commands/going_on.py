"""A merged case goes on as another: where what is said on it arrives (O6.10)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sundial.models import Case
from sundial.protocol.case import State


class _GoneOn(Exception):
    """The case was merged while we waited for it."""


def goes_on_as(case: Case) -> Case:
    """Return the case as which this one goes on, however often it was merged; itself, if it never was."""
    while number := Case.objects.filter(pk=case.pk).values_list("merged_into", flat=True).first():
        case = Case.objects.select_related("organization", "owner", "contact", "entitlement").get(number=number)
    return case


@contextmanager
def going_on(case: Case) -> Iterator[Case]:
    """Hold the lock of the case as which this one goes on, brought up to date; never that of another beside it.

    Who waited for a case that was merged meanwhile lets go of it before they reach for the next, so that they and who
    merges two cases do not wait for each other.
    """
    while True:
        there = goes_on_as(case)
        try:
            with there.locked():
                if there.state == State.MERGED:
                    raise _GoneOn
                yield there
                return
        except _GoneOn:
            continue
