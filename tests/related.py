"""What tests of related cases do and read: merging, splitting, the rows that come of them."""

from sundial.commands.merging import merge
from sundial.commands.splitting import split
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Case, Clock, FactRow, viewing
from tests.database import as_role
from tests.story import Player

NINE = "Mon 2026-03-02 09:00"


def joins(who: Player, case: Case, into: Case, moment: str):
    """Let somebody merge one case into another at a moment."""
    with viewing(who.person):
        return merge(case, into, by=who.person, now=who.at(moment))


def divides(who: Player, case: Case, seq: int, moment: str, subject: str = "Password reset", severity: int = 4):
    """Let somebody split a message off at a moment; return the new case."""
    with viewing(who.person):
        recorded = split(case, seq, subject=subject, severity=severity, by=who.person, now=who.at(moment))
    return recorded.case


def clocks(case: Case):
    """Return every clock of a case as its rows say: promise, due, outcome."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = Clock.objects.filter(case=case).order_by("pk")
        return [(row.promise, f"{row.due_at:%a %H:%M}", row.outcome) for row in rows]


def running(case: Case):
    """Return what runs on a case: promise and due time."""
    return sorted((promise, due) for promise, due, outcome in clocks(case) if outcome == "running")


def kinds(case: Case):
    """Return the kinds of a case's facts."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def whole():
    """Say whether everything that is kept is what its histories say."""
    with as_role("sundial_worker"):
        return [str(difference) for difference in verify(Proof())] == []
