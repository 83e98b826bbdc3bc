"""The causes of a span: every rung that was taken in it on cases that the viewer may see, in words (O12.3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sundial.models import Case, FactRow, Person, histories_of, protocols_of
from sundial.protocol.case import named_protocols
from sundial.protocol.causes import Cause, causes
from sundial.protocol.facts import Fact
from sundial.protocol.sla import fold, terms_of

AT_ONCE = 100  # cases that are folded together
SPOKEN = ("escalated", "comfort-said", "findings-written")
Spoken = Mapping[tuple[UUID, int], str]  # words by case and fact


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant until another, which is no longer of it (UTC)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said with a fact, who it was ("" for the desk itself), and when (UTC)."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Climb:
    """One cause with its case and point person, and what was said: in asking, with "not yet", as findings."""

    case: Case
    cause: Cause
    owner: str
    asked: Words
    not_yet: tuple[Words, ...]
    found: tuple[Words, ...]


def climbs_of(span: Span, within: Q, *, at_most: int | None = None) -> tuple[list[Climb], int]:
    """Return the rungs taken in a span, the latest first, and how many there are; `within` says which rows are seen.

    Of more than `at_most` the latest are returned.
    """
    taken = FactRow.objects.filter(within, kind="escalated", at__gte=span.since, at__lt=span.until)
    wanted = list(taken.order_by("-at", "case_id", "-seq").values_list("case_id", "seq")[:at_most])
    count = len(wanted) if at_most is None or len(wanted) < at_most else taken.count()
    case_ids = list(dict.fromkeys(case for case, _ in wanted))
    parts = [case_ids[start : start + AT_ONCE] for start in range(0, len(case_ids), AT_ONCE)]
    found = {(one.case.pk, one.cause.fact.seq): one for part in parts for one in _climbs(part)}
    return [found[key] for key in wanted if key in found], count


def _climbs(case_ids: Sequence[UUID]) -> Iterator[Climb]:
    cases = Case.objects.select_related("organization", "owner").in_bulk(case_ids)
    read = {case_id: _causes(history) for case_id, history in histories_of(cases).items()}
    words = _words(cases)
    names = _names(cause for some in read.values() for cause in some)
    for case_id, some in read.items():
        yield from (_one(cases[case_id], cause, words, names) for cause in some)


def _causes(history: Sequence[Fact]) -> tuple[Cause, ...]:
    clocks, _ = fold(history, terms_of(history, protocols_of(named_protocols(history))))
    return causes(history, clocks)


def _one(case: Case, cause: Cause, words: Spoken, names: Mapping[str, str]) -> Climb:
    def said(fact: Fact) -> Words:
        return Words(words.get((case.pk, fact.seq), ""), names.get(fact.by.id, ""), fact.at)

    def each(facts: Iterable[Fact]) -> tuple[Words, ...]:
        return tuple(one for one in map(said, facts) if one.text)

    return Climb(case, cause, names.get(cause.person, ""), said(cause.fact), each(cause.not_yet), each(cause.found))


def _words(case_ids: Iterable[UUID]) -> Spoken:
    rows = FactRow.objects.filter(case__in=list(case_ids), kind__in=SPOKEN).exclude(text="")
    return {(case, seq): text for case, seq, text in rows.values_list("case_id", "seq", "text")}


def _names(some: Iterable[Cause]) -> Mapping[str, str]:
    ids = {one for cause in some for one in (cause.person, *(fact.by.id for fact in _spoken(cause))) if one}
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")}


def _spoken(cause: Cause) -> tuple[Fact, ...]:
    return (cause.fact, *cause.not_yet, *cause.found)
