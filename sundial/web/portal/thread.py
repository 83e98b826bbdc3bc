"""The conversation of a case as its customer sees it: public words, and what happened between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sundial.models import Case, FactRow, Person
from sundial.protocol.facts import Side
from sundial.web.promises import Line, Reading

EVENTS = {"resolved": "resolved the case", "reopened": "took the case up again", "closed": "closed the case"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A message, or an event between messages (`says` holds its words); `line` is the promise that it kept.

    `nth` counts from the oldest that the customer can see: a fact's own number would count the notes between.
    """

    at: datetime
    who: str
    ours: bool
    text: str = ""
    says: str = ""
    line: Line | None = None
    nth: int = 0


def conversation(case: Case, reading: Reading, person: Person) -> list[Entry]:
    """Return what a contact may read of a case, the newest first; internal notes are left out twice over."""
    rows = FactRow.objects.filter(case=case, public=True).select_related("by").order_by("-at", "-seq")
    kept = {line.clock.kept_by: line for line in reading.lines if line.clock.kept_by}
    owners = Person.objects.in_bulk({row.what["owner"] for row in rows if row.what.get("owner")})
    names = {str(owner): one.name for owner, one in owners.items()}
    entries = [entry for row in rows for entry in _entries(row, kept.get(row.seq), person, names)]
    return [replace(entry, nth=len(entries) - newer) for newer, entry in enumerate(entries)]


def _entries(row: FactRow, line: Line | None, person: Person, names: Mapping[str, str]) -> Iterator[Entry]:
    ours, who = row.side != Side.CUSTOMER, _who(row, person)
    if row.kind in EVENTS:
        yield Entry(row.at, who, ours, says=EVENTS[row.kind])
    if row.kind == "owner-set" and (owner := names.get(str(row.what.get("owner")))):
        yield Entry(row.at, owner, ours, says="works on it")
    if row.text:
        yield Entry(row.at, who, ours, text=row.text, line=line)


def _who(row: FactRow, person: Person) -> str:
    if row.by is None:
        return "Sundial"
    return "You" if row.by_id == person.pk else row.by.name
