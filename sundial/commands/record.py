"""The only door for change: lock, append, fold, bring into line, owe word, ring the bell; all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sundial.commands import chain, owed, projection
from sundial.commands.chain import Link
from sundial.models import Case, Person, histories_of, protocols_of
from sundial.models.case import PROJECTED
from sundial.models.history import is_public
from sundial.protocol.case import CaseState, named_protocols
from sundial.protocol.clock import Clock
from sundial.protocol.facts import SYSTEM, Fact, Messaged, What
from sundial.protocol.requests import Asking, asking_of
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.team import HEARD_OF, Asked, Heard
from sundial.protocol.terms import Terms


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded on a case; `at` is when it happened where that was before it is recorded."""

    case_id: UUID
    what: What
    by: Person | None = None
    at: datetime | None = None
    text: str = ""


@dataclass(slots=True)
class Recorded:
    """What came of it on one case: the row as it stands now, the new facts, every clock, the alerts owed."""

    case: Case
    history: tuple[Fact, ...]
    links: list[Link] = field(default_factory=list)
    terms: Terms | None = None
    clocks: tuple[Clock, ...] = ()
    state: CaseState | None = None
    alerts: list[owed.Owed] = field(default_factory=list)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that were appended."""
        return tuple(link.fact for link in self.links)

    def append(self, entry: Entry, now: datetime) -> None:
        """Put one fact behind the others."""
        at = entry.at or chain.moment_after(now, self.history)
        by = entry.by.by if entry.by else SYSTEM
        fact = Fact(len(self.history) + 1, at, now, by, entry.what)
        previous = self.links[-1].hash if self.links else self.case.head_hash
        self.links.append(Link.of(self.case.pk, previous, fact, entry.text))
        self.history += (fact,)


def record(
    case: Case, what: What, *, by: Person | None, now: datetime, at: datetime | None = None, text: str = ""
) -> Recorded:
    """Record one fact on one case; `by` is None for the desk itself. The given case is brought up to date.

    Raises HistoryError if the fact cannot follow those before it, Case.DoesNotExist if the viewer may not see it.
    """
    return record_on(case, [Entry(case.pk, what, by, at, text)], now=now)


def record_on(case: Case, entries: Sequence[Entry], *, now: datetime) -> Recorded:
    """Record facts on one case, as `record` does."""
    (recorded,) = record_many(entries, now=now)
    case.take_over({name: getattr(recorded.case, name) for name in PROJECTED})
    return recorded


def record_many(entries: Sequence[Entry], *, now: datetime) -> list[Recorded]:
    """Record facts on many cases in one transaction, with a fixed number of statements, however many they are."""
    with transaction.atomic():
        cases = _locked({entry.case_id for entry in entries})
        for entry in entries:
            cases[entry.case_id].append(entry, now)
        _fold(cases.values())
        _owe_word(cases.values(), now)
        _write(cases)
    return list(cases.values())


def _locked(case_ids: Iterable[UUID]) -> dict[UUID, Recorded]:
    """Lock the cases, always in the same order, and read their histories."""
    wanted = sorted(case_ids)
    rows = Case.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    cases = {case.pk: case for case in rows}
    if len(cases) < len(wanted):
        raise Case.DoesNotExist("there is no such case")
    histories = histories_of(wanted)
    return {pk: Recorded(case, histories.get(pk, ())) for pk, case in cases.items()}


def _fold(cases: Iterable[Recorded]) -> None:
    """Read clocks and state out of the histories."""
    cases = list(cases)
    protocols = protocols_of(digest for case in cases for digest in named_protocols(case.history))
    for case in cases:
        case.terms = terms_of(case.history, protocols)
        case.clocks, case.state = fold(case.history, case.terms)


def _owe_word(cases: Iterable[Recorded], now: datetime) -> None:
    """Find who hears of the new facts; a role that nobody fills is written on the case, for a silence is a bug."""
    telling = [(case, fact) for case in cases for fact in case.facts if isinstance(fact.what, HEARD_OF)]
    if not telling:
        return
    askings = [asking_of(fact, case.history, case.clocks) for case, fact in telling]
    asked = [one for one in askings if one]
    people = {_owner(case) for case, _ in telling} | {id_ for one in asked for id_ in (one.asker, one.taken_by)}
    staff = owed.Staff.for_((UUID(id_) for id_ in people if id_), (one.group for one in asked))
    for (case, fact), asking in zip(telling, askings, strict=True):
        alerts, empty = owed.who_hears(case.case, fact, _heard(case, asking, staff), staff)
        case.alerts += alerts
        for role in empty:
            note = Messaged(public=False, automatic=True)
            case.append(Entry(case.case.pk, note, at=fact.at, text=owed.nobody(role, fact)), now)


def _heard(case: Recorded, asking: Asking | None, staff: owed.Staff) -> Heard:
    request = Asked(asking.group, staff.member(asking.asker), staff.member(asking.taken_by)) if asking else None
    return Heard(case.case.home_region, tuple(case.case.regions), staff.member(_owner(case)), request)


def _owner(case: Recorded) -> str:
    return (case.state.owner or "") if case.state else ""


def _write(cases: Mapping[UUID, Recorded]) -> None:
    """Write facts, clocks, case rows, alerts and jobs, one statement each, and wake whoever listens."""
    chain.write([link for case in cases.values() for link in case.links])
    states = {pk: case.state for pk, case in cases.items() if case.state}
    projection.bring_into_line({pk: case.clocks for pk, case in cases.items()})
    projection.bring_others_into_line({pk: case.history for pk, case in cases.items()}, states)
    for case in cases.values():
        case.case.take_over(_summary(case))
    projection.sum_up({pk: _summary(case) for pk, case in cases.items()})
    owed.owe([alert for case in cases.values() for alert in case.alerts])
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY sundial")


def _summary(case: Recorded) -> dict[str, Any]:
    """Return the columns of the case row that change with its history."""
    assert case.state is not None
    assert case.terms is not None
    last = case.links[-1]
    told = [link.fact.at for link in case.links if is_public(link.fact.what)]
    return {
        **projection.summary(case.state, case.clocks, case.terms.revision(case.state.protocol)),
        "changed_at": max([case.case.changed_at, *(fact.at for fact in case.facts)]),
        "told_at": max([case.case.told_at, *told]),
        "head_seq": last.fact.seq,
        "head_hash": last.hash,
    }
