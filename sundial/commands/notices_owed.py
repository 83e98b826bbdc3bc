"""Protocol 05 and 06, notices: which are owed on a case, and what a message may say that it is (O6.4, O6.8b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.errors import NotStaff, Refused
from sundial.models import Case, Clock, Person
from sundial.protocol.promises import Promise


class NotOwed(Refused):
    """A message is the notice of a determination once, by the staff."""

    def __init__(self) -> None:
        super().__init__("A notice that this was to be is not owed any more. Look again at what is.")


@dataclass(frozen=True, slots=True)
class NoticeOwed:
    """A notice that runs: the determination, by the `seq` of its fact, and by when the customer is to be told (UTC)."""

    about: int
    due_at: datetime


def notices_owed(case: Case) -> tuple[NoticeOwed, ...]:
    """Return the notices that run on a case, the nearest first."""
    running = Clock.objects.running().filter(case=case, promise=Promise.FIX_RELEASE, about__gt=0)
    return tuple(NoticeOwed(*columns) for columns in running.order_by("due_at", "about").values_list("about", "due_at"))


def check_owed(case: Case, notice: Iterable[int], by: Person) -> None:
    """Refuse a message that is to be the notice of what is not owed. Raises NotOwed, NotStaff."""
    wanted = set(notice)
    if not wanted:
        return
    if not by.is_staff_member:
        raise NotStaff
    if not wanted <= {one.about for one in notices_owed(case)}:
        raise NotOwed
