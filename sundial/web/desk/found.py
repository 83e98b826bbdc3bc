"""What a search of the desk finds: the cases in the order of the search, and why each was found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sundial.models import Case
from sundial.models.fetch import fetch
from sundial.models.search import Hit
from sundial.web.desk.rows import COLUMNS
from sundial.web.excerpt import excerpt, looked_for

TEXTS = """
    SELECT case_id, public, left(text, 20000) FROM fact
    JOIN unnest(%s::uuid[], %s::int[]) AS hit (of_case, nth) ON case_id = of_case AND seq = nth
"""  # what comes after so many characters is not searched either


def shown(cases: QuerySet[Case], hits: Sequence[Hit], some: slice) -> list[tuple[Any, ...]]:
    """Return the values of COLUMNS of some that were found, the best first: both walls of the desk are asked of each.

    No more than are shown are read at once; of more it is asked first which of them are there.
    """
    ids = [hit.case for hit in hits]
    if len(ids) <= some.stop:
        return _columns(cases, ids)[some]
    found = set(cases.filter(pk__in=ids).order_by().values_list("pk", flat=True))
    return _columns(Case.objects.all(), [one for one in ids if one in found][some])


def _columns(cases: QuerySet[Case], ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    known = {row[0]: row for row in cases.filter(pk__in=ids).order_by().values_list(*COLUMNS)}
    return [known[one] for one in ids if one in known]  # a wall can close in between


def reasons(ids: Iterable[UUID], hits: Sequence[Hit], words: str) -> Mapping[UUID, SafeString]:
    """Return the line by which each of these cases was found, where that is a text that the reader may see."""
    seqs = {hit.case: hit.seq for hit in hits if hit.seq}
    shown = [one for one in ids if one in seqs]
    wanted = looked_for(words)
    texts = fetch(TEXTS, shown, [seqs[one] for one in shown]) if shown else []
    lines = {case: (public, excerpt(text, wanted)) for case, public, text in texts}
    return {case: line if public else format_html("Note: {}", line) for case, (public, line) in lines.items() if line}
