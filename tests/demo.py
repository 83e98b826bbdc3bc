"""The demo as tests look at it: the moments at which it is made, and what stands on its cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from sundial.models import Case, Clock, NoticeDraft, Person, history_of, protocol_of, viewing
from sundial.protocol.agreed import agreements_of
from sundial.protocol.document import load
from sundial.protocol.promises import INSIDE
from sundial.protocol.sla import terms_of
from sundial.protocol.sun import path_of
from sundial.web.promises import Reading
from tests.database import as_role

MOMENTS = {
    "a Wednesday morning": datetime(2026, 11, 25, 9, 10, tzinfo=UTC),
    "a Sunday night": datetime(2027, 1, 3, 2, 40, 17, 250_000, tzinfo=UTC),
    "a Friday at six": datetime(2026, 7, 17, 15, 0, tzinfo=UTC),
    "a holiday": datetime(2027, 5, 3, 7, 30, tzinfo=UTC),
}
HALVED = load(Path(__file__).parent.parent / "protocols" / "examples" / "silver-halved.toml")
FIRST_HOURS = timedelta(hours=2, minutes=30)
ELEVEN = 11


@dataclass(frozen=True)
class Played:
    """The demo as it was played, and its people by their keys."""

    now: datetime
    people: dict[str, Person]

    def case(self, subject: str) -> Case:
        return Case.objects.select_related("organization").get(subject__startswith=subject)

    def running(self, subject: str) -> dict[str, Clock]:
        """Return what runs on a case, by the promise; a notice as such."""
        rows = Clock.objects.running().filter(case=self.case(subject))
        return {"notice" if clock.about and clock.promise not in INSIDE else clock.promise: clock for clock in rows}

    def pacts(self) -> list[tuple[str, str]]:
        """Return what became of every agreement and proposal, with what it was about."""
        found = []
        for case in Case.objects.all():
            history = history_of(case.pk)
            terms = terms_of(history, {case.revision: protocol_of(case.revision)})
            for one in agreements_of(history, terms):
                set_ = [name for name in ("every", "due_by", "silent_until", "until") if getattr(one.what, name, None)]
                found.append((str(one.came), " ".join(set_)))
        return found


def goes_round(reading: Reading) -> bool:
    """Say whether a case follows the sun, as the protocol reads it."""
    clocks = [line.clock for line in reading.lines]
    return path_of(reading.terms, reading.case.regions, reading.protocol, clocks, reading.state.course).goes_round


@contextmanager
def supposing() -> Iterator[None]:
    """Do something, and then let it not have happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seen_by(person: Person) -> int:
    """Count the drafts that somebody sees of the last decision about Gateway 5.9."""
    with as_role("sundial_web"), viewing(person):
        return NoticeDraft.objects.filter(event__release__name="5.9", state="ready").count()
