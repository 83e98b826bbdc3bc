"""Who said what in some facts of a case, as far as the viewer may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundial.models import Case, FactRow
from sundial.models.asked_once import once
from sundial.models.fetch import fetch

WORDS = "SELECT seq, text FROM fact WHERE case_id = %s"


@dataclass(frozen=True, slots=True)
class Said:
    """A fact with its words; `who` is "Sundial" where nobody did it."""

    seq: int
    at: datetime
    who: str
    by: UUID | None
    text: str


def words_on(case: Case) -> dict[int, str]:
    """Return the words of every fact of a case that the viewer may read, by its number; a page asks once."""
    return once(("words", case.pk), lambda: dict(fetch(WORDS, case.pk)))


def said(case: Case, seqs: Iterable[int]) -> dict[int, Said]:
    """Return these facts of a case by their number; what the viewer may not read is not among them."""
    return said_on({case.pk: seqs})[case.pk]


def said_on(wanted: Mapping[UUID, Iterable[int]]) -> dict[UUID, dict[int, Said]]:
    """Return facts of several cases, as `said` does, with one query."""
    seqs = {seq for some in wanted.values() for seq in some}
    found: dict[UUID, dict[int, Said]] = {case: {} for case in wanted}
    rows = FactRow.objects.filter(case__in=wanted, seq__in=seqs).select_related("by") if seqs else ()
    for row in rows:
        who = row.by.name if row.by else "Sundial"
        found[row.case_id][row.seq] = Said(row.seq, row.at, who, row.by_id, row.text)
    return found
