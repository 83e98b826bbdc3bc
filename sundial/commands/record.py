"""The only door for change: lock, append, fold, bring into line, owe word, ring the bell; all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from sundial.commands import chain, owed, owed_ladder, projection
from sundial.commands.again import till_they_stand
from sundial.commands.errors import CannotOwn
from sundial.commands.recorded import Entry, Recorded
from sundial.commands.statements import Write, write
from sundial.commands.write_each import write_each
from sundial.models import CLOCKWORK, Case, Person, histories_of, protocols_of, viewing
from sundial.models.case import PROJECTED
from sundial.outside.failpoint import reached
from sundial.protocol.case import named_protocols
from sundial.protocol.facts import Fact, Messaged, What
from sundial.protocol.handed import Handed, handover_of
from sundial.protocol.ladder_hearing import is_of_the_ladder
from sundial.protocol.requests import Asking, asking_of
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.team import HEARD_OF, Asked, Heard, Passing

__all__ = ["Entry", "Recorded", "Tale", "record", "record_each", "record_many", "record_on"]


class Tale(Protocol):
    """What is to be told to each of many cases."""

    def entries(self, case: Recorded) -> Sequence[Entry]:
        """Return what is to be recorded on a case that was just read; () leaves it alone."""

    def beside(self, case: Recorded) -> Sequence[Write]:
        """Return what is to be written with it, once it is known what came of it."""


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
    """Record facts on many cases in one transaction, with a fixed number of statements, however many they are.

    Whoever is moved or leaves as they are to be told of it is looked up anew (`again`). Raises CannotOwn where a case
    would come to somebody outside its wall, be it that they are moved at this moment.
    """
    return till_they_stand(lambda: _record(entries, now))


def _record(entries: Sequence[Entry], now: datetime) -> list[Recorded]:
    with owners_inside(), transaction.atomic():
        wanted = {entry.case_id for entry in entries}
        cases = _read(Case.objects.select_for_update(no_key=True), wanted)
        if len(cases) < len(wanted):
            raise Case.DoesNotExist("there is no such case")
        for entry in entries:
            cases[entry.case_id].append(entry, now)
        _settle(cases.values(), now)
        write(_writes(cases, _there(cases)))
        _ring()
        reached("case.recorded_not_committed")
    return list(cases.values())


def record_each(case_ids: Iterable[UUID], tale: Tale, *, now: datetime) -> list[Recorded]:
    """Tell something to many cases, each in a transaction of its own, by the desk's own hands; return those told.

    They are read together and without a lock: a case on which something else was recorded meanwhile refuses its facts,
    for their numbers are taken. Then, and whenever else one cannot be written, the database's error is raised: what
    came before it stands, the rest waits to be asked for again. Nobody waits for it to be on the disk; the next
    commit that is waited for keeps it all.
    """
    with transaction.atomic(), viewing(CLOCKWORK):
        read = _read(Case.objects.select_related("organization"), set(case_ids))
        cases = {pk: case for pk, case in read.items() if _begins(case, tale, now)}
        _settle(cases.values(), now)
        there = _there(cases).by_case(cases)
        prepared = [[*_writes({pk: case}, there[pk]), *tale.beside(case)] for pk, case in cases.items()]
    write_each(prepared, viewer=CLOCKWORK)
    _ring()
    return list(cases.values())


@contextmanager
def owners_inside() -> Iterator[None]:
    """Say what PostgreSQL refuses of an owner (migration 0029) in the words for a page. Raises CannotOwn."""
    try:
        yield
    except IntegrityError as error:
        diagnosed = getattr(error.__cause__, "diag", None)
        if diagnosed is not None and diagnosed.constraint_name == "owner_is_inside":
            raise CannotOwn from error
        raise


def _read(rows: QuerySet[Case], case_ids: Iterable[UUID]) -> dict[UUID, Recorded]:
    """Read cases, always in the same order, with their histories."""
    wanted = sorted(case_ids)
    cases = {case.pk: case for case in rows.filter(pk__in=wanted).order_by("pk")}
    histories = histories_of(wanted)
    return {pk: Recorded(case, histories.get(pk, ())) for pk, case in cases.items()}


def _begins(case: Recorded, tale: Tale, now: datetime) -> bool:
    """Put the facts of a tale behind the others; False where there are none."""
    entries = tale.entries(case)
    for entry in entries:
        case.append(entry, now)
    return bool(entries)


def _settle(cases: Iterable[Recorded], now: datetime) -> None:
    """Read clocks and state out of the histories, and find who hears of what is new."""
    cases = list(cases)
    protocols = protocols_of(digest for case in cases for digest in named_protocols(case.history))
    for case in cases:
        case.terms = terms_of(case.history, protocols)
        case.clocks, case.state = fold(case.history, case.terms)
    _owe_word(cases, now)
    owed_ladder.hear_of_the_ladder(cases, now)
    for case in cases:
        if case.alerts and case.state and case.terms:
            document = case.terms.revision(case.state.protocol).alerts
            case.alerts = owed.paging(case.alerts, case.state.severity, document)


def _owe_word(cases: Iterable[Recorded], now: datetime) -> None:
    """Find who hears of the new facts; a role that nobody fills is written on the case, for a silence is a bug."""
    telling = [(case, fact) for case in cases for fact in case.facts if _is_heard_of(fact.what)]
    if not telling:
        return
    about = [_about(case, fact) for case, fact in telling]
    people = {case.owner for case, _ in telling} | {id_ for one in about for id_ in one.people}
    staff = owed.Staff.for_((UUID(id_) for id_ in people if id_), (one.asking.group for one in about if one.asking))
    for (case, fact), one in zip(telling, about, strict=True):
        alerts, empty = owed.who_hears(case.case, fact, _heard(case, one, staff), staff)
        case.alerts += alerts
        for role in empty:
            note = Messaged(public=False, automatic=True)
            case.append(Entry(case.case.pk, note, at=fact.at, text=owed.nobody(role, fact)), now)


def _is_heard_of(what: What) -> bool:
    return isinstance(what, HEARD_OF) and not is_of_the_ladder(what)


class About(NamedTuple):
    """What a fact is about inside the house: a request to another group, a handover, or neither."""

    asking: Asking | None
    handed: Handed | None

    @property
    def people(self) -> Iterator[str]:
        """Whom it names, by their ids; "" for nobody."""
        if self.asking:
            yield from (self.asking.asker, self.asking.taken_by)
        if self.handed:
            yield from (self.handed.giver, self.handed.what.to)


def _about(case: Recorded, fact: Fact) -> About:
    return About(asking_of(fact, case.history, case.clocks), handover_of(fact, case.history, case.clocks))


def _heard(case: Recorded, about: About, staff: owed.Staff) -> Heard:
    asking, handed = about
    member = staff.member
    request = Asked(asking.group, member(asking.asker), member(asking.taken_by)) if asking else None
    passing = Passing(handed.what.region, member(handed.giver), member(handed.what.to)) if handed else None
    return Heard(case.case.home_region, tuple(case.case.regions), member(case.owner), request, passing)


def _there(cases: Mapping[UUID, Recorded]) -> projection.There:
    return projection.There.of({pk: case.history for pk, case in cases.items()})


def _writes(cases: Mapping[UUID, Recorded], there: projection.There) -> list[Write]:
    """Return everything that is to be written: the case rows first, which holds their locks where nothing else does."""
    folded = {
        pk: projection.Folded(case.clocks, case.state, case.terms)
        for pk, case in cases.items()
        if case.state and case.terms
    }
    return [
        projection.sum_up({pk: case.sum_up() for pk, case in cases.items()}),
        chain.append([link for case in cases.values() for link in case.links]),
        *projection.changes(there, folded),
        *owed.owe([alert for case in cases.values() for alert in case.alerts]),
    ]


def _ring() -> None:
    """Wake whoever listens."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY sundial")
