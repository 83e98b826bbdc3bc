"""A request to another group as a page shows it: what was asked, by whom, by when, who has it, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from sundial.models import Case, FactRow, Person
from sundial.protocol.facts import ResourceAnswered, ResourceWithdrawn
from sundial.protocol.promises import Promise
from sundial.protocol.requested import Requested, requests_of
from sundial.web import text
from sundial.web.access import SignedIn
from sundial.web.desk.thread import drawn_words
from sundial.web.promises import Line, Reading


@dataclass(frozen=True, slots=True)
class Item:
    """One request; `line` is its clock, `became` says how it ended ("" while it is open)."""

    seq: int
    url: str
    group: str
    line: Line | None
    question: SafeString
    brief: str
    due_at: datetime
    asked_by: str
    asked_at: datetime
    owner_id: str
    owner: str
    became: str
    ended_by: str
    ended_at: datetime | None
    answer: SafeString | None

    @property
    def is_open(self) -> bool:
        """Whether the group still owes an answer."""
        return not self.became


def of_case(case: Case, reading: Reading, request: SignedIn) -> tuple[Item, ...]:
    """Return the requests of a case: the open ones by due time, then what is settled, the latest first."""
    found = requests_of(reading.history)
    if not found:
        return ()
    told, names = _words(case, found), _names(found)
    items = [_item(one, case, reading, told, names) for one in found]
    still = sorted((one for one in items if one.is_open), key=lambda one: (one.due_at, one.seq))
    return (*still, *reversed([one for one in items if not one.is_open]))


def _item(one: Requested, case: Case, reading: Reading, told: Mapping[int, str], names: Mapping[str, str]) -> Item:
    lines = [line for line in reading.lines if line.clock.promise is Promise.RESOURCE_ANSWER]
    end, asked = one.ended_by, told.get(one.seq, "")
    answer = told.get(end.seq, "") if end else ""
    return Item(
        seq=one.seq,
        url=reverse("desk:case-request", args=[case.number, one.seq]),
        group=reading.protocol.groups.get(one.what.group, one.what.group),
        line=next((line for line in lines if line.clock.about == one.seq), None),
        question=drawn_words(asked),
        brief=text.line(asked),
        due_at=one.what.due_at,
        asked_by=names.get(one.fact.by.id, "A colleague"),
        asked_at=one.fact.at,
        owner_id=one.owner or "",
        owner=names.get(one.owner or "", ""),
        became=_became(one),
        ended_by=names.get(end.by.id, "") if end else "",
        ended_at=end.at if end else None,
        answer=drawn_words(answer) if answer else None,
    )


def _became(one: Requested) -> str:
    if one.ended_by is None:
        return ""
    ways = {ResourceAnswered: "answered", ResourceWithdrawn: "withdrawn"}
    return ways.get(type(one.ended_by.what), "ended with the case")


def _words(case: Case, found: Sequence[Requested]) -> dict[int, str]:
    """Return the words of the questions, answers and reasons by their number."""
    ends = [one.ended_by.seq for one in found if one.ended_by]
    rows = FactRow.objects.filter(case=case, seq__in=[*(one.seq for one in found), *ends], kind__startswith="resource-")
    return dict(rows.values_list("seq", "text"))


def _names(found: Sequence[Requested]) -> dict[str, str]:
    ids = {name for one in found for name in (one.fact.by.id, one.owner, one.ended_by.by.id if one.ended_by else "")}
    people = Person.objects.filter(pk__in=[UUID(one) for one in ids if one])
    return {str(pk): name for pk, name in people.values_list("pk", "name")}
