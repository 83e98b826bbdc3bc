"""The conversation of a case as its customer sees it: public words, and what happened between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sundial.models import Case, FactRow, Person
from sundial.protocol.facts import Fact, Messaged, Opened, OwnerSet, Side, kind_of
from sundial.web.access import zone_of
from sundial.web.happened import Reader, says
from sundial.web.portal.climbed import tells
from sundial.web.promises import Line, Reading

THEIR_OWN = {"opened": "", "reopened": "took the case up again"}  # where a customer reads other words than the desk


@dataclass(frozen=True, slots=True)
class Entry:
    """A message, or an event between messages (`says` holds its words); `lines` are the promises that it kept.

    `nth` counts from the oldest that the customer can see: a fact's own number would count the notes between.
    """

    at: datetime
    who: str
    ours: bool
    text: str = ""
    says: str = ""
    lines: tuple[Line, ...] = ()
    nth: int = 0


def conversation(case: Case, reading: Reading, person: Person) -> list[Entry]:
    """Return what a contact may read of a case, the newest first; internal notes are left out twice over.

    Days are told as seen from the newest of it: from a later note they would be told otherwise, and so tell of it.
    """
    rows = list(
        FactRow.objects.filter(case=case, public=True).select_related("by", "case__contact").order_by("-at", "-seq")
    )
    kept: dict[int, list[Line]] = {}
    for line in reading.lines:
        if line.clock.kept_by and not line.inside:
            kept.setdefault(line.clock.kept_by, []).append(line)
    named = {row.what[key] for row in rows for key in ("owner", "person") if row.what.get(key)}
    owners = Person.objects.in_bulk(named)
    names = {str(owner): one.name for owner, one in owners.items()}
    reader = Reader(reading.protocol, names, zone_of(person), rows[0].at, inside=False)
    entries = [entry for row in rows for entry in _entries(row, kept.get(row.seq, ()), person, reader)]
    return [replace(entry, nth=len(entries) - newer) for newer, entry in enumerate(entries)]


def _entries(row: FactRow, lines: Sequence[Line], person: Person, reader: Reader) -> Iterator[Entry]:
    """Yield the words of a fact, and what happened by it; the newest first."""
    fact = row.fact
    ours, who = row.side != Side.CUSTOMER and not _is_split_off(row), _who(row, person)
    if row.text:
        yield Entry(row.at, who, ours, text=row.text, lines=tuple(lines))
    if isinstance(fact.what, OwnerSet):
        if owner := reader.names.get(fact.what.owner or ""):
            yield Entry(row.at, owner, ours, says="works on it")
    elif not isinstance(fact.what, Messaged | Opened) and (words := _says(fact, reader, who)):
        yield Entry(row.at, who, ours, says=words)


def _says(fact: Fact, reader: Reader, who: str) -> str:
    """Say what happened as a customer reads it; the desk's words where they are the same."""
    return THEIR_OWN.get(kind_of(fact.what)) or tells(fact, reader, who) or says(fact, reader)


def _who(row: FactRow, person: Person) -> str:
    by = row.case.contact if _is_split_off(row) else row.by
    if by is None:
        return "Sundial"
    return "You" if by.pk == person.pk else by.name


def _is_split_off(row: FactRow) -> bool:
    """Whether one of the staff recorded what the customer had written on another case."""
    return row.kind == "opened" and bool(row.what.get("split_from"))
