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


def in_order(cases: QuerySet[Case], hits: Sequence[Hit]) -> list[UUID]:
    """Return which of the cases were found, by id, the best first: both walls of the desk are asked of each here."""
    found = set(cases.filter(pk__in=[hit.case for hit in hits]).order_by().values_list("pk", flat=True))
    return [hit.case for hit in hits if hit.case in found]


def columns(ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Return the values of COLUMNS of these cases, in this order."""
    known = {row[0]: row for row in Case.objects.filter(pk__in=ids).values_list(*COLUMNS)}
    return [known[one] for one in ids if one in known]  # a wall can close in between


def reasons(ids: Iterable[UUID], hits: Sequence[Hit], words: str) -> Mapping[UUID, SafeString]:
    """Return the line by which each of these cases was found, where that is a text that the reader may see."""
    seqs = {hit.case: hit.seq for hit in hits if hit.seq}
    shown = [one for one in ids if one in seqs]
    wanted = looked_for(words)
    texts = fetch(TEXTS, shown, [seqs[one] for one in shown]) if shown else []
    lines = {case: (public, excerpt(text, wanted)) for case, public, text in texts}
    return {case: line if public else format_html("Note: {}", line) for case, (public, line) in lines.items() if line}
