"""What is handed over to a region: each case with its packet and what was asked back; nothing from outside (O2.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from sundial.commands.pledged import pledged
from sundial.models import FactRow, Handover, Person, histories_of
from sundial.protocol.facts import Fact, HandoverOffered
from sundial.protocol.handed import handovers_of
from sundial.protocol.pledges import Pledge
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.desk.thread import drawn_words

MOST = 100
OF_HANDOVERS = ("handover-offered", "handover-questioned")


@dataclass(frozen=True, slots=True)
class Receiving:
    """One offer: its row, its packet, the customer's mood, what was asked back so far; `problem` why it was refused."""

    row: Handover
    packet: SafeString
    mood: str
    questions: tuple[SafeString, ...]
    pledges: tuple[Pledge, ...] = ()
    typed: str = ""
    problem: str = ""

    @property
    def case(self) -> Any:
        return self.row.case

    @property
    def name(self) -> str:
        """What names it in a form: the case and the `seq` of the offer."""
        return f"{self.case.number}:{self.row.seq}"


def offered_to(request: SignedIn) -> QuerySet[Handover]:
    """Return what is offered to the reader's region or to the reader, and is not their own to give."""
    person = request.user
    rows = Handover.objects.filter(inside(wall_of(person), "case__")).exclude(giver=person)
    return rows.filter(Q(region=person.region) | Q(to=person)) if person.region else rows.filter(to=person)


def is_offered_to(one: Handover, person: Person) -> bool:
    """Say of one that is at hand what `offered_to` asks for."""
    theirs: bool = one.to_id == person.pk or (person.region != "" and one.region == person.region)
    return theirs and one.giver_id != person.pk


def receivings(request: SignedIn, problems: dict[UUID, str] | None = None) -> list[Receiving]:
    """Return every offer, the one that must be accepted first before the others."""
    rows = offered_to(request).select_related("case__organization", "giver", "to").order_by("due_at", "pk")
    found = list(rows[:MOST])
    ids = [row.case_id for row in found]
    told, histories = _told(ids), histories_of(ids)
    return [
        _receiving(request, row, told.get(row.case_id, ()), pledged_with(histories[row.case_id]), problems or {})
        for row in found
    ]


def pledged_with(history: Sequence[Fact]) -> tuple[Pledge, ...]:
    """Return what was promised by word for the shift into which a case is offered."""
    handed = next((one for one in handovers_of(history) if one.is_open), None)
    return pledged(history, handed) if handed else ()


def _receiving(
    request: SignedIn, row: Handover, told: Sequence[FactRow], made: tuple[Pledge, ...], problems: Mapping[UUID, str]
) -> Receiving:
    problem = problems.get(row.case_id, "")
    offer = next((one for one in told if one.seq == row.seq), None)
    what = offer.fact.what if offer else None
    return Receiving(
        row,
        drawn_words(offer.text if offer else ""),
        str(what.mood) if isinstance(what, HandoverOffered) else "",
        tuple(drawn_words(one.text) for one in told if one.seq > row.seq and one.kind == "handover-questioned"),
        made,
        request.POST.get(f"question-{row.case.number}", "") if problem else "",
        problem,
    )


def _told(case_ids: Sequence[UUID]) -> dict[UUID, list[FactRow]]:
    found: dict[UUID, list[FactRow]] = {}
    for row in FactRow.objects.filter(case__in=case_ids, kind__in=OF_HANDOVERS).order_by("case_id", "seq"):
        found.setdefault(row.case_id, []).append(row)
    return found
